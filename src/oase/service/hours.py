"""When the team of a channel is there: the hours of a shop, applied to people who answer messages.

The hours are OpenStreetMap's ``opening_hours``; where they say nothing of public holidays nobody is there on
them. Only today's hours are kept: an old message is measured by them, too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
from numpy.typing import NDArray

from oase.errors import InputError, OptionInvalid
from oase.retail.articles import Store
from oase.retail.hours import Hours as ShopHours
from oase.settings import time_zone

__all__ = ["Channel", "Hours", "Shifts"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """A channel by which customers write, and the team that answers there.

    Parameters
    ----------
    name : str
    team : str
    hours : str
        OpenStreetMap's ``opening_hours``; empty: nobody is ever there, the staffed clock does not run.
    country, subdivision : str
        ISO 3166-1 and -2 (``DE``, ``NW``): which public holidays it has; empty: none are known.
    timezone : str
        IANA name.
    promise_minutes : int or None
        Within which an answer is promised, by the wall clock; None: nothing is promised.
    touchpoint : str
        To which its messages belong.
    """

    name: str
    team: str = ""
    hours: str = ""
    country: str = "DE"
    subdivision: str = ""
    timezone: str = "Europe/Berlin"
    promise_minutes: int | None = None
    touchpoint: str = ""


class Shifts(NamedTuple):
    """When a team is there, one after the other: from, until, and the time of all that came before.

    Microseconds since 1970, UTC; arrays of int64.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    before: NDArray[np.int64]


class Hours:
    """The hours of one channel, on its own clock and with its own holidays.

    Parameters
    ----------
    channel : Channel

    Raises
    ------
    OptionInvalid
        Hours, zone, country or subdivision cannot be understood.

    Examples
    --------
    >>> hours = Hours(Channel(name="Mail", subdivision="NW", hours="Mo-Fr 09:00-17:00"))
    >>> hours.holiday(date(2026, 11, 1)), len(hours.spans(date(2026, 11, 2)))
    ('Allerheiligen', 1)
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.zone: ZoneInfo = time_zone(channel.timezone, f"channel {channel.name}")
        self._shop = _shop(channel)
        self._spans: dict[date, tuple[tuple[int, int], ...]] = {}
        self._holidays: dict[date, str] = {}

    @property
    def is_staffed(self) -> bool:
        """Whether anybody is ever there; else the staffed clock does not run."""
        return bool(self.channel.hours.strip())

    def local(self, at: int) -> datetime:
        """Return a moment on the channel's own clock."""
        return (_EPOCH + timedelta(microseconds=at)).astimezone(self.zone)

    def spans(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return from when until when the team is there on a day of its own calendar."""
        if not self.is_staffed or self._shop is None:
            return ()
        found = self._spans.get(day)
        if found is None:
            found = self._spans[day] = self._shop.spans(day)
        return found

    def holiday(self, day: date) -> str:
        """Return the name of the public holiday of a day, empty where it is none."""
        if self._shop is None:
            return ""
        found = self._holidays.get(day)
        if found is None:
            found = self._holidays[day] = self._shop.holiday(day)
        return found

    def shifts(self, since: int, until: int) -> Shifts:
        """Return when the team is there on every day that two moments touch."""
        day, last = self.local(since).date(), self.local(until).date()
        found: list[tuple[int, int]] = []
        while day <= last:
            found += self.spans(day)
            day += _DAY
        pairs = np.asarray(found, np.int64).reshape(-1, 2)
        lengths = np.cumsum(pairs[:, 1] - pairs[:, 0])
        return Shifts(pairs[:, 0], pairs[:, 1], np.concatenate([[np.int64(0)], lengths]))


def _shop(channel: Channel) -> ShopHours | None:
    """Return the hours as those of a shop; None where no country says which holidays there are."""
    if not channel.country and not channel.hours.strip():
        return None
    store = Store(
        code=channel.name,
        name=channel.team,
        country=channel.country,
        subdivision=channel.subdivision,
        timezone=channel.timezone,
        hours=channel.hours.strip() or "off",
    )
    try:
        return ShopHours(store)
    except InputError as error:
        raise OptionInvalid(
            error.what,
            expected=error.expected,
            got=error.got,
            where=f"channel {channel.name}",
            todo=error.todo,
        ) from error
