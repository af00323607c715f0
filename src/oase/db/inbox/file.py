"""The file of an inbox: its table, the lock of its one writer, and what is done to its rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from filelock import FileLock, Timeout

from oase.db.disk import disk_errors, fsync_path
from oase.errors import HouseBusy

__all__ = [
    "INBOX_FOLDER",
    "PORTION_BYTES",
    "PORTION_ROWS",
    "Portion",
    "Request",
    "clean",
    "connect",
    "delete",
    "in_portions",
    "inbox_paths",
    "insert",
    "is_clean",
    "make",
    "only_writer",
    "pack",
    "portions",
    "start_after",
    "truncate",
    "unpack",
]

INBOX_FOLDER = "inbox"
"""Name of the folder of inboxes inside a house folder."""

ROWS_OF_A_STATEMENT = 100
PORTION_ROWS, PORTION_BYTES = 300, 1 << 19
PACKED_FROM_BYTES = 2_048
PAGE_BYTES, WAL_BYTES = 16_384, 16 << 20
PATIENCE_MS, CHECKPOINT_PATIENCE_MS = 5_000, 20
SCHEMA = """
create table requests (
  "row" integer primary key autoincrement, -- never given twice
  received integer not null,
  kind text not null,
  key integer not null,
  size integer not null, -- of the body
  body blob not null -- shorter than its size where it is packed
)
"""


class Request(NamedTuple):
    """One accepted request.

    ``row`` ascends in the order of acceptance; ``received`` is microseconds since 1970, UTC; ``kind`` is the
    call (identify, track, page, screen, group, alias, merge, batch, consent); ``key`` the write key's number.
    """

    row: int
    received: int
    kind: str
    key: int
    body: bytes


class Portion(NamedTuple):
    """Rows that lie one behind the other, the last of them by number."""

    last: int
    rows: int
    size: int

    def until(self, row: int) -> tuple[Portion, Portion]:
        """Return the part up to a row and the rest; their sizes are estimates.

        Examples
        --------
        >>> Portion(last=10, rows=4, size=400).until(7)
        (Portion(last=7, rows=1, size=100), Portion(last=10, rows=3, size=300))
        >>> [part.rows for part in Portion(last=10, rows=4, size=400).until(99)]
        [4, 0]
        """
        row = min(row, self.last)
        rows = max(self.rows - (self.last - row), 0)
        size = self.size * rows // self.rows
        return Portion(row, rows, size), Portion(self.last, self.rows - rows, self.size - size)


def inbox_paths(folder: Path) -> dict[str, Path]:
    """Return the inboxes of a house by the names of their workers, in order.

    Parameters
    ----------
    folder : Path
        The house folder.

    Examples
    --------
    >>> inbox_paths(Path("no/such/house"))
    {}
    """
    return {path.stem: path for path in sorted((folder / INBOX_FOLDER).glob("*.sqlite"))}


def clean(path: Path, done: int) -> int:
    """Delete worked-off rows of an inbox whose worker no longer exists; return how many.

    Parameters
    ----------
    path : Path
        The inbox.
    done : int
        Rows up to this one are worked off.

    Raises
    ------
    HouseBusy
        A worker is writing to it; it deletes them by itself.
    StorageFull, StorageForbidden
        The disk.
    """
    with only_writer(path), disk_errors(path), closing(connect(path)) as connection:
        deleted = sum(delete(connection, part.last) for part in portions(connection) if part.last <= done)
        deleted += delete(connection, done)
        truncate(connection)
    return deleted


def is_clean(path: Path, done: int) -> bool:
    """Whether no byte of the rows up to ``done`` is left: neither in the file nor in its log (WAL)."""
    wal = path.with_name(f"{path.name}-wal")
    with disk_errors(path), closing(connect(path, is_reader=True)) as connection:
        first = connection.execute('select min("row") from requests').fetchone()[0]
        return (first is None or first > done) and (not wal.exists() or wal.stat().st_size == 0)


@contextmanager
def only_writer(path: Path) -> Generator[None]:
    """Hold the right to write to an inbox; the system gives it back when the process ends in any way."""
    lock = FileLock(path.with_suffix(".lock"), timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise HouseBusy(
            "Another worker is writing to this inbox",
            where=str(path),
            todo="end the other server, or give this worker a name of its own",
        ) from error
    try:
        yield
    finally:
        lock.release()


def make(path: Path) -> None:
    """Make an inbox that is whole at the moment it appears under its name."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)  # ids in the clear come to lie here, and in the log beside it
    with closing(connect(unfinished)) as connection:
        connection.execute(SCHEMA)
    fsync_path(unfinished)
    unfinished.rename(path)
    fsync_path(path.parent)


