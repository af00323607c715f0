"""Who belongs to whom, asked of the table of ids many at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.db.versions import bump

__all__ = [
    "Known",
    "Rank",
    "ids_of",
    "listed",
    "members_of",
    "move",
    "persons_of",
    "ranks_of",
    "size_of",
]

Rank = tuple[bool, int, int]
"""``(is not a known id, created, alias)``: of a person's ids the one with the smallest stands for her."""

# the order of the joins is given (cross join), so that each alias is one look into the primary key
_RANKS = """
    select i.alias, p.kind <> 'user', p.created, p.alias
    from json_each(?) as asked
    cross join identifiers as i on i.alias = asked.value
    cross join identifiers as p on p.alias = i.person
"""
_PERSONS = """
    select i.alias, i.person
    from json_each(?) as asked
    cross join identifiers as i on i.alias = asked.value
"""
_IDS = """
    select i.alias, i.kind, i.value, i.created, i.person
    from json_each(?) as asked
    cross join identifiers as i on i.alias = asked.value
    order by i.kind <> 'user', i.created, i.alias
"""
_MEMBERS = """
    select i.alias, i.person
    from json_each(?) as asked
    cross join identifiers as i on i.person = asked.value and i.person != i.alias
"""
_SIZE = """
    select 1 + count(*) from
        (select 1 from identifiers as i where i.person = ? and i.person != i.alias limit ?)
"""
_MOVED = """
    insert into alias_moves (alias)
    select i.alias
    from json_each(?) as asked
    cross join identifiers as i on i.alias = asked.value and i.kind in ('user', 'anonymous')
"""


class Known(NamedTuple):
    """An id that was met."""

    alias: int
    kind: str
    value: str | None
    created: int
    person: int

    @property
    def rank(self) -> Rank:
        """Its own place among ids that could stand for a person."""
        return (self.kind != "user", self.created, self.alias)


def listed(values: Iterable[int]) -> tuple[str]:
    """Return numbers as the one parameter that ``json_each(?)`` takes."""
    return (msgspec.json.encode(list(values)).decode(),)


def ranks_of(connection: Connection, aliases: Collection[int]) -> dict[int, Rank]:
    """Return the rank of the person of each alias; ids that were never met are left out."""
    rows: Iterable[Any] = connection.exec_driver_sql(_RANKS, listed(aliases)).all()
    return {alias: (bool(is_unknown), created, person) for alias, is_unknown, created, person in rows}


def persons_of(connection: Connection, aliases: Collection[int]) -> dict[int, int]:
    """Return the person of each alias; an alias that was never met is its own."""
    rows: Iterable[Any] = connection.exec_driver_sql(_PERSONS, listed(aliases)).all()
    return _own(aliases, rows)


def ids_of(connection: Connection, aliases: Collection[int]) -> list[Known]:
    """Return which of some ids were met, those of smallest rank first."""
    rows: Iterable[Any] = connection.exec_driver_sql(_IDS, listed(aliases)).all()
    return [Known(*row) for row in rows]


def members_of(connection: Connection, persons: Collection[int]) -> dict[int, int]:
    """Return every alias of some persons, and which of them it is."""
    rows: Iterable[Any] = connection.exec_driver_sql(_MEMBERS, listed(persons)).all()
    return _own(persons, rows)


def size_of(connection: Connection, person: int, most: int) -> int:
    """Return how many ids a person has; more than ``most`` are not counted."""
    return connection.exec_driver_sql(_SIZE, (person, most - 1)).scalar_one()


def move(connection: Connection, persons: dict[int, int], met: Collection[int] = ()) -> None:
    """Give ids other persons, and tell those who read the lake or hold persons in memory.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    persons : dict of int to int
        Aliases and their new persons.
    met : collection of int
        Aliases that are new in the graph, but under which imported contacts may be in the lake.
    """
    if not persons and not met:
        return
    if persons:
        connection.exec_driver_sql(
            "update identifiers set person = ? where alias = ?",
            [(person, alias) for alias, person in persons.items()],
        )
    connection.exec_driver_sql(_MOVED, listed(sorted({*persons, *met})))
    bump(connection, "identity")


def _own(aliases: Iterable[int], rows: Iterable[Any]) -> dict[int, int]:
    persons = {alias: alias for alias in aliases}
    persons.update((alias, person) for alias, person in rows)
    return persons
