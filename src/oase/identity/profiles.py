"""Profiles: what persons and systems say of a person (traits), kept per id and combined on reading."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.identity.members import listed, members_of, persons_of
from oase.model import Person

__all__ = ["MOST_BYTES", "containing", "correct", "is_empty", "names", "of", "said", "update", "update_each"]

MOST_BYTES = 32 * 1024
"""Most that the traits under one id may take as JSON."""

Said = tuple[Any, int]
"""A trait's value, None where it was removed, and when that was said."""

_NAME_KEY = re.compile(
    "(first|last|middle|full|display|nick|user|given|family|sur|vor|nach|ruf|spitz|anzeige|benutzer)?name"
)
# parts of names that are words of their own
_PARTICLE = re.compile(
    "v[ao]n|vom|zu[mr]|d[aeo]s|de[lmnr]|della|die|l[ao]s|ibn|bin|te[nr]|prof|herrn?|frau|mrs|miss|mister"
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_LOWERED = re.compile("[A-Z]+")
_ODD = re.compile(r"[\W_]+")

_READ = """
    select p.alias, p.traits
    from json_each(?) as asked
    cross join profiles as p on p.alias = asked.value
"""
_CONTAINING = """
    select p.alias from (select alias, traits from profiles limit ?) as p
    where exists (select 1 from json_each(?) as part where instr(lower(p.traits), part.value) > 0) limit ?
"""
_HOW_MANY = "select count(*) from (select 1 from profiles limit ?)"
_WRITE = """
    insert into profiles (alias, traits, updated) values (?, ?, ?)
    on conflict (alias) do update set traits = excluded.traits, updated = excluded.updated
"""


def update(connection: Connection, traits: Mapping[int, Mapping[str, Any]], at: int) -> int:
    """Take in what was said of some ids; of each trait the value said last remains.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    traits : mapping of int to mapping
        Traits per alias; None removes one.
    at : int
        When it was said, microseconds since 1970, UTC.

    Returns
    -------
    int
        How many traits found no room: beyond ``MOST_BYTES`` under one id those said longest ago go.
    """
    return _add(connection, {alias: _said(given, at) for alias, given in traits.items()})


def update_each(connection: Connection, said: Iterable[tuple[int, Mapping[str, Any], int]]) -> int:
    """Take in what was said of ids at different moments; as ``update`` for each, but all at once.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    said : iterable of (alias, traits, at)

    Returns
    -------
    int
        How many traits found no room.
    """
    changes: dict[int, dict[str, Said]] = {}
    for alias, traits, at in said:
        held = changes.setdefault(alias, {})
        newer = {name: one for name, one in _said(traits, at).items() if at >= held.get(name, one)[1]}
        held.update(newer)
    return _add(connection, changes)


def is_empty(connection: Connection) -> bool:
    """Return whether nothing is known of anybody."""
    return connection.exec_driver_sql("select 1 from profiles limit 1").first() is None


def of(connection: Connection, person: Person) -> dict[str, Any]:
    """Return the traits of a person, by name: of all her ids the value said last."""
    return {name: value for name, (value, _) in _combined(connection, person).items() if value is not None}


def said(connection: Connection, person: Person) -> dict[str, tuple[Any, int, int]]:
    """Return the traits of a person, by name: value, when it was said, and under which alias."""
    result: dict[str, tuple[Any, int, int]] = {}
    for alias, entries in _held(connection, person.aliases).items():
        for name, (value, at) in entries.items():
            if name not in result or at > result[name][1]:
                result[name] = (value, at, alias)
    return {name: one for name, one in sorted(result.items()) if one[0] is not None}


def containing(connection: Connection, part: str, *, looked: int, most: int) -> tuple[list[int], int]:
    """Return aliases under which a text was said that contains a part, and how many profiles there are.

    Of these no more than ``looked`` and one are counted.

    Parameters
    ----------
    connection : Connection
    part : str
        Capitals and small letters are the same.
    looked : int
        Profiles looked through; those beyond are not.
    most : int
        Aliases returned.
    """
    forms = {msgspec.json.encode(form).decode()[1:-1] for form in (part.lower(), part.upper(), part.title())}
    # the database lowers letters of ASCII alone
    asked = sorted({_LOWERED.sub(lambda found: found[0].lower(), form) for form in forms})
    query = (looked, msgspec.json.encode(asked).decode(), most)
    total = connection.exec_driver_sql(_HOW_MANY, (looked + 1,)).scalar_one()
    return [alias for (alias,) in connection.exec_driver_sql(_CONTAINING, query)], total


def correct(connection: Connection, person: Person, traits: Mapping[str, Any], at: int) -> None:
    """Put right what is wrong: the value given wins over everything said so far, under whatever id.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    person : Person
    traits : mapping
        Kept under the alias that stands for the person; None removes a trait under all of them.
    at : int
        Microseconds since 1970, UTC.
    """
    known = _combined(connection, person)
    said = {name: (value, max(at, known.get(name, (None, at - 1))[1] + 1)) for name, value in traits.items()}
    removed = {name: one for name, one in said.items() if one[0] is None}
    held = _held(connection, person.aliases)
    changes = {
        alias: {name: one for name, one in removed.items() if name in entries}
        for alias, entries in held.items()
    }
    _add(connection, changes | {person.person: said})


def names(connection: Connection, aliases: Collection[int]) -> dict[int, frozenset[str]]:
    """Return the known names of each alias' person, word by word, for masking them in texts.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int

    Returns
    -------
    dict of int to frozenset of str
        As written, of three letters or more; aliases whose person has no known name are left out.
    """
    persons = persons_of(connection, aliases)
    members = members_of(connection, set(persons.values()))
    words: dict[int, set[str]] = {}
    for alias, said in _held(connection, members).items():
        words.setdefault(members[alias], set()).update(_names(said))
    return {alias: frozenset(words[person]) for alias, person in persons.items() if words.get(person)}


def _said(traits: Mapping[str, Any], at: int) -> dict[str, Said]:
    return {name: (value, at) for name, value in traits.items()}


def _held(connection: Connection, aliases: Collection[int]) -> dict[int, dict[str, Said]]:
    """Return what was said under some ids, in the order of these ids."""
    rows: Iterable[Any] = connection.exec_driver_sql(_READ, listed(aliases)).all()
    return {alias: msgspec.json.decode(text, type=dict[str, tuple[Any, int]]) for alias, text in rows}


def _combined(connection: Connection, person: Person) -> dict[str, Said]:
    """Return what was said last over all ids; of the same moment under the best known one."""
    result: dict[str, Said] = {}
    for said in _held(connection, person.aliases).values():
        for name, one in said.items():
            if name not in result or one[1] > result[name][1]:
                result[name] = one
    return dict(sorted(result.items()))


def _add(connection: Connection, changes: Mapping[int, Mapping[str, Said]]) -> int:
    held = _held(connection, changes)
    rows: list[tuple[int, str, int]] = []
    lost = 0
    for alias, said in changes.items():
        entries = held.get(alias, {})
        newer = {name: one for name, one in said.items() if one[1] >= entries.get(name, one)[1]}
        if newer:
            kept, dropped = _fitting(entries | newer)
            lost += dropped
            newest = max((at for _, at in kept.values()), default=0)
            rows.append((alias, msgspec.json.encode(kept).decode(), newest))
    if rows:
        connection.exec_driver_sql(_WRITE, rows)
    return lost


def _fitting(said: dict[str, Said]) -> tuple[dict[str, Said], int]:
    """Return what fits, newest first, and how many traits did not."""
    if len(msgspec.json.encode(said)) <= MOST_BYTES:
        return said, 0
    kept: dict[str, Said] = {}
    room = MOST_BYTES - 1
    for name, one in sorted(said.items(), key=lambda entry: -entry[1][1]):
        size = len(msgspec.json.encode({name: one})) - 1  # of the two braces one stands for the comma
        if size <= room:
            kept[name] = one
            room -= size
    return kept, len(said) - len(kept)


def _names(said: Mapping[str, Said]) -> Iterator[str]:
    for key, (value, _) in said.items():
        if _NAME_KEY.fullmatch(_ODD.sub("", key).casefold()):
            for text in _texts(value):
                yield from (word for word in _WORDS.findall(text) if not _PARTICLE.fullmatch(word.casefold()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
