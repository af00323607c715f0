"""The rooms that keep personal data, and the lake as one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa
from sqlalchemy import update

from oase.app.rooms import Rooms
from oase.contacts.rights import ContactsRights
from oase.db.schema import snapshots_due
from oase.model import KeepsPersonalData, Person

__all__ = ["ROOMS", "LakeRights", "iso", "keepers"]

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
        found = self._rooms.store.rows_of(person.aliases)
        return {name: _rows(table) for name, table in found.items()}

    def erase(self, person: Person) -> int:
        """Rewrite the files that hold a person without her; return how many rows she had."""
        return self.erase_all([person])[0]

    def erase_all(self, persons: Sequence[Person]) -> list[int]:
        """Erase several persons in one pass over the files; return how many rows each had."""
        aliases = [alias for person in persons for alias in person.aliases]
        rows = _count(self._rooms.store.rows_of(aliases))
        self._rooms.store.erase(aliases)
        with self._rooms.database.writing() as connection:
            # where the making of snapshots stands is an alias, too; of one that is gone nothing is made twice
            mine = update(snapshots_due).where(snapshots_due.c.after_alias.in_(aliases))
            connection.execute(mine.values(after_alias=snapshots_due.c.after_alias - 1))
        return [sum(rows.get(alias, 0) for alias in person.aliases) for person in persons]


def _identity(rooms: Rooms) -> KeepsPersonalData:
    from oase.identity.rights import IdentityRights

    return IdentityRights(rooms.database, rooms.aliases)


ROOMS: dict[str, Callable[[Rooms], KeepsPersonalData]] = {
    "lake": LakeRights,
    "contacts": lambda rooms: ContactsRights(rooms.database),
    "identity": _identity,
}
"""Every room that keeps personal data, in the order in which they erase: ``identity`` knows the person, and
so is the last to forget her."""


def keepers(rooms: Rooms) -> tuple[KeepsPersonalData, ...]:
    """Return the rooms of one house that keep personal data, in the order in which they erase."""
    return tuple(make(rooms) for make in ROOMS.values())


def iso(at: int | None) -> str | None:
    """Return a moment as ISO 8601 in UTC.

    Examples
    --------
    >>> iso(0)
    '1970-01-01T00:00:00+00:00'
    """
    return None if at is None else datetime.fromtimestamp(at / 1_000_000, UTC).isoformat()


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
