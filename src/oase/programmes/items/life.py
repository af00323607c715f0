"""The line of life: what happened to one item, from making to the end, with nothing of a person in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, get_args

import msgspec
from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.programmes.tables import item_events

__all__ = ["KINDS", "Event", "Kind", "counts", "happened", "life_of"]

Kind = Literal[
    "made",
    "sold",
    "registered",
    "damaged",
    "repair_began",
    "repaired",
    "repair_failed",
    "guarantee_longer",
    "exchanged",
    "taken_back",
    "graded",
    "resold",
    "passed_on",
    "recycled",
    "ended",
]

KINDS: tuple[Kind, ...] = get_args(Kind)


class Event(NamedTuple):
    """Something that happened to an item.

    Attributes
    ----------
    key : str
        Such as ``"case:12:repaired"``; told twice, it is kept once.
    item : int
    kind : str
        Of ``KINDS``.
    at : int
        Microseconds since 1970, UTC.
    origin : str
        Such as ``"case:12"``, ``"piece:4"``, ``"resale:5"``; empty for none.
    detail : mapping
        Plain values: way, reason, technique, grade, grams, months; nothing of a person.
    """

    key: str
    item: int
    kind: Kind
    at: int
    origin: str = ""
    detail: Mapping[str, Any] = {}


def happened(connection: Connection, one: Event) -> None:
    """Add to a line of life, in the transaction in which it happens."""
    if one.kind not in KINDS:
        raise ValueError(f"no line of life knows {one.kind}")  # a mistake of ours
    row = one._asdict() | {"detail": msgspec.json.encode(one.detail).decode()}
    connection.execute(upsert(item_events).values(**row).on_conflict_do_nothing(index_elements=["key"]))


def life_of(connection: Connection, item: int) -> list[Event]:
    """Return the line of life of an item, oldest first."""
    query = select(item_events).where(item_events.c.item == item).order_by(item_events.c.at, item_events.c.id)
    return [
        Event(row.key, row.item, row.kind, row.at, row.origin, msgspec.json.decode(row.detail))
        for row in connection.execute(query)
    ]


def counts(connection: Connection) -> dict[str, tuple[int, int]]:
    """Return by kind how often it happened, and to how many items."""
    items = func.count(func.distinct(item_events.c.item))
    rows = connection.execute(select(item_events.c.kind, func.count(), items).group_by(item_events.c.kind))
    return {row[0]: (row[1], row[2]) for row in rows}
