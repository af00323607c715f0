"""What the disk says, in the words of Oase: full, forbidden, busy, damaged."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from oase.errors import (
    HouseBusy,
    HouseDamaged,
    OaseError,
    StorageError,
    StorageForbidden,
    StorageFull,
    storage_kind,
)

__all__ = ["disk_errors", "fsync_path"]


@contextmanager
def disk_errors(where: Path | str) -> Generator[None, None, None]:
    """Turn errors of the disk and of SQLite into those of Oase.

    Parameters
    ----------
    where : Path or str
        What was being read or written; stands in the message.

    Raises
    ------
    StorageFull, StorageForbidden, StorageError
        No space, no right, anything else that the system reports.
    HouseBusy, HouseDamaged
        The database is locked for longer than the waiting time, or is not a whole SQLite file.

    Examples
    --------
    >>> with disk_errors("lake/contacts"):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    ...
    oase.errors.StorageFull: No space left on the disk; what was stored before is whole.
      where:      lake/contacts
      what to do: free some space and run the same command again; nothing is stored twice
    """
    try:
        yield
    except OaseError:
        raise
    except OSError as error:
        raise _of_system(error, str(where)) from error
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise _of_sqlite(str(said), str(where)) from error


def _of_system(error: OSError, where: str) -> StorageError:
    kind = storage_kind(error)
    if kind is StorageFull:
        return _full(where)
    if kind is StorageForbidden:
        return _forbidden(where)
    return StorageError("The disk did not do what it should", got=str(error), where=where)


def _of_sqlite(said: str, where: str) -> OaseError:
    if "is full" in said:
        return _full(where)
    if "readonly" in said or "unable to open" in said:
        return _forbidden(where)
    if "locked" in said:
        return HouseBusy(
            "Another process is writing to the house", where=where, todo="wait a moment and try again"
        )
    if "malformed" in said or "not a database" in said:
        return HouseDamaged("The house's database is damaged", got=said, where=where, todo="restore a backup")
    return StorageError("The house's database did not do what it should", got=said, where=where)


def _full(where: str) -> StorageFull:
    return StorageFull(
        "No space left on the disk; what was stored before is whole",
        where=where,
        todo="free some space and run the same command again; nothing is stored twice",
    )


def _forbidden(where: str) -> StorageForbidden:
    return StorageForbidden(
        "No right to write there",
        where=where,
        todo="ask for the right to write in this folder, or choose another one",
    )


def fsync_path(path: Path) -> None:
    """Make a file's content, or a folder's list of names, outlive a loss of power."""
    if os.name != "posix" and path.is_dir():
        return  # other systems keep the names of files durable by themselves
    # Windows flushes only what may be written; POSIX opens folders only for reading
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
