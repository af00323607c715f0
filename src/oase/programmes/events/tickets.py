"""Tickets: a slot that is booked, or a number drawn at the bus; each number once, none left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, func, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.events.letters import write_booked
from oase.programmes.events.states import State
from oase.programmes.events.stops import Stop, get
from oase.programmes.items.registry import GARMENTS
from oase.programmes.news import News, tell
from oase.programmes.participation import Participation, take_part
from oase.programmes.tables import ticket_changes, tickets

__all__ = [
    "EARLY",
    "FREED",
    "Guest",
    "Slot",
    "StopFull",
    "Ticket",
    "book",
    "draw",
    "of_key",
    "of_stop",
    "place_left",
    "slots",
    "ticket",
]

EARLY = 30 * 60_000_000
"""So long before a stop opens a number can be drawn by the poster; who works there may do so at any time."""

FREED: tuple[State, ...] = ("cancelled", "left")
"""Who has gone makes place for somebody else."""

_LONGEST = {"name": 80, "email": 254, "phone": 40, "what": 200, "reason": 60, "garment": 20}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")


class StopFull(OptionInvalid):
    """No place is left: all slots are booked, or all numbers drawn."""


class Guest(NamedTuple):
    """Who comes, as far as she says, and with what.

    Attributes
    ----------
    name, email, phone : str
        Empty where not said; a booking needs a name.
    what : str
        The thing, in her words.
    reason : str
        Of the reasons of cases; empty where not said.
    garment : str
        Class of garment, of ``items.registry.GARMENTS``; empty where not said.
    lang : str
    alias : int, optional
        Where it is known who she is.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    what: str = ""
    reason: str = ""
    garment: str = ""
    lang: str = "de"
    alias: int | None = None


class Ticket(NamedTuple):
    """A ticket as it stands; moments in microseconds since 1970, UTC."""

    id: int
    key: str
    stop: int
    number: int
    kind: Literal["booking", "walk_in"]
    slot: int | None
    state: State
    alias: int | None
    name: str
    email: str
    phone: str
    lang: str
    what: str
    reason: str
    garment: str
    case: int | None
    tailor: str
    outcome: str
    made: int
    arrived: int | None
    began: int | None
    ended: int | None


class Slot(NamedTuple):
    """A slot that can be booked: when it begins, and how many places are left."""

    begins: int
    left: int


def book(
    connection: Connection, stop: int, slot: int, guest: Guest, *, key: str, who: str, now: int
) -> Ticket:
    """Book a slot; the same key gives the ticket that it gave before.

    Parameters
    ----------
    connection : Connection
        In a writing transaction: so two who take the last place at once do not both get it.
    stop : int
    slot : int
        When it begins.
    guest : Guest
    key : str
        Of the form; 8 to 80 letters, digits, ``-`` and ``_``.
    who : str
        Name of the account; empty for the customer.
    now : int

    Raises
    ------
    StopFull
        The slot is taken.
    OptionInvalid
        The stop does not take place, the slot is over or none, no name, an address that is none.
    """
    before = of_key(connection, key)
    if before is not None:
        return _same(before, stop, "booking")
    held, said = _open_for(connection, stop, now, ("planned", "open")), _checked(guest)
    if not said["name"]:
        raise OptionInvalid("A booking needs a name", expected="a name to call", got="none", where="name")
    found = next((one for one in slots(connection, held, now) if one.begins == slot), None)
    if found is None:
        raise OptionInvalid("There is no such slot, or it has begun", expected="one to come", where="slot")
    if not found.left:
        raise StopFull("The slot is booked out", expected="a slot with a place left", where="slot")
    row = {**said, "key": key, "kind": "booking", "slot": slot, "state": "booked", "arrived": None}
    made = _made(connection, held, row, who, now)
    _tell(connection, made, held, "informed", "Event Booked", now)
    write_booked(connection, made.id, held, now)
    return made


def draw(
    connection: Connection, stop: int, guest: Guest, *, key: str, who: str, now: int, at: int | None = None
) -> Ticket:
    """Draw the next number for somebody who has come; the same key gives the number that it gave before.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    stop : int
    guest : Guest
    key : str
        As in ``book``.
    who : str
        Name of the account at the bus; empty for a customer who draws by the poster, which she can from half
        an hour before the stop opens until it closes.
    now : int
    at : int, optional
        When she came, where a phone tells so later.

    Raises
    ------
    StopFull
        All numbers are drawn.
    OptionInvalid
        The stop is not open.
    """
    before = of_key(connection, key)
    if before is not None:
        return _same(before, stop, "walk_in")
    held, said = _open_for(connection, stop, now, ("open",)), _checked(guest)
    if not who and not held.opens - EARLY <= now < held.closes:
        raise OptionInvalid("No number can be drawn now", expected="while the stop is open", where="stop")
    if place_left(connection, held, None) < 1:
        raise StopFull("All numbers are drawn", expected="a number that is left", where="stop")
    came = now if at is None else min(at, now)
    row = {**said, "key": key, "kind": "walk_in", "slot": None, "state": "waiting", "arrived": came}
    return _made(connection, held, row, who, now)


