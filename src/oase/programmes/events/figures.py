"""What came of stops and towns: every figure with how many it is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from sqlalchemy import Connection

from oase.programmes.events.queue import measured
from oase.programmes.events.stops import MINUTE, Stop, every
from oase.programmes.events.tickets import Ticket, of_stop

__all__ = ["Town", "of_tickets", "per_stop", "per_town"]


class Town(NamedTuple):
    """Figures of a stop, or of all stops in one town.

    Attributes
    ----------
    name, country : str
    stops : int
    tickets : int
        All that were not cancelled.
    bookings, walk_ins : int
        Of them.
    came : int
        Of them, who was there: all but those booked or absent who never arrived.
    done, fixed, repairable, end_of_life, unknown : int
        Outcomes; the last four add up to ``done``.
    left : int
        Who went before it was done.
    absent : int
    wait, minutes : float or None
        Middle of the minutes from arrival to beginning, and from beginning to end; None of none.
    """

    name: str
    country: str
    stops: int
    tickets: int
    bookings: int
    walk_ins: int
    came: int
    done: int
    fixed: int
    repairable: int
    end_of_life: int
    unknown: int
    left: int
    absent: int
    wait: float | None
    minutes: float | None

    @property
    def known(self) -> int:
        """How many outcomes are known."""
        return self.done - self.unknown


def per_town(connection: Connection) -> list[Town]:
    """Return the figures of each town in which a stop was or will be, by name; cancelled stops left out."""
    by_town: dict[tuple[str, str], list[Stop]] = {}
    for one in every(connection):
        if one.state != "cancelled":
            by_town.setdefault((one.city, one.country), []).append(one)
    return [_town(connection, name, country, held) for (name, country), held in sorted(by_town.items())]


def per_stop(connection: Connection, stop: Stop) -> Town:
    """Return the figures of one stop."""
    return _town(connection, stop.city, stop.country, [stop])


def _town(connection: Connection, name: str, country: str, held: Sequence[Stop]) -> Town:
    found = [ticket for stop in held for ticket in of_stop(connection, stop.id)]
    return of_tickets(found, name, country, len(held))


def of_tickets(found: Iterable[Ticket], name: str, country: str, stops: int) -> Town:
    """Return the figures of some tickets."""
    mine = [one for one in found if one.state != "cancelled"]
    done = [one for one in mine if one.state == "done"]
    outcomes = [one.outcome for one in done]
    waited = [one.began - one.arrived for one in mine if one.began is not None and one.arrived is not None]
    times = measured(mine)
    return Town(
        name=name,
        country=country,
        stops=stops,
        tickets=len(mine),
        bookings=sum(one.kind == "booking" for one in mine),
        walk_ins=sum(one.kind == "walk_in" for one in mine),
        came=sum(one.arrived is not None for one in mine),
        done=len(done),
        fixed=outcomes.count("Fixed"),
        repairable=outcomes.count("Repairable"),
        end_of_life=outcomes.count("End of life"),
        unknown=outcomes.count("Unknown"),
        left=sum(one.state == "left" for one in mine),
        absent=sum(one.state == "absent" for one in mine),
        wait=median(waited) / MINUTE if waited else None,
        minutes=median(times) / MINUTE if times else None,
    )
