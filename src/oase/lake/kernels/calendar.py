"""Calendar periods of a time zone as numbers, exact over changes of the clock."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from oase.lake.kernels.kernel import Ints

__all__ = ["Period", "first_day", "period_of_day", "periods"]

Period = Literal["day", "week", "month", "quarter", "year"]

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MONDAY = dt.date(1970, 1, 5).toordinal()


def period_of_day(day: dt.date, by: Period) -> int:
    """Return the running number of the period that holds a day; weeks begin on Monday.

    Examples
    --------
    >>> period_of_day(dt.date(2024, 3, 1), "month") - period_of_day(dt.date(2023, 12, 31), "month")
    3
    """
    if by == "day":
        return day.toordinal()
    if by == "week":
        return (day.toordinal() - _MONDAY) // 7
    return (day.year * 12 + day.month - 1) // _MONTHS[by]


def first_day(number: int, by: Period) -> dt.date:
    """Return the first day of a period.

    Examples
    --------
    >>> first_day(period_of_day(dt.date(2024, 8, 17), "quarter"), "quarter")
    datetime.date(2024, 7, 1)
    """
    if by == "day":
        return dt.date.fromordinal(number)
    if by == "week":
        return dt.date.fromordinal(number * 7 + _MONDAY)
    year, month = divmod(number * _MONTHS[by], 12)
    return dt.date(year, month + 1, 1)


def periods(at: Ints, by: Period, zone: ZoneInfo) -> Ints:
    """Return the running number of the local period in which each instant lies.

    Parameters
    ----------
    at : int64 array
        Microseconds since 1970, UTC.
    by : {"day", "week", "month", "quarter", "year"}
        The period.
    zone : ZoneInfo
        The time zone whose midnights count.

    Examples
    --------
    >>> half_an_hour_before_midnight_utc = np.array([1_711_841_400_000_000])
    >>> number = periods(half_an_hour_before_midnight_utc, "day", ZoneInfo("Europe/Berlin"))
    >>> first_day(int(number[0]), "day")
    datetime.date(2024, 3, 31)
    """
    if len(at) == 0:
        return np.empty(0, np.int64)
    first = period_of_day(_local_day(int(at.min()), zone), by)
    last = period_of_day(_local_day(int(at.max()), zone), by)
    begins = np.array([_begin(number, by, zone) for number in range(first + 1, last + 1)], np.int64)
    return np.searchsorted(begins, at, side="right") + first


def _local_day(at: int, zone: ZoneInfo) -> dt.date:
    instant = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at)
    return instant.astimezone(zone).date()


@lru_cache(maxsize=100_000)
def _begin(number: int, by: Period, zone: ZoneInfo) -> int:
    """Return the instant at which a period begins, in microseconds since 1970.

    Where the clock jumps over midnight, the earlier reading of that midnight is the instant of the jump.
    """
    midnight = dt.datetime.combine(first_day(number, by), dt.time(), tzinfo=zone)
    return (midnight - dt.datetime(1970, 1, 1, tzinfo=dt.UTC)) // dt.timedelta(microseconds=1)
