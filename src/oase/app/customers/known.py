"""What one customer is known by, what was said of her and what she allows."""

from __future__ import annotations

from typing import Any, NamedTuple

from oase.app.rooms import Rooms
from oase.contacts.recent import snapshot_of
from oase.identity import Link, ledger, profiles
from oase.identity.members import Known as Id
from oase.identity.members import ids_of
from oase.model import Consent, Person, Purpose, Snapshot

__all__ = ["Id", "Known", "Trait", "known_of"]


class Trait(NamedTuple):
    """One trait: its value, when it was said, and under which alias."""

    name: str
    value: Any
    at: int
    alias: int


class Known(NamedTuple):
    """Everything of a person that lies in the warm memory.

    Parameters
    ----------
    ids : list of Id
        In the clear where the house has met them so, the one that stands for her first.
    links : list of Link
        Undone ones, too.
    far_ends : dict of int to Id
        Ids of other persons at the far end of undone links.
    traits : list of Trait
    standing : dict of Purpose to Consent
        The line that counts now.
    history : list of Consent
        Oldest first.
    snapshot : Snapshot
    """

    ids: list[Id]
    links: list[Link]
    far_ends: dict[int, Id]
    traits: list[Trait]
    standing: dict[Purpose, Consent]
    history: list[Consent]
    snapshot: Snapshot

    @property
    def profile(self) -> dict[str, Any]:
        """The traits by name."""
        return {trait.name: trait.value for trait in self.traits}


def known_of(rooms: Rooms, person: Person) -> Known:
    """Return what is known of a person, all of one moment."""
    with rooms.database.reading() as connection:
        links = rooms.graph.links(connection, person)
        ends = {alias for link in links for alias in (link.one, link.other)} - set(person.aliases)
        said = profiles.said(connection, person)
        return Known(
            ids_of(connection, person.aliases),
            links,
            {one.alias: one for one in ids_of(connection, ends)},
            [Trait(name, *one) for name, one in said.items()],
            ledger.state(connection, person),
            ledger.history(connection, person),
            snapshot_of(connection, person),
        )
