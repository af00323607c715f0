"""Facts of persons in warm memory: learned in a writing transaction, read in microseconds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.db.occasions import note
from oase.model import Fact, Facts, combine_facts

__all__ = ["facts_of", "facts_of_each", "forget_facts", "learn", "learn_all"]

_unpack = msgspec.msgpack.Decoder(Facts).decode
_pack = msgspec.msgpack.Encoder().encode

_READ = """
    select f.alias, f.content from json_each(?) as asked
    cross join facts as f on f.alias = asked.value
"""
_WRITE = """
    insert into facts (alias, updated, content) values (?, ?, ?)
    on conflict (alias) do update set updated = excluded.updated, content = excluded.content
"""


def facts_of(connection: Connection, aliases: Collection[int]) -> Facts:
    """Return what is known of a person, over all her aliases; empty where nothing is.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int
        All aliases of one person.
    """
    found: Facts = {}
    for facts in _read(connection, aliases).values():
        found = combine_facts(found, facts) if found else facts
    return found


def facts_of_each(connection: Connection, aliases: Collection[int]) -> dict[int, Facts]:
    """Return what is known under each alias; those of which nothing is are left out."""
    return _read(connection, aliases)


def learn(connection: Connection, alias: int, facts: Mapping[str, Fact], now: int) -> None:
    """Add facts to those of an alias; an older one than what is known changes nothing.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    alias : int
    facts : mapping of str to Fact
    now : int
        Microseconds since 1970, UTC.
    """
    learn_all(connection, {alias: facts}, now)


def learn_all(connection: Connection, facts_by_alias: Mapping[int, Mapping[str, Fact]], now: int) -> None:
    """Add facts to those of several aliases; parameters as ``learn``."""
    told = {alias: facts for alias, facts in facts_by_alias.items() if facts}
    if not told:
        return
    held = _read(connection, told)
    rows = [
        (alias, now, _pack(combine_facts(held.get(alias, {}), facts)))
        for alias, facts in sorted(told.items())
    ]
    connection.exec_driver_sql(_WRITE, rows)
    note(connection, told, now)


def forget_facts(connection: Connection, alias: int, names: Collection[str], now: int) -> None:
    """Remove facts of an alias that nobody needs any more; parameters as ``learn``."""
    held = _read(connection, [alias]).get(alias, {})
    kept = {name: fact for name, fact in held.items() if name not in names}
    if len(kept) != len(held):
        connection.exec_driver_sql(_WRITE, (alias, now, _pack(kept)))


def _read(connection: Connection, aliases: Collection[int]) -> dict[int, Facts]:
    asked = (msgspec.json.encode(list(aliases)).decode(),)
    rows: Any = connection.exec_driver_sql(_READ, asked)
    return {alias: _unpack(content) for alias, content in rows}
