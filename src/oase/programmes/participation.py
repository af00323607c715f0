"""Who takes part, and how far: informed, used, active (did it herself), co-creator."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.programmes.tables import participations

__all__ = ["LEVELS", "Level", "Participation", "take_part"]

Level = Literal["informed", "used", "active", "co_creator"]

LEVELS: tuple[Level, ...] = get_args(Level)
"""From the lowest to the highest."""


class Participation(NamedTuple):
    """One person, or one nobody knows, in one programme.

    Attributes
    ----------
    key : str
        Such as ``"case:12:used"``; told twice, it counts once.
    kind : str
        Of a purpose measure: guarantee, repair, kit, event, take_back, resale, recycling, other.
    level : str
        Of ``LEVELS``.
    origin : str
        Such as ``"case:12"``, ``"ticket:3"``, ``"take_back:4"``, ``"page:repair"``.
    at : int
        Microseconds since 1970, UTC.
    alias : int, optional
        None where nobody says who it was.
    country : str
        ISO 3166-1; empty where unknown.
    """

    key: str
    kind: str
    level: Level
    origin: str
    at: int
    alias: int | None = None
    country: str = ""


def take_part(connection: Connection, one: Participation) -> None:
    """Note that somebody takes part, in the transaction in which it happens."""
    if one.level not in LEVELS:
        raise ValueError(f"no level of taking part is called {one.level}")  # a mistake of ours
    row = one._asdict() | {"measure": None}
    connection.execute(upsert(participations).values(**row).on_conflict_do_nothing(index_elements=["key"]))
