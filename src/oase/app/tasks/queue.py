"""``Queue``: tasks of a served house, as those see it who ask; other processes do them, see ``orders``."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any, NamedTuple

import msgspec

from oase.app.tasks.ages import Due, due
from oase.app.tasks.file import QueueFile
from oase.app.tasks.rows import COLUMNS, RANK, key_of, made_of, packed, task_of
from oase.app.tasks.task import Arguments, Kind, Look, State, Task, Trouble
from oase.app.tasks.versions import DataVersion, version_of
from oase.db import Database
from oase.errors import HouseBusy, OaseError, OptionInvalid
from oase.settings import Settings, now

__all__ = ["Queue"]

MOST_WAITING = 200
MOST_OF_ONE = 40
"""Waiting tasks that one account may have caused, by asking or by looking at pages."""

LATELY = 3 * 86_400_000_000
ASKED, BY_THE_WAY, BEFOREHAND = 0, 1, 2
"""Ranks: what somebody waits for comes first, what nobody has asked for comes last."""

_OPEN = "state in ('waiting', 'running')"


class _Key(NamedTuple):
    """What is asked for."""

    kind: str
    arguments: bytes
    hash: bytes


class Queue:
    """The queue of one house; used by the threads of several processes at once.

    Parameters
    ----------
    database : Database
        Of the house: its numbers tell whether data has changed.
    settings : Settings
    kinds : mapping of str to Kind
    clock : callable
        Microseconds since 1970, UTC.
    version_now : callable, optional
        Returns the version of the data; read from the database when left out.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        kinds: Mapping[str, Kind],
        *,
        clock: Callable[[], int] = now,
        version_now: Callable[[], DataVersion] | None = None,
    ) -> None:
        self.file = QueueFile(database.folder)
        self.kinds = kinds
        self.clock = clock
        self.version_now = version_now or (lambda: version_of(database, settings, clock))
        self._made_by = version("oase")

    def look(self, kind: str, arguments: Arguments, caused: int | None = None) -> Look:
        """Return what is kept, and ask for a newer one where there is none or the data has changed.

        ``caused`` is the account that looks: what it causes has a limit, and takes turns with others'.
        """
        wanted = self._key(kind, arguments)
        data = self.version_now()
        try:
            kept, last = self._standing(wanted)
        except OaseError as error:  # a page is shown whatever has become of the cache
            return Look(None, task=self._not_taken(kind, arguments, error))
        made = None if kept is None else made_of(kept)
        is_stale = made is not None and made.version.coarse != data.coarse
        result = None if kept is None else msgspec.msgpack.decode(kept[-1])
        as_of = None if made is None else made.started
        task = None if last is None else task_of(last)
        if task is None or task.state.is_over:
            before = None if last is None else made_of(last)
            wish = self._wish(kind, due(made, before, data, self.clock()), task)
            if wish is not Due.NOTHING:
                rank = ASKED if wish is Due.NOW else BY_THE_WAY
                task = self._tried(wanted, arguments, data, rank, caused)
        elif last is not None and last[RANK] > ASKED and (made is None or is_stale):
            task = self._tried(
                wanted, arguments, data, ASKED, caused
            )  # made beforehand, and now somebody waits
        return Look(result, as_of, is_stale, self._shown(task, result, is_stale=is_stale))

    def ask(self, kind: str, arguments: Arguments, by: int | None = None) -> Task:
        """Ask for a task; one that waits or runs with the same arguments is returned instead.

        Raises
        ------
        OptionInvalid
            There is no such kind.
        HouseBusy
            Too many wait already.
        """
        return self._ask(self._key(kind, arguments), self.version_now(), by, ASKED)

    def make_beforehand(self, kind: str, arguments: Arguments, *, is_thorough: bool) -> None:
        """Ask for a result that nobody waits for yet, where there is none or the data has changed.

        Parameters
        ----------
        kind : str
        arguments : mapping
        is_thorough : bool
            Also where no more than contacts have arrived since, however young the result is.
        """
        wanted, data = self._key(kind, arguments), self.version_now()
        kept, last = self._standing(wanted)
        if last is not None and not task_of(last).state.is_over:
            return
        made = None if kept is None else made_of(kept)
        wish = due(made, None if last is None else made_of(last), data, self.clock())
        is_old = is_thorough and made is not None and made.version != data
        if wish is Due.NOW or is_old:
            self._ask(wanted, data, None, BEFOREHAND)

    def find(self, task: str) -> Task | None:
        """Return a task by its id; None for an unknown or forgotten one."""
        with self.file.reading() as connection:
            row = connection.execute(f"select {COLUMNS} from tasks where id = ?", (task,)).fetchone()
        return None if row is None else task_of(row)

    def result(self, task: str) -> Any:
        """Return the result of a task that is done; None else, and where a newer one has taken its place."""
        with self.file.reading() as connection:
            row = connection.execute("select content from results where task = ?", (task,)).fetchone()
        return None if row is None else msgspec.msgpack.decode(row[0])

    def cancel(self, task: str) -> None:
        """Cancel a task; one that is over stays as it is. The process that does it is ended."""
        values = (State.CANCELLED, self.clock(), task)
        with self.file.writing() as connection:
            connection.execute(
                f"update tasks set state = ?, finished = ? where id = ? and {_OPEN}",
                values,
            )

    def recent(self, kind: str, limit: int = 20) -> list[Task]:
        """Return the latest tasks of a kind, the newest first."""
        query = f"select {COLUMNS} from tasks where kind = ? order by seq desc limit ?"
        with self.file.reading() as connection:
            return [task_of(row) for row in connection.execute(query, (kind, limit))]

    def shown_lately(self, limit: int) -> list[tuple[str, Arguments]]:
        """Return kinds and arguments of results that somebody wanted to see in the last days."""
        query = (
            "select kind, arguments, max(seq) as latest from tasks"
            " where rank = ? and state = 'done' and requested > ? group by key order by latest desc limit ?"
        )
        with self.file.reading() as connection:
            rows = connection.execute(query, (ASKED, self.clock() - LATELY, limit)).fetchall()
        known = [(kind, told) for kind, told, _ in rows if kind in self.kinds and self.kinds[kind].is_kept]
        return [(kind, msgspec.msgpack.decode(told)) for kind, told in known]

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def _key(self, kind: str, arguments: Arguments) -> _Key:
        if kind not in self.kinds:
            raise OptionInvalid("There is no such task", expected=", ".join(self.kinds), got=repr(kind))
        told = packed(arguments)
        return _Key(kind, told, key_of(kind, told))

    def _standing(self, wanted: _Key) -> tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]:
        """Return the latest row with a result (the result comes last), and the latest row of all."""
        mine = "from tasks {join} where key = ? and made_by = ? {more} order by seq desc limit 1"
        join = "join results on results.task = tasks.id"
        whole = f"select {COLUMNS}, content {mine.format(join=join, more=chr(32))}"
        latest = f"select {COLUMNS} {mine.format(join='', more='')}"
        told = (wanted.hash, self._made_by)
        with self.file.reading() as connection:
            return connection.execute(whole, told).fetchone(), connection.execute(latest, told).fetchone()

    def _wish(self, kind: str, wish: Due, last: Task | None) -> Due:
        """Return the wish; what is not kept is done once, and again only when somebody asks for it."""
        return wish if self.kinds[kind].is_kept or last is None else Due.NOTHING

    def _tried(
        self, wanted: _Key, arguments: Arguments, data: DataVersion, rank: int, caused: int | None
    ) -> Task:
        """Ask; a page that can show something is shown although the queue cannot take it."""
        try:
            return self._ask(wanted, data, None, rank, caused)
        except OaseError as error:
            return self._not_taken(wanted.kind, arguments, error)

    def _not_taken(self, kind: str, arguments: Arguments, error: OaseError) -> Task:
        at = self.clock()
        return Task(
            id=uuid.uuid4().hex,
            kind=kind,
            arguments=dict(arguments),
            state=State.FAILED,
            requested=at,
            finished=at,
            trouble=Trouble.of(error),
        )

    def _shown(self, task: Task | None, result: Any, *, is_stale: bool) -> Task | None:
        """Return a task that a page should tell of: not one that quietly renews what is good enough."""
        if task is None or task.state is State.DONE:
            return None
        is_quiet = result is not None and not is_stale and task.by is None
        return None if is_quiet else task

    def _ask(
        self, wanted: _Key, data: DataVersion, by: int | None, rank: int, caused: int | None = None
    ) -> Task:
        caused = by if caused is None else caused
        same = f"select {COLUMNS} from tasks where key = ? and made_by = ? and {_OPEN}"
        told = (wanted.hash, self._made_by)
        with self.file.writing() as connection:
            row = connection.execute(same, told).fetchone()
            if row is None:
                self._check_room(connection, wanted.kind, caused)
                self._put(connection, wanted, data, by, caused, rank)
            elif rank < row[RANK] or (by is not None and row[3] is None):
                change = "update tasks set rank = min(rank, ?), by = coalesce(by, ?) where id = ?"
                connection.execute(change, (rank, by, row[0]))
            return task_of(connection.execute(same, told).fetchone())

    def _check_room(self, connection: sqlite3.Connection, kind: str, caused: int | None) -> None:
        query = (
            "select count(*), count(*) filter (where caused = ?) from tasks"
            " where state = 'waiting' and lane = ?"
        )
        waiting, of_one = connection.execute(query, (caused, self.kinds[kind].lane)).fetchone()
        if waiting >= MOST_WAITING or of_one >= MOST_OF_ONE:
            raise HouseBusy(
                "Too many tasks wait already",
                expected=f"at most {MOST_WAITING}, and of one account {MOST_OF_ONE}",
                got=f"{waiting}, of this account {of_one}",
                todo="wait a moment and try again",
            )

    def _put(
        self,
        connection: sqlite3.Connection,
        wanted: _Key,
        data: DataVersion,
        by: int | None,
        caused: int | None,
        rank: int,
    ) -> None:
        values = {
            "id": uuid.uuid4().hex,
            "kind": wanted.kind,
            "lane": self.kinds[wanted.kind].lane,
            "arguments": wanted.arguments,
            "key": wanted.hash,
            "made_by": self._made_by,
            "by": by,
            "caused": caused,
            "rank": rank,
            "state": State.WAITING,
            "requested": self.clock(),
            "coarse": data.coarse,
            "fine": data.fine,
        }
        names, places = ", ".join(values), ", ".join(f":{name}" for name in values)
        connection.execute(f"insert into tasks ({names}) values ({places})", values)
