"""How long each kind of data is kept, and what goes when it is older."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Column, ColumnElement, Connection, Table, and_, delete, func, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.app.rooms import Rooms
from oase.contacts.steps import PORTIONS, forget_messages
from oase.contacts.tables import messages, refusals
from oase.db.schema import contact_log, retention, snapshots, transactions
from oase.decisions.messages.sending import KEEP_DAYS
from oase.decisions.tables import messages as outbox
from oase.decisions.tables import receipts
from oase.errors import OptionInvalid, nearest
from oase.identity.tables import customer_sessions, profiles
from oase.programmes import forgetting
from oase.retail.tables import questions, reservations
from oase.service.forgetting import expire_some, forget_words, how_many_expire
from oase.service.tables import cases, measures
from oase.surveys.tables import answers as survey_answers
from oase.surveys.tables import invitations

__all__ = ["DEFAULTS", "SHORTEST_MESSAGES", "Period", "expire", "keep", "periods", "since"]

_DAY = 86_400_000_000
_AT_ONCE = 5_000
_FEW = 500
"""Cases and the like, with their photos, in one transaction."""

DEFAULTS: dict[str, int | None] = {
    "contacts": None,
    "answers": None,
    "profiles": None,
    "refusals": 30,
    "messages": 31,
    "receipts": 365,
    "outbox": KEEP_DAYS,
    "questions": 730,
    "reservations": 90,
    "sessions": 30,
    "invitations": 730,
    "transactions": 730,
    "service": 730,
    "cases": 1_095,
    "photos": 365,
    "tickets": 30,
    "take_backs": 1_095,
    "participations": 1_095,
    "links": 30,
}
"""Days that a kind of data is kept; None for ever.

