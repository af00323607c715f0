"""Files with personal data that others than their owner may read."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

from sqlalchemy import select

from oase.app.rooms import Rooms
from oase.db.inbox import INBOX_FOLDER
from oase.db.schema import backup_places
from oase.lake.store import Finding

__all__ = ["check", "mend"]

_OTHERS = 0o077
_BESIDE = ("", "-wal", "-shm")
"""What SQLite lays beside a database holds the same."""


def check(rooms: Rooms) -> Generator[Finding]:
    """Return what others may read: the warm memory, the inboxes, the list of erasures, backups."""
    for path in _open_to_others(rooms):
        yield Finding("Others may read what is personal", str(path), f"chmod go= {path}", mendable=True)


def mend(rooms: Rooms) -> None:
    """Take these files from everybody but their owner."""
    for path in _open_to_others(rooms):
        path.chmod(path.stat().st_mode & ~_OTHERS)


def _open_to_others(rooms: Rooms) -> list[Path]:
    if os.name != "posix":  # elsewhere a mode says nothing about readers
        return []
    return [path for path in _personal(rooms) if path.exists() and path.stat().st_mode & _OTHERS]


def _personal(rooms: Rooms) -> Iterator[Path]:
    database = rooms.database.path
    yield from (database.with_name(f"{database.name}{ending}") for ending in _BESIDE)
    yield rooms.erased.path
    for ending in _BESIDE:
        yield from sorted((rooms.folder / INBOX_FOLDER).glob(f"*.sqlite{ending}"))
    with rooms.database.reading() as connection:
        places = connection.execute(select(backup_places.c.path)).scalars().all()
    for place in places:
        yield from sorted(Path(place).glob("*.tar"))
