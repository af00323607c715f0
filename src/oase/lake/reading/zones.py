"""Local time to UTC: the stated rule for the two hours of a clock change.

- An hour that occurs twice (autumn) takes its first occurrence, or the second where
  ``repeated_hour="second"``.
- An hour that does not occur (spring) is moved forward by the gap: 02:30 becomes 03:30, as if the clock had
  not been changed yet (so do ``zoneinfo`` with ``fold=0``, Java and JavaScript). Both are counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from oase.errors import OptionInvalid, nearest

__all__ = ["LocalTimes", "to_utc", "zone_of"]

_SECOND = 1_000_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """Local times in UTC.

    Parameters
    ----------
    at : int64 array
        Microseconds since 1970, UTC.
    repeated, moved : int
        How many stood in an hour that occurs twice, or in one that does not occur.
    """

    at: NDArray[np.int64]
    repeated: int
    moved: int


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name.

    Raises
    ------
    OptionInvalid
        When there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        from zoneinfo import available_timezones

        near = nearest(name, available_timezones())
        raise OptionInvalid(
            "The time zone is not known",
            expected="an IANA name such as Europe/Berlin",
            got=repr(name),
            where="timezone",
            todo=f"did you mean {' or '.join(map(repr, near))}?" if near else None,
        ) from error


def to_utc(
    local: NDArray[np.int64], zone: ZoneInfo, repeated_hour: Literal["first", "second"] = "first"
) -> LocalTimes:
    """Read local times as UTC by the stated rule.

    Parameters
    ----------
    local : int64 array
        Microseconds since 1970 on the clock on the wall.
    zone : ZoneInfo
    repeated_hour : {"first", "second"}

    Examples
    --------
    >>> wall = np.array(["2026-10-25T02:30", "2026-03-29T02:30"], "datetime64[us]").astype(np.int64)
    >>> found = to_utc(wall, ZoneInfo("Europe/Berlin"))
    >>> found.at.astype("datetime64[us]").astype("datetime64[m]").astype(str).tolist()
    ['2026-10-25T00:30', '2026-03-29T01:30']
    >>> found.repeated, found.moved
    (1, 1)
    """
    if not len(local):
        return LocalTimes(local, 0, 0)
    years = (
        local[[local.argmin(), local.argmax()]].astype("datetime64[us]").astype("datetime64[Y]").astype(int)
    )
    changes, before, after = _changes(zone.key, int(years[0]) + 1970, int(years[1]) + 1970)
    low = changes + np.minimum(before, after)
    high = changes + np.maximum(before, after)
    is_back = after < before
    turn = np.where(is_back & (repeated_hour == "second"), low, high)
    offsets = np.concatenate([before[:1], after])
    at = local - offsets[np.searchsorted(turn, local, side="right")]
    last = np.searchsorted(low, local, side="right") - 1
    within = (last >= 0) & (local < high[last])
    back = within & is_back[last]
    return LocalTimes(at, int(back.sum()), int((within & ~back).sum()))


@lru_cache(maxsize=64)
def _changes(
    key: str, first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return (moment UTC, offset before, offset after) of a zone's changes in some years, in microseconds."""
    found = [change for year in range(first - 1, last + 2) for change in _changes_of(key, year)]
    if not found:
        offset = _offset(ZoneInfo(key), _seconds(first))
        found = [(_seconds(first - 1), offset, offset)]
    table = np.array(found, np.int64) * _SECOND
    return table[:, 0], table[:, 1], table[:, 2]


@lru_cache(maxsize=4096)
def _changes_of(key: str, year: int) -> list[tuple[int, int, int]]:
    """Return a year's changes in seconds; found day by day, then by halving."""
    zone = ZoneInfo(key)
    start, end, day = _seconds(year), _seconds(year + 1), 86_400
    offsets = {at: _offset(zone, at) for at in range(start, end + 1, day)}
    return [
        (_change_between(zone, at, at + day), offsets[at], offsets[at + day])
        for at in range(start, end, day)
        if offsets[at] != offsets[at + day]
    ]


def _change_between(zone: ZoneInfo, low: int, high: int) -> int:
    old = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == old else (low, middle)
    return high


def _offset(zone: ZoneInfo, seconds: int) -> int:
    offset = (_EPOCH + dt.timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0


def _seconds(year: int) -> int:
    return round((dt.datetime(year, 1, 1, tzinfo=dt.UTC) - _EPOCH).total_seconds())
