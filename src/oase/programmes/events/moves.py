"""What is done with a ticket at the bus: each once per key, each written down, the last one taken back."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, delete, func, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes import rating
from oase.programmes.events.states import OUTCOMES, StateInvalid, step
from oase.programmes.events.stops import get
from oase.programmes.events.tickets import FREED, StopFull, Ticket, of_key, place_left, ticket
from oase.programmes.news import News, tell
from oase.programmes.participation import Participation, take_part
from oase.programmes.rating import Rateable
from oase.programmes.tables import news, participations, ticket_changes, tickets

__all__ = ["OLDEST", "Change", "Move", "changes", "last_of_stop", "move", "undo"]

OLDEST = 12 * 3_600_000_000
"""A phone may tell of what was done so long ago; what is older counts as done then."""

_LONGEST_TAILOR = 80


class Move(NamedTuple):
    """What somebody at the bus did.

    Attributes
    ----------
    ticket : str
        Key of the ticket: a phone without net knows no other name of one that it has drawn itself.
    action : str
        Of ``states.ACTIONS``.
    key : str
        Of its own; sent twice, it is done once.
    tailor : str
        Who mends, or has mended.
    outcome : str
        Of ``states.OUTCOMES``, of what is done.
    """

    ticket: str
    action: str
    key: str
    tailor: str = ""
    outcome: str = ""


class Change(NamedTuple):
    """One change of a ticket: before and after hold only what changed."""

    id: int
    ticket: int
    number: int
    at: int
    who: str
    action: str
    before: dict[str, Any]
    after: dict[str, Any]
    undoes: int | None


def move(connection: Connection, told: Move, *, who: str, now: int, at: int | None = None) -> Ticket:
    """Take a step with a ticket and write it down.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    told : Move
    who : str
        Name of the account; empty for the customer.
    now : int
    at : int, optional
        When it happened, where a phone tells so later; never before what is known of the ticket.

    Raises
    ------
    StateInvalid
        The state of the ticket does not allow it.
    OptionInvalid
        No such ticket, or an outcome that there is not.
    """
    done = _done_before(connection, told.key)
    if done is not None:
        return ticket(connection, done)
    held = of_key(connection, told.ticket)
    if held is None:
        raise OptionInvalid("There is no such ticket", expected="one that was drawn", where="ticket")
    moment = _moment(connection, held, now, at)
    after = {"state": step(held.state, told.action), **_facts(held, told, moment)}
    before = {name: getattr(held, name) for name in after}
    connection.execute(update(tickets).where(tickets.c.id == held.id).values(**after))
    _note(connection, told.key, held.id, moment, who, told.action, before, after)
    if told.action == "done":
        _tell_visit(connection, held, told.outcome, moment)
    return ticket(connection, held.id)


def undo(connection: Connection, change: int, *, key: str, who: str, now: int) -> Ticket:
    """Take back the latest change of a ticket; a number drawn by mistake is then given to nobody else.

    Raises
    ------
    StateInvalid
        Something has happened to the ticket since, it was taken back already, or was booked.
    StopFull
        Its place has been given to somebody else.
    """
    done = _done_before(connection, key)
    if done is not None:
        return ticket(connection, done)
    query = _standing().where(ticket_changes.c.id == change)
    row = connection.execute(query).one_or_none()
    if row is None or _latest(connection, row.ticket) != change or row.action == "book":
        raise StateInvalid(
            "This step cannot be taken back",
            expected="the latest step of a ticket that is not taken back yet",
            got=str(change),
            todo="look at the ticket again",
        )
    held = ticket(connection, row.ticket)
    back = msgspec.json.decode(row.before, type=dict[str, Any]) or {"state": "cancelled"}
    _check_place(connection, held, back["state"])
    before = {name: getattr(held, name) for name in back}
    connection.execute(update(tickets).where(tickets.c.id == held.id).values(**back))
    _note(connection, key, held.id, now, who, "undo", before, back, change)
    if row.action == "done":
        _untell_visit(connection, held)
    return ticket(connection, held.id)


def changes(connection: Connection, number: int) -> list[Change]:
    """Return every change of a ticket by its id, the oldest first."""
    query = _named().where(ticket_changes.c.ticket == number).order_by(ticket_changes.c.id)
    return [_read(row) for row in connection.execute(query)]


def last_of_stop(connection: Connection, stop: int) -> Change | None:
    """Return what somebody at the bus did last and can take back; what customers do is not among it."""
    query = _standing().where(
        tickets.c.stop == stop, ticket_changes.c.who != "", ticket_changes.c.action != "book"
    )
    row = connection.execute(query.order_by(ticket_changes.c.id.desc()).limit(1)).one_or_none()
    return None if row is None or _latest(connection, row.ticket) != row.id else _read(row)


def _done_before(connection: Connection, key: str) -> int | None:
    if not 8 <= len(key) <= 80:
        raise OptionInvalid(
            "The step brings no key along", expected="8 to 80 letters", got=key[:40], where="key"
        )
    query = select(ticket_changes.c.ticket).where(ticket_changes.c.key == key)
    return connection.execute(query).scalar_one_or_none()


def _moment(connection: Connection, held: Ticket, now: int, at: int | None) -> int:
    last = select(func.max(ticket_changes.c.at)).where(ticket_changes.c.ticket == held.id)
    known = connection.execute(last).scalar_one()
    return max(now if at is None else min(at, now), now - OLDEST, known)


def _facts(held: Ticket, told: Move, at: int) -> dict[str, Any]:
    """Return what an action changes besides the state."""
    facts: dict[str, Any] = {}
    if told.action in ("arrive", "call") and held.arrived is None:
        facts["arrived"] = at
    if told.action == "start":
        facts["began"] = at
    if told.action == "done":
        if told.outcome not in OUTCOMES:
            raise OptionInvalid(
                "What is done has an outcome", expected=", ".join(OUTCOMES), got=told.outcome, where="outcome"
            )
        facts |= {"ended": at, "outcome": told.outcome}
    tailor = told.tailor.strip()[:_LONGEST_TAILOR]
    if tailor and told.action in ("start", "done"):
        facts["tailor"] = tailor
    return facts


def _note(
    connection: Connection,
    key: str,
    number: int,
    at: int,
    who: str,
    action: str,
    before: dict[str, Any],
    after: dict[str, Any],
    undoes: int | None = None,
) -> None:
    row = {"key": key, "ticket": number, "at": at, "who": who, "action": action, "undoes": undoes}
    told = {name: msgspec.json.encode(one).decode() for name, one in (("before", before), ("after", after))}
    connection.execute(insert(ticket_changes).values(**row, **told))
    bump(connection, "programmes")


def _tell_visit(connection: Connection, held: Ticket, outcome: str, at: int) -> None:
    stop = get(connection, held.stop)
    origin = f"ticket:{held.id}"
    take_part(
        connection, Participation(f"{origin}:used", "event", "used", origin, at, held.alias, stop.country)
    )
    if held.alias is not None:
        told = {"stop": stop.id, "city": stop.city, "number": held.number, "outcome": outcome}
        tell(connection, News(f"{origin}:visited", held.alias, "Event Visited", at, told))
    rating.note(connection, _rateable(held, at))


def _untell_visit(connection: Connection, held: Ticket) -> None:
    """Take back that she took part; a contact that the door has already stays: she was there."""
    origin = f"ticket:{held.id}"
    connection.execute(delete(participations).where(participations.c.key == f"{origin}:used"))
    untold = connection.execute(delete(news).where(news.c.key == f"{origin}:visited")).rowcount
    if untold:
        rating.no_longer(connection, _rateable(held, 0))


def _rateable(held: Ticket, at: int) -> Rateable:
    return Rateable("event", f"{held.stop}-{held.number}", held.alias, at)


def _check_place(connection: Connection, held: Ticket, state: str) -> None:
    """See that somebody who comes back still finds a place."""
    if held.state not in FREED or state in FREED:
        return
    stop = get(connection, held.stop)
    if stop.state == "cancelled":
        raise StateInvalid("The stop was cancelled", expected="a stop that takes place", got=stop.name)
    if place_left(connection, stop, held.slot) < 1:
        raise StopFull("The place was given to somebody else", expected="a place that is left", where="stop")


def _named() -> Select[Any]:
    return select(ticket_changes, tickets.c.number).join(tickets, tickets.c.id == ticket_changes.c.ticket)


def _standing() -> Select[Any]:
    """Return a query of steps that are no undo and were not taken back."""
    back = select(ticket_changes.c.undoes).where(ticket_changes.c.undoes.is_not(None))
    no_step = ("undo", "case")
    return _named().where(ticket_changes.c.action.not_in(no_step), ticket_changes.c.id.not_in(back))


def _latest(connection: Connection, number: int) -> int | None:
    query = _standing().where(ticket_changes.c.ticket == number)
    row = connection.execute(query.order_by(ticket_changes.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else row.id


def _read(row: Any) -> Change:
    before, after = (msgspec.json.decode(told, type=dict[str, Any]) for told in (row.before, row.after))
    return Change(row.id, row.ticket, row.number, row.at, row.who, row.action, before, after, row.undoes)
