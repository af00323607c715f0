"""``Database``: connections and transactions on ``house.sqlite``."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from oase.db.disk import disk_errors
from oase.errors import HouseBusy

__all__ = ["Database", "plain"]

PATIENCE_SECONDS = 20
"""How long a transaction waits for another one before it gives up."""

TURN_SECONDS = 0.002
"""How often it asks meanwhile."""

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",  # an erased value leaves no readable bytes in free pages
    # contacts of many persons touch pages everywhere: keep them, and write each back once for many groups
    "cache_size=-32768",  # KB
    "wal_autocheckpoint=4000",  # pages, 16 MB
)


def connect(path: Path) -> Engine:
    """Return an engine on an SQLite file whose transactions begin when they are told to."""
    # no limit: whoever waits for the right to write must not keep others from reading
    engine = create_engine("sqlite://", creator=partial(plain, path), poolclass=QueuePool, max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def plain(path: Path) -> sqlite3.Connection:
    """Return a bare connection; one that only reads where the folder may not be written.

    In a folder that may not be written SQLite cannot make the files by which readers and writers of a WAL
    database agree. Where they are not there either, nobody is writing, and the file can be read as it is.
    """
    address = path.resolve().as_uri()
    wal = path.with_name(f"{path.name}-wal")
    if path.exists() and not os.access(path.parent, os.W_OK) and not wal.exists():
        address += "?mode=ro&immutable=1"
    return sqlite3.connect(
        address, uri=True, timeout=PATIENCE_SECONDS, check_same_thread=False, isolation_level=None
    )


def _prepare(connection: Any, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("begin_mode") != "IMMEDIATE":
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    held = connection.connection.driver_connection
    assert held is not None  # noqa: S101  # this connection was just opened
    held.execute("PRAGMA busy_timeout=0")
    try:
        _begin_writing(held)
    finally:
        held.execute(f"PRAGMA busy_timeout={PATIENCE_SECONDS * 1000}")


def _begin_writing(connection: Any) -> None:
    """Begin as soon as nobody else writes.

    Left to itself SQLite asks ten times a second; beside a pipeline that begins the next transaction almost
    at once, the mover of another process would wait for long.
    """
    until = time.perf_counter() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.perf_counter() > until:
                raise
            time.sleep(TURN_SECONDS)
        else:
            return


class Database:
    """The main database of one house.

    Parameters
    ----------
    path : Path
        The SQLite file, already migrated; see ``open_database``.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = connect(path)
        self._turn = threading.Lock()
        weakref.finalize(self, self.engine.dispose)  # for whoever lets go of it without close

    @property
    def folder(self) -> Path:
        """The house folder."""
        return self.path.parent

    @contextmanager
    def reading(self) -> Generator[Connection, None, None]:
        """Open one transaction that sees a single state of the house and changes nothing."""
        with disk_errors(self.path), self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def writing(self) -> Generator[Connection, None, None]:
        """Open one transaction that holds the right to write from its start; all of it or nothing.

        Raises
        ------
        HouseBusy
            Another transaction did not end in time.
        StorageFull, StorageForbidden
            The disk.
        """
        with disk_errors(self.path), self._in_turn(), self.engine.connect() as connection:
            immediate = connection.execution_options(begin_mode="IMMEDIATE")
            with immediate.begin():
                yield immediate

    @contextmanager
    def _in_turn(self) -> Generator[None, None, None]:
        """Let the threads of this process write in turns: one that waits for SQLite asks ten times a second.

        Beside a pipeline that begins the next transaction at once it would hardly ever find the house free.
        """
        if not self._turn.acquire(timeout=PATIENCE_SECONDS):
            raise HouseBusy(
                "Another transaction did not end in time",
                where=str(self.path),
                todo="do it again in a moment",
            )
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
