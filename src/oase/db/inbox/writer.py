"""``Inbox``: one thread that stores whatever waits in one durable transaction, and tells each waiting one."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from oase.db.disk import disk_errors
from oase.db.inbox.file import (
    PORTION_BYTES,
    PORTION_ROWS,
    Portion,
    connect,
    delete,
    in_portions,
    insert,
    make,
    only_writer,
    portions,
    start_after,
    truncate,
)
from oase.errors import HouseBusy, OaseError

__all__ = ["LIMIT_BYTES", "LIMIT_ROWS", "Inbox", "Reply"]

LIMIT_ROWS, LIMIT_BYTES = 200_000, 512 << 20
ASK_SECONDS, ASK_WHEN_FULL_SECONDS = 1.0, 0.1
IDLE_SECONDS, TRUNCATE_SECONDS = 1.0, 10.0

Reply = Callable[[OaseError | None], None]
"""What a submission is told: None when it is durable, else why it is not stored. It must not raise."""


class Waiting(NamedTuple):
    cells: tuple[int, str, int, bytes]
    reply: Reply


class Inbox:
    """The writing side of one worker's inbox.

    Submissions that wait at the same time become one transaction (group commit): the disk is asked to be
    durable once for all of them. Rows that the pipeline has worked off are deleted between transactions.

    Parameters
    ----------
    path : Path
        The file, ``house/inbox/<worker>.sqlite``; made where it is missing.
    done : callable
        Returns the row up to which the pipeline has worked off this inbox; asked about once a second.
    limit_rows, limit_bytes : int
        The backlog at which no more is taken.

    Raises
    ------
    HouseBusy
        Another worker writes to this file.
    StorageFull, StorageForbidden, HouseDamaged
        The disk.

    Examples
    --------
    >>> import tempfile, threading
    >>> is_stored = threading.Event()
    >>> with Inbox(Path(tempfile.mkdtemp()) / "w1.sqlite", done=lambda: 0) as inbox:
    ...     inbox.submit(1_700_000_000_000_000, "track", 1, b"{}", lambda error: is_stored.set())
    ...     is_stored.wait(5), inbox.backlog
    (True, (1, 2))
    """

    def __init__(
        self,
        path: Path,
        *,
        done: Callable[[], int],
        limit_rows: int = LIMIT_ROWS,
        limit_bytes: int = LIMIT_BYTES,
    ) -> None:
        self.path = path
        self.trouble: OaseError | None = None
        """What went wrong last, until something is stored again."""
        self._done, self._ask = 0, done
        self._limit_rows, self._limit_bytes = limit_rows, limit_bytes
        self._waiting: list[Waiting] = []
        self._wake = threading.Condition()
        self._rows = self._bytes = 0
        self._is_closing = False
        self._resources = ExitStack()
        self._connection: sqlite3.Connection | None = None
        self._worked_off: deque[Portion] = deque()
        with disk_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._resources.enter_context(only_writer(path))
            with ExitStack() as undo:
                undo.callback(self._resources.close)
                undo.callback(self._disconnect)
                self._portions = self._open()
                undo.pop_all()
        self._thread = threading.Thread(target=self._run, name=f"inbox {path.stem}", daemon=True)
        self._thread.start()

    def submit(self, received: int, kind: str, key: int, body: bytes, reply: Reply) -> None:
        """Hand in a request from any thread; ``reply`` is called once it is durable, or why it is not.

        Parameters
        ----------
        received : int
            Microseconds since 1970, UTC.
        kind : str
        key : int
        body : bytes
        reply : callable
            Called from the inbox's thread; at once, from the caller's, when the inbox takes nothing.
        """
        with self._wake:
            refused = self._refusal()
            if refused is None:
                self._waiting.append(Waiting((received, kind, key, body), reply))
                self._rows += 1
                self._bytes += len(body)
                self._wake.notify()
        if refused is not None:
            reply(refused)

    @property
    def backlog(self) -> tuple[int, int]:
        """Rows and bytes that the pipeline has not worked off yet."""
        return self._rows, self._bytes

    @property
    def is_full(self) -> bool:
        """Whether the backlog has reached its limit."""
        return self._rows >= self._limit_rows or self._bytes >= self._limit_bytes

    @property
    def has_ended(self) -> bool:
        """Whether nothing is taken ever again: it was closed, or something unforeseen ended its thread."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Store what waits, tell it, and let go of the file."""
        with self._wake:
            self._is_closing = True
            self._wake.notify()
        self._thread.join()

    def __enter__(self) -> Inbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refusal(self) -> OaseError | None:
        if self._is_closing:
            return HouseBusy("The server is ending", where=str(self.path), todo="send it again in a moment")
        if self.is_full:
            return HouseBusy(
                "The inbox is full: contacts arrive faster than they are worked off",
                expected=f"at most {self._limit_rows} requests or {self._limit_bytes} bytes",
                where=str(self.path),
                todo="send it again in a moment",
            )
        return None

    # from here on everything runs in the inbox's own thread

    def _open(self) -> deque[Portion]:
        """Open the file and return what lies in it."""
        if not self.path.exists():
            make(self.path)
        self._connection = connect(self.path)
        self._done = self._ask()
        start_after(self._connection, self._done)
        found = deque(portions(self._connection))
        self._rows = sum(part.rows for part in found)
        self._bytes = sum(part.size for part in found)
        return found

    def _run(self) -> None:
        housework = Housework()
        is_tidy = True
        try:
            while (
                group := self._next(housework.pause(is_full=self.is_full) if is_tidy else 0.0)
            ) is not None:
                if group:
                    housework.has_stored()
                    self._store(group)
                is_tidy = self._tidy(housework)
        finally:
            self._let_go()

    def _next(self, seconds: float) -> list[Waiting] | None:
        """Return what waits, nothing after a while without anything, None at the end."""
        with self._wake:
            if not self._waiting and not self._is_closing:
                self._wake.wait(seconds)
            group, self._waiting = self._waiting, []
            return None if self._is_closing and not group else group

    def _store(self, group: list[Waiting]) -> None:
        size = sum(len(waiting.cells[3]) for waiting in group)
        outcome: OaseError | None = self._closed()
        try:
            with disk_errors(self.path):
                last = insert(self._connected(), [waiting.cells for waiting in group])
        except OaseError as error:
            self.trouble = outcome = error
            with self._wake:
                self._forget(len(group), size)
            self._disconnect()
        else:
            self.trouble = outcome = None
            sizes = (len(waiting.cells[3]) for waiting in group)
            numbers = range(last - len(group) + 1, last + 1)
            self._portions.extend(in_portions(zip(numbers, sizes, strict=True)))
        finally:
            for waiting in group:
                waiting.reply(outcome)

    def _tidy(self, housework: Housework) -> bool:
        """Do what is due between two transactions; tell whether that was all, or all that can be done now."""
        try:
            with disk_errors(self.path):
                if housework.should_ask(is_full=self.is_full):
                    self._done = max(self._done, self._ask())
                    self._count_off()
                if self._delete_some():
                    housework.has_deleted()
                if housework.should_truncate():
                    housework.has_truncated(truncate(self._connected()))
        except OaseError as error:
            self.trouble = error  # tried again after a pause
            self._disconnect()
            return True
        return not self._worked_off

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self.path)
        return self._connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _count_off(self) -> None:
        """Count out of the backlog what is worked off; it waits among the worked-off rows to be deleted."""
        while self._portions:
            part, rest = self._portions.popleft().until(self._done)
            if part.rows:
                self._worked_off.append(part)
                with self._wake:
                    self._forget(part.rows, part.size)
            if rest.rows:
                self._portions.appendleft(rest)
                return

    def _delete_some(self) -> bool:
        """Delete few enough rows that a submission does not notice; they stay listed until they are gone."""
        count = rows = size = 0
        while count < len(self._worked_off) and rows < PORTION_ROWS and size < PORTION_BYTES:
            part = self._worked_off[count]
            count, rows, size = count + 1, rows + part.rows, size + part.size
        if not count:
            return False
        delete(self._connected(), self._worked_off[count - 1].last)
        for _ in range(count):
            self._worked_off.popleft()
        return True

    def _forget(self, rows: int, size: int) -> None:
        self._rows -= rows
        self._bytes -= size

    def _closed(self) -> HouseBusy:
        return HouseBusy("The inbox is closed", where=str(self.path), todo="start the server again")

    def _let_go(self) -> None:
        with self._wake:
            if not self._is_closing:  # something unforeseen; the thread tells what
                self.trouble = self._closed()
            self._is_closing = True
            left, self._waiting = self._waiting, []
        for waiting in left:
            waiting.reply(self._closed())
        self._disconnect()
        self._resources.close()


