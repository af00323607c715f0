"""Closing: answers that can no longer be changed, taken aside for the lake, each exactly once.

Taken aside means marked with the moment below zero: from then on nothing about them changes, so that whatever
is killed when, the same rows are given to the lake again, which knows them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.db.tallying import portions
from oase.identity.members import listed
from oase.surveys.drawing import DAY
from oase.surveys.stored import newest

__all__ = [
    "CLOSED_DAYS",
    "EXPECTED_DAYS",
    "ROLES",
    "Record",
    "close",
    "close_others",
    "closed",
    "count_as_sealed",
    "due",
    "open_ones",
    "waiting",
]

CLOSED_DAYS = 1
"""An answer may be changed for so long after the last word to it."""

EXPECTED_DAYS = 30
"""So long what was expected waits for what came of it."""

ROLES = ("disconfirmation", "expectation", "recommend", "compared")
"""Roles whose answers go into the lake; the others are read where they are."""

_DUE = """
    select transaction_id, max(at), sum(role = 'disconfirmation'), sum(role = 'expectation')
    from {which} and sealed is null group by transaction_id having max(at) <= ?
"""
_ALL = "survey_answers where transaction_id is not null"
_THESE = "json_each(?) as asked cross join survey_answers on transaction_id = asked.value"
_AWAITED = """
    select i.transaction_id, i.survey, i.decided from json_each(?) as asked
    cross join survey_invitations as i on i.transaction_id = asked.value
    where i.state in ('eligible', 'sent', 'opened')
"""
_CLOSE = """
    update survey_answers set sealed = ?
    where +sealed is null and transaction_id in (select value from json_each(?))
"""
_CLOSE_OTHERS = """
    update survey_answers set sealed = ? where id in (
        select id from survey_answers where sealed is null and at <= ? and transaction_id is null limit ?
    )
"""
_ROWS = """
    select a.submission, a.transaction_id, coalesce(a.alias, t.alias), a.role, a.touchpoint, a.number,
        a.at, a.way, t.key,
        (select i.context from survey_invitations as i
            where i.transaction_id = a.transaction_id order by i.id limit 1)
    from survey_answers as a left join transactions as t on t.id = a.transaction_id
    where {which} and a.is_last = 1 and +a.role in {roles} and (a.transaction_id is null or t.id is not null)
    order by a.at, a.id
"""
_SEALED = """
    update survey_answers set sealed = ? where id in (
        select id from survey_answers where sealed < 0 and sealed >= ? limit ?
    )
