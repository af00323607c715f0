"""``Pipeline``: requests of the inboxes become contacts or refusals, exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Protocol

import msgspec
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, ProgrammingError

from oase.contacts import refusals
from oase.contacts.accepted import AcceptedRequests, Taken
from oase.contacts.calendar import Calendar
from oase.contacts.counts import ACCEPTED, DUPLICATE, NOTED, add_counts, add_step_times
from oase.contacts.keys import Key, Keyring
from oase.contacts.mapping import Mapping, active
from oase.contacts.masking import mask
from oase.contacts.requests import Limits
from oase.contacts.steps import Group, Step, Tools, messages_in, set_aside, walk
from oase.contacts.tables import mappings
from oase.db import Database, about
from oase.db.inbox import Request, worked_off
from oase.errors import HouseError
from oase.identity import Aliases
from oase.identity.erasures import ERASURES_FILE, ErasureList
from oase.identity.graph import Graph
from oase.settings import Settings, now

__all__ = ["DECISION", "Pipeline", "TakesDecisions", "Worked"]

DECISION = "decision"
"""Kind of a request that is a contact and brings along the receipt of a decision."""


class TakesDecisions(Protocol):
    """Keeps what decisions leave behind."""

    def __call__(self, connection: Connection, requests: Sequence[Request], now: int) -> None:
        """Keep the receipts of decisions: the transaction, the requests, microseconds since 1970."""
        ...

    def is_orphaned(self, connection: Connection, request: Request) -> bool:
        """Tell whether a decision is about a person who was erased before it could be kept."""
        ...


MOST_POISON = 8
"""Messages that are looked for in a batch that breaks a step; with more of them all of it is set aside."""

_OF_THE_DATA = DataError, IntegrityError, InterfaceError, ProgrammingError


class _TrialOver(Exception):
    """A transaction that would have been possible."""


class Worked(msgspec.Struct, frozen=True):
    """What came of the requests of one run.

    Parameters
    ----------
    requests : int
        Worked off; 0 when nothing waits.
    contacts : int
        In the log now.
    noted : int
        Messages that are no contacts but changed what is known of a person.
    duplicates : int
        Taken in before.
    refused : int
        Messages refused, each with its reason.
    """

    requests: int = 0
    contacts: int = 0
    noted: int = 0
    duplicates: int = 0
    refused: int = 0

    def __add__(self, other: Worked) -> Worked:
        mine, others = msgspec.structs.astuple(self), msgspec.structs.astuple(other)
        return Worked(*(one + two for one, two in zip(mine, others, strict=True)))


class Pipeline:
    """Work off what the door has accepted.

    Every run is one transaction of the main database that also holds how far each inbox is worked off: killed
    at any moment, the next run goes on where the last one that was finished stopped, and nothing is there
    twice. One pipeline at a time is enough for a house, and whoever runs it sees to that; what two of them
    have read is worked off by one.

    Parameters
    ----------
    database : Database
    folder : Path
        The house folder.
    key : bytes
        Of the pseudonyms.
    settings : Settings
    clock : callable
        Microseconds since 1970, UTC.
    limits : Limits
        Of the door; the pipeline holds each message of a batch to that of an event.
    decided : callable, optional
        Is given the decisions among the requests, in the transaction that also takes them for contacts.
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        key: bytes,
        settings: Settings,
        *,
        clock: Callable[[], int] = now,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        decided: TakesDecisions | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._limits = limits
        self._clock = clock
        self._decided = decided
        self._aliases = Aliases(key)
        self._accepted = AcceptedRequests(folder)
        self._keyring = Keyring(database)
        self._calendar = Calendar(about(database).timezone)
        self._erased = ErasureList(folder / ERASURES_FILE, self._aliases)
        self._graph = Graph(self._aliases)
        self._mapping: tuple[int, Mapping] | None = None

    def run_once(self, most: int = 2000) -> Worked:
        """Work off the next requests.

        Parameters
        ----------
        most : int
            Messages of one transaction; a batch larger than that is not split.

        Returns
        -------
        Worked
            Of ``requests`` 0 when nothing waits.

        Raises
        ------
        HouseBusy, HouseDamaged, StorageError
            Nothing was changed; run it again when the disk does what it should.
        """
        with self._database.reading() as connection:
            done = worked_off(connection)
        taken = self._accepted.take(done, most)
        return self._work_off(taken) if taken else Worked()

    def close(self) -> None:
        """Let go of the inboxes."""
        self._accepted.close()

    def __enter__(self) -> Pipeline:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _work_off(self, taken: list[Taken]) -> Worked:
        """Work requests off in one transaction; if one of them cannot be, without that one."""
        try:
            return self._transaction(taken, walk)
        except Exception as error:
            if (reason := self._told(error)) is None:
                raise
        if len(taken) == 1:
            return self._work_off_without(self._poison(taken[0]), taken, reason)
        half = len(taken) // 2
        return self._work_off(taken[:half]) + self._work_off(taken[half:])

    def _work_off_without(self, poison: dict[int, str], taken: list[Taken], reason: str) -> Worked:
        """Work one request off without some of its messages; set it aside if that does not help."""
        if poison:
            try:
                return self._transaction(taken, walk, poison)
            except Exception as error:
                if self._told(error) is None:
                    raise
        return self._transaction(taken, lambda group, _: set_aside(group, reason))

    def _poison(self, taken: Taken) -> dict[int, str]:
        """Return which messages of a batch break a step, and how; none when it is many, or no single one."""
        found: dict[int, str] = {}
        number = messages_in(taken[1])
        suspects = [range(number)] if number > 1 else []
        while suspects and len(found) <= MOST_POISON:
            part = suspects.pop()
            others = dict.fromkeys((n for n in range(number) if n not in part), "")
            if (reason := self._try(taken, others)) is None:
                continue
            if len(part) == 1:
                found[part[0]] = reason
            else:
                half = len(part) // 2
                suspects += [part[half:], part[:half]]
        return {} if len(found) > MOST_POISON else found

    def _try(self, taken: Taken, poison: dict[int, str]) -> str | None:
        """Return what breaks without some messages, None if nothing does; nothing is changed."""
        try:
            self._transaction([taken], walk, poison, is_trial=True)
        except _TrialOver:
            self._graph = Graph(self._aliases)
        except Exception as error:
            if (reason := self._told(error)) is None:
                raise
            return reason
        return None

    def _told(self, error: Exception) -> str | None:
        """Return what a message has brought about, None if it was the disk or the house."""
        self._graph = Graph(self._aliases)  # the former may remember what was rolled back
        return mask(f"{type(error).__name__}: {error}") if _is_of_the_data(error) else None

    def _transaction(
        self,
        taken: list[Taken],
        through: Callable[[Group, Callable[[Step, Group], None]], None],
        poison: dict[int, str] | None = None,
        *,
        is_trial: bool = False,
    ) -> Worked:
        keys = self._keys(taken)
        stopwatch = Stopwatch()
        with self._database.writing() as connection:
            if not (taken := _not_done(connection, taken)):
                return Worked()
            living = self._without_orphans(connection, taken)
            group = Group(connection, self._tools(connection, keys), living, self._clock(), poison)
            through(group, stopwatch.run)
            self._keep_decisions(connection, living)
            refusals.record(connection, group.refused)
            add_counts(connection, group.outcomes)
            add_step_times(connection, stopwatch.times)
            _mark_done(connection, taken)
            if is_trial:
                raise _TrialOver  # rolls back
        return msgspec.structs.replace(_worked(group), requests=len(taken))

    def _without_orphans(self, connection: Connection, taken: list[Taken]) -> list[Taken]:
        """Leave out decisions made of what an erased person had left: they must not bring her back."""
        decided = self._decided
        if decided is None or self._erased.is_empty:
            return taken
        return [
            (worker, request)
            for worker, request in taken
            if request.kind != DECISION or not decided.is_orphaned(connection, request)
        ]

    def _keep_decisions(self, connection: Connection, taken: list[Taken]) -> None:
        made = [request for _, request in taken if request.kind == DECISION]
        if made and self._decided is not None:
            self._decided(connection, made, self._clock())

    def _tools(self, connection: Connection, keys: dict[int, Key]) -> Tools:
        newest = connection.scalar(select(func.max(mappings.c.id))) or 0
        if self._mapping is None or self._mapping[0] != newest:
            self._mapping = active(connection, self._settings.lang)
        _, mapping = self._mapping
        return Tools(self._graph, self._erased, mapping, keys, self._calendar, self._limits.event_bytes)

    def _keys(self, taken: list[Taken]) -> dict[int, Key]:
        found = {number: self._keyring.by_id(number) for number in {request.key for _, request in taken}}
        return {number: key for number, key in found.items() if key is not None}


