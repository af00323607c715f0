"""``Link``: two ids that are the same person, and how links make persons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.identity.members import Rank, ids_of, listed, move

__all__ = ["Link", "components", "links_of", "newest_link", "settle"]

_LINKS = """
    select id, one, other, reason, at, undone from links
    where one in (select value from json_each(?)) or other in (select value from json_each(?))
    order by id
"""

_NEWEST = "select id, one, other, reason, at, undone from links order by id desc limit 1"


class Link(msgspec.Struct, frozen=True):
    """Two ids that belong, or belonged, to the same person.

    Parameters
    ----------
    id : int
        Number by which it can be undone.
    one, other : int
        Aliases.
    reason : {"together", "email", "device", "alias", "merge", "manual"}
        The first three come about by themselves: both ids stood in one message.
    at : int
        When it was made, microseconds since 1970, UTC.
    undone : int or None
        When it was undone; it then counts no more, and is never made again by itself.
    """

    id: int
    one: int
    other: int
    reason: str
    at: int
    undone: int | None = None


def links_of(connection: Connection, aliases: Collection[int]) -> list[Link]:
    """Return every link with an end among some ids, undone ones too, oldest first."""
    rows: Iterable[Any] = connection.exec_driver_sql(_LINKS, listed(aliases) * 2).all()
    return [Link(*row) for row in rows]


def newest_link(connection: Connection) -> Link:
    """Return the link that was made last."""
    row: Any = connection.exec_driver_sql(_NEWEST).one()
    return Link(*row)


def components(nodes: Mapping[int, Rank], links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the person of each id: of all ids that hang together the one of smallest rank.

    Parameters
    ----------
    nodes : mapping of int to Rank
        Ids and their own ranks.
    links : iterable of pairs of int
        Between these ids.

    Examples
    --------
    >>> components({7: (True, 1, 7), 8: (False, 5, 8), 9: (True, 0, 9)}, [(7, 8)])
    {7: 8, 8: 8, 9: 9}
    """
    above = {alias: alias for alias in nodes}

    def top(alias: int) -> int:
        while above[alias] != alias:
            above[alias] = alias = above[above[alias]]
        return alias

    for pair in links:
        first, last = sorted(map(top, pair), key=nodes.__getitem__)
        above[last] = first
    return {alias: top(alias) for alias in nodes}


def settle(connection: Connection, aliases: Collection[int]) -> None:
    """Find the persons of some ids anew from the links that count.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    aliases : collection of int
        Ids none of which is linked with one that is left out.
    """
    ids = ids_of(connection, aliases)
    links = [(link.one, link.other) for link in links_of(connection, aliases) if link.undone is None]
    persons = components({one.alias: one.rank for one in ids}, links)
    move(connection, {one.alias: persons[one.alias] for one in ids if persons[one.alias] != one.person})
