"""``Growth``: what one group of contacts adds to the graph of ids, worked out in memory, written at once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection

from oase.identity.aliases import canonical
from oase.identity.members import Rank, members_of, move, size_of

__all__ = ["MOST_IDS", "Growth", "Node"]

MOST_IDS = 1_000
"""Ids that one person may have by what clients send: real ones have a few dozen."""

# pairs of persons of whom somebody said that they are not the same
_APART = """
    select o.person, t.person from links as l
    join identifiers as o on o.alias = l.one
    join identifiers as t on t.alias = l.other
    where l.undone is not null and o.person <> t.person
"""


class Node(NamedTuple):
    """An id and its alias."""

    kind: str
    value: str
    alias: int


class Growth:
    """New ids and links of one transaction.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    ranks : dict of int to Rank
        Ids met before and the ranks of their persons; new ones are added.
    most_ids : int
        A person that has more is not made by a suggestion.
    """

    def __init__(self, connection: Connection, ranks: dict[int, Rank], most_ids: int = MOST_IDS) -> None:
        self._connection = connection
        self._ranks = ranks
        self._most_ids = most_ids
        self._met: dict[int, tuple[Node, int]] = {}
        self._links: list[tuple[int, int, str, int]] = []
        self._above: dict[int, Rank] = {}  # person -> the one that now stands for her
        self._apart: dict[int, set[int]] | None = None
        self._sizes: dict[int, int] = {}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._met and not self._links

    def knows(self, alias: int) -> bool:
        """Whether an id was met, now or before."""
        return alias in self._ranks

    def meet(self, node: Node, at: int) -> None:
        """Take an id in, as a person of its own."""
        if node.alias not in self._ranks:
            self._ranks[node.alias] = (node.kind != "user", at, node.alias)
            self._met[node.alias] = (node, at)

    def person(self, alias: int) -> int:
        """Return the person of an id that was met."""
        return self._top(alias)[2]

    def suggest(self, one: int, other: int, reason: str, at: int) -> None:
        """Link two ids of one message, unless a rule keeps their persons apart.

        Two persons with a known id each are never linked by themselves, nor two that were separated, nor two
        that have too many ids between them.
        """
        first, second = self._top(one), self._top(other)
        if first == second or not (first[0] or second[0]) or self._are_apart(first[2], second[2]):
            return
        if self.has_room(one, other):
            self.link(one, other, reason, at)

    def has_room(self, one: int, other: int) -> bool:
        """Whether the person that two ids would be together has few enough ids."""
        first, second = self._top(one)[2], self._top(other)[2]
        return first == second or self._size(first) + self._size(second) <= self._most_ids

    def link(self, one: int, other: int, reason: str, at: int) -> bool:
        """Link two ids whatever speaks against it; return False if they are the same person already."""
        first, last = sorted((self._top(one), self._top(other)))
        if first == last:
            return False
        self._links.append((one, other, reason, at))
        self._sizes[first[2]] = self._size(first[2]) + self._size(last[2])
        self._above[last[2]] = first
        self._hand_over(last[2], first[2])
        return True

    def write(self) -> None:
        """Write new ids, new links and changed persons."""
        run = self._connection.exec_driver_sql
        if self._met:
            run(
                "insert into identifiers (alias, kind, value, person, created) values (?, ?, ?, ?, ?)",
                [
                    (node.alias, node.kind, _storable(node), self.person(node.alias), at)
                    for node, at in self._met.values()
                ],
            )
        if self._links:
            run("insert into links (one, other, reason, at) values (?, ?, ?, ?)", self._links)
        self._write_moves()

    def _write_moves(self) -> None:
        former = [person for person in self._above if person not in self._met]
        known = members_of(self._connection, former) if former else {}
        # under a user's id imports may have come in before the graph met it
        imported = [a for a in self._above if a in self._met and self._met[a][0].kind == "user"]
        persons = {alias: self._now(person) for alias, person in known.items()}
        move(self._connection, persons, imported)

    def _top(self, alias: int) -> Rank:
        rank = self._ranks[alias] = self._highest(self._ranks[alias])
        return rank

    def _highest(self, rank: Rank) -> Rank:
        while (above := self._above.get(rank[2])) is not None:
            rank = above
        return rank

    def _size(self, person: int) -> int:
        size = self._sizes.get(person)
        if size is None:
            is_new = person in self._met
            size = 1 if is_new else size_of(self._connection, person, self._most_ids + 1)
            self._sizes[person] = size
        return size

    def _are_apart(self, one: int, other: int) -> bool:
        if self._apart is None:
            self._apart = {}
            for pair in self._connection.exec_driver_sql(_APART):
                self._part(*map(self._now, pair))
        return other in self._apart.get(one, ())

    def _now(self, person: int) -> int:
        above = self._above.get(person)
        if above is None:
            return person
        highest = self._above[person] = self._highest(above)
        return highest[2]

    def _part(self, one: int, other: int) -> None:
        if self._apart is not None and one != other:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def _hand_over(self, former: int, person: int) -> None:
        """Keep apart from the one person whoever was kept apart from the other."""
        if self._apart is None:
            return
        for foe in self._apart.pop(former, ()):
            self._apart[foe].discard(former)
            self._part(person, foe)


def _storable(node: Node) -> str:
    """Return the id as the database takes it; half characters, which it refuses, become question marks."""
    return canonical(node.kind, node.value).encode("utf-8", "replace").decode()