contacts, answers: by the time of the contact; profiles: by the last change of the traits; refusals: by
arrival; messages: how long a repeated message is known as such; receipts: by the time of the decision;
outbox: messages to customers, by their end; questions: by when they were asked; reservations: by their end;
sessions: by when an app was signed out or its session ran out; invitations and transactions: by the time of
what could be rated; service: messages with their replies, by when they were written. Words that came with
answers go with the answers. Of programmes names, words and photos go, what happened stays: cases, and the
photos of cases, by the end of the case, or its last step where nothing follows; tickets by the end of the
stop, as its page promises; take_backs by the last step of the parcel, or the sale; participations by their
time, and by when somebody parted with a thing; links by when they ended.
"""

SHORTEST_MESSAGES = 30
"""Clients may repeat a message for that many days."""


class Period(NamedTuple):
    """How long a kind of data is kept, and how many rows are older now; ``days`` is None for ever."""

    kind: str
    days: int | None
    rows_over: int


def periods(rooms: Rooms, changed: Mapping[str, int | None] | None = None) -> list[Period]:
    """Return how long each kind is kept and what would go now; with periods that are only considered, too."""
    held = _held(rooms) | dict(changed or {})
    found: list[Period] = []
    for kind, days in held.items():
        rows = 0 if days is None else _KINDS[kind].count(rooms, _before(rooms, days))
        found.append(Period(kind, days, rows))
    return found


def keep(rooms: Rooms, kind: str, days: int | None) -> None:
    """Keep a kind of data for so many days from now on, None for ever.

    Raises
    ------
    OptionInvalid
        The kind is not known, the days are not positive, or too few to know repeated messages.
    """
    check(kind, days)
    query = upsert(retention).values(kind=kind, days=days)
    with rooms.database.writing() as connection:
        connection.execute(query.on_conflict_do_update(["kind"], set_={"days": query.excluded.days}))


def check(kind: str, days: int | None) -> None:
    """Refuse a kind that does not exist, or days that cannot be."""
    if kind not in DEFAULTS:
        close = nearest(kind, DEFAULTS)
        raise OptionInvalid(
            "There is no such kind of data",
            expected=", ".join(DEFAULTS),
            got=repr(kind),
            todo=f"did you mean {close[0]!r}?" if close else None,
        )
    least = SHORTEST_MESSAGES if kind == "messages" else 1
    if days is not None and days < least:
        raise OptionInvalid(
            f"{kind} cannot be kept for so short a time",
            expected=f"{least} days or more, or 'forever'",
            got=str(days),
        )


def since(rooms: Rooms, kind: str) -> int | None:
    """Return the time before which a kind of data is not kept, microseconds since 1970; None for ever."""
    days = _held(rooms)[kind]
    return None if days is None else _before(rooms, days)


def expire(rooms: Rooms) -> dict[str, int]:
    """Remove what is older than its period; return the rows removed per kind."""
    gone: dict[str, int] = {}
    for kind, days in _held(rooms).items():
        if days is not None:
            gone[kind] = _KINDS[kind].remove(rooms, _before(rooms, days))
            rooms.steps(f"expired {kind}")
    return gone


def _held(rooms: Rooms) -> dict[str, int | None]:
    with rooms.database.reading() as connection:
        return DEFAULTS | {row.kind: row.days for row in connection.execute(select(retention))}


def _before(rooms: Rooms, days: int) -> int:
    return rooms.clock() - days * _DAY


class _Kind(NamedTuple):
    count: Callable[[Rooms, int], int]
    remove: Callable[[Rooms, int], int]


def _warm(table: Table, column: Column[Any], unit: int = 1) -> _Kind:
    """Return what to do with the rows of one table whose column is a time in ``unit`` microseconds."""

    def count(rooms: Rooms, before: int) -> int:
        with rooms.database.reading() as connection:
            return _count(connection, table, column < before // unit)

    def remove(rooms: Rooms, before: int) -> int:
        with rooms.database.writing() as connection:
            return connection.execute(delete(table).where(column < before // unit)).rowcount

    return _Kind(count, remove)


def _in_portions(table: Table, is_old: Callable[[int], ColumnElement[bool]]) -> _Kind:
    """Return what to do with rows that satisfy a condition; so many at a time that nobody waits for it."""
    (key,) = table.primary_key.columns

    def count(rooms: Rooms, before: int) -> int:
        with rooms.database.reading() as connection:
            return _count(connection, table, is_old(before))

    def remove(rooms: Rooms, before: int) -> int:
        some = select(key).where(is_old(before)).limit(_AT_ONCE).scalar_subquery()
        gone = 0
        while True:
            with rooms.database.writing() as connection:
                rows = connection.execute(delete(table).where(key.in_(some))).rowcount
            gone += rows
            if rows < _AT_ONCE:
                return gone

    return _Kind(count, remove)


def _is_over(column: Column[Any], state: Column[Any], open_states: tuple[str, ...]) -> Any:
    return lambda before: and_(column < before, state.not_in(open_states))


def _count(connection: Connection, table: Table, condition: Any) -> int:
    return connection.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


def _old_contacts(rooms: Rooms, before: int) -> int:
    return rooms.store.contacts().between(None, before).count


def _old_answers(rooms: Rooms, before: int) -> int:
    at = rooms.store.answers().table["at"].drop_null().to_numpy()
    with rooms.database.reading() as connection:
        warm = _count(connection, survey_answers, survey_answers.c.at < before)
    return int(np.count_nonzero(at < before)) + warm


def _remove_answers(rooms: Rooms, before: int) -> int:
    _forget_quotes(rooms, "answer", survey_answers.c.at, before)
    rows = rooms.store.expire("answers", before)
    with rooms.database.writing() as connection:
        return rows + connection.execute(delete(survey_answers).where(survey_answers.c.at < before)).rowcount


def _remove_contacts(rooms: Rooms, before: int) -> int:
    rows = rooms.store.expire("contacts", before)
    with rooms.database.writing() as connection:
        rows += connection.execute(delete(contact_log).where(contact_log.c.at < before)).rowcount
        connection.execute(delete(snapshots).where(snapshots.c.updated < before))
    return rows


def _remove_questions(rooms: Rooms, before: int) -> int:
    _forget_quotes(rooms, "question", questions.c.asked, before)
    return _QUESTIONS.remove(rooms, before)


def _forget_quotes(rooms: Rooms, kind: str, column: Column[Any], before: int) -> None:
    """Take words out of measures and cases before what they quote goes: later nobody knows whose they are."""
    number: Column[Any] = column.table.c.id
    with rooms.database.writing() as connection:
        quoted = select(measures.c.origin).union(select(cases.c.origin))
        origins = connection.execute(quoted).scalars()
        numbers = [int(one.partition(":")[2]) for one in origins if one.startswith(f"{kind}:")]
        for start in range(0, len(numbers), _AT_ONCE):
            old = select(number).where(number.in_(numbers[start : start + _AT_ONCE]), column < before)
            forget_words(connection, [f"{kind}:{one}" for one in connection.execute(old).scalars()])


def _forget_messages(rooms: Rooms, before: int) -> int:
    """Forget known messages in portions, so that the pipeline never waits for millions of rows."""
    gone = 0
    for portion in range(PORTIONS):
        with rooms.database.writing() as connection:
            gone += forget_messages(connection, before // _DAY, portion)
    return gone


def _old_service(rooms: Rooms, before: int) -> int:
    with rooms.database.reading() as connection:
        return how_many_expire(connection, before, rooms.clock())


def _remove_service(rooms: Rooms, before: int) -> int:
    gone = 0
    while True:
        with rooms.database.writing() as connection:
            rows = expire_some(connection, before, rooms.clock(), _AT_ONCE)
        gone += rows
        if rows < _AT_ONCE:
            return gone


def _of_programmes(kind: str) -> _Kind:
    """Return what to do with a kind of programmes: the rows stay, without the person."""

    def count(rooms: Rooms, before: int) -> int:
        with rooms.database.reading() as connection:
            return forgetting.how_many(connection, kind, before)

    def remove(rooms: Rooms, before: int) -> int:
        gone = 0
        while True:
            with rooms.database.writing() as connection:
                rows = forgetting.forget_some(connection, rooms.folder, kind, before, _FEW)
            gone += rows
            if not rows:
                return gone

    return _Kind(count, remove)


_QUESTIONS = _in_portions(questions, lambda before: questions.c.asked < before)

_KINDS = {
    "contacts": _Kind(_old_contacts, _remove_contacts),
    "answers": _Kind(_old_answers, _remove_answers),
    "profiles": _warm(profiles, profiles.c.updated),
    "refusals": _warm(refusals, refusals.c.received),
    "messages": _warm(messages, messages.c.day, _DAY)._replace(remove=_forget_messages),
    "receipts": _in_portions(receipts, lambda before: receipts.c.at < before),
    "outbox": _in_portions(outbox, _is_over(outbox.c.finished, outbox.c.state, ("waiting",))),
    "questions": _QUESTIONS._replace(remove=_remove_questions),
    "reservations": _in_portions(
        reservations, _is_over(reservations.c.changed, reservations.c.state, ("asked", "ready"))
    ),
    "sessions": _in_portions(
        customer_sessions,
        lambda before: or_(customer_sessions.c.ended < before, customer_sessions.c.expires < before),
    ),
    "invitations": _in_portions(invitations, lambda before: invitations.c.at < before),
    "transactions": _in_portions(transactions, lambda before: transactions.c.at < before),
    "service": _Kind(_old_service, _remove_service),
    **{kind: _of_programmes(kind) for kind in forgetting.KINDS},
}
