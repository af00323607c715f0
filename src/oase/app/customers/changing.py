"""Change what is kept of one customer, because she asked for it or somebody knows better."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from oase.app import erasure
from oase.app.persons import export_of
from oase.app.rooms import Rooms
from oase.errors import InputError, OptionInvalid
from oase.identity import Link, ledger, profiles
from oase.identity.members import ids_of
from oase.model import Consent, Person, Purpose

__all__ = [
    "correct",
    "export_of",
    "grant",
    "join_again",
    "merge",
    "request_erasure",
    "separate",
    "withdraw",
]

MOST_LETTERS = 2_000
"""Of one value that somebody types."""


def correct(rooms: Rooms, person: Person, traits: Mapping[str, str | None], at: int) -> None:
    """Set traits of a person; None removes one.

    Raises
    ------
    OptionInvalid
        A trait has no name, or a value is too long.
    """
    for name, value in traits.items():
        if not name.strip() or len(name) > 100:
            raise OptionInvalid("The trait has no name", expected="1 to 100 letters", got=repr(name[:100]))
        if value is not None and len(value) > MOST_LETTERS:
            raise OptionInvalid(
                "The value is too long", expected=f"{MOST_LETTERS} letters or fewer", got=f"{len(value)}"
            )
    with rooms.database.writing() as connection:
        profiles.correct(connection, person, traits, at)


def grant(rooms: Rooms, person: Person, purpose: Purpose, at: int, *, text: str, source: str) -> None:
    """Write down that she allows a purpose.

    Raises
    ------
    OptionInvalid
        Text or source are missing: without them a grant proves nothing.
    """
    if not text or not source:
        raise OptionInvalid(
            "A consent needs the text that she saw, and where she gave it",
            expected="a version such as v3, and a place such as shop",
            got=f"text {text!r}, source {source!r}",
        )
    with rooms.database.writing() as connection:
        line = Consent(
            person.person, purpose, is_granted=True, at=at, text=_short(text), source=_short(source)
        )
        ledger.record(connection, [line], at)


def withdraw(
    rooms: Rooms, person: Person, purposes: Collection[Purpose], at: int, *, text: str = "", source: str
) -> None:
    """Write down that she withdraws purposes: under each of her ids, so that it outlives an un-merge.

    Raises
    ------
    OptionInvalid
        No purpose is named.
    """
    if not purposes:
        raise OptionInvalid("No purpose is chosen", expected="one or more", got="none")
    lines = [
        Consent(alias, one, is_granted=False, at=at, text=_short(text), source=_short(source))
        for one in purposes
        for alias in person.aliases
    ]
    with rooms.database.writing() as connection:
        ledger.record(connection, lines, at)


def merge(
    rooms: Rooms, person: Person, other: tuple[str, str], at: int, own: tuple[str, str] | None = None
) -> Link | None:
    """Say that a person has another id, too; None where she had it already.

    Parameters
    ----------
    rooms : Rooms
    person : Person
    other : (kind, value)
    at : int
        Microseconds since 1970, UTC.
    own : (kind, value), optional
        An id of hers, where the house keeps none in the clear: persons of imports.

    Raises
    ------
    InputError
        The other id is not known, or ``own`` is not hers.
    """
    kind, value = other
    with rooms.database.reading() as connection:
        mine = [(one.kind, one.value) for one in ids_of(connection, person.aliases) if one.value is not None]
        is_met = rooms.graph.find(connection, value, kind) is not None
    if not is_met and not _is_in_lake(rooms, rooms.aliases.one(kind, value)):
        raise InputError("Nobody is known by the other id", expected="an id that the house has met", got=kind)
    first = mine[0] if mine else _proven(rooms, person, own)
    with rooms.database.writing() as connection:
        return rooms.graph.join(connection, first, other, "manual", at)


def separate(rooms: Rooms, person: Person, link: int, at: int) -> None:
    """Undo a link of hers.

    Raises
    ------
    InputError
        It is no link of this person.
    """
    _need_link(rooms, person, link)
    with rooms.database.writing() as connection:
        rooms.graph.undo(connection, link, at)


def join_again(rooms: Rooms, person: Person, link: int, at: int) -> Link | None:
    """Make a link again that was undone.

    Raises
    ------
    InputError
        It is no link of this person, or one of its ids is gone.
    """
    found = _need_link(rooms, person, link)
    with rooms.database.writing() as connection:
        ends = [one for one in ids_of(connection, [found.one, found.other]) if one.value is not None]
        if len(ends) < 2:
            raise InputError("One of the two ids is not known any more", got=f"link {link}")
        pair = [(one.kind, one.value or "") for one in ends]
        return rooms.graph.join(connection, pair[0], pair[1], "manual", at)


def request_erasure(rooms: Rooms, person: Person) -> str:
    """Ask for a person to be erased; return the number of the receipt to come."""
    return erasure.request_of(rooms, person)


def _need_link(rooms: Rooms, person: Person, number: int) -> Link:
    with rooms.database.reading() as connection:
        found = next((one for one in rooms.graph.links(connection, person) if one.id == number), None)
    if found is None:
        raise InputError("That is no link of this person", got=str(number), todo="reload the page")
    return found


def _proven(rooms: Rooms, person: Person, own: tuple[str, str] | None) -> tuple[str, str]:
    if own is not None and own[1] and rooms.aliases.one(*own) in person.aliases:
        return own
    raise InputError(
        "That is not an id of this person",
        expected="the number under which she stood in the imported file",
        todo="the house keeps no id of hers in the clear; type it once, so that it can be linked",
    )


def _is_in_lake(rooms: Rooms, alias: int) -> bool:
    return any(rooms.store.rows_of([alias], kind).num_rows for kind in ("contacts", "answers"))


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
