"""The nearest places to drop something off, in a straight line."""

from __future__ import annotations

from math import cos, radians
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, select

from oase.programmes.returns.places.postcodes import Found, kilometres, middle_of
from oase.programmes.tables import drop_offs as table

__all__ = ["DropOff", "Near", "Nearest", "near_postcode", "nearest"]

_RINGS = (0.05, 0.2, 0.8, 3.2, 180.0)
_KM_PER_DEGREE = 111.19
"""Of latitude, on the sphere that ``kilometres`` measures on, rounded down."""


class DropOff(NamedTuple):
    """A place; ``hours`` as OpenStreetMap writes them, empty where nobody says."""

    key: str
    kind: str
    takes: tuple[str, ...]
    name: str
    operator: str
    street: str
    postcode: str
    city: str
    country: str
    latitude: float
    longitude: float
    hours: str
    source: str
    updated: int

    @property
    def is_own(self) -> bool:
        """Whether it is a store of the house."""
        return self.key.startswith("own:")


class Near(NamedTuple):
    """A place and how many kilometres it is away."""

    place: DropOff
    km: float


class Nearest(NamedTuple):
    """Where a postcode lies, and the nearest places to it."""

    at: Found
    places: list[Near]


def near_postcode(
    connection: Connection, country: str, postcode: str, n: int = 3, *, takes: str = ""
) -> Nearest:
    """Return the places nearest to the middle of a postcode.

    Raises
    ------
    PostcodeUnknown
        Nothing of it is known.
    """
    found = middle_of(connection, country, postcode)
    return Nearest(found, nearest(connection, found.latitude, found.longitude, n, takes=takes))


def nearest(
    connection: Connection, latitude: float, longitude: float, n: int = 3, *, takes: str = ""
) -> list[Near]:
    """Return the places nearest to a point, the nearest first.

    Looks in growing rings, so that a whole country need not be measured; a ring answers only when all that it
    returns lies surely nearer than anything outside of it.

    Parameters
    ----------
    connection : Connection
    latitude, longitude : float
        Degrees.
    n : int
        How many at most.
    takes : str
        ``clothes`` or ``shoes``; empty for either.
    """
    found: list[Near] = []
    for ring in _RINGS:
        inside = table.c.latitude.between(latitude - ring, latitude + ring)
        wide = ring / max(0.01, cos(radians(min(89.0, abs(latitude) + ring))))
        if longitude - wide > -180 and longitude + wide < 180:
            inside &= table.c.longitude.between(longitude - wide, longitude + wide)
        rows = connection.execute(select(table).where(inside))
        every = [_near(row, latitude, longitude) for row in rows]
        found = sorted(
            (one for one in every if not takes or takes in one.place.takes),
            key=lambda one: (one.km, one.place.key),
        )[:n]
        if len(found) == n and found[-1].km <= ring * _KM_PER_DEGREE:
            break
    return found


def _near(row: Any, latitude: float, longitude: float) -> Near:
    values = {name: getattr(row, name) for name in DropOff._fields}
    values["takes"] = tuple(msgspec.json.decode(row.takes, type=list[str]))
    return Near(DropOff(**values), kilometres((latitude, longitude), (row.latitude, row.longitude)))
