"""``DecisionsRights``: what this room keeps about a person, given out and erased."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.db import Database
from oase.decisions.receipt import Receipt
from oase.model import Person
from oase.model.moments import iso

__all__ = ["DecisionsRights"]

_TABLES = ("receipts", "outbox", "push_subscriptions")
_SHOWN = {
    "messages": (
        "select m.created, m.channel, m.purpose, m.kind, m.content, m.expires, m.state, m.reason, m.finished"
        " from json_each(?) as asked cross join outbox as m on m.alias = asked.value order by m.id"
    ),
    "subscriptions": (
        "select s.endpoint, s.created, s.used"
        " from json_each(?) as asked cross join push_subscriptions as s on s.alias = asked.value"
        " order by s.id"
    ),
}
_RECEIPTS = (
    "select r.content from json_each(?) as asked cross join receipts as r on r.alias = asked.value"
    " order by r.at, r.id"
)
_MOMENTS = ("created", "expires", "finished", "used")

_unpack = msgspec.msgpack.Decoder(Receipt).decode


class DecisionsRights:
    """Receipts, messages and devices of a person (``model.KeepsPersonalData``).

    Counts of plays and what their contents have led to hold no person and stay.

    Parameters
    ----------
    database : Database
    """

    room = "decisions"

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, person: Person) -> Mapping[str, Any]:
        """Return receipts, messages and the addresses of devices, times as ISO 8601."""
        asked = _listed(person)
        with self._database.reading() as connection:
            receipts: Any = connection.exec_driver_sql(_RECEIPTS, asked)
            return {
                "receipts": [_receipt(_unpack(content)) for (content,) in receipts],
                **{name: _rows(connection, text, asked) for name, text in _SHOWN.items()},
            }

    def erase(self, person: Person) -> int:
        """Erase them and return how many rows those were; may be done twice."""
        with self._database.writing() as connection:
            return sum(
                connection.exec_driver_sql(
                    f"delete from {table} where alias in (select value from json_each(?))",
                    _listed(person),
                ).rowcount
                for table in _TABLES
            )


def _listed(person: Person) -> tuple[str]:
    return (msgspec.json.encode(list(person.aliases)).decode(),)


def _receipt(receipt: Receipt) -> dict[str, Any]:
    shown: dict[str, Any] = msgspec.to_builtins(receipt)
    shown["at"] = iso(receipt.at)
    shown["expires"] = iso(receipt.expires) if receipt.expires else None
    shown["used"] = [{**used, "at": iso(used["at"])} for used in shown["used"]]
    return shown


def _rows(connection: Connection, text: str, asked: tuple[str]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for row in connection.exec_driver_sql(text, asked).mappings():
        one: dict[str, Any] = dict(row)
        for name in _MOMENTS:
            if one.get(name) is not None:
                one[name] = iso(one[name])
        if "content" in one:
            one["content"] = msgspec.json.decode(one["content"])
        shown.append(one)
    return shown
