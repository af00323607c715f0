"""Names and addresses on tickets are kept no longer than they are needed; numbers and outcomes stay."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from oase.programmes.tables import tickets, tour_stops

__all__ = ["DAYS", "forget"]

DAYS = 30
"""Days after the stop for which it is kept who had a ticket."""

_DAY = 86_400_000_000
_PERSONAL = ("name", "email", "phone")


def forget(connection: Connection, now: int) -> int:
    """Empty names, addresses and numbers of tickets of stops that closed 30 days ago; return how many.

    A ticket that became a case is no exception: the case has what it needs itself.
    """
    over = select(tour_stops.c.id).where(tour_stops.c.closes < now - DAYS * _DAY)
    kept = (tickets.c.name != "") | (tickets.c.email != "") | (tickets.c.phone != "")
    gone = update(tickets).where(tickets.c.stop.in_(over), kept).values(dict.fromkeys(_PERSONAL, ""))
    return connection.execute(gone).rowcount
