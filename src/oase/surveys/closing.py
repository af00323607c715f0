"""Closing: answers that can no longer be changed, taken aside for the lake, each exactly once.

Taken aside means marked with the moment below zero: from then on nothing about them changes, so that whatever
is killed when, the same rows are given to the lake again, which knows them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.identity.members import listed
from oase.surveys.drawing import DAY
from oase.surveys.stored import newest

__all__ = [
    "CLOSED_DAYS",
    "EXPECTED_DAYS",
    "ROLES",
    "Record",
    "close",
    "closed",
    "count_as_sealed",
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
    from survey_answers where sealed is null and transaction_id is not null
    group by transaction_id having max(at) <= ?
"""
_AWAITED = """
    select i.transaction_id, i.survey, i.decided from json_each(?) as asked
    cross join survey_invitations as i on i.transaction_id = asked.value
    where i.state in ('eligible', 'sent', 'opened')
"""
_CLOSE = """
    update survey_answers set sealed = ?
    where sealed is null and transaction_id in (select value from json_each(?))
"""
_CLOSE_OTHERS = (
    "update survey_answers set sealed = ? where sealed is null and transaction_id is null and at <= ?"
)
_ROWS = """
    select a.id, a.submission, a.transaction_id, coalesce(a.alias, t.alias), a.role, a.touchpoint, a.number,
        a.at, a.way, t.key,
        (select i.context from survey_invitations as i
            where i.transaction_id = a.transaction_id order by i.id limit 1)
    from survey_answers as a left join transactions as t on t.id = a.transaction_id
    where {which} and a.is_last = 1 and (a.transaction_id is null or t.id is not null)
    order by a.at, a.id
"""
_SEALED = "update survey_answers set sealed = ? where sealed < 0 and sealed >= ?"


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
    values : dict of str to float
        By role; a role that does not apply is left out.
    context : dict of str to str
    """

    alias: int | None
    at: int
    touchpoint: str
    transaction: str
    way: str
    values: dict[str, float]
    context: dict[str, str]


def close(connection: Connection, now: int) -> int:
    """Take aside what can no longer be changed; return of how many transactions.

    An answer of somebody who may still answer an invitation about the same is left open: else her word by
    the receipt would keep out her word by the invitation, which alone has a known probability.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    now : int
        Microseconds since 1970, UTC.
    """
    before = now - CLOSED_DAYS * DAY
    rows: Iterable[Any] = connection.exec_driver_sql(_DUE, (before,)).all()
    long_ago = now - EXPECTED_DAYS * DAY
    due = {row[0] for row in rows if row[2] or not row[3] or row[1] <= long_ago}
    due -= _awaited(connection, due, now)
    if due:
        connection.exec_driver_sql(_CLOSE, (-now, *listed(due)))
    return len(due) + connection.exec_driver_sql(_CLOSE_OTHERS, (-now, before)).rowcount


def closed(connection: Connection) -> tuple[list[Record], int]:
    """Return what was taken aside and is not known to lie in the lake, and the mark of the newest of it."""
    newest_mark = connection.exec_driver_sql(
        "select min(sealed) from survey_answers where sealed < 0"
    ).scalar()
    return _records(connection, "a.sealed < 0"), newest_mark or 0


def count_as_sealed(connection: Connection, mark: int, now: int) -> int:
    """Note that everything taken aside up to a mark lies in the lake; return how many answers."""
    return connection.exec_driver_sql(_SEALED, (now, mark)).rowcount


def open_ones(connection: Connection) -> list[Record]:
    """Return what was said and does not lie in the lake yet."""
    return _records(connection, "(a.sealed is null or a.sealed < 0)")


def waiting(connection: Connection) -> tuple[int, int | None]:
    """Return how many answers do not lie in the lake yet, and when the first of them was given."""
    query = "select count(*), min(at) from survey_answers where sealed is null or sealed < 0"
    rows, oldest = connection.exec_driver_sql(query).one()
    return rows, oldest


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
    rows: Iterable[Any] = connection.exec_driver_sql(_ROWS.format(which=which)).all()
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row[1] if row[2] is None else row[2]].append(row)
    return [_record(group) for group in groups.values() if any(row[4] in ROLES for row in group)]


def _record(group: list[Any]) -> Record:
    said = [row for row in group if row[4] in ROLES]
    first = next((row for row in said if row[4] == "disconfirmation"), said[-1])
    return Record(
        alias=first[3],
        at=first[7],
        touchpoint=first[5],
        transaction=first[1] if first[9] is None else first[9],
        way=first[8],
        values={row[4]: row[6] for row in said if row[6] is not None},
        context=msgspec.json.decode(first[10], type=dict[str, str]) if first[10] else {},
    )
