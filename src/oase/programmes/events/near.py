"""How far it is, and which stops are next: great-circle distances on a sphere."""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from oase.programmes.events.stops import Stop

__all__ = ["RADIUS_KM", "Near", "kilometres", "nearest_stops"]

RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


class Near(NamedTuple):
    """A stop and how many kilometres it is away in a straight line."""

    stop: Stop
    km: float


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two places (latitude, longitude in degrees), by the haversine formula.

    Examples
    --------
    >>> round(kilometres((50.9375, 6.9603), (52.5200, 13.4050)))  # Cologne, Berlin
    477
    """
    south, west = radians(other[0] - one[0]), radians(other[1] - one[1])
    part = sin(south / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(west / 2) ** 2
    return 2 * RADIUS_KM * asin(min(1.0, sqrt(part)))


def nearest_stops(stops: Sequence[Stop], place: tuple[float, float], now: int, most: int = 3) -> list[Near]:
    """Return the nearest stops that are still to come, the nearest first; of equals the sooner."""
    coming = [one for one in stops if one.is_coming(now)]
    near = [Near(one, kilometres(place, (one.latitude, one.longitude))) for one in coming]
    return sorted(near, key=lambda one: (round(one.km, 1), one.stop.opens, one.stop.id))[:most]