def connect(path: Path, *, is_reader: bool = False) -> sqlite3.Connection:
    """Return a connection on which every statement is a transaction unless one is begun."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={'rw' if is_reader else 'rwc'}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=2 * ROWS_OF_A_STATEMENT,
    )
    pragmas = (
        ["query_only=ON"]
        if is_reader
        else [
            f"page_size={PAGE_BYTES}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",  # a deleted row leaves no readable bytes
            f"wal_autocheckpoint={WAL_BYTES // PAGE_BYTES}",
            "cache_size=-16384",
        ]
    )
    for pragma in (f"busy_timeout={PATIENCE_MS}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def insert(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, int, bytes]]) -> int:
    """Append rows in one durable transaction; return the number of the last one."""
    connection.execute("BEGIN IMMEDIATE")
    last = 0
    for start in range(0, len(rows), ROWS_OF_A_STATEMENT):
        part = rows[start : start + ROWS_OF_A_STATEMENT]
        # one statement for many rows: the interpreter's lock changes hands once, not once a row
        cells = [cell for row in part for cell in (*row[:3], len(row[3]), pack(row[3]))]
        last = connection.execute(_insertion(len(part)), cells).lastrowid
    connection.execute("COMMIT")
    return last or 0


@lru_cache(ROWS_OF_A_STATEMENT)
def _insertion(rows: int) -> str:
    values = ", ".join(["(?, ?, ?, ?, ?)"] * rows)
    return f"insert into requests (received, kind, key, size, body) values {values}"


def pack(body: bytes) -> bytes:
    """Return a body as it is stored: a long one packed, so that a batch is written, and erased, at less cost.

    Examples
    --------
    >>> body = b"the same again and again, " * 1000
    >>> len(pack(body)) < 1000, unpack(pack(body), len(body)) == body
    (True, True)
    """
    if len(body) < PACKED_FROM_BYTES:
        return body
    packed: bytes = pa.compress(body, codec="lz4", asbytes=True)
    return packed if len(packed) < len(body) else body


def unpack(stored: bytes, size: int) -> bytes:
    """Return a body as it was handed in."""
    if len(stored) == size:
        return stored
    body: bytes = pa.decompress(stored, decompressed_size=size, codec="lz4", asbytes=True)
    return body


def delete(connection: sqlite3.Connection, last: int) -> int:
    """Delete rows up to ``last``, without waiting for the disk: it is done again where it was lost."""
    connection.execute("PRAGMA synchronous=NORMAL")
    try:
        return connection.execute('delete from requests where "row" <= ?', (last,)).rowcount
    finally:
        connection.execute("PRAGMA synchronous=FULL")


def truncate(connection: sqlite3.Connection) -> bool:
    """Empty the log (WAL) into the file; False where a reader stands in the way."""
    connection.execute(f"PRAGMA busy_timeout={CHECKPOINT_PATIENCE_MS}")
    try:
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
    return not is_busy


def portions(connection: sqlite3.Connection) -> list[Portion]:
    """Return the rows that are there as portions."""
    return in_portions(connection.execute('select "row", size from requests order by "row"'))


def in_portions(rows: Iterable[tuple[int, int]]) -> list[Portion]:
    """Return rows, given by number and size, as portions small enough to be deleted at once.

    Examples
    --------
    >>> in_portions([(1, 400_000), (2, 400_000), (3, 5)])
    [Portion(last=2, rows=2, size=800000), Portion(last=3, rows=1, size=5)]
    """
    found: list[Portion] = []
    last = count = size = 0
    for last, length in rows:
        count, size = count + 1, size + length
        if count >= PORTION_ROWS or size >= PORTION_BYTES:
            found.append(Portion(last, count, size))
            count = size = 0
    return [*found, Portion(last, count, size)] if count else found


def start_after(connection: sqlite3.Connection, done: int) -> None:
    """Give no row a number that counts as worked off already: the file may be younger than the house."""
    newest = connection.execute("select seq from sqlite_sequence where name = 'requests'").fetchone()
    if newest is None:
        connection.execute("insert into sqlite_sequence (name, seq) values ('requests', ?)", (done,))
    elif newest[0] < done:
        connection.execute("update sqlite_sequence set seq = ? where name = 'requests'", (done,))