def slots(connection: Connection, stop: Stop, now: int) -> list[Slot]:
    """Return the slots that have not begun, with the places left in each."""
    counted = (
        select(tickets.c.slot, func.count())
        .where(tickets.c.stop == stop.id, tickets.c.kind == "booking", tickets.c.state.not_in(FREED))
        .group_by(tickets.c.slot)
    )
    taken: dict[int, int] = {row[0]: row[1] for row in connection.execute(counted)}
    return [Slot(at, max(0, stop.per_slot - taken.get(at, 0))) for at in stop.slots if at > now]


def place_left(connection: Connection, stop: Stop, slot: int | None) -> int:
    """Return how many places are left in a slot, or without one how many numbers."""
    mine = (tickets.c.stop == stop.id) & tickets.c.state.not_in(FREED)
    kind, most = ("walk_in", stop.walk_ins) if slot is None else ("booking", stop.per_slot)
    query = select(func.count()).where(mine, tickets.c.kind == kind)
    if slot is not None:
        query = query.where(tickets.c.slot == slot)
    return max(0, most - connection.execute(query).scalar_one())


def ticket(connection: Connection, number: int) -> Ticket:
    """Return a ticket by its id.

    Raises
    ------
    OptionInvalid
        There is none.
    """
    row = connection.execute(select(tickets).where(tickets.c.id == number)).mappings().one_or_none()
    if row is None:
        raise OptionInvalid("There is no such ticket", expected="one of the tickets", got=str(number))
    return _read(row)


def of_key(connection: Connection, key: str) -> Ticket | None:
    """Return the ticket that a key has made, None where it has made none.

    Raises
    ------
    OptionInvalid
        What is no key.
    """
    if not _KEY.fullmatch(key):
        raise OptionInvalid(
            "The form brings no key along", expected="8 to 80 letters and digits", got=key[:40], where="key"
        )
    row = connection.execute(select(tickets).where(tickets.c.key == key)).mappings().one_or_none()
    return None if row is None else _read(row)


def of_stop(connection: Connection, stop: int) -> list[Ticket]:
    """Return all tickets of a stop by number."""
    query = select(tickets).where(tickets.c.stop == stop).order_by(tickets.c.number)
    return [_read(row) for row in connection.execute(query).mappings()]


def _open_for(connection: Connection, number: int, now: int, states: tuple[str, ...]) -> Stop:
    held = get(connection, number)
    if held.state not in states or (held.closes <= now and held.state != "open"):
        raise OptionInvalid(
            "The stop takes nobody now",
            expected=f"a stop that is {' or '.join(states)}",
            got=held.state,
            where="stop",
        )
    return held


def _same(before: Ticket, stop: int, kind: str) -> Ticket:
    if (before.stop, before.kind) != (stop, kind):
        raise OptionInvalid("This key has made another ticket", expected="a key of its own", where="key")
    return before


def _made(connection: Connection, stop: Stop, row: dict[str, Any], who: str, now: int) -> Ticket:
    last = select(func.coalesce(func.max(tickets.c.number), 0)).where(tickets.c.stop == stop.id)
    number = connection.execute(last).scalar_one() + 1
    whole = {**row, "stop": stop.id, "number": number, "tailor": "", "outcome": "", "made": now}
    made = _read(connection.execute(insert(tickets).values(whole).returning(tickets)).mappings().one())
    change = {
        "key": f"made:{made.key}",
        "ticket": made.id,
        "at": made.arrived if made.arrived is not None else now,
        "who": who,
        "action": "book" if made.kind == "booking" else "draw",
        "before": "{}",
        "after": msgspec.json.encode({"state": made.state}).decode(),
    }
    connection.execute(insert(ticket_changes).values(change))
    bump(connection, "programmes")
    return made


def _tell(connection: Connection, made: Ticket, stop: Stop, level: Any, event: str, now: int) -> None:
    origin = f"ticket:{made.id}"
    take_part(
        connection,
        Participation(f"{origin}:{level}", "event", level, origin, now, made.alias, stop.country),
    )
    if made.alias is not None:
        told = {"stop": stop.id, "city": stop.city, "number": made.number, "kind": made.kind}
        tell(connection, News(f"{origin}:{event}", made.alias, event, now, told))


def _checked(guest: Guest) -> dict[str, Any]:
    said = {name: " ".join(getattr(guest, name).split()) for name in _LONGEST}
    for name, text in said.items():
        if len(text) > _LONGEST[name]:
            raise OptionInvalid(
                "A text is too long",
                expected=f"{_LONGEST[name]} characters at most",
                got=str(len(text)),
                where=name,
            )
    if said["email"] and not _MAIL.fullmatch(said["email"]):
        raise OptionInvalid(
            "This is no mail address", expected="name@example.org", got=said["email"], where="email"
        )
    if said["garment"] not in ("", *GARMENTS):
        expected = ", ".join(GARMENTS)
        raise OptionInvalid(
            "No such class of garment", expected=expected, got=said["garment"], where="garment"
        )
    return {**said, "lang": "en" if guest.lang == "en" else "de", "alias": guest.alias}


def _read(row: Mapping[Any, Any]) -> Ticket:
    return Ticket(**{str(name): value for name, value in row.items()})
