"""Moments of the demo's year, counted back from now."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

__all__ = ["DAY", "HOUR", "MINUTE", "ZONE", "ago", "day_of", "drawn", "local", "quarter_before"]

MINUTE: Final = 60_000_000
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
ZONE: Final = ZoneInfo("Europe/Berlin")


def ago(now: int, days: float) -> int:
    """Return the moment so many days before now."""
    return now - round(days * DAY)


def local(at: int) -> datetime:
    """Return a moment by the clock of Lindwerk."""
    return datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZONE)


def day_of(at: int) -> date:
    """Return the day of a moment in Lindwerk's calendar."""
    return local(at).date()


def drawn(seed: int, name: str) -> random.Random:
    """Return the random numbers of one thing: it stays the same whatever is drawn for others."""
    return random.Random(f"{seed}/programmes/{name}")  # noqa: S311 - nothing is kept secret by it


def quarter_before(day: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter before a day.

    Examples
    --------
    >>> [str(one) for one in quarter_before(date(2026, 11, 22))]
    ['2026-07-01', '2026-09-30']
    """
    last = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last
