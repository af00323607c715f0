"""``RetailRights``: what this room keeps about a person, given out and erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select

from oase.db import Database
from oase.db.versions import bump
from oase.model import Person
from oase.model.moments import iso
from oase.retail.tables import questions, ratings, reservations

__all__ = ["RetailRights"]

_TABLES: dict[str, Table] = {
    one.name.removeprefix("retail_"): one  # retail_ratings, retail_reservations, retail_questions
    for one in (ratings, reservations, questions)
}
_TIMES = ("at", "made", "until", "changed", "asked", "answered")
_INSIDE = ("alias",)
_AT_ONCE = 5_000


class RetailRights:
    """Ratings, reservations and questions of a person (``model.KeepsPersonalData``).

    Wishes, purchases and sizes are facts, which ``contacts`` keeps; ``retail_matches`` has numbers of persons
    and nothing of one.

    Parameters
    ----------
    database : Database
    """

    room = "retail"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return what she wrote and what was kept for her, times as ISO 8601."""
        with self._database.reading() as connection:
            return {name: _exported(connection, table, person.aliases) for name, table in _TABLES.items()}

    def erase(self, person: Person) -> int:
        """Erase all of it in one transaction and return how many rows that were; may be done twice."""
        with self._database.writing() as connection:
            rows = {name: _erased(connection, table, person.aliases) for name, table in _TABLES.items()}
            if rows["reservations"]:
                bump(connection, "stock")  # what was kept for her is free
        return sum(rows.values())


def _exported(connection: Connection, table: Table, aliases: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in _parts(aliases):
        query = select(table).where(table.c.alias.in_(some)).order_by(table.c.id)
        found += [_readable(dict(row)) for row in connection.execute(query).mappings()]
    return found


def _erased(connection: Connection, table: Table, aliases: Sequence[int]) -> int:
    return sum(
        connection.execute(delete(table).where(table.c.alias.in_(some))).rowcount for some in _parts(aliases)
    )


def _parts(aliases: Sequence[int]) -> list[Collection[int]]:
    return [aliases[start : start + _AT_ONCE] for start in range(0, len(aliases), _AT_ONCE)]


def _readable(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        name: iso(value) if name in _TIMES and value is not None else value
        for name, value in row.items()
        if name not in _INSIDE and value is not None
    }
