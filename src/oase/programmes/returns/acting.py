"""What is done with a take-back, step by step; done twice, it happens once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, update

from oase.db.versions import bump
from oase.errors import InputError, OptionInvalid
from oase.programmes import links, rating
from oase.programmes.items import registry
from oase.programmes.items.life import Event, happened
from oase.programmes.news import News, tell
from oase.programmes.participation import Participation, take_part
from oase.programmes.purpose import promotions
from oase.programmes.rating import Rateable
from oase.programmes.returns.letters import write_state
from oase.programmes.returns.reading import Piece, TakeBack, get, pieces_of
from oase.programmes.returns.states import ALLOWED, StateInvalid, after, steps
from oase.programmes.tables import item_owners
from oase.programmes.tables import take_backs as table

__all__ = ["cancel", "complete", "process", "receive", "reopen", "ship"]

_LONGEST_PARCEL = 60


def ship(connection: Connection, number: int, now: int, *, parcel: str = "") -> TakeBack:
    """Note that it is under way, with the carrier's number where there is one.

    Raises
    ------
    StateInvalid
        It is further already, or is brought to a place.
    """
    if len(parcel) > _LONGEST_PARCEL:
        raise OptionInvalid(
            "The number of the parcel is too long", expected=f"{_LONGEST_PARCEL} signs", where="parcel"
        )
    held = get(connection, number)
    if held.way != "post":
        raise StateInvalid("What is brought to a place is not shipped", held.state, _but_ship(held), "ship")
    more = {"shipped": held.shipped or now, "parcel": parcel.strip() or held.parcel}
    return _moved(connection, held, "ship", now, more)


def receive(connection: Connection, number: int, now: int) -> TakeBack:
    """Note that it is here; whoever gave it takes an active part."""
    held = get(connection, number)
    part = f"take_back:{number}"
    if held.received is None:
        one = Participation(f"{part}:active", "take_back", "active", part, now, held.alias, held.country)
        take_part(connection, one)
    done = _moved(connection, held, "receive", now, {"received": held.received or now})
    write_state(connection, number, now)
    return done


def process(connection: Connection, number: int, now: int) -> TakeBack:
    """Note that every piece was looked at.

    Raises
    ------
    InputError
        Some were not.
    """
    held = get(connection, number)
    open_ = [one.id for one in pieces_of(connection, [number])[number] if one.looked is None]
    if open_:
        raise InputError(
            "Not every piece was looked at",
            expected="a grade for each",
            got=f"{len(open_)} without",
            where="pieces",
        )
    return _moved(connection, held, "process", now, {"processed": now})


def reopen(connection: Connection, number: int, now: int) -> TakeBack:
    """Look once more at what was processed; nothing was paid yet."""
    return _moved(connection, get(connection, number), "reopen", now, {"processed": None})


def cancel(connection: Connection, number: int, now: int) -> TakeBack:
    """Let it be, before it is here."""
    return _moved(connection, get(connection, number), "cancel", now, {})


def complete(connection: Connection, number: int, who: str, now: int) -> TakeBack:
    """Give the credit, and let what was taken be ours: from here on it may be sold or recycled.

    A voucher belongs to a promotion of its own, linked to the programme: its effect can be told apart.
    """
    held = get(connection, number)
    taken = [one for one in pieces_of(connection, [number])[number] if one.is_taken]
    cents = sum(one.final_cents or 0 for one in taken)
    if held.state == "complete":
        return held
    more: dict[str, Any] = {"completed": now}
    after(held.state, "complete")
    if held.credit == "voucher" and cents:
        more["promotion"] = promotions.beside(connection, "take_back", "voucher", who=who, now=now).id
    done = _moved(connection, held, "complete", now, more)
    for one in taken:
        _is_ours(connection, one, held.received or now, now)
    write_state(connection, number, now, cents=cents)
    if held.alias is not None:
        told = {"number": held.number, "pieces": len(taken), "credit": held.credit, "cents": cents}
        tell(connection, News(f"take_back:{number}:complete", held.alias, "Take-Back Completed", now, told))
    rating.note(connection, Rateable("take_back", held.number, held.alias, now))
    return done


def _is_ours(connection: Connection, one: Piece, received: int, now: int) -> None:
    """Write into an item's line of life that it came back, and end whose it was."""
    if one.item is None:
        return
    origin = f"piece:{one.id}"
    happened(connection, Event(f"{origin}:taken_back", one.item, "taken_back", received, origin))
    detail = {"grade": one.grade, "grams": one.grams}
    happened(connection, Event(f"{origin}:graded", one.item, "graded", one.looked or now, origin, detail))
    mine = (item_owners.c.item == one.item) & item_owners.c.until.is_(None)
    connection.execute(update(item_owners).where(mine).values(until=now))
    registry.set_state(connection, one.item, "returned")


def _moved(connection: Connection, held: TakeBack, step: str, now: int, more: dict[str, Any]) -> TakeBack:
    """Move to the next state; where it stands there already by the same step, nothing happens."""
    if step != "reopen" and any(state == held.state for state in _targets(step)):
        return held
    state = after(held.state, step)
    values = {"state": state, "changed": now, **more}
    connection.execute(update(table).where(table.c.id == held.id).values(**values))
    links.renew(connection, "take_back", held.id, now)
    bump(connection, "programmes")
    return held._replace(**values)


def _targets(step: str) -> set[str]:
    return {leads_to for row in ALLOWED.values() for name, leads_to in row.items() if name == step}


def _but_ship(held: TakeBack) -> tuple[str, ...]:
    return tuple(step for step in steps(held.state) if step != "ship")
