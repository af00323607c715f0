"""``QueueFile``: the small SQLite file beside a house that holds its tasks and their results.

It is a cache: nothing in it is missed, no backup holds it, and it may be deleted at any time, also while
processes use it. Each of them finds out before the next transaction and goes on with a new, empty one.
"""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from oase.db import disk_errors
from oase.errors import HouseDamaged

__all__ = ["QUEUE_FILE", "QueueFile"]

QUEUE_FILE = "tasks.sqlite"
"""Name of the file inside a house folder."""

_LOCK = f"{QUEUE_FILE}.lock"
_BESIDE = ("", "-wal", "-shm")
_MOST_HELD = 8

_TABLES = """
create table tasks (
    seq integer primary key autoincrement,
    id text not null unique,
    kind text not null,
    lane text not null,
    arguments blob not null,
    key blob not null,
    made_by text not null,
    by integer,
    caused integer,
    rank integer not null,
    state text not null,
    done integer not null default 0,
    total integer,
    requested integer not null,
    started integer,
    finished integer,
    tries integer not null default 0,
    coarse text not null default '',
    fine text not null default '',
    trouble blob
);
create index ix_tasks_key on tasks (key, seq);
create index ix_tasks_state on tasks (state, lane, rank, seq);
create index ix_tasks_kind on tasks (kind, seq);
create index ix_tasks_caused on tasks (caused, lane, started);
create table results (task text primary key, size integer not null, content blob not null);
"""

_FORM = 2
"""Number of the tables above: a file of another form is thrown away."""

_PATIENCE_SECONDS = 5.0

_PRAGMAS = (
    "synchronous=OFF",  # a cache: what a loss of power takes is computed again
    "secure_delete=ON",
    "cache_size=-2048",
    "wal_autocheckpoint=1000",
)


class QueueFile:
    """Connections to the queue of one house, shared by the threads of a process.

    Parameters
    ----------
    folder : Path
        The house folder.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / QUEUE_FILE
        self._held: deque[tuple[sqlite3.Connection, tuple[int, int]]] = deque()

    @contextmanager
    def reading(self) -> Generator[sqlite3.Connection]:
        """Open one transaction that sees a single state of the queue."""
        with self._connected() as connection:
            connection.execute("BEGIN DEFERRED")
            yield connection

    @contextmanager
    def writing(self) -> Generator[sqlite3.Connection]:
        """Open one transaction that holds the right to write; all of it or nothing.

        Raises
        ------
        HouseBusy, StorageFull, StorageForbidden
        """
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close every connection that is not in use."""
        while self._held:
            self._held.pop()[0].close()

    @contextmanager
    def _connected(self) -> Generator[sqlite3.Connection]:
        try:
            with disk_errors(self.path):
                connection, mark = self._taken()
                try:
                    yield connection
                finally:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    self._give_back(connection, mark)
        except HouseDamaged:
            self._throw_away()
            raise

    def _taken(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        """Return a connection to the file that stands there now."""
        now = self._mark()
        while self._held:
            with suppress(IndexError):  # another thread has taken the last one
                connection, mark = self._held.pop()
                if mark == now:
                    return connection, mark
                connection.close()
        if now is None:
            self._make()
        connection = _open(self.path)
        (form,) = connection.execute("PRAGMA user_version").fetchone()
        if form != _FORM:
            connection.close()
            raise HouseDamaged("The queue of tasks is of another form", where=str(self.path))
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection, self._mark() or (0, 0)

    def _give_back(self, connection: sqlite3.Connection, mark: tuple[int, int]) -> None:
        if len(self._held) < _MOST_HELD:
            self._held.append((connection, mark))
        else:
            connection.close()

    def _mark(self) -> tuple[int, int] | None:
        """Return what tells this file from another one that stood there before."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _make(self) -> None:
        """Lay an empty queue into place in one step; what belonged to a deleted one goes first."""
        with FileLock(self.path.with_name(_LOCK)):
            if self.path.exists():
                return
            draft = self.path.with_name(f"{QUEUE_FILE}.new")
            self._remove(draft)
            self._remove(self.path)
            os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))
            connection = _open(draft)
            connection.executescript(
                f"PRAGMA journal_mode=WAL; BEGIN; {_TABLES} PRAGMA user_version={_FORM}; COMMIT;"
            )
            connection.close()
            draft.replace(self.path)

    def _throw_away(self) -> None:
        """Remove a file that is damaged: the next transaction makes a new one."""
        self.close()
        with FileLock(self.path.with_name(_LOCK)):
            self._remove(self.path)

    @staticmethod
    def _remove(path: Path) -> None:
        for ending in _BESIDE:
            path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def _open(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there: one that was deleted this moment is not made by it."""
    address = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(
        address, uri=True, timeout=_PATIENCE_SECONDS, check_same_thread=False, isolation_level=None
    )
