"""When messages come, and when the team of a channel has worked so long that it answers."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from oase.demo.listening.places import Place

__all__ = ["REGION", "answered_at", "comes_at", "is_weekend", "micros"]

REGION: Final = "NW"
"""Whose public holidays the service keeps."""

_ZONE: Final = ZoneInfo("Europe/Berlin")
_CLOSED: Final = "PH off"
_HOURS: Final = (1, 1, 0, 0, 0, 1, 3, 6, 8, 9, 10, 10, 11, 10, 9, 9, 10, 11, 13, 15, 16, 14, 9, 4)
_SATURDAY: Final = 5


def micros(moment: datetime) -> int:
    """Return microseconds since 1970, UTC."""
    return round(moment.timestamp() * 1_000_000)


def is_weekend(at: int) -> bool:
    """Return whether it is Saturday or Sunday in Germany."""
    return _local(at).weekday() >= _SATURDAY


def comes_at(rng: random.Random, place: Place, now: int, days: int) -> int:
    """Draw when a message comes: most in the evening, and at weekends as the channel has it."""
    while True:
        day = _local(now).date() - timedelta(days=rng.randrange(days + 1))
        share = place.weekend if day.weekday() >= _SATURDAY else 1.0
        if rng.random() * 1.5 > share:
            continue
        hour = rng.choices(range(24), _HOURS)[0]
        at = micros(datetime(day.year, day.month, day.day, hour, tzinfo=_ZONE)) + rng.randrange(3_600_000_000)
        if now - days * 86_400_000_000 < at < now:
            return at


def answered_at(place: Place, at: int, minutes: float) -> int:
    """Return when the team of a channel has worked for so many minutes since a message came.

    Parameters
    ----------
    place : Place
    at : int
        Microseconds since 1970, UTC.
    minutes : float
        Of staff.
    """
    day, left = _local(at).date(), minutes
    while True:
        if (span := _span(place, day)) is not None:
            opens, closes = (max(at, _moment(day, minute)) for minute in span)
            worked = (closes - opens) / 60_000_000
            if left <= worked:
                return opens + round(left * 60_000_000)
            left -= worked
        day += timedelta(days=1)


def _span(place: Place, day: date) -> tuple[int, int] | None:
    if _CLOSED in place.hours and day in _holidays(day.year):
        return None
    return place.spans[day.weekday()]


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DE", subdiv=REGION, years=year))


def _moment(day: date, minute: int) -> int:
    return micros(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=_ZONE))


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(_ZONE)
