"""Which day it was where the house stands."""

from __future__ import annotations

from datetime import UTC, datetime

from oase.settings import time_zone

__all__ = ["Calendar"]

_QUARTER = 900_000_000  # no zone on earth changes its clock but at a quarter of an hour
_DAY_SECONDS = 86_400
_MOST_HELD = 100_000


class Calendar:
    """Days since 1970 in one time zone.

    Parameters
    ----------
    timezone : str
        IANA name.

    Examples
    --------
    >>> Calendar("Europe/Berlin").day_of(23 * 3600 * 1_000_000)  # 1 January 1970, 23:00 in London
    1
    """

    def __init__(self, timezone: str) -> None:
        self._zone = time_zone(timezone)
        self._days: dict[int, int] = {}

    def day_of(self, at: int) -> int:
        """Return the day of a moment in microseconds since 1970, UTC."""
        quarter = at // _QUARTER
        day = self._days.get(quarter)
        if day is None:
            if len(self._days) >= _MOST_HELD:
                self._days.clear()
            day = self._days[quarter] = self._look_up(quarter * _QUARTER // 1_000_000)
        return day

    def _look_up(self, seconds: int) -> int:
        offset = datetime.fromtimestamp(seconds, UTC).astimezone(self._zone).utcoffset()
        return (seconds + int(offset.total_seconds() if offset else 0)) // _DAY_SECONDS
