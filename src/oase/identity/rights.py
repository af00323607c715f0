"""``IdentityRights``: what this room keeps about a person, handed out and erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from oase.db import Database
from oase.db.versions import bump
from oase.identity.aliases import Aliases
from oase.identity.graph import Graph
from oase.identity.ledger import history
from oase.identity.links import Link, settle
from oase.identity.members import Known, ids_of, listed, members_of, persons_of
from oase.identity.profiles import of
from oase.model import Consent, Person
from oase.model.moments import iso

__all__ = ["IdentityRights"]

_OF_PERSON = (
    "delete from links where one in (select value from json_each(?))",
    "delete from links where other in (select value from json_each(?))",
    "delete from profiles where alias in (select value from json_each(?))",
    "delete from customer_sessions where alias in (select value from json_each(?))",
    "delete from consents where alias in (select value from json_each(?))",
    "delete from alias_moves where alias in (select value from json_each(?))",
    "delete from identifiers where alias in (select value from json_each(?))",
)

_SESSIONS = """
    select created, used, expires, ended from customer_sessions
    where alias in (select value from json_each(?)) order by id
"""


class IdentityRights:
    """The rights of a person over ids, links, traits, consents and sessions (``model.KeepsPersonalData``).

    Asked last of all rooms: without the ids nobody can tell any more whose the rest was.

    Parameters
    ----------
    database : Database
    aliases : Aliases
    """

    def __init__(self, database: Database, aliases: Aliases) -> None:
        self._database = database
        self._graph = Graph(aliases)

    @property
    def room(self) -> str:
        """Name of the room."""
        return "identity"

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return ids, links, profile, consents and sessions of a person; times as ISO 8601."""
        with self._database.reading() as connection:
            return {
                "ids": [_id(one) for one in ids_of(connection, person.aliases)],
                "links": [_link(one) for one in self._graph.links(connection, person)],
                "profile": of(connection, person),
                "consents": [_consent(one) for one in history(connection, person)],
                "sessions": _sessions(connection, person),
            }

    def erase(self, person: Person) -> int:
        """Erase all of it in one transaction and return how many rows that were.

        Ids that were linked with hers after ``person`` was looked up stay, as persons of their own.
        """
        with self._database.writing() as connection:
            others = _linked_since(connection, person)
            rows = sum(
                connection.exec_driver_sql(text, listed(person.aliases)).rowcount for text in _OF_PERSON
            )
            settle(connection, others)
            if rows:
                bump(connection, "identity")
        return rows


def _sessions(connection: Connection, person: Person) -> list[dict[str, Any]]:
    rows: Any = connection.exec_driver_sql(_SESSIONS, listed(person.aliases))
    names = ("created", "used", "expires", "ended")
    return [{name: at and iso(at) for name, at in zip(names, row, strict=True)} for row in rows]


def _linked_since(connection: Connection, person: Person) -> set[int]:
    persons = persons_of(connection, person.aliases)
    return set(members_of(connection, set(persons.values()))) - set(person.aliases)


def _id(one: Known) -> dict[str, Any]:
    return {"kind": one.kind, "value": one.value, "alias": str(one.alias), "since": iso(one.created)}


def _link(one: Link) -> dict[str, Any]:
    return {
        "one": str(one.one),
        "other": str(one.other),
        "reason": one.reason,
        "at": iso(one.at),
        "undone": None if one.undone is None else iso(one.undone),
    }


def _consent(one: Consent) -> dict[str, Any]:
    return {
        "alias": str(one.alias),
        "purpose": one.purpose.value,
        "granted": one.is_granted,
        "at": iso(one.at),
        "text": one.text,
        "source": one.source,
    }
