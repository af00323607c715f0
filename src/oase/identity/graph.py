"""``Graph``: whose id is this? Ids are nodes, links are edges, persons are what hangs together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from oase.errors import OptionInvalid
from oase.identity.aliases import KINDS, Aliases
from oase.identity.growth import MOST_IDS, Growth, Node
from oase.identity.links import Link, links_of, newest_link, settle
from oase.identity.members import ids_of, members_of, persons_of
from oase.identity.ranks import Ranks
from oase.identity.tables import links
from oase.model import Person

__all__ = ["Graph", "Ids", "Resolved", "Same"]

_BY_ITSELF = {"anonymous": "together", "email": "email", "device": "device"}
_SAID = ("alias", "merge", "manual")


class Ids(NamedTuple):
    """The ids that one message carries; an empty or blank one is none."""

    user: str | None = None
    anonymous: str | None = None
    email: str | None = None
    device: str | None = None


class Same(NamedTuple):
    """Two ids, each ``(kind, value)``, of which a client says that they are one person.

    ``other`` of kind "previous" is the user of that id where one was met, else the anonymous one.
    """

    one: tuple[str, str]
    other: tuple[str, str]
    reason: str


class Resolved(NamedTuple):
    """Under which alias a contact goes, and which alias stands for its person now."""

    alias: int
    person: int


class Graph:
    """Tell which ids are the same person; link and separate them.

    A contact goes under the alias of the best known id that it carries: the user's, else the anonymous one.
    Ids of one message are linked by themselves, with two exceptions: two persons with a known (user's) id
    each stay two, and so do two that were separated by ``undo``. Nothing that a client sends makes a person
    of more than ``most_ids`` ids. Persons follow from ids and links alone: of all ids that hang together a
    known one stands for the person, else the one met first.

    One graph serves one process; threads may share it.

    Parameters
    ----------
    aliases : Aliases
    most_ids : int

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from oase.db import open_database
    >>> graph = Graph(Aliases(bytes(32)))
    >>> with open_database(Path(tempfile.mkdtemp()), create=True) as database:
    ...     with database.writing() as connection:
    ...         before, after = graph.resolve(connection, [Ids(anonymous="x"), Ids("anna", "x")], [1, 2])
    ...         anna = graph.find(connection, "anna")
    >>> before.alias == after.alias, before.person == after.person == after.alias
    (False, True)
    >>> anna.values
    ('anna', 'x')
    """

    def __init__(self, aliases: Aliases, *, most_ids: int = MOST_IDS) -> None:
        self._aliases = aliases
        self._most_ids = most_ids
        self._ranks = Ranks()

    def look(self, connection: Connection, ids: Sequence[Ids]) -> list[Resolved]:
        """Return alias and person of each message's ids, without changing anything.

        Parameters
        ----------
        connection : Connection
        ids : sequence of Ids

        Returns
        -------
        list of Resolved
            One of each; of ids never met before the alias is the person.

        Raises
        ------
        OptionInvalid
            A message carries no id at all.
        """
        found = [self._nodes(one)[0].alias for one in ids]
        ranks = self._ranks.of(connection, set(found))
        return [Resolved(alias, ranks[alias][2] if alias in ranks else alias) for alias in found]

    def resolve(self, connection: Connection, ids: Sequence[Ids], at: Sequence[int]) -> list[Resolved]:
        """Return alias and person of each message's ids; new ids are kept, ids of one message are linked.

        Parameters
        ----------
        connection : Connection
            In a writing transaction.
        ids : sequence of Ids
            In the order in which they were accepted.
        at : sequence of int
            When each was met, microseconds since 1970, UTC.

        Returns
        -------
        list of Resolved
            Persons as they are after the last of them.

        Raises
        ------
        OptionInvalid
            A message carries no id at all.
        """
        return [one for one in self.take(connection, ids, at) if one is not None]

    def take(
        self, connection: Connection, said: Sequence[Ids | Same], at: Sequence[int]
    ) -> list[Resolved | None]:
        """Do what ``resolve`` does, and between it link what clients say is the same person.

        Parameters
        ----------
        connection : Connection
            In a writing transaction.
        said : sequence of Ids and Same
            In the order in which they were accepted.
        at : sequence of int
            When each was met, microseconds since 1970, UTC.

        Returns
        -------
        list of Resolved or None
            Persons as they are after the last of them; None where two ids were not linked because the person
            would have more than ``most_ids``.

        Raises
        ------
        OptionInvalid
            A message carries no id at all, or an id of a kind that is not known.
        """
        groups = [self._said(one) if isinstance(one, Same) else self._nodes(one) for one in said]
        growth = self._growth(connection, [node.alias for group in groups for node in group])
        is_done = [
            _link(growth, nodes, one.reason, moment)
            if isinstance(one, Same)
            else _meet(growth, nodes, moment)
            for one, nodes, moment in zip(said, groups, at, strict=True)
        ]
        self._write(connection, growth)
        return [
            Resolved(nodes[0].alias, growth.person(nodes[0].alias)) if is_one else None
            for nodes, is_one in zip(groups, is_done, strict=True)
        ]

    def join(
        self, connection: Connection, one: tuple[str, str], other: tuple[str, str], reason: str, at: int
    ) -> Link | None:
        """Link two ids because somebody said so, also two known ones and two that were separated.

        However many ids the person will have: what clients say goes through ``take``.

        Parameters
        ----------
        connection : Connection
            In a writing transaction.
        one, other : (kind, value)
        reason : {"alias", "merge", "manual"}
        at : int
            Microseconds since 1970, UTC.

        Returns
        -------
        Link or None
            None if they are the same person already.

        Raises
        ------
        OptionInvalid
            An id is empty, or its kind or the reason is not known.
        """
        if reason not in _SAID:
            raise OptionInvalid(
                "There is no such reason to merge", expected=", ".join(_SAID), got=repr(reason)
            )
        pair = [self._node(kind, value) for kind, value in (one, other)]
        growth = self._growth(connection, [node.alias for node in pair])
        for node in pair:
            growth.meet(node, at)
        is_new = growth.link(pair[0].alias, pair[1].alias, reason, at)
        self._write(connection, growth)
        return newest_link(connection) if is_new else None

    def undo(self, connection: Connection, link_id: int, at: int) -> None:
        """Undo a link: its two sides are again the persons they would be had it never been made.

        They are not linked again by themselves; who says so may join them. A link that was undone before
        stays as it is.

        Parameters
        ----------
        connection : Connection
            In a writing transaction.
        link_id : int
            ``Link.id``.
        at : int
            Microseconds since 1970, UTC.

        Raises
        ------
        OptionInvalid
            There is no such link.
        """
        row = connection.execute(select(links).where(links.c.id == link_id)).one_or_none()
        if row is None:
            raise OptionInvalid(
                "There is no such link",
                got=str(link_id),
                todo="`oase person HOUSE ID` lists those of a person",
            )
        if row.undone is not None:
            return
        whole = self.person(connection, row.one).aliases
        connection.execute(update(links).where(links.c.id == link_id).values(undone=at))
        settle(connection, whole)
        self._ranks.wrote(connection)

    def person(self, connection: Connection, alias: int) -> Person:
        """Return the person of an alias with all her ids; an alias never met is a person of its own."""
        person = persons_of(connection, [alias])[alias]
        ids = ids_of(connection, members_of(connection, [person]))
        return Person(
            person,
            tuple(one.alias for one in ids) or (person,),
            tuple(one.value for one in ids if one.value is not None),
        )

    def find(self, connection: Connection, value: str, kind: str | None = None) -> Person | None:
        """Return the person who has an id, None if the graph does not know it.

        Persons from imports alone are not in the graph: theirs is ``alone``.

        Parameters
        ----------
        connection : Connection
        value : str
            The id, or an alias in digits.
        kind : {"user", "anonymous", "email", "device", "alias"}, optional
            All but aliases are tried in this order when left out.

        Raises
        ------
        OptionInvalid
            The kind is none of these, or the alias is not a number.
        """
        kinds = KINDS if kind is None else (kind,)
        asked = [self._alias(name, value) for name in kinds]
        met = self._ranks.of(connection, asked)
        alias = next((alias for alias in asked if alias in met), None)
        return None if alias is None else self.person(connection, alias)

    def alone(self, value: str, kind: str = "user") -> Person:
        """Return the person that an id is as long as the graph does not know it.

        Parameters
        ----------
        value, kind : str
            As for ``find``.
        """
        alias = self._alias(kind, value)
        return Person(alias, (alias,), () if kind == "alias" else (value,))

    def links(self, connection: Connection, person: Person) -> list[Link]:
        """Return every link that a person's ids have or had, undone ones too, oldest first."""
        return links_of(connection, person.aliases)

    def _growth(self, connection: Connection, aliases: Sequence[int]) -> Growth:
        return Growth(connection, self._ranks.of(connection, set(aliases)), self._most_ids)

    def _write(self, connection: Connection, growth: Growth) -> None:
        if not growth.is_empty:
            growth.write()
            self._ranks.wrote(connection)

    def _nodes(self, ids: Ids) -> list[Node]:
        nodes = [
            Node(kind, value, self._aliases.one(kind, value))
            for kind, value in zip(KINDS, ids, strict=True)
            if value and not value.isspace()
        ]
        if not nodes:
            raise OptionInvalid("A message carries no id", expected="a user's or an anonymous id")
        return nodes

    def _said(self, same: Same) -> list[Node]:
        """Return the one id, and what the other one may be, the likeliest first."""
        kind, value = same.other
        kinds = ("user", "anonymous") if kind == "previous" else (kind,)
        return [self._node(*same.one), *(self._node(kind, value) for kind in kinds)]

    def _node(self, kind: str, value: str) -> Node:
        if not value or value.isspace():
            raise OptionInvalid("An id is empty", expected=f"an id of kind {kind}", got=repr(value))
        return Node(kind, value, self._aliases.one(kind, value))

    def _alias(self, kind: str, value: str) -> int:
        if kind != "alias":
            return self._aliases.one(kind, value)
        if not (value.isascii() and value.isdecimal() and len(value) < 20 and int(value) < 1 << 63):
            raise OptionInvalid("An alias is a number", expected="0 to 2^63 - 1", got=repr(value[:40]))
        return int(value)


def _meet(growth: Growth, nodes: Sequence[Node], at: int) -> bool:
    first, *others = nodes
    growth.meet(first, at)
    for node in others:
        growth.meet(node, at)
        growth.suggest(first.alias, node.alias, _BY_ITSELF[node.kind], at)
    return True


def _link(growth: Growth, nodes: Sequence[Node], reason: str, at: int) -> bool:
    one, *candidates = nodes
    other = next((node for node in candidates if growth.knows(node.alias)), candidates[-1])
    growth.meet(one, at)
    growth.meet(other, at)
    if not growth.has_room(one.alias, other.alias):
        return False
    growth.link(one.alias, other.alias, reason, at)
    return True
