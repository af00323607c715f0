"""``ContactsRights``: what this room keeps about a person, given out and erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select

from oase.contacts.recent import snapshot_of
from oase.contacts.tables import refusals
from oase.db import Database
from oase.db.facts import facts_of
from oase.db.schema import contact_log, facts, occasions, snapshots, transactions
from oase.model import Person
from oase.model.moments import iso

__all__ = ["ContactsRights"]

_MOST_ASKED = 5_000
_MOST_CONDITIONS = 50
_SHORT = 6
"""Ids shorter than this are looked for in quotes: "42" stands in many a price."""


class ContactsRights:
    """Unsealed contacts, transactions, snapshots, facts and refusals of a person.

    Parameters
    ----------
    database : Database
    """

    room = "contacts"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return contacts not in the lake yet, transactions, snapshot and facts, and refused messages.

        Parameters
        ----------
        person : Person

        Returns
        -------
        mapping
            ``contacts``, ``transactions``, ``snapshot``, ``facts``, ``refusals``; times as ISO 8601.
        """
        with self._database.reading() as connection:
            return {
                "contacts": [
                    _readable(dict(row))
                    for where in _of(contact_log, person)
                    for row in connection.execute(select(contact_log).where(where)).mappings()
                ],
                "transactions": [
                    _readable({name: value for name, value in row.items() if name not in ("id", "alias")})
                    for where in _of(transactions, person)
                    for row in connection.execute(select(transactions).where(where)).mappings()
                ],
                "snapshot": _snapshot(connection, person),
                "facts": {
                    name: {"value": fact.value, "at": iso(fact.at)}
                    for name, fact in facts_of(connection, person.aliases).items()
                },
                "refusals": [
                    _readable(dict(row))
                    for row in connection.execute(
                        select(refusals).where(refusals.c.id.in_(_refused(connection, person)))
                    ).mappings()
                ],
            }

    def erase(self, person: Person) -> int:
        """Erase them and return how many rows those were; may be done twice."""
        rows = 0
        with self._database.writing() as connection:
            for table in (contact_log, snapshots, facts, occasions, transactions):
                for where in _of(table, person):
                    rows += connection.execute(delete(table).where(where)).rowcount
            rows += connection.execute(
                delete(refusals).where(refusals.c.id.in_(_refused(connection, person)))
            ).rowcount
        return rows


def _of(table: Table, person: Person) -> Iterator[ColumnElement[bool]]:
    for start in range(0, len(person.aliases), _MOST_ASKED):
        yield table.c.alias.in_(person.aliases[start : start + _MOST_ASKED])


def _refused(connection: Connection, person: Person) -> Sequence[int]:
    """Return the refusals of her aliases, and those in whose text one of her ids stands."""
    conditions = [*_of(refusals, person), *(_contains(value) for value in person.values)]
    found: set[int] = set()
    for start in range(0, len(conditions), _MOST_CONDITIONS):
        query = select(refusals.c.id).where(or_(*conditions[start : start + _MOST_CONDITIONS]))
        found.update(connection.scalars(query))
    return sorted(found)


def _contains(value: str) -> ColumnElement[bool]:
    escaped = msgspec.json.encode(value).decode()
    sought = escaped if len(value) < _SHORT else escaped[1:-1]
    text = func.coalesce(refusals.c.body, "").concat("\n").concat(refusals.c.detail)
    # the database lowers letters of ASCII alone
    return or_(func.instr(text, sought) > 0, func.instr(func.lower(text), sought.lower()) > 0)


def _snapshot(connection: Connection, person: Person) -> dict[str, Any]:
    snapshot = snapshot_of(connection, person)
    if not snapshot.contacts:
        return {"contacts": 0}
    return {
        "contacts": snapshot.contacts,
        "first_at": iso(snapshot.first_at),
        "last_at": iso(snapshot.last_at),
        "last_touchpoint": snapshot.last_touchpoint,
        "value": snapshot.value,
        **{
            name: {key: {"contacts": seen.contacts, "at": iso(seen.at)} for key, seen in held.items()}
            for name, held in (("phases", snapshot.phases), ("touchpoints", snapshot.touchpoints))
        },
    }


def _readable(row: dict[Any, Any]) -> dict[str, Any]:
    return {
        name: iso(value) if name in ("at", "received") else value.hex() if isinstance(value, bytes) else value
        for name, value in row.items()
    }
