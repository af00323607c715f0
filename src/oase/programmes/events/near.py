"""Which stops are next to a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oase.programmes.events.stops import Stop
from oase.programmes.returns.places.postcodes import kilometres

__all__ = ["Near", "nearest_stops"]


class Near(NamedTuple):
    """A stop and how many kilometres it is away in a straight line."""

    stop: Stop
    km: float


def nearest_stops(stops: Sequence[Stop], place: tuple[float, float], now: int, most: int = 3) -> list[Near]:
    """Return the nearest stops that are still to come, the nearest first; of equals the sooner."""
    coming = [one for one in stops if one.is_coming(now)]
    near = [Near(one, kilometres(place, (one.latitude, one.longitude))) for one in coming]
    return sorted(near, key=lambda one: (round(one.km, 1), one.stop.opens, one.stop.id))[:most]