"""


class Record(NamedTuple):
    """What somebody said about one transaction, in the words of the lake.

    Parameters
    ----------
    alias : int or None
        Whose transaction it was; None where nobody is known.
    at : int
        Of the answer whether it was as expected, else of the last one.
    touchpoint : str
    transaction : str
        Its key, else the name of the submission.
    way : str
        ``invited``, ``passive`` or ``foreign``.
    values : list of (float or None)
        In the order of ``ROLES``; None where it was not asked or does not apply.
    context : dict of str to str
    """

    alias: int | None
    at: int
    touchpoint: str
    transaction: str
    way: str
    values: list[float | None]
    context: dict[str, str]


def due(connection: Connection, now: int) -> list[int]:
    """Return about which transactions nothing can be changed any more, the oldest numbers first.

    An answer of somebody who may still answer an invitation about the same is left open: else her word by
    the receipt would keep out her word by the invitation, which alone has a known probability.

    Parameters
    ----------
    connection : Connection
    now : int
        Microseconds since 1970, UTC.
    """
    return sorted(_due(connection, now, _DUE.format(which=_ALL), ()))


def close(connection: Connection, now: int, numbers: Collection[int] | None = None) -> int:
    """Take answers about some transactions aside if that is due; return about how many.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    now : int
        Microseconds since 1970, UTC.
    numbers : collection of int, optional
        As ``due`` gave them, something may have been said since; all when left out.
    """
    which, asked = (_ALL, ()) if numbers is None else (_THESE, listed(numbers))
    found = _due(connection, now, _DUE.format(which=which), asked)
    if found:
        connection.exec_driver_sql(_CLOSE, (-now, *listed(found)))
    return len(found)


def close_others(connection: Connection, now: int, most: int) -> int:
    """Take answers about no transaction aside, at most so many; parameters and result as ``close``."""
    before = now - CLOSED_DAYS * DAY
    return connection.exec_driver_sql(_CLOSE_OTHERS, (-now, before, most)).rowcount


def closed(connection: Connection) -> tuple[list[Record], int]:
    """Return what was taken aside and is not known to lie in the lake, and the mark of the newest of it."""
    newest_mark = connection.exec_driver_sql(
        "select min(sealed) from survey_answers where sealed < 0"
    ).scalar()
    return _records(connection, "a.sealed < 0"), newest_mark or 0


def count_as_sealed(connection: Connection, mark: int, now: int, most: int) -> int:
    """Note that what was taken aside up to a mark lies in the lake, at most so many; return how many."""
    return connection.exec_driver_sql(_SEALED, (now, mark, most)).rowcount


def open_ones(connection: Connection) -> list[Record]:
    """Return what was said and does not lie in the lake yet."""
    return _records(connection, "(a.sealed is null or a.sealed < 0)")


def waiting(connection: Connection) -> tuple[int, int | None]:
    """Return how many answers do not lie in the lake yet, and when the first of them was given."""
    query = "select count(*), min(at) from survey_answers where sealed is null or sealed < 0"
    rows, oldest = connection.exec_driver_sql(query).one()
    return rows, oldest


def _due(connection: Connection, now: int, query: str, asked: tuple[str, ...]) -> set[int]:
    rows: Iterable[Any] = connection.exec_driver_sql(query, (*asked, now - CLOSED_DAYS * DAY)).all()
    long_ago = now - EXPECTED_DAYS * DAY
    found = {row[0] for row in rows if row[2] or not row[3] or row[1] <= long_ago}
    return found - _awaited(connection, found, now) if found else found


def _awaited(connection: Connection, numbers: Collection[int], now: int) -> set[int]:
    """Return about which transactions an invitation may still be answered."""
    days = {one.survey.name: one.survey.rules.expires_days for one in newest(connection)}
    rows: Iterable[Any] = connection.exec_driver_sql(_AWAITED, listed(numbers)).all()
    return {
        number
        for number, survey, decided in rows
        if decided is None or decided + days.get(survey, 0) * DAY > now
    }


def _records(connection: Connection, which: str) -> list[Record]:
    """Return answers as records, in the order in which the first of each was given."""
    found: dict[Any, Record] = {}
    told = _Told()
    for rows in portions(connection, _ROWS.format(which=which, roles=ROLES)):
        for row in rows:
            name = row[0] if row[1] is None else row[1]
            found[name] = told.with_row(found.get(name), row)
    return list(found.values())


class _Told:
    """Makes records of rows; what many have in common is kept once."""

    def __init__(self) -> None:
        self._contexts: dict[str | None, dict[str, str]] = {None: {}, "": {}}
        self._words: dict[str, str] = {}
        self._sure: set[str] = set()

    def with_row(self, held: Record | None, row: tuple[Any, ...]) -> Record:
        """Return a record with one more answer, which gives it its moment if it is the one that decides."""
        submission, _, alias, role, touchpoint, number, at, way, key, context = row
        transaction = submission if key is None else key
        values: list[float | None] = [None for _ in ROLES] if held is None else held.values
        if number is not None:
            values[ROLES.index(role)] = number
        if held is not None and held.transaction in self._sure:
            return held
        if role == ROLES[0]:
            self._sure.add(transaction)
        return Record(
            alias, at, self._word(touchpoint), transaction, self._word(way), values, self._context(context)
        )

    def _word(self, word: str) -> str:
        return self._words.setdefault(word, word)

    def _context(self, context: str | None) -> dict[str, str]:
        found = self._contexts.get(context)
        if found is None:
            found = self._contexts[context] = msgspec.json.decode(context or "{}", type=dict[str, str])
        return found
