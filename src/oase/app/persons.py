"""What a person may ask of a house: to be shown, corrected, left alone; and who is the same person."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from oase.app.rights import keepers
from oase.app.rooms import Rooms
from oase.db import about
from oase.errors import InputError, OptionInvalid, nearest
from oase.identity import Link, ledger, profiles
from oase.identity.aliases import KINDS
from oase.model import Consent, Person, Purpose
from oase.model.moments import iso

__all__ = [
    "consent",
    "consents",
    "correct",
    "export",
    "export_of",
    "find",
    "links",
    "merge",
    "need",
    "object_to",
    "unmerge",
]


def find(rooms: Rooms, value: str, kind: str | None = None) -> Person | None:
    """Return the person known by an id, None where no room holds anything under it.

    Persons of imports, and who has written by an address alone, are known by their alias: the id itself is
    nowhere in the house.
    """
    if kind is not None and kind not in KINDS:
        raise OptionInvalid("The kind of id is not known", expected=", ".join(KINDS), got=repr(kind))
    if not value.strip():
        raise OptionInvalid(
            "The id of the person is empty", expected="an id such as 'anna-17'", got=repr(value)
        )
    with rooms.database.reading() as connection:
        person = rooms.graph.find(connection, value, kind)
    if person is not None:
        return person
    kinds = KINDS if kind is None else (kind,)
    alone = [rooms.graph.alone(value, one) for one in kinds]
    if not _is_met(rooms, Person(0, tuple(one.person for one in alone), ())):
        return None
    return next(one for one in alone if _is_met(rooms, one))


def need(rooms: Rooms, value: str, kind: str | None = None) -> Person:
    """Return the person known by an id.

    Raises
    ------
    InputError
        Nothing is kept under that id.
    """
    person = find(rooms, value, kind)
    if person is None:
        raise InputError(
            "Nobody is known by that id",
            expected="a userId, anonymousId, mail address or device id that the house has met",
            got=repr(value) if kind is None else f"{kind} {value!r}",
            where=str(rooms.folder),
            todo="look for another spelling; nothing is kept about whoever is not known",
        )
    return person


def export(rooms: Rooms, value: str, kind: str | None = None) -> dict[str, Any]:
    """Return everything kept about a person, room by room, times as ISO 8601."""
    return export_of(rooms, need(rooms, value, kind))


def export_of(rooms: Rooms, person: Person) -> dict[str, Any]:
    """Return everything kept about a person who was found before, as ``export``."""
    head = {"exported": iso(rooms.clock()), "house": about(rooms.database).own_brand, "ids": [*person.values]}
    return head | {keeper.room: dict(keeper.export(person)) for keeper in keepers(rooms)}


def correct(rooms: Rooms, value: str, traits: Mapping[str, Any], kind: str | None = None) -> dict[str, Any]:
    """Set traits of a person, None removes one; return her profile afterwards."""
    person = need(rooms, value, kind)
    with rooms.database.writing() as connection:
        profiles.correct(connection, person, traits, rooms.clock())
        return profiles.of(connection, person)


def object_to(
    rooms: Rooms,
    value: str,
    purposes: Collection[str],
    *,
    kind: str | None = None,
    source: str = "",
) -> None:
    """Withdraw consent to purposes, also for ids that the house has not met yet."""
    person = find(rooms, value, kind) or rooms.graph.alone(value, kind or "user")
    known = [_purpose(name) for name in purposes]
    with rooms.database.writing() as connection:
        ledger.object_to(connection, person, known, rooms.clock(), source)


def consent(
    rooms: Rooms,
    value: str,
    purpose: str,
    is_granted: bool,  # named everywhere it is called
    *,
    kind: str | None = None,
    text: str = "",
    source: str = "",
) -> Consent:
    """Write one line into a person's ledger; return it."""
    at = rooms.clock()
    alias = rooms.aliases.one(kind or "user", value)
    line = Consent(alias, _purpose(purpose), is_granted, at, text, source)
    with rooms.database.writing() as connection:
        ledger.record(connection, [line], at)
    return line


def consents(rooms: Rooms, value: str, kind: str | None = None) -> list[Consent]:
    """Return a person's ledger, oldest line first."""
    person = need(rooms, value, kind)
    with rooms.database.reading() as connection:
        return ledger.history(connection, person)


def links(rooms: Rooms, value: str, kind: str | None = None) -> list[Link]:
    """Return what makes a person's ids one person, and what no longer does."""
    person = need(rooms, value, kind)
    with rooms.database.reading() as connection:
        return rooms.graph.links(connection, person)


def merge(
    rooms: Rooms, value: str, other: str, *, kind: str = "user", other_kind: str = "user"
) -> Link | None:
    """Say that two ids are the same person; None where they were already."""
    if (kind, value) == (other_kind, other):
        raise OptionInvalid("Both ids are the same", expected="two different ids", got=repr(value))
    with rooms.database.writing() as connection:
        return rooms.graph.join(connection, (kind, value), (other_kind, other), "manual", rooms.clock())


def unmerge(rooms: Rooms, link_id: int) -> None:
    """Undo one link: both persons are as if it had never been made, and it is never made again by itself."""
    with rooms.database.writing() as connection:
        rooms.graph.undo(connection, link_id, rooms.clock())


def _purpose(name: str) -> Purpose:
    try:
        return Purpose(name)
    except ValueError as error:
        close = nearest(name, [purpose.value for purpose in Purpose])
        raise OptionInvalid(
            "The purpose is not known",
            expected=", ".join(Purpose),
            got=repr(name),
            todo=f"did you mean {close[0]!r}?" if close else None,
        ) from error


def _is_met(rooms: Rooms, person: Person) -> bool:
    return any(_holds(keeper.export(person)) for keeper in keepers(rooms))


def _holds(content: Any) -> bool:
    """Whether an export holds anything but empty lists and names of what is empty."""
    if isinstance(content, Mapping):
        return any(_holds(part) for part in content.values())
    return bool(content)
