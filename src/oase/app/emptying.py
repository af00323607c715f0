"""Take out of the main database what was deleted: the write-ahead log, free pages."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from oase.db import disk_errors
from oase.db.connection import plain
from oase.errors import HouseBusy

__all__ = ["truncate", "vacuum"]

PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.05


def truncate(path: Path, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Move a write-ahead log into its database and leave it empty; waits for readers that are in the way.

    Raises
    ------
    HouseBusy
        A reader stayed in the way.
    """
    until = time.perf_counter() + patience_seconds
    with disk_errors(path), closing(plain(path)) as connection:
        while _is_in_the_way(connection):
            if time.perf_counter() > until:
                raise HouseBusy(
                    "A long analysis keeps the house's write-ahead log in use",
                    where=str(path),
                    todo="it goes on by itself when the analysis has ended",
                )
            time.sleep(_PAUSE_SECONDS)


def vacuum(path: Path) -> None:
    """Write a database anew from its live rows, so that no free space keeps an old byte."""
    with disk_errors(path), closing(plain(path)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
    truncate(path)


def _is_in_the_way(connection: sqlite3.Connection) -> bool:
    connection.execute("PRAGMA busy_timeout=1000")
    busy, _frames, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return bool(busy)
