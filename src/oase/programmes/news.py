"""What happens in programmes becomes a contact: noted with what happened, handed to the door soon after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.programmes.tables import news as table

__all__ = ["EVENTS", "News", "drop", "tell", "waiting"]

EVENTS = (
    "Case Opened",
    "Case Changed",
    "Case Ended",
    "Quote Answered",
    "Item Registered",
    "Kit Sent",
    "Event Booked",
    "Event Visited",
    "Take-Back Requested",
    "Take-Back Completed",
    "Second-Hand Bought",
)
"""Names of contacts of programmes; the default mapping knows which touchpoint each belongs to."""


class News(NamedTuple):
    """Something that happened between a person and a programme.

    Attributes
    ----------
    key : str
        Of its own, such as ``"case:12:opened"``; told twice, it is one contact.
    alias : int
        Whose contact it is.
    event : str
        Of ``EVENTS``.
    at : int
        Microseconds since 1970, UTC.
    properties : mapping
        Plain values that the contact carries, such as the number and state of the case, the GTIN; no name,
        address or words of the person.
    """

    key: str
    alias: int
    event: str
    at: int
    properties: Mapping[str, Any] = {}


def tell(connection: Connection, one: News) -> None:
    """Note what happened, in the transaction in which it happens."""
    if one.event not in EVENTS:
        raise ValueError(f"no contact is called {one.event}")  # a mistake of ours
    row = one._asdict() | {"properties": msgspec.json.encode(one.properties).decode()}
    connection.execute(upsert(table).values(**row).on_conflict_do_nothing(index_elements=["key"]))


def waiting(connection: Connection, limit: int = 500) -> list[tuple[int, News]]:
    """Return the oldest that the door does not have yet, each with its number."""
    rows = connection.execute(select(table).order_by(table.c.id).limit(limit))
    return [
        (row.id, News(row.key, row.alias, row.event, row.at, msgspec.json.decode(row.properties)))
        for row in rows
    ]


def drop(connection: Connection, numbers: Sequence[int]) -> None:
    """Forget those that the door has for good."""
    connection.execute(delete(table).where(table.c.id.in_(numbers)))
