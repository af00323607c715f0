"""What is known of take-backs: one with its pieces, the queue of a state, how many stand in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, func, or_, select

from oase.errors import SourceMissing
from oase.programmes.returns.states import STATES, State
from oase.programmes.tables import pieces as piece_table
from oase.programmes.tables import take_backs as table

__all__ = ["Count", "Piece", "TakeBack", "counts", "get", "piece_of", "pieces_of", "queue"]


class TakeBack(NamedTuple):
    """One parcel or visit; times are microseconds since 1970, UTC."""

    id: int
    number: str
    key: str
    state: State
    way: str
    place: str
    alias: int | None
    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str
    lang: str
    parcel: str
    credit: str
    promotion: int | None
    requested: int
    shipped: int | None
    received: int | None
    processed: int | None
    completed: int | None
    changed: int


class Piece(NamedTuple):
    """One piece of it; ``grade`` is empty and ``looked`` None before it was looked at."""

    id: int
    take_back: int
    item: int | None
    gtin: str
    serial: str
    what: str
    category: str
    brand: str
    said: dict[str, str]
    found: dict[str, Any]
    said_grade: str
    grade: str
    grams: int | None
    estimated_cents: int
    final_cents: int | None
    refused: str
    why: str
    looked: int | None
    who: str

    @property
    def is_taken(self) -> bool:
        """Whether it was looked at and is ours now."""
        return self.looked is not None and not self.refused

    @property
    def is_weighed(self) -> bool:
        """Whether its weight was measured; else it is what the offer says of such pieces."""
        return bool(self.found.get("weighed"))


class Count(NamedTuple):
    """How many stand in a state, and since when the oldest does."""

    state: State
    many: int
    oldest: int | None


def get(connection: Connection, number: int) -> TakeBack:
    """Return a take-back.

    Raises
    ------
    SourceMissing
        There is none of this number.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("There is no such take-back", got=str(number))
    return TakeBack(*row)


def pieces_of(connection: Connection, take_backs: Sequence[int]) -> dict[int, list[Piece]]:
    """Return the pieces of some take-backs, by its number."""
    found: dict[int, list[Piece]] = {number: [] for number in take_backs}
    query = select(piece_table).where(piece_table.c.take_back.in_(take_backs)).order_by(piece_table.c.id)
    for row in connection.execute(query):
        found[row.take_back].append(_piece(row))
    return found


def piece_of(connection: Connection, number: int) -> Piece:
    """Return one piece.

    Raises
    ------
    SourceMissing
        There is none of this number.
    """
    row = connection.execute(select(piece_table).where(piece_table.c.id == number)).one_or_none()
    if row is None:
        raise SourceMissing("There is no such piece", got=str(number))
    return _piece(row)


def counts(connection: Connection) -> list[Count]:
    """Return how many stand in each state, in their order; those that nobody is in with 0."""
    query = select(table.c.state, func.count(), func.min(table.c.changed)).group_by(table.c.state)
    held = {state: (many, oldest) for state, many, oldest in connection.execute(query)}
    return [Count(state, *held.get(state, (0, None))) for state in STATES]


def queue(connection: Connection, state: str = "", text: str = "", *, most: int = 100) -> list[TakeBack]:
    """Return take-backs, the longest unchanged first.

    Parameters
    ----------
    connection : Connection
    state : str
        Of ``STATES``; empty for all that are not over.
    text : str
        Part of a number, name, email, parcel number or serial number; empty for all.
    most : int
        How many at most.
    """
    over = ("complete", "cancelled")
    asked: list[ColumnElement[bool]] = []
    if state:
        asked.append(table.c.state == state)
    elif not text:
        asked.append(table.c.state.not_in(over))
    if text:
        asked.append(_matching(text))
    query = select(table).where(*asked).order_by(table.c.changed, table.c.id).limit(most)
    return [TakeBack(*row) for row in connection.execute(query)]


def _matching(text: str) -> ColumnElement[bool]:
    columns = (table.c.number, table.c.name, table.c.email, table.c.parcel)
    serials = select(piece_table.c.take_back).where(piece_table.c.serial == text)
    return or_(*(column.icontains(text, autoescape=True) for column in columns), table.c.id.in_(serials))


def _piece(row: Any) -> Piece:
    values = dict(zip(Piece._fields, row, strict=True))
    return Piece(**(values | {name: msgspec.json.decode(values[name]) for name in ("said", "found")}))
