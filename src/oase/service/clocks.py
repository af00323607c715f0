"""The two clocks of an answer: the wall clock, as the customer feels it, and the clock of the staffed hours.

Both are exact to the microsecond: moments are counted in UTC, so a night that has an hour twice, or leaves
one out, is as long as it is. Nothing here asks for the time or a database.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oase.service.hours import Hours, Shifts

__all__ = ["KINDS_OF_DAY", "KindOfDay", "days_of", "kind_of_day", "staffed", "staffed_all", "wall"]

KindOfDay = Literal["weekday", "weekend", "holiday"]

KINDS_OF_DAY: tuple[KindOfDay, ...] = ("weekday", "weekend", "holiday")

_SATURDAY = 5
_THURSDAY = 3
_DAY, _HOUR = 86_400_000_000, 3_600_000_000
_FIRST = date(1970, 1, 1)

_Ints = NDArray[np.int64]


def wall(start: int, end: int) -> int:
    """Return the time between two moments by the clock on the wall, Sundays and nights too.

    Parameters
    ----------
    start, end : int
        Microseconds since 1970, UTC; an end before the start is none: 0.

    Examples
    --------
    >>> wall(1_793_527_200_000_000, 1_793_530_800_000_000) // 60_000_000
    60
    """
    return max(end - start, 0)


def staffed(start: int, end: int, hours: Hours) -> int:
    """Return how long somebody was there between two moments.

    Parameters
    ----------
    start, end : int
        Microseconds since 1970, UTC.
    hours : Hours

    Examples
    --------
    >>> from oase.service.hours import Channel
    >>> hours = Hours(Channel(name="Mail", hours="Mo-Fr 09:00-17:00"))
    >>> friday_four, monday_ten = 1_795_186_800_000_000, 1_795_424_400_000_000  # 20 and 23 November 2026
    >>> staffed(friday_four, monday_ten, hours) // 60_000_000
    120
    """
    return int(staffed_all([start], [end], hours)[0])


def staffed_all(starts: ArrayLike, ends: ArrayLike, hours: Hours) -> NDArray[np.int64]:
    """Return ``staffed`` for many pairs of moments; each day is looked up once."""
    since, until = np.asarray(starts, np.int64), np.asarray(ends, np.int64)
    if not len(since):
        return np.zeros(0, np.int64)
    until = np.maximum(since, until)
    shifts = hours.shifts(int(since.min()), int(until.max()))
    return _until(shifts, until) - _until(shifts, since)


def kind_of_day(at: int, hours: Hours) -> KindOfDay:
    """Tell what a day is where the team sits: a public holiday, else Saturday or Sunday, else a weekday.

    Examples
    --------
    >>> from oase.service.hours import Channel
    >>> noon = 1_780_567_200_000_000  # Thursday, 4 June 2026, Corpus Christi
    >>> [kind_of_day(noon, Hours(Channel(name="Mail", subdivision=state))) for state in ("NW", "BE")]
    ['holiday', 'weekday']
    """
    return _kind(hours.local(at).date(), hours)


def days_of(moments: ArrayLike, hours: Hours) -> tuple[_Ints, _Ints, _Ints]:
    """Return kind of day (its place in ``KINDS_OF_DAY``), weekday and hour of many moments.

    All are those of the channel's own clock; each of its days is looked up once. Monday is 0.

    Examples
    --------
    >>> from oase.service.hours import Channel
    >>> noon = 1_780_567_200_000_000  # Thursday, 4 June 2026, Corpus Christi
    >>> [column.tolist() for column in days_of([noon], Hours(Channel(name="Mail", subdivision="NW")))]
    [[2], [3], [12]]
    """
    at = np.asarray(moments, np.int64)
    local = at + _offsets(at, hours)
    days, place = np.unique(local // _DAY, return_inverse=True)
    kinds = [KINDS_OF_DAY.index(_kind(_FIRST + timedelta(days=day), hours)) for day in days.tolist()]
    return np.array(kinds, np.int64)[place], (local // _DAY + _THURSDAY) % 7, local % _DAY // _HOUR


def _offsets(at: _Ints, hours: Hours) -> _Ints:
    """Return how far the channel's clock is ahead of UTC at each moment.

    On a day at whose ends it is as far ahead it is so all day; on the others each moment is looked up.
    """
    days, place = np.unique(at // _DAY, return_inverse=True)
    ends = {day: _offset(day * _DAY, hours) for one in days.tolist() for day in (one, one + 1)}
    found = np.array([ends[day] for day in days.tolist()], np.int64)[place]
    changes = np.array([ends[day] != ends[day + 1] for day in days.tolist()], bool)[place]
    found[changes] = [_offset(one, hours) for one in at[changes].tolist()]
    return found


def _offset(at: int, hours: Hours) -> int:
    ahead = hours.local(at).utcoffset() or timedelta()
    return ahead // timedelta(microseconds=1)


def _kind(day: date, hours: Hours) -> KindOfDay:
    if hours.holiday(day):
        return "holiday"
    return "weekend" if day.weekday() >= _SATURDAY else "weekday"


def _until(shifts: Shifts, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how long somebody was there from the first shift until each moment."""
    if not len(shifts.starts):
        return np.zeros(len(moments), np.int64)
    begun = np.searchsorted(shifts.starts, moments, side="right")
    still_to_come = np.maximum(shifts.ends[np.maximum(begun - 1, 0)] - moments, 0)
    return shifts.before[begun] - np.where(begun > 0, still_to_come, 0)
