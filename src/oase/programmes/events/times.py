"""Measured minutes for a wait: of the stop itself; while they are too few, of the whole tour."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from oase.programmes.events.queue import FEWEST, measured
from oase.programmes.events.stops import Stop
from oase.programmes.events.tickets import Ticket
from oase.programmes.tables import tickets, tour_stops

__all__ = ["times_for"]

_MOST = 500


def times_for(connection: Connection, stop: Stop, own: Sequence[Ticket]) -> list[int]:
    """Return how long repairs have taken, in microseconds.

    Parameters
    ----------
    connection : Connection
    stop : Stop
    own : sequence of Ticket
        All of the stop.
    """
    found = measured(own)
    if len(found) >= FEWEST:
        return found
    others = select(tour_stops.c.id).where(tour_stops.c.tour == stop.tour, tour_stops.c.id != stop.id)
    query = (
        select(tickets.c.ended - tickets.c.began)
        .where(tickets.c.stop.in_(others), tickets.c.state == "done", tickets.c.ended > tickets.c.began)
        .order_by(tickets.c.ended.desc())
        .limit(_MOST)
    )
    return found + list(connection.execute(query).scalars())
