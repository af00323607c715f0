"""The counts of the door, day by day and source by source, and how the pipeline is doing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from typing import NamedTuple

from oase import words
from oase.contacts.accepted import AcceptedRequests
from oase.contacts.calendar import Calendar
from oase.contacts.counts import ACCEPTED, DUPLICATE, NOTED, DoorCount, door_counts_of
from oase.db.inbox import backlogs, worked_off
from oase.db.versions import seen
from oase.model import RefusalReason
from oase.web.pages.visit import Visit

__all__ = ["DAYS", "Health", "Tally", "counted", "date_of", "day_name", "health", "per_day", "today"]

DAYS = 30
SILENT_SECONDS = 60
LATE_SECONDS = 30
_REASONS = frozenset(RefusalReason)


class Tally(NamedTuple):
    """How many messages there were, and what became of them."""

    messages: int = 0
    accepted: int = 0
    noted: int = 0
    duplicate: int = 0
    refused: int = 0

    @classmethod
    def of(cls, counts: Iterable[DoorCount]) -> Tally:
        """Add counts up."""
        found: Counter[str] = Counter()
        for one in counts:
            found["refused" if one.outcome in _REASONS else one.outcome] += one.contacts
        return cls(found.total(), found[ACCEPTED], found[NOTED], found[DUPLICATE], found["refused"])


class Health(NamedTuple):
    """How the pipeline does: the state (idle, busy, late, silent, never), what waits and for how long."""

    state: str
    waiting: int = 0
    seconds: float = 0.0
    seen: int | None = None

    @property
    def look(self) -> str:
        """The colour of the state: good, unsure or bad."""
        return {"idle": "good", "busy": "good", "late": "unsure"}.get(self.state, "bad")


def today(visit: Visit) -> int:
    """Return the day it is where the house stands, in days since 1970."""
    return Calendar(visit.reach.settings.timezone).day_of(visit.reach.clock())


def counted(visit: Visit, days: int = DAYS) -> list[DoorCount]:
    """Return what was counted in the last days, today among them."""
    with visit.reach.database.reading() as connection:
        return door_counts_of(connection, today(visit) - days + 1)


def per_day(visit: Visit, counts: list[DoorCount]) -> list[dict[str, object]]:
    """Return a row for each of the last days, the oldest first: day, name, what became of its messages."""
    last = today(visit)
    by_day: dict[int, list[DoorCount]] = {}
    for one in counts:
        by_day.setdefault(one.day, []).append(one)
    return [_day(visit, day, Tally.of(by_day.get(day, ()))) for day in range(last - DAYS + 1, last + 1)]


def _day(visit: Visit, day: int, tally: Tally) -> dict[str, object]:
    name = day_name(day, visit)
    numbers = {key: words.number(value, visit.lang) for key, value in tally._asdict().items()}
    said = visit.t("door.days.said", day=name, number=numbers["messages"], refused=numbers["refused"])
    return {"day": date_of(day), "name": name, **tally._asdict(), "said": said}


def date_of(day: int) -> dt.date:
    """Return a day that is counted since 1970."""
    return dt.date(1970, 1, 1) + dt.timedelta(days=day)


def day_name(day: int, visit: Visit) -> str:
    """Return a day in words."""
    return words.date(day * 86_400_000_000, visit.lang)


def health(visit: Visit) -> Health:
    """Return how the pipeline does."""
    reach = visit.reach
    with reach.database.reading() as connection:
        waiting = sum(backlogs(connection, reach.database.folder).values())
        done, beat = worked_off(connection), seen(connection)
    now = reach.clock()
    if beat is None:
        return Health("never", waiting)
    if now - beat > SILENT_SECONDS * 1_000_000:
        return Health("silent", waiting, seen=beat)
    if not waiting:
        return Health("idle", seen=beat)
    with closing(AcceptedRequests(reach.database.folder)) as requests:
        oldest = [request.received for _, request in requests.take(done, 1)]
    seconds = max(0.0, (now - min(oldest, default=now)) / 1e6)
    return Health("late" if seconds > LATE_SECONDS else "busy", waiting, seconds, beat)