class Stopwatch:
    """Measures how long each step takes for how many messages."""

    def __init__(self) -> None:
        self.times: dict[str, tuple[int, float]] = {}

    def run(self, step: Step, group: Group) -> None:
        """Let a group take one step."""
        name = step.__name__
        group.step = name
        handed = len(group.drafts)
        begun = perf_counter()
        step(group)
        seconds = perf_counter() - begun
        messages, spent = self.times.get(name, (0, 0.0))
        self.times[name] = messages + (handed or len(group.drafts)), spent + seconds


def _not_done(connection: Connection, taken: list[Taken]) -> list[Taken]:
    """Return what nobody has worked off since it was read: it may have been read by two."""
    done = worked_off(connection)
    return [(worker, request) for worker, request in taken if request.row > done.get(worker, 0)]


def _mark_done(connection: Connection, taken: list[Taken]) -> None:
    marks: dict[str, int] = {}
    for worker, request in taken:
        marks[worker] = max(request.row, marks.get(worker, 0))
    connection.exec_driver_sql(
        "insert into inboxes (worker, done) values (?, ?)"
        " on conflict (worker) do update set done = excluded.done",
        list(marks.items()),
    )


def _worked(group: Group) -> Worked:
    by_outcome: dict[str, int] = {}
    for (_, _, outcome), number in group.outcomes.items():
        by_outcome[outcome] = by_outcome.get(outcome, 0) + number
    contacts, noted, duplicates = (by_outcome.pop(name, 0) for name in (ACCEPTED, NOTED, DUPLICATE))
    return Worked(len(group.requests), contacts, noted, duplicates, sum(by_outcome.values()))


def _is_of_the_data(error: Exception) -> bool:
    """Return whether the content of a request brought this about, not the disk or the house."""
    if isinstance(error, OSError | HouseError | MemoryError):
        return isinstance(error.__cause__, _OF_THE_DATA)
    return True