class Housework:
    """When to ask what is worked off, and when to empty the log; by a clock that never jumps."""

    def __init__(self) -> None:
        self._asked = self._stored = self._tried = self._truncated = time.perf_counter()
        self._is_dirty = True  # what another worker left

    def pause(self, *, is_full: bool) -> float:
        """Return how many seconds to wait for the next submission."""
        return ASK_WHEN_FULL_SECONDS if is_full else ASK_SECONDS

    def should_ask(self, *, is_full: bool) -> bool:
        """Whether it is time to ask again what is worked off."""
        moment = time.perf_counter()
        if moment - self._asked < self.pause(is_full=is_full):
            return False
        self._asked = moment
        return True

    def should_truncate(self) -> bool:
        """Whether deleted rows still lie in the log, and nobody has come for a while or it is high time."""
        moment = time.perf_counter()
        if not self._is_dirty or moment - self._tried < IDLE_SECONDS:
            return False
        is_idle = moment - self._stored >= IDLE_SECONDS
        is_due = is_idle or moment - self._truncated >= TRUNCATE_SECONDS
        if is_due:
            self._tried = moment
        return is_due

    def has_stored(self) -> None:
        """Note that there was work."""
        self._stored = time.perf_counter()

    def has_deleted(self) -> None:
        """Note that the log holds rows that are to leave no byte."""
        self._is_dirty = True

    def has_truncated(self, is_empty: bool) -> None:
        """Note whether the log was emptied; where a reader stood in the way it is tried again."""
        self._is_dirty = not is_empty
        if is_empty:
            self._truncated = time.perf_counter()
