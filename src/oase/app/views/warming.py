"""Views that are made before anybody asks: after the start, after data has changed, and in the night."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from oase.app.tasks.queue import Queue

__all__ = ["Warming"]

NIGHT_HOURS = 4
"""Each day at four in the morning, in the zone of the house."""


class Warming:
    """Asks for the default views of every page where the kept ones are missing or of former data.

    Parameters
    ----------
    zone : str
        IANA name.
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(self, zone: str, clock: Callable[[], int]) -> None:
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._coarse = ""
        self._night: date | None = None

    def look(self, queue: Queue) -> None:
        """Ask for what is due; called about once a second, and does little most of the time."""
        coarse, night = queue.version_now().coarse, self._last_night()
        is_new_night = self._night is not None and night != self._night
        if coarse == self._coarse and not is_new_night:
            return
        for kind, one in queue.kinds.items():
            for arguments in one.warm:
                queue.make_beforehand(kind, arguments, is_thorough=is_new_night or not self._coarse)
        self._coarse, self._night = coarse, night

    def _last_night(self) -> date:
        now = datetime.fromtimestamp(self._clock() / 1e6, UTC).astimezone(self._zone)
        return (now - timedelta(hours=NIGHT_HOURS)).date()
