"""Periods: whole days of a house's calendar, both ends included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from oase.errors import OptionInvalid
from oase.settings import time_zone

__all__ = ["Period", "day_of", "period"]

_LONGEST_YEARS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Period(NamedTuple):
    """Days from ``since`` to ``until``, and the moments at which they begin and have ended.

    Attributes
    ----------
    since, until : date
    begins, ends : int
        Microseconds since 1970, UTC; ``ends`` is the first moment after the last day.
    """

    since: date
    until: date
    begins: int
    ends: int


def period(since: date, until: date, timezone: str) -> Period:
    """Return a period.

    Examples
    --------
    >>> year = period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin")
    >>> (year.ends - year.begins) // 86_400_000_000
    365

    Raises
    ------
    OptionInvalid
        The last day is before the first, or the period is longer than 20 years.
    """
    if until < since:
        raise OptionInvalid(
            "The last day is before the first", expected=f"{since} or later", got=str(until), where="until"
        )
    if (until - since).days > 366 * _LONGEST_YEARS:
        raise OptionInvalid(
            "That period is too long", expected=f"{_LONGEST_YEARS} years at most", where="since"
        )
    return Period(since, until, _begin(since, timezone), _begin(until + timedelta(days=1), timezone))


def day_of(at: int, timezone: str) -> date:
    """Return the day on which a moment lies.

    Examples
    --------
    >>> day_of(1_795_950_000_000_000, "Europe/Berlin")
    datetime.date(2026, 11, 29)
    """
    return (_EPOCH + at * _MICROSECOND).astimezone(time_zone(timezone)).date()


def _begin(day: date, timezone: str) -> int:
    return (datetime.combine(day, time(), time_zone(timezone)) - _EPOCH) // _MICROSECOND
