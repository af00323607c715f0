"""``Arrivals``: what comes through the door, read once a moment for all who listen in this web process.

The database is asked only while somebody listens, four times a second however many listen. What a slow
listener has not fetched is added up, of rows only the newest are kept: nobody makes this process grow.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import msgspec

from oase.contacts import RecentContact, recent_contacts
from oase.contacts.counts import ACCEPTED, DUPLICATE, NOTED, door_counts_of
from oase.contacts.refusals import KeptRefusal, latest
from oase.errors import OaseError
from oase.web.reach import Reach

__all__ = ["Arrivals", "Arrived", "Listener", "Row"]

log = logging.getLogger("oase.serve")

PAUSE_SECONDS = 0.25
TROUBLE_SECONDS = 5.0
MOST_ROWS = 50
MOST_LISTENERS = 64
MOST_OF_ONE = 12
_DAY_ONE = date(1970, 1, 1)


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A contact, or a refusal with its reason; the format is told in ``web.pages.live``."""

    id: str
    at: int
    time: str
    source: str
    touchpoint: str = ""
    channel: str = ""
    person: str = ""
    reason: str = ""


class Arrived(msgspec.Struct, frozen=True, kw_only=True):
    """What has come since one last heard of it; the format is told in ``web.pages.live``."""

    contacts: int = 0
    refused: int = 0
    accepted_today: int = 0
    refused_today: int = 0
    rows: tuple[Row, ...] = ()


class Listener:
    """One who listens: what she has not heard yet, never more than a few rows.

    Parameters
    ----------
    has_rows : bool
        Whether she may see single contacts, or only how many there are.
    account : int or None
        Who listens.
    """

    def __init__(self, *, has_rows: bool, account: int | None = None) -> None:
        self.has_rows = has_rows
        self.account = account
        self._news = asyncio.Event()
        self._held = Arrived()
        self._rows: deque[Row] = deque(maxlen=MOST_ROWS)

    def tell(self, news: Arrived | None) -> None:
        """Add to what she has not heard; None only wakes her."""
        if news is not None:
            self._rows.extend(news.rows if self.has_rows else ())
            self._held = msgspec.structs.replace(
                news, contacts=self._held.contacts + news.contacts, refused=self._held.refused + news.refused
            )
        self._news.set()

    async def hear(self, seconds: float) -> Arrived | None:
        """Wait so long for something new; None where nothing came."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._news.wait()
        if not self._news.is_set():
            return None
        self._news.clear()
        heard = msgspec.structs.replace(self._held, rows=tuple(self._rows))
        self._rows.clear()
        self._held = msgspec.structs.replace(self._held, contacts=0, refused=0)
        return heard


class Arrivals:
    """What arrives at a house, for the listeners of one event loop.

    Parameters
    ----------
    reach : Reach
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._zone = ZoneInfo(reach.settings.timezone)
        self._listeners: set[Listener] = set()
        self._watching: asyncio.Task[None] | None = None
        self.is_over = False
        """Whether the server ends: nobody is told anything any more."""

    @property
    def count(self) -> int:
        """How many listen."""
        return len(self._listeners)

    def join(self, *, has_rows: bool, account: int | None = None) -> Listener | None:
        """Return a new listener; None where there are too many (of one account, too), or none any more."""
        same = sum(one.account == account for one in self._listeners)
        if self.is_over or same >= MOST_OF_ONE or len(self._listeners) >= MOST_LISTENERS:
            return None
        listener = Listener(has_rows=has_rows, account=account)
        self._listeners.add(listener)
        if self._watching is None or self._watching.done():
            self._watching = asyncio.get_running_loop().create_task(self._watch())
        return listener

    def leave(self, listener: Listener) -> None:
        """Listen no more; with the last one the database is asked no more."""
        self._listeners.discard(listener)
        if not self._listeners and self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def end(self) -> None:
        """Let every listener go; called in the event loop when the server ends."""
        self.is_over = True
        for listener in self._listeners:
            listener.tell(None)

    async def _watch(self) -> None:
        place = _Place()
        is_first = True
        while True:
            try:
                news = await asyncio.to_thread(self._read, place)
            except OaseError as error:
                log.warning("arrivals cannot be read: %s", error.what)
                await asyncio.sleep(TROUBLE_SECONDS)
                continue
            if is_first or news.contacts or news.refused:
                told = msgspec.structs.replace(news, contacts=0, refused=0, rows=()) if is_first else news
                for listener in self._listeners:
                    listener.tell(told)
            is_first = False
            await asyncio.sleep(PAUSE_SECONDS)

    def now(self) -> Arrived:
        """Return the counts of today, as one hears them who has just come."""
        return msgspec.structs.replace(self._read(_Place()), contacts=0, refused=0, rows=())

    def _read(self, place: _Place) -> Arrived:
        """Return what came since a place, and move the place on."""
        today = datetime.fromtimestamp(self._reach.clock() / 1e6, UTC).astimezone(self._zone).date()
        with self._reach.database.reading() as connection:
            contacts = [row for row in recent_contacts(connection, limit=MOST_ROWS) if row.id > place.contact]
            refusals = [row for row in latest(connection, limit=MOST_ROWS) if row.id > place.refusal][::-1]
            counts = door_counts_of(connection, since_day=(today - _DAY_ONE).days)
        fine = (ACCEPTED, DUPLICATE, NOTED)
        news = Arrived(
            contacts=contacts[-1].id - place.contact if contacts else 0,
            refused=refusals[-1].id - place.refusal if refusals else 0,
            accepted_today=sum(one.contacts for one in counts if one.outcome == ACCEPTED),
            refused_today=sum(one.contacts for one in counts if one.outcome not in fine),
            rows=tuple(
                sorted([*map(self._contact, contacts), *map(self._refusal, refusals)], key=lambda row: row.at)
            ),
        )
        place.contact += news.contacts
        place.refusal += news.refused
        return news

    def _contact(self, row: RecentContact) -> Row:
        return Row(
            id=f"c{row.id}",
            at=row.received,
            time=self._time(row.received),
            source=row.source,
            touchpoint=row.touchpoint,
            channel=row.channel or "",
            person=f"{row.alias & 0xFFFFFFFFFFFFFFFF:016x}"[:8],
        )

    def _refusal(self, row: KeptRefusal) -> Row:
        reason, time = row.reason.value, self._time(row.received)
        return Row(id=f"r{row.id}", at=row.received, time=time, source=row.source, reason=reason)

    def _time(self, at: int) -> str:
        return datetime.fromtimestamp(at / 1e6, UTC).astimezone(self._zone).strftime("%H:%M:%S")


class _Place:
    """Up to where the log and the refusals were read."""

    def __init__(self) -> None:
        self.contact = self.refusal = 0
