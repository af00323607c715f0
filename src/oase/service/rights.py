"""``ServiceRights``: what this room keeps about a person, given out and erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from oase.db import Database
from oase.model import Person
from oase.model.moments import iso
from oase.retail import questions
from oase.service.forgetting import forget_messages, forget_words
from oase.service.tables import measures, messages, replies
from oase.surveys.rights import answers_of

__all__ = ["ServiceRights"]

_AT_ONCE = 5_000
_SHOWN = ("channel", "at", "subject", "text", "sender", "lang", "url", "stars", "touchpoint", "state")


class ServiceRights:
    """Messages of a person, the replies to them, and her words in measures (``model.KeepsPersonalData``).

    In tables: service_messages with service_replies; what she said in measures and measure_changes, and the
    daily_cases she was. Measures themselves stay: what was done is the company's.

    Parameters
    ----------
    database : Database
    """

    room = "service"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return what she wrote, what she was answered, and which measures quote her; times as ISO 8601."""
        with self._database.reading() as connection:
            numbers = _numbers(connection, person.aliases)
            quoted = _quoted(connection, _origins(connection, person.aliases))
            return {"messages": _messages(connection, numbers), "measures": quoted}

    def erase(self, person: Person) -> int:
        """Erase all of it in one transaction and return how many rows that were; may be done twice."""
        with self._database.writing() as connection:
            gone = forget_words(connection, _origins(connection, person.aliases))
            return gone + forget_messages(connection, _numbers(connection, person.aliases))


def _numbers(connection: Connection, aliases: Sequence[int]) -> list[int]:
    found: list[int] = []
    for some in _parts(aliases):
        found += connection.execute(select(messages.c.id).where(messages.c.alias.in_(some))).scalars()
    return sorted(found)


def _origins(connection: Connection, aliases: Sequence[int]) -> list[str]:
    """Return by which names measures and cases know what she wrote, answered and asked."""
    asked = [one.id for some in _parts(aliases) for one in questions.of_person(connection, some)]
    return [
        *(f"message:{number}" for number in _numbers(connection, aliases)),
        *(f"answer:{number}" for number in answers_of(connection, aliases)),
        *(f"question:{number}" for number in asked),
    ]


def _messages(connection: Connection, numbers: Sequence[int]) -> list[dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for some in _parts(numbers):
        for row in connection.execute(select(messages).where(messages.c.id.in_(some))).mappings():
            found[row["id"]] = _readable({name: row[name] for name in _SHOWN}) | {"replies": []}
        query = select(replies).where(replies.c.message.in_(some)).order_by(replies.c.at, replies.c.id)
        for row in connection.execute(query).mappings():
            told = {"at": row["at"], "text": row["text"], "who": row["who"]}
            found[row["message"]]["replies"].append(
                _readable(told) | {"automatic": bool(row["is_automatic"])}
            )
    return [found[number] for number in numbers]


def _quoted(connection: Connection, origins: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in _parts(origins):
        query = select(measures).where(measures.c.origin.in_(some)).order_by(measures.c.id)
        found += [
            {"touchpoint": row.touchpoint, "said": row.said, "at": iso(row.created)}
            for row in connection.execute(query)
        ]
    return found


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: iso(value) if name == "at" else value for name, value in row.items() if value not in ("", None)
    }


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
