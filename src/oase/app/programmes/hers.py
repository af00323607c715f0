"""What a customer has to do with programmes: items, cases, tickets, take-backs."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from oase.app.rooms import Rooms
from oase.model import Person
from oase.programmes.items.owners import items_of
from oase.programmes.tables import cases, take_backs, tickets, tour_stops

__all__ = ["MOST", "Hers", "hers"]

MOST = 100


class Hers(NamedTuple):
    """Something of hers.

    Attributes
    ----------
    kind : {"item", "case", "ticket", "take_back"}
    id : int
        By which its page is reached; of a ticket that of its stop.
    number, what, state : str
    at : int
        When it began, microseconds since 1970, UTC.
    """

    kind: str
    id: int
    number: str
    what: str
    state: str
    at: int


def hers(rooms: Rooms, person: Person, lang: str) -> list[Hers]:
    """Return what a customer has to do with programmes under any of her aliases, newest first of a kind."""
    with rooms.database.reading() as connection:
        items = [
            Hers("item", one.id, one.serial, one.called(lang), one.state, one.registered)
            for one in items_of(connection, person.aliases)[:MOST]
        ]
        return items + _cases(connection, person) + _tickets(connection, person) + _back(connection, person)


def _cases(connection: Connection, person: Person) -> list[Hers]:
    columns = (cases.c.id, cases.c.number, cases.c.what, cases.c.state, cases.c.opened)
    query = select(*columns).where(cases.c.alias.in_(person.aliases)).order_by(cases.c.id.desc())
    return [Hers("case", *row) for row in connection.execute(query.limit(MOST))]


def _tickets(connection: Connection, person: Person) -> list[Hers]:
    query = (
        select(tickets.c.stop, tickets.c.number, tour_stops.c.city, tickets.c.state, tickets.c.made)
        .join(tour_stops, tour_stops.c.id == tickets.c.stop)
        .where(tickets.c.alias.in_(person.aliases))
        .order_by(tickets.c.id.desc())
    )
    rows = connection.execute(query.limit(MOST))
    return [Hers("ticket", row[0], str(row[1]), row[2], row[3], row[4]) for row in rows]


def _back(connection: Connection, person: Person) -> list[Hers]:
    columns = (take_backs.c.id, take_backs.c.number, take_backs.c.state, take_backs.c.requested)
    query = select(*columns).where(take_backs.c.alias.in_(person.aliases)).order_by(take_backs.c.id.desc())
    return [
        Hers("take_back", row[0], row[1], "", row[2], row[3]) for row in connection.execute(query.limit(MOST))
    ]
