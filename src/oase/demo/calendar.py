"""Seasons, weekdays and opening hours of the demo; local German time until the very end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = [
    "DAYS",
    "END",
    "START",
    "as_utc",
    "evening",
    "next_sunday",
    "open_hours",
    "season_days",
    "shop_day",
]

START: Final = date(2024, 11, 1)
END: Final = date(2026, 11, 1)
DAYS: Final = (END - START).days

Micros = NDArray[np.int64]
Days = NDArray[np.int64]

_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_ORIGIN = (START - date(1970, 1, 1)).days
_SUNDAY = 6
# spring and autumn are the season of an outdoor brand, December its third peak
_MONTHS = np.array([0.7, 0.7, 1.0, 1.2, 1.4, 1.2, 0.9, 0.8, 1.2, 1.3, 1.0, 1.3])


def season_days(rng: np.random.Generator, latest: Days) -> Days:
    """Draw a day per person from 0 to ``latest``, more of them in the season.

    Parameters
    ----------
    rng : numpy Generator
    latest : int64 array
        Last day that is allowed, counted from the start of the demo.
    """
    months = (np.datetime64(START, "D") + np.arange(DAYS)).astype("datetime64[M]").astype(int) % 12
    weight = np.concatenate([[0.0], np.cumsum(_MONTHS[months])])
    drawn = rng.random(len(latest)) * weight[latest + 1]
    return np.searchsorted(weight, drawn, side="right").astype(np.int64) - 1


def weekday(days: Days) -> Days:
    """Return 0 for Monday to 6 for Sunday."""
    return (days + START.weekday()) % 7


def shop_day(days: Days) -> Days:
    """Move Sundays to Monday: shops are closed."""
    return days + (weekday(days) == _SUNDAY)


def next_sunday(days: Days) -> Days:
    """Return the Sunday on or after each day."""
    return days + (_SUNDAY - weekday(days))


def evening(rng: np.random.Generator, days: Days) -> Micros:
    """Return online times: mostly evenings, some at lunch, some on the way to work."""
    part = rng.random(len(days))
    centre = np.where(part < 0.6, 20.2, np.where(part < 0.82, 12.6, 8.0))
    spread = np.where(part < 0.6, 1.3, np.where(part < 0.82, 0.9, 0.8))
    return _at(days, np.clip(rng.normal(centre, spread), 6.0, 22.8))


def open_hours(rng: np.random.Generator, days: Days) -> Micros:
    """Return times within opening hours, 10 to 19:20, fullest in the afternoon."""
    return _at(days, 10 + 9.3 * rng.beta(2.2, 1.7, len(days)))


def as_utc(local: Micros) -> pa.Array:
    """Turn local microseconds since 1970 into UTC timestamps; nothing happens while clocks are changed."""
    day = np.clip(local // _DAY - _ORIGIN, 0, DAYS)
    return pa.array(local - _offsets()[day]).view(pa.timestamp("us", "UTC"))


def last_moment() -> int:
    """Return the local microsecond at which the demo ends."""
    return (_ORIGIN + DAYS) * _DAY


def _at(days: Days, hours: NDArray[np.float64]) -> Micros:
    seconds = (hours * 3600).astype(np.int64)
    return (_ORIGIN + days) * _DAY + seconds * _SECOND


@lru_cache(maxsize=1)
def _offsets() -> Micros:
    """Return microseconds ahead of UTC at noon of each day."""
    zone = ZoneInfo("Europe/Berlin")
    noons = (datetime.combine(START + timedelta(days=day), time(12), zone) for day in range(DAYS + 1))
    ahead = [noon.utcoffset() or timedelta() for noon in noons]
    return np.array([offset // timedelta(microseconds=1) for offset in ahead], np.int64)
