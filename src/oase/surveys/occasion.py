"""What a survey is about, as the customer knows it: which order or visit, when, in which store."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from oase.db.schema import transactions
from oase.identity import ledger
from oase.identity.members import members_of, persons_of
from oase.model import Person, Purpose
from oase.surveys.answering import rated
from oase.surveys.tokens import Ticket

__all__ = ["Occasion", "occasion", "stop"]

_ORDER = "order:"


class Occasion(NamedTuple):
    """The transaction of a ticket.

    Parameters
    ----------
    transaction, alias, at : int
    touchpoint : str
    order : str
        Number of the order, empty for none.
    store : str
        Code of the store, empty for none.
    """

    transaction: int
    alias: int
    at: int
    touchpoint: str
    order: str
    store: str


def occasion(connection: Connection, ticket: Ticket) -> Occasion:
    """Return what a ticket is about.

    Raises
    ------
    TicketInvalid
        It is not kept any more, or belongs to somebody else.
    """
    about = rated(connection, ticket)
    query = select(transactions.c.store).where(transactions.c.id == about.id)
    store = connection.execute(query).scalar() or ""
    # an order that is rated at several touchpoints has a key for each of them
    key = about.key.removesuffix(f"@{about.touchpoint}")
    order = key.removeprefix(_ORDER) if key.startswith(_ORDER) else ""
    return Occasion(about.id, about.alias, about.at, about.touchpoint, order, store)


def stop(connection: Connection, ticket: Ticket, now: int) -> bool:
    """Withdraw the consent to be asked, under every id of the person; return whether there is one.

    It holds for expired tickets, too: whoever wants no more of it may use the oldest mail for that.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    ticket : Ticket
    now : int
        Microseconds since 1970, UTC.
    """
    if ticket.alias is None:
        return False
    person = persons_of(connection, [ticket.alias])[ticket.alias]
    aliases = {ticket.alias, person, *members_of(connection, [person])}
    whole = Person(person, tuple(sorted(aliases)), ())
    ledger.object_to(connection, whole, [Purpose.SURVEY], now, "survey")
    return True
