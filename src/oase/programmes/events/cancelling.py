"""A stop that does not take place: bookings are cancelled with it, and those who can be reached are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.events.letters import write_cancelled
from oase.programmes.events.moves import Move, move
from oase.programmes.events.states import OVER
from oase.programmes.events.stops import Stop, get
from oase.programmes.events.tickets import Ticket, of_stop
from oase.programmes.tables import tour_stops

__all__ = ["Cancelled", "cancel_stop"]


class Cancelled(NamedTuple):
    """Who was told by mail that a stop does not take place, and who must be told by hand."""

    told: list[Ticket]
    by_hand: list[Ticket]


def cancel_stop(
    connection: Connection,
    number: int,
    words: Callable[[Stop, Ticket], dict[str, str]],
    *,
    who: str,
    now: int,
) -> Cancelled:
    """Cancel a stop with all its tickets that are not over, in one transaction.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    number : int
        Of the stop.
    words : callable
        What is said to the holder of a ticket: ``title`` and ``body``.
    who : str
    now : int

    Returns
    -------
    Cancelled
        The mail is part of the contract (she has booked), so no consent to advertising is asked. It reaches
        whoever the house knows; all others stand in ``by_hand`` with what they have left.

    Raises
    ------
    OptionInvalid
        It is over already.
    """
    held = get(connection, number)
    if held.state in ("closed", "cancelled"):
        raise OptionInvalid("The stop is over", expected="one that is planned or open", got=held.state)
    gone = [one for one in of_stop(connection, number) if one.state not in OVER]
    for one in gone:
        action = "cancel" if one.state == "booked" else "leave"
        move(connection, Move(one.key, action, f"cancel:{number}:{one.id}"), who=who, now=now)
    connection.execute(
        update(tour_stops).where(tour_stops.c.id == number).values(state="cancelled", changed=now)
    )
    bump(connection, "programmes")
    told = [
        one for one in gone if write_cancelled(connection, one.id, one.alias, held, words(held, one), now)
    ]
    reached = {one.id for one in told}
    return Cancelled(told, [one for one in gone if one.id not in reached])
