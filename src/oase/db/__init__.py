"""Warm memory: the operational SQL database of a house.

Comes in: a house folder. Goes out: a ``Database`` whose transactions the rooms above (``lake``, ``identity``,
``app``) read and write with SQLAlchemy Core. Rooms register their tables on ``metadata``; migrations are
hand-written here and import no room.
"""

from oase.db.connection import Database
from oase.db.disk import disk_errors, fsync_path
from oase.db.house import HOUSE_FILE, KEY_FILE, NEWEST, House, about, open_database
from oase.db.schema import metadata

__all__ = [
    "HOUSE_FILE",
    "KEY_FILE",
    "NEWEST",
    "Database",
    "House",
    "about",
    "disk_errors",
    "fsync_path",
    "metadata",
    "open_database",
]
