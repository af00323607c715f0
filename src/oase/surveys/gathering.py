"""Gathering: every new transaction that a live survey has to do with gets its row in the log.

The row says what is known of everyone, answered or not: by that answers are weighted later. An order of a
new customer that brings the code of a recommendation link along is noted as won by it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from oase.db.facts import facts_of_each
from oase.db.occasions import mark, set_mark
from oase.decisions.quiet import local
from oase.identity.members import listed, members_of, persons_of
from oase.model import Facts, combine_facts
from oase.surveys.drawing import chosen
from oase.surveys.recommending import came_by
from oase.surveys.survey import Survey

__all__ = ["MARK", "Customer", "Gathered", "gathered", "is_new", "keep"]

MARK = "surveys"
"""Mark up to which transaction the log reaches."""

Customer = Literal["new", "returning", "not_yet"]

_SATURDAY = 5
_BANDS = ((50.0, "-50"), (100.0, "50-100"), (200.0, "100-200"))

_NEW = """
    select id, key, alias, at, touchpoint, channel, store, value, source, referral from transactions
    where id > ? order by id limit ?
"""
_KNOWN = """
    select i.transaction_id from json_each(?) as asked
    cross join survey_invitations as i on i.transaction_id = asked.value
"""
_ORDERS = """
    select t.alias, t.id, t.at from json_each(?) as asked
    cross join transactions as t on t.alias = asked.value
    where t.key >= 'order:' and t.key < 'order;'
"""
_IS_THERE = "select 1 from transactions where id = ?"
_INSERT = """
    insert into survey_invitations
        (transaction_id, survey, alias, touchpoint, at, context, state, reason, share, channel)
    select ?, ?, ?, ?, ?, ?, 'eligible', '', ?, '' where exists (select 1 from transactions where id = ?)
    on conflict do nothing
"""

_encode = msgspec.json.Encoder().encode


class _Transaction(NamedTuple):
    id: int
    key: str
    alias: int
    at: int
    touchpoint: str
    channel: str
    store: str
    value: float | None
    source: str
    referral: str | None

    @property
    def is_order(self) -> bool:
        return self.key.startswith("order:")


def is_new(connection: Connection) -> bool:
    """Return whether there is a transaction that the log does not reach yet; cheap to ask again and again."""
    query = "select 1 from transactions where id > ? limit 1"
    return connection.exec_driver_sql(query, (mark(connection, MARK) or 0,)).first() is not None


class Gathered(NamedTuple):
    """New transactions that were looked at, not kept yet.

    Parameters
    ----------
    rows : list of tuple
        Of the log.
    referred : list of (int, int, int, str)
        First orders that came with the code of a link: number, alias, moment, code.
    looked_at : int
    last : int
        Number of the last one of them.
    """

    rows: list[tuple[Any, ...]]
    referred: list[tuple[int, int, int, str]]
    looked_at: int
    last: int


def gathered(
    connection: Connection, surveys: Sequence[Survey], *, key: bytes, zone: ZoneInfo, most: int
) -> Gathered:
    """Return the rows of new transactions; one process alone looks and keeps.

    Parameters
    ----------
    connection : Connection
    surveys : sequence of Survey
        Those that ask now.
    key : bytes
        Of the draws.
    zone : ZoneInfo
        Where weekends begin.
    most : int
    """
    rows = connection.exec_driver_sql(_NEW, (mark(connection, MARK) or 0, most)).all()
    found = [_Transaction(*row) for row in rows]
    if not found:
        return Gathered([], [], 0, 0)
    known = set(connection.exec_driver_sql(_KNOWN, listed([one.id for one in found])).scalars())
    customers = _customers(connection, found)
    told = [
        row
        for one in found
        if one.id not in known and (row := _row(one, surveys, customers[one.id], key, zone)) is not None
    ]
    referred = [
        (one.id, one.alias, one.at, one.referral)
        for one in found
        if one.referral and customers[one.id] == "new"
    ]
    return Gathered(told, referred, len(found), found[-1].id)


def keep(connection: Connection, new: Gathered) -> None:
    """Give new transactions their rows, each once whatever is killed when.

    Parameters
    ----------
    connection : Connection
        In a writing transaction; what was erased since it was looked at gets no row.
    new : Gathered
        At least one transaction.
    """
    if new.rows:
        connection.exec_driver_sql(_INSERT, [(*row, row[0]) for row in new.rows])
    for number, alias, at, code in new.referred:
        if connection.exec_driver_sql(_IS_THERE, (number,)).first() is not None:
            came_by(connection, alias=alias, at=at, transaction=number, code=code)
    set_mark(connection, MARK, new.last)


def _row(
    one: _Transaction, surveys: Iterable[Survey], customer: Customer, key: bytes, zone: ZoneInfo
) -> tuple[Any, ...] | None:
    asking = [
        survey
        for survey in surveys
        if survey.asks_about(one.touchpoint) and (customer == "new" or not survey.rules.only_new_customers)
    ]
    if not asking:
        return None
    survey = chosen(asking, key=key, transaction=one.id)
    # until it is decided, the share is the chance that this survey was the one to ask
    context = _encode(_context(one, customer, zone)).decode()
    return one.id, survey.name, one.alias, one.touchpoint, one.at, context, 1 / len(asking)


def _context(one: _Transaction, customer: Customer, zone: ZoneInfo) -> dict[str, str]:
    is_weekend = local(one.at, zone).weekday() >= _SATURDAY
    said = {
        "channel": one.channel,
        "store": one.store,
        "customer": customer,
        "order_value": _band(one.value),
        "day": "weekend" if is_weekend else "weekday",
    }
    return {name: value for name, value in said.items() if value}


def _band(value: float | None) -> str:
    if value is None:
        return ""
    return next((name for most, name in _BANDS if value < most), "200-")


def _customers(connection: Connection, found: Sequence[_Transaction]) -> dict[int, Customer]:
    """Return of each transaction whether she was a new customer, as far as the house knows."""
    persons = persons_of(connection, {one.alias for one in found})
    members = members_of(connection, set(persons.values()))
    first = _first_orders(connection, members)
    bought = _bought(connection, members)
    customers: dict[int, Customer] = {}
    for one in found:
        person = persons[one.alias]
        at, order = first.get(person, (one.at + 1, 0))
        if (at < one.at and order != one.id) or bought.get(person, one.at) < one.at:
            customers[one.id] = "returning"
        else:
            customers[one.id] = "new" if one.is_order and order == one.id else "not_yet"
    return customers


def _first_orders(connection: Connection, members: dict[int, int]) -> dict[int, tuple[int, int]]:
    """Return time and id of each person's first order."""
    first: dict[int, tuple[int, int]] = {}
    rows: Collection[Any] = connection.exec_driver_sql(_ORDERS, listed(members)).all()
    for alias, number, at in rows:
        held = first.get(members[alias])
        first[members[alias]] = min((at, number), held) if held else (at, number)
    return first


def _bought(connection: Connection, members: dict[int, int]) -> dict[int, int]:
    """Return when persons are known to have bought something first, by what is kept of single articles."""
    facts: dict[int, Facts] = {}
    for alias, told in facts_of_each(connection, members).items():
        person = members[alias]
        facts[person] = combine_facts(facts[person], told) if person in facts else told
    times = {
        person: [fact.at for name, fact in told.items() if name.startswith("bought:")]
        for person, told in facts.items()
    }
    return {person: min(of_one) for person, of_one in times.items() if of_one}
