"""How the house stands: when it was backed up last."""

from __future__ import annotations

from sqlalchemy import func, select

from oase.db import Database
from oase.db.schema import backup_places

__all__ = ["last_backup"]


def last_backup(database: Database) -> int | None:
    """Return when a backup was written last, microseconds since 1970; None where there was none."""
    with database.reading() as connection:
        return connection.execute(select(func.max(backup_places.c.last))).scalar()
