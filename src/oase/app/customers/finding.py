"""Find a customer: by an id, by a part of what is known of her, or because she was here lately."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.contacts.recent import recent_contacts, snapshot_of
from oase.identity import ledger, profiles
from oase.identity.aliases import KINDS
from oase.identity.members import ids_of
from oase.model import Person

__all__ = ["Found", "Met", "by_id", "by_trait", "latest", "name_of", "person_at"]

LOOKED_PROFILES = 100_000
LOOKED_CONTACTS = 500
LOOKED_ROWS = 400_000
"""How much is looked through at most, so that a page never waits for a large house."""

_PSEUDONYM = re.compile("[0-7][0-9a-f]{15}")


class Met(NamedTuple):
    """A person in a list: ``name`` as far as known; her last contact where the list is about it."""

    person: int
    name: str | None
    at: int | None = None
    touchpoint: str = ""
    channel: str | None = None
    phase: str | None = None
    is_sealed: bool = False


class Found(NamedTuple):
    """Who was found by a part of a trait, in so many profiles, and whether there are more than these."""

    persons: list[Met]
    looked: int
    is_bound: bool


def person_at(rooms: Rooms, alias: int) -> Person | None:
    """Return the person of an alias with all her ids, None where the house holds nothing of her."""
    with rooms.database.reading() as connection:
        person = rooms.graph.person(connection, alias)
        is_known = bool(
            ids_of(connection, [alias])
            or snapshot_of(connection, person).contacts
            or profiles.said(connection, person)
            or ledger.history(connection, person)
        )
    return person if is_known or _has_rows(rooms, person) else None


def by_id(rooms: Rooms, value: str) -> list[Person]:
    """Return the persons known by an id of any kind, by the number of an import, or by a pseudonym.

    An id of one kind may by chance be another person's of another kind; then there are several.
    """
    asked = value.strip()
    if not asked:
        return []
    with rooms.database.reading() as connection:
        met = [rooms.graph.find(connection, asked, kind) for kind in KINDS]
    found = {person.person: person for person in met if person is not None}
    others = [rooms.aliases.one("user", asked)]
    if _PSEUDONYM.fullmatch(asked.lower()):
        others.append(int(asked, 16))
    for alias in others:
        person = person_at(rooms, alias)
        if person is not None:
            found.setdefault(person.person, person)
    return list(found.values())


def by_trait(rooms: Rooms, part: str, most: int = 20) -> Found:
    """Return persons of whom a text is known that contains a part, such as a name or a mail address."""
    asked = part.strip()
    with rooms.database.reading() as connection:
        aliases, total = profiles.containing(connection, asked, looked=LOOKED_PROFILES, most=most * 3)
        persons: dict[int, Met] = {}
        for alias in aliases:
            person = rooms.graph.person(connection, alias)
            traits = profiles.of(connection, person)
            if _says(traits, asked.casefold()):
                persons[person.person] = Met(person.person, name_of(traits))
    return Found(list(persons.values())[:most], min(total, LOOKED_PROFILES), total > LOOKED_PROFILES)


def latest(rooms: Rooms, most: int = 20) -> list[Met]:
    """Return who was here last: of the contacts that wait in the log, and of the youngest in the lake."""
    with rooms.database.reading() as connection:
        waiting = recent_contacts(connection, limit=LOOKED_CONTACTS)
    rows = [
        Met(one.alias, None, one.at, one.touchpoint, one.channel, one.phase)
        for one in sorted(waiting, key=lambda one: -one.at)
    ]
    sealed, _ = rooms.store.latest(LOOKED_ROWS)
    rows += [
        Met(row["alias"], None, row["at"], row["touchpoint"], row["channel"], row["phase"], is_sealed=True)
        for row in sealed.slice(0, most * 3).to_pylist()
    ]
    with rooms.database.reading() as connection:
        return _persons(rooms, connection, sorted(rows, key=lambda one: -(one.at or 0)), most)


def name_of(traits: Mapping[str, Any]) -> str | None:
    """Return the name that traits give, None where they give none.

    Examples
    --------
    >>> name_of({"firstName": "Anna", "lastName": "Meier"}), name_of({"name": "A. Meier"}), name_of({})
    ('Anna Meier', 'A. Meier', None)
    """
    plain = {re.sub(r"[\W_]", "", key).casefold(): one for key, one in traits.items() if isinstance(one, str)}
    first = next((plain[key] for key in ("firstname", "givenname", "vorname") if plain.get(key)), "")
    last = next(
        (plain[key] for key in ("lastname", "familyname", "surname", "nachname") if plain.get(key)), ""
    )
    whole = next((plain[key] for key in ("name", "fullname", "displayname") if plain.get(key)), "")
    return " ".join(f"{first} {last}".split()) or " ".join(whole.split()) or None


def _persons(rooms: Rooms, connection: Connection, rows: Iterable[Met], most: int) -> list[Met]:
    found: dict[int, Met] = {}
    for row in rows:
        if row.person in found:
            continue
        person = rooms.graph.person(connection, row.person)
        if person.person not in found:
            found[person.person] = row._replace(
                person=person.person, name=name_of(profiles.of(connection, person))
            )
        if len(found) == most:
            break
    return list(found.values())


def _has_rows(rooms: Rooms, person: Person) -> bool:
    return any(rooms.store.rows_of(person.aliases, kind).num_rows for kind in ("contacts", "answers"))


def _says(value: Any, part: str) -> bool:
    if isinstance(value, str):
        return part in value.casefold()
    if isinstance(value, Mapping):
        return any(_says(one, part) for one in value.values())
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return any(_says(one, part) for one in value)
    return False
