"""The queue of the workshop: what waits, since when, for whom, and how long work took."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select

from oase.programmes.cases.case import Case, read_row
from oase.programmes.cases.states import ENDS
from oase.programmes.tables import case_parts, case_times, cases, items

__all__ = ["Count", "Figures", "Waiting", "counts", "figures", "listed", "parts_awaited"]

MOST = 200
_MINUTE = 60_000_000


class Count(NamedTuple):
    """How many cases stand in one state, and since when the oldest does (microseconds since 1970)."""

    state: str
    number: int
    oldest: int


class Waiting(NamedTuple):
    """A part that is needed or ordered, and for which case."""

    id: int
    case: int
    number: str
    part: str
    quantity: int
    state: str
    changed: int


class Figures(NamedTuple):
    """What became of the repairs that ended in a time.

    Attributes
    ----------
    ended : int
        Repairs and cases of guarantee that ended.
    outcomes : dict
        How many of them with each outcome; "" where none was said.
    timed : int
        How many of them have measured time.
    minutes : int or None
        Measured minutes of those; None where no time was measured.
    """

    ended: int
    outcomes: dict[str, int]
    timed: int
    minutes: int | None


def counts(connection: Connection) -> list[Count]:
    """Return how many cases are open in each state, and since when the oldest of them stands there."""
    query = (
        select(cases.c.state, func.count(), func.min(cases.c.changed))
        .where(cases.c.state.not_in(ENDS))
        .group_by(cases.c.state)
        .order_by(cases.c.state)
    )
    return [Count(*row) for row in connection.execute(query)]


def listed(
    connection: Connection,
    *,
    state: str = "",
    kind: str = "",
    assigned: str | None = None,
    search: str = "",
    is_open: bool = True,
    most: int = MOST,
    after: int = 0,
) -> list[Case]:
    """Return cases, the one that has waited longest first.

    Parameters
    ----------
    connection : Connection
    state, kind : str
        Only these; empty for all.
    assigned : str, optional
        Only those of an account; empty for those of nobody.
    search : str
        Part of number, name, mail address, thing, order or serial number.
    is_open : bool
        Whether those that have ended are left out; a search finds them, too.
    most, after : int
        So many, after so many.
    """
    query = select(cases)
    if state:
        query = query.where(cases.c.state == state)
    elif is_open and not search:
        query = query.where(cases.c.state.not_in(ENDS))
    if kind:
        query = query.where(cases.c.kind == kind)
    if assigned is not None:
        query = query.where(cases.c.assigned == assigned)
    if search.strip():
        query = query.where(_holds(search.strip()))
    query = query.order_by(cases.c.changed, cases.c.id).limit(most).offset(after)
    return [read_row(row) for row in connection.execute(query).mappings()]


def parts_awaited(connection: Connection, most: int = MOST) -> list[Waiting]:
    """Return the parts that open cases need and do not have, oldest first."""
    part = case_parts.c
    columns = (part.id, part.case, cases.c.number, part.part, part.quantity, part.state, part.changed)
    query = (
        select(*columns)
        .join(cases, cases.c.id == part.case)
        .where(part.state.in_(("needed", "ordered")), cases.c.state.not_in(ENDS))
        .order_by(part.changed, part.id)
        .limit(most)
    )
    return [Waiting(*row) for row in connection.execute(query)]


def figures(connection: Connection, since: int, until: int) -> Figures:
    """Return outcomes and measured time of the repairs that ended in a time; microseconds since 1970."""
    ended = (cases.c.ended >= since) & (cases.c.ended < until) & (cases.c.state == "closed")
    repairs = ended & cases.c.kind.in_(("repair", "guarantee"))
    by = select(cases.c.outcome, func.count()).where(repairs).group_by(cases.c.outcome)
    outcomes: dict[str, int] = {row[0]: row[1] for row in connection.execute(by)}
    spent = (
        select(
            func.count(case_times.c.case.distinct()),
            func.sum(case_times.c.ended - case_times.c.began),
        )
        .join(cases, cases.c.id == case_times.c.case)
        .where(repairs, case_times.c.ended.is_not(None))
    )
    timed, micros = connection.execute(spent).one()
    return Figures(sum(outcomes.values()), outcomes, timed, None if not timed else round(micros / _MINUTE))


def _holds(search: str) -> ColumnElement[bool]:
    serials = select(items.c.id).where(items.c.serial.contains(search, autoescape=True))
    texts = (cases.c.number, cases.c.name, cases.c.email, cases.c.what, cases.c.order_key)
    return or_(*(one.icontains(search, autoescape=True) for one in texts), cases.c.item.in_(serials))
