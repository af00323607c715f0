"""``Orders``: the queue of a house as the process sees it that does the tasks."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from oase.app.tasks.queue import Queue
from oase.app.tasks.rows import COLUMNS, task_of
from oase.app.tasks.task import State, Task, Trouble

__all__ = ["Orders"]

MOST_TRIES = 2
MOST_TASKS = 2000
MOST_BYTES = 256 << 20
MOST_RESULT_BYTES = 64 << 20
_DAY = 86_400_000_000
OLDEST = 30 * _DAY
OLDEST_STALE = _DAY

_MINE = "id = ? and state = 'running'"


class Orders:
    """What is to be done, and what became of it.

    Parameters
    ----------
    queue : Queue
    """

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._file = queue.file

    def take(self, lane: str) -> Task | None:
        """Take the next task of a lane, of the account that was served longest ago; None where none waits."""
        served = (
            "select max(started) from tasks as other where other.caused = tasks.caused and other.lane = ?1"
        )
        query = (
            "select id from tasks where state = 'waiting' and lane = ?1"
            f" order by rank, coalesce(({served}), 0), seq limit 1"
        )
        with self._file.reading() as connection:
            row = connection.execute(query, (lane,)).fetchone()
        if row is None:
            return None
        data = self._queue.version_now()  # before anything is read: the result is at least as new as that
        values = (State.RUNNING, self._queue.clock(), data.coarse, data.fine, row[0])
        with self._file.writing() as connection:
            taken = connection.execute(
                "update tasks set state = ?, started = ?, coarse = ?, fine = ?, done = 0, total = null,"
                f" tries = tries + 1 where id = ? and state = 'waiting' returning {COLUMNS}",
                values,
            ).fetchone()
        return None if taken is None else task_of(taken)

    def is_wanted(self, task: str) -> bool:
        """Whether a task that runs is to go on: it was not cancelled, and the queue is still there."""
        with self._file.reading() as connection:
            return connection.execute(f"select 1 from tasks where {_MINE}", (task,)).fetchone() is not None

    def note(self, task: str, done: int, total: int | None) -> None:
        """Note how far a task is."""
        with self._file.writing() as connection:
            connection.execute(f"update tasks set done = ?, total = ? where {_MINE}", (done, total, task))

    def finish(self, task: Task, content: bytes) -> None:
        """Keep the result of a task; the one before of the same kind and arguments goes."""
        is_kept = task.kind in self._queue.kinds and self._queue.kinds[task.kind].is_kept
        with self._file.writing() as connection:
            change = f"update tasks set state = ?, finished = ? where {_MINE} returning key"
            row = connection.execute(change, (State.DONE, self._queue.clock(), task.id)).fetchone()
            if row is None:
                return  # cancelled this moment
            if is_kept:
                same = "select id from tasks where key = ? and id != ?"
                connection.execute(f"delete from results where task in ({same})", (row[0], task.id))
            kept = "insert or replace into results (task, size, content) values (?, ?, ?)"
            connection.execute(kept, (task.id, len(content), content))

    def fail(self, task: Task, trouble: Trouble) -> None:
        """Note why nothing came of a task."""
        values = (State.FAILED, self._queue.clock(), msgspec.msgpack.encode(trouble), task.id)
        with self._file.writing() as connection:
            connection.execute(f"update tasks set state = ?, finished = ?, trouble = ? where {_MINE}", values)

    def put_back(self, task: Task) -> None:
        """Let a task wait again that was interrupted through no fault of its own."""
        with self._file.writing() as connection:
            connection.execute(
                f"update tasks set state = 'waiting', started = null, tries = tries - 1 where {_MINE}",
                (task.id,),
            )

    def interrupted(self, task: str) -> State:
        """Let a task wait again whose process was killed; the second time it has failed. Return its state."""
        trouble = msgspec.msgpack.encode(
            Trouble(
                "The process that computed it was ended before it was done, twice",
                todo="look at the server's log; where memory is short, choose a shorter period",
                kind="ended",
            )
        )
        again = f"update tasks set state = 'waiting', started = null where {_MINE} and tries < {MOST_TRIES}"
        over = f"update tasks set state = 'failed', finished = ?, trouble = ? where {_MINE}"
        with self._file.writing() as connection:
            if connection.execute(again, (task,)).rowcount:
                return State.WAITING
            connection.execute(over, (self._queue.clock(), trouble, task))
            return State.FAILED

    def take_up(self) -> None:
        """Let wait again what a killed process left behind; only for the one process that does tasks."""
        with self._file.reading() as connection:
            left = [task for (task,) in connection.execute("select id from tasks where state = 'running'")]
        for task in left:
            self.interrupted(task)

    def forget(self) -> None:
        """Forget old tasks, and results that are old, of former data, or too many."""
        at, data = self._queue.clock(), self._queue.version_now()
        over = "state not in ('waiting', 'running')"
        many = f"select id from tasks where {over} order by seq desc limit -1 offset {MOST_TASKS}"
        kept = [kind for kind, one in self._queue.kinds.items() if one.is_kept]
        places = ", ".join("?" for _ in kept)
        stale = f"select id from tasks where {over} and coarse != ? and finished < ? and kind in ({places})"
        with self._file.writing() as connection:
            connection.execute(f"delete from tasks where {over} and finished < ?", (at - OLDEST,))
            connection.execute(f"delete from tasks where id in ({many})")
            connection.execute(
                f"delete from tasks where id in ({stale})", (data.coarse, at - OLDEST_STALE, *kept)
            )
            connection.execute("delete from results where task not in (select id from tasks)")
            self._bound(connection)

    def _bound(self, connection: sqlite3.Connection) -> None:
        """Drop the oldest results beyond the bytes that may be kept."""
        newest = "select task, size from results join tasks on tasks.id = results.task order by seq desc"
        room = MOST_BYTES
        dropped: list[tuple[Any]] = []
        for task, size in connection.execute(newest):
            room -= size
            if room < 0:
                dropped.append((task,))
        connection.executemany("delete from results where task = ?", dropped)
