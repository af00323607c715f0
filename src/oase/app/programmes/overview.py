"""All programmes at a glance: how much of each state there is, what comes next, what was published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Table, func, select

from oase.programmes.tables import cases, impact_claims, items, promotions, take_backs, tickets, tour_stops

__all__ = ["Claim", "NextStop", "Overview", "overview"]


class NextStop(NamedTuple):
    """A stop of a tour that is still to come."""

    id: int
    city: str
    country: str
    day: date
    booked: int


class Claim(NamedTuple):
    """The latest effect that was published: its text by language, and the range of its method."""

    text: Mapping[str, str]
    method: str
    version: int
    since: date
    until: date


class Overview(NamedTuple):
    """What stands in all programmes.

    Attributes
    ----------
    items : int
        Known ones.
    cases, kits, take_backs : mapping
        How many of each state; kits by outcome, empty for those that nobody has reported on.
    kinds : mapping
        Cases by kind.
    stops : list of NextStop
        The next three.
    promotions : int
        That run.
    claim : Claim or None
        None where nothing is published.
    """

    items: int
    cases: Mapping[str, int]
    kinds: Mapping[str, int]
    kits: Mapping[str, int]
    take_backs: Mapping[str, int]
    stops: list[NextStop]
    promotions: int
    claim: Claim | None


def overview(connection: Connection, today: date) -> Overview:
    """Return what stands in all programmes on a day."""
    running = select(func.count()).select_from(promotions).where(promotions.c.state == "live")
    return Overview(
        items=connection.execute(select(func.count()).select_from(items)).scalar_one(),
        cases=_counted(connection, cases, "state"),
        kinds=_counted(connection, cases, "kind"),
        kits=_counted(connection, cases, "outcome", cases.c.way == "kit"),
        take_backs=_counted(connection, take_backs, "state"),
        stops=_stops(connection, today),
        promotions=connection.execute(running).scalar_one(),
        claim=_claim(connection),
    )


def _counted(connection: Connection, table: Table, column: str, only: Any = None) -> dict[str, int]:
    query = select(table.c[column], func.count()).group_by(table.c[column])
    if only is not None:
        query = query.where(only)
    rows = sorted(((value, n) for value, n in connection.execute(query)), key=lambda row: (-row[1], row[0]))
    return dict(rows)


def _stops(connection: Connection, today: date) -> list[NextStop]:
    query = select(tour_stops).where(tour_stops.c.day >= today, tour_stops.c.state.in_(("planned", "open")))
    rows = connection.execute(query.order_by(tour_stops.c.day, tour_stops.c.id).limit(3)).all()
    found: list[NextStop] = []
    for row in rows:
        mine = (tickets.c.stop == row.id) & tickets.c.state.not_in(("cancelled", "left", "absent"))
        booked = connection.execute(select(func.count()).select_from(tickets).where(mine)).scalar_one()
        found.append(NextStop(row.id, row.city, row.country, row.day, booked))
    return found


def _claim(connection: Connection) -> Claim | None:
    query = select(impact_claims).where(impact_claims.c.withdrawn.is_(None))
    row = connection.execute(query.order_by(impact_claims.c.made.desc()).limit(1)).first()
    if row is None:
        return None
    text = msgspec.json.decode(row.text, type=dict[str, str])
    return Claim(text, row.method, row.version, row.since, row.until)
