"""What of the programmes needs somebody today: cases, words without answer, quotes, stops, parcels."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from oase.programmes.cases.states import ENDS
from oase.programmes.tables import case_log, cases, quote_answers, quotes, take_backs, tickets, tour_stops

__all__ = [
    "OURS",
    "SOON_DAYS",
    "Needed",
    "Quote",
    "Stop",
    "cases_of_ours",
    "parcels",
    "quotes_due",
    "stops_on",
    "unanswered",
]

OURS = ("received", "accepted", "rejected", "in_repair", "repaired", "notice", "failed")
"""States in which the next step is the workshop's; a kit to be sent comes on top."""

SOON_DAYS = 3
"""A quote that ends within so many days runs out."""


class Needed(NamedTuple):
    """How many there are, and the one that has waited longest.

    Attributes
    ----------
    many : int
    oldest : int or None
        Its id; None where there is none.
    number, what, state : str
        Of it; what is empty where it is not said.
    since : int
        Microseconds since 1970, UTC.
    """

    many: int
    oldest: int | None = None
    number: str = ""
    what: str = ""
    state: str = ""
    since: int = 0


class Quote(NamedTuple):
    """A quote without answer: of which case, and its last day."""

    case: int
    number: str
    until: date


class Stop(NamedTuple):
    """A stop of the tour, and how many appointments are booked there."""

    id: int
    city: str
    booked: int


def cases_of_ours(connection: Connection) -> Needed:
    """Return the cases in which the next step is ours, and the one that has stood longest."""
    kits = and_(cases.c.way == "kit", cases.c.kind == "repair")
    ours = or_(
        and_(cases.c.state.in_(OURS), ~kits),
        and_(cases.c.state.in_(("opened", "advised")), kits),
    )
    query = select(cases).where(ours).order_by(cases.c.changed, cases.c.id)
    first = connection.execute(query.limit(1)).one_or_none()
    if first is None:
        return Needed(0)
    many = connection.scalar(select(func.count()).select_from(cases).where(ours)) or 0
    return Needed(many, first.id, first.number, first.what, first.state, first.changed)


def unanswered(connection: Connection) -> Needed:
    """Return the open cases whose last message is the customer's, and the oldest of these messages."""
    last = (
        select(case_log.c.case, func.max(case_log.c.id).label("id"))
        .where(case_log.c.kind == "message")
        .group_by(case_log.c.case)
        .subquery()
    )
    query = (
        select(cases.c.id, cases.c.number, cases.c.what, cases.c.state, case_log.c.at)
        .join(last, last.c.case == cases.c.id)
        .join(case_log, case_log.c.id == last.c.id)
        .where(cases.c.state.not_in(ENDS), case_log.c.by == "customer")
        .order_by(case_log.c.at, cases.c.id)
    )
    rows = connection.execute(query).all()
    return Needed(len(rows), *rows[0]) if rows else Needed(0)


def quotes_due(connection: Connection, today: date) -> list[Quote]:
    """Return the quotes that nobody answered and that run out soon or have run out, the first to end first.

    Parameters
    ----------
    connection : Connection
    today : date
        In the calendar of the house.
    """
    newest = select(quotes.c.case, func.max(quotes.c.version).label("version")).group_by(quotes.c.case)
    latest = newest.subquery()
    query = (
        select(cases.c.id, cases.c.number, quotes.c.valid_until)
        .join(quotes, quotes.c.case == cases.c.id)
        .join(latest, and_(latest.c.case == quotes.c.case, latest.c.version == quotes.c.version))
        .outerjoin(quote_answers, quote_answers.c.quote == quotes.c.id)
        .where(cases.c.state == "estimated", quote_answers.c.quote.is_(None))
        .where(quotes.c.valid_until <= today + timedelta(days=SOON_DAYS))
        .order_by(quotes.c.valid_until, cases.c.id)
    )
    return [Quote(*row) for row in connection.execute(query)]


def stops_on(connection: Connection, today: date) -> list[Stop]:
    """Return the stops of a day that take place, by when they open."""
    booked = select(func.count()).where(tickets.c.stop == tour_stops.c.id, tickets.c.state == "booked")
    query = (
        select(tour_stops.c.id, tour_stops.c.city, booked.scalar_subquery())
        .where(tour_stops.c.day == today, tour_stops.c.state.in_(("planned", "open")))
        .order_by(tour_stops.c.opens, tour_stops.c.id)
    )
    return [Stop(*row) for row in connection.execute(query)]


def parcels(connection: Connection) -> Needed:
    """Return the take-backs that are here and not looked at, and the one that came first."""
    query = (
        select(take_backs.c.id, take_backs.c.number, take_backs.c.received)
        .where(take_backs.c.state == "received")
        .order_by(take_backs.c.received, take_backs.c.id)
    )
    rows = connection.execute(query).all()
    if not rows:
        return Needed(0)
    first = rows[0]
    return Needed(len(rows), first.id, first.number, since=first.received)
