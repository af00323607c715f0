"""The rooms that keep personal data, and the lake as one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select, update

from oase.app.rooms import Rooms
from oase.contacts.rights import ContactsRights
from oase.db.schema import contact_log, snapshots_due
from oase.decisions.rights import DecisionsRights
from oase.identity.rights import IdentityRights
from oase.model import KeepsPersonalData, Person
from oase.model.moments import iso
from oase.programmes.rights import ProgrammesRights
from oase.retail.rights import RetailRights
from oase.service.rights import ServiceRights
from oase.surveys.rights import SurveysRights

__all__ = ["ROOMS", "LakeRights", "keepers"]

KINDS = ("contacts", "answers")

_INSIDE = ("alias", "person", "position", "message_key")
"""Columns of the lake that say nothing about a person."""


class LakeRights:
    """The lake as a keeper of personal data: rewrites the files that hold a person.

    Parameters
    ----------
    rooms : Rooms
    """

    room = "lake"

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return every contact and answer of a person that lies in the lake, oldest first."""
        return {kind: _rows(table) for kind, table in self.rows_of(person.aliases).items()}

    def rows_of(self, aliases: Collection[int]) -> dict[str, pa.Table]:
        """Return the sealed rows of some aliases by table; what waits in the log is kept by another room."""
        with self._rooms.database.reading() as connection:
            query = select(contact_log.c.message_key).where(contact_log.c.alias.in_(aliases))
            waiting = pa.array(connection.execute(query).scalars().all(), pa.binary(16))
        tables = {kind: self._rooms.store.rows_of(aliases, kind) for kind in KINDS}
        keys = tables["contacts"]["message_key"]
        tables["contacts"] = tables["contacts"].filter(pc.invert(pc.is_in(keys, value_set=waiting)))
        return tables

    def erase(self, person: Person) -> int:
        """Rewrite the files that hold a person without her; return how many rows she had."""
        return self.erase_all([person])[0]

    def erase_all(self, persons: Sequence[Person]) -> list[int]:
        """Erase several persons in one pass over the files; return how many rows each had."""
        aliases = [alias for person in persons for alias in person.aliases]
        rows = _count(self.rows_of(aliases))
        self._rooms.store.erase(aliases)
        with self._rooms.database.writing() as connection:
            # where the making of snapshots stands is an alias, too; of one that is gone nothing is made twice
            mine = update(snapshots_due).where(snapshots_due.c.after_alias.in_(aliases))
            connection.execute(mine.values(after_alias=snapshots_due.c.after_alias - 1))
        return [sum(rows.get(alias, 0) for alias in person.aliases) for person in persons]


ROOMS: dict[str, Callable[[Rooms], KeepsPersonalData]] = {
    "decisions": lambda rooms: DecisionsRights(rooms.database),
    "programmes": lambda rooms: ProgrammesRights(rooms.database),
    "service": lambda rooms: ServiceRights(rooms.database),
    "retail": lambda rooms: RetailRights(rooms.database),
    "surveys": lambda rooms: SurveysRights(rooms.database),
    "contacts": lambda rooms: ContactsRights(rooms.database),
    "lake": LakeRights,
    "identity": lambda rooms: IdentityRights(rooms.database, rooms.aliases),
}
"""Every room that keeps personal data, in the order in which they erase: a message that ends meanwhile must
find no receipt, else it would learn a fact anew; ``service`` knows measures that quote her by her answers
and questions; answers that nobody signed are known as hers by her
transactions, which ``contacts`` keeps; what waits in the log must not be sealed into the lake
behind its back; and ``identity``, which knows the person, forgets her last."""


def keepers(rooms: Rooms) -> tuple[KeepsPersonalData, ...]:
    """Return the rooms of one house that keep personal data, in the order in which they erase."""
    return tuple(make(rooms) for make in ROOMS.values())


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    kept = table.select([name for name in table.column_names if name not in _INSIDE])
    rows = sorted(kept.to_pylist(), key=lambda row: (row["at"] is not None, row["at"]))
    return [_row(row) for row in rows]


def _row(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if value is not None}
    if "at" in shown:
        shown["at"] = iso(shown["at"])
    if "attributes" in shown:
        shown["attributes"] = msgspec.json.decode(shown["attributes"])
    return shown


def _count(tables: Mapping[str, pa.Table]) -> dict[int, int]:
    rows: dict[int, int] = {}
    for table in tables.values():
        for entry in table["alias"].combine_chunks().value_counts().to_pylist():
            rows[entry["values"]] = rows.get(entry["values"], 0) + entry["counts"]
    return rows
