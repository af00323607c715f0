"""A ticket that becomes a case: what cannot be mended at the bus goes on in the workshop."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from sqlalchemy import Connection, insert, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.opening import New, Opened, open_case
from oase.programmes.events.states import StateInvalid
from oase.programmes.events.stops import get
from oase.programmes.events.tickets import Ticket, ticket
from oase.programmes.items.registry import New as NewItem
from oase.programmes.items.registry import register
from oase.programmes.tables import ticket_changes, tickets

__all__ = ["into_case"]


def into_case(
    connection: Connection,
    number: int,
    actor: Actor,
    random_bytes: Callable[[int], bytes],
    *,
    what: str = "",
    reason: str = "",
    problem: str = "",
) -> Opened:
    """Open a case for the thing of a ticket; done twice, it is the same case.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    number : int
        Id of the ticket.
    actor : Actor
    random_bytes : callable
        For the secret link.
    what, reason : str
        The thing and what is broken; as on the ticket where left out.
    problem : str
        In the words of whoever looked at it.

    Raises
    ------
    StateInvalid
        She has gone, or was never there.
    OptionInvalid
        Nothing is said about the thing, or no reason given.
    """
    held = ticket(connection, number)
    if held.state in ("cancelled", "left", "booked", "absent"):
        raise StateInvalid(
            "Who is not there leaves nothing to mend", expected="somebody who is there", got=held.state
        )
    if not (what or held.what):
        raise OptionInvalid("What is it?", expected="the thing, in a few words", got="nothing", where="what")
    stop = get(connection, held.stop)
    item = _item(connection, held, what or held.what, actor.now) if held.garment else None
    new = New(
        key=f"ticket:{held.id}",
        way="event",
        what=what or held.what,
        reason=reason or held.reason,
        item=item,
        country=stop.country,
        problem=problem,
        lang=held.lang,
        alias=held.alias,
        name=held.name,
        email=held.email,
        phone=held.phone,
        stop=held.stop,
    )
    opened = open_case(connection, new, actor, random_bytes)
    if held.case is None:
        connection.execute(update(tickets).where(tickets.c.id == held.id).values(case=opened.id))
        change = {"key": f"case:{held.id}", "ticket": held.id, "at": actor.now, "who": actor.who}
        after = msgspec.json.encode({"case": opened.id}).decode()
        connection.execute(insert(ticket_changes).values(**change, action="case", before="{}", after=after))
        bump(connection, "programmes")
    return opened


def _item(connection: Connection, held: Ticket, what: str, now: int) -> int:
    """Return the thing of a ticket, known by its class of garment alone: its footprint hangs on that."""
    new = NewItem(
        key=f"ticket:{held.id}", name={held.lang: what[:120]}, garment=held.garment, source="customer"
    )
    return register(connection, new, now).item.id
