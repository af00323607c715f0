"""Views that are made before anybody asks: after the start, after data has changed, and in the night."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from oase.app.tasks.queue import Queue
from oase.app.tasks.task import Arguments
from oase.db import Database

__all__ = ["Warming"]

NIGHT_HOURS = 4
"""Each day at four in the morning, in the zone of the house."""


FIRST = ("overview", "today")
"""What every page needs, and the page one comes to."""

MOST_LATELY = 20


class Warming:
    """Asks for the default views of every page where the kept ones are missing or of former data.

    What was shown lately, with whatever filters, is asked for after them, so that an import does not make
    everybody wait for her own view.

    Parameters
    ----------
    database : Database
    zone : str
        IANA name.
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(self, database: Database, zone: str, clock: Callable[[], int]) -> None:
        self._database = database
        self._zone = ZoneInfo(zone)
        self._clock = clock
        self._coarse = ""
        self._night: date | None = None

    def look(self, queue: Queue) -> None:
        """Ask for what is due; called about once a second, and does little most of the time."""
        coarse, night = queue.version_now().coarse, self._last_night()
        if coarse == self._coarse and night == self._night:
            return
        is_thorough = night != self._night  # at the start, too: contacts may have arrived while nobody served
        for kind, arguments in self._wanted(queue):
            queue.make_beforehand(kind, arguments, is_thorough=is_thorough)
        self._coarse, self._night = coarse, night

    def _wanted(self, queue: Queue) -> Iterator[tuple[str, Arguments]]:
        for kind in sorted(queue.kinds, key=lambda kind: kind not in FIRST):
            warm = queue.kinds[kind].warm
            for arguments in warm(self._database) if callable(warm) else warm:
                yield kind, arguments
        yield from queue.shown_lately(MOST_LATELY)

    def _last_night(self) -> date:
        now = datetime.fromtimestamp(self._clock() / 1e6, UTC).astimezone(self._zone)
        return (now - timedelta(hours=NIGHT_HOURS)).date()
