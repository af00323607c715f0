"""``Ranks``: who stands for whom, held in memory between groups of contacts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, RootTransaction

from oase.db.versions import version
from oase.identity.members import Rank, ranks_of

__all__ = ["Ranks"]

HELD = 50_000
"""Most aliases in one generation of the memory; there are two."""


class Ranks:
    """Look persons up, from memory as long as no id has changed its person.

    Only what other transactions can see is held: what a transaction has written itself is read again from
    the database, so that nothing wrong remains when it is rolled back.
    """

    def __init__(self) -> None:
        self._held = _Held(-1)
        self._writing: RootTransaction | None = None

    def of(self, connection: Connection, aliases: Collection[int]) -> dict[int, Rank]:
        """Return the rank of the person of each alias; ids that were never met are left out."""
        transaction = connection.get_transaction()
        if transaction is None or transaction is self._writing:
            return ranks_of(connection, aliases)
        number = version(connection, "identity")
        held = self._held
        if held.version != number:
            held = self._held = _Held(number)
        return held.of(connection, aliases)

    def wrote(self, connection: Connection) -> None:
        """Remember that this transaction has changed the graph."""
        self._writing = connection.get_transaction()


class _Held:
    """What is known at one version; of the two generations the older one is forgotten as a whole."""

    def __init__(self, version: int) -> None:
        self.version = version
        self._young: dict[int, Rank] = {}
        self._old: dict[int, Rank] = {}

    def of(self, connection: Connection, aliases: Collection[int]) -> dict[int, Rank]:
        young, old = self._young, self._old
        found: dict[int, Rank] = {}
        missing: list[int] = []
        for alias in aliases:
            rank = young.get(alias) or old.get(alias)
            if rank is None:
                missing.append(alias)
            else:
                found[alias] = rank
        if missing:
            found.update(ranks_of(connection, missing))
        young.update(found)
        if len(young) > HELD:
            self._young, self._old = {}, young
        return found
