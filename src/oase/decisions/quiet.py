"""Quiet hours: by the clock on her wall, over midnight and through the changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = ["day_begins", "is_quiet", "local"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local(at: int, zone: ZoneInfo) -> datetime:
    """Return a moment (microseconds since 1970, UTC) as the clock on her wall shows it."""
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


def is_quiet(at: int, start: str, end: str, zone: ZoneInfo) -> bool:
    """Tell whether a moment lies in the quiet hours.

    Parameters
    ----------
    at : int
        Microseconds since 1970, UTC.
    start, end : str
        ``HH:MM`` on her wall; over midnight where the start is the later one, never where both are the same.
    zone : ZoneInfo

    Examples
    --------
    >>> berlin = ZoneInfo("Europe/Berlin")
    >>> evening = 1_795_291_200_000_000  # 21 November 2026, 21:00 in Berlin
    >>> is_quiet(evening, "20:00", "08:00", berlin), is_quiet(evening, "22:00", "08:00", berlin)
    (True, False)
    """
    begins, ends = _read(start), _read(end)
    now = local(at, zone).time()
    return begins <= now < ends if begins <= ends else now >= begins or now < ends


def day_begins(at: int, zone: ZoneInfo) -> int:
    """Return when the day of a moment began on her wall, microseconds since 1970, UTC."""
    midnight = local(at, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return int((midnight - _EPOCH) / timedelta(microseconds=1))


@lru_cache(256)
def _read(text: str) -> time:
    return time.fromisoformat(text)
