"""Contacts per day and touchpoint, counted as they come and moved when a mapping changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.lake.store.order import one_piece

__all__ = ["Daily", "add_daily", "daily_of"]

Daily: TypeAlias = "Counter[tuple[int, str]]"
"""Contacts per day since 1970 and touchpoint."""

_QUARTER = 900_000_000
"""Every zone's midnight lies at a quarter of an hour of UTC."""
_QUARTERS_A_DAY = 96
_EPOCH = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001  # a day of the calendar, without a zone
_CALENDAR = (-60_000_000_000 // 900, 250_000_000_000 // 900)
"""Quarters of an hour, from 1970, that a calendar knows; beyond them days are those of UTC."""
_ADD = """
insert into daily_counts (day, touchpoint, contacts) values (?, ?, ?)
on conflict (day, touchpoint) do update set contacts = contacts + excluded.contacts
"""
_TIDY = "delete from daily_counts where contacts <= 0"


def daily_of(rows: pa.Table, zone: ZoneInfo) -> Daily:
    """Return how many contacts each touchpoint had on each day of a time zone.

    Examples
    --------
    >>> from oase.lake.tables import WORDS
    >>> late = 20 * 86_400_000_000 + 23 * 3_600_000_000
    >>> rows = pa.table({"at": [late, late + 1], "touchpoint": pa.array(["app", "app"]).cast(WORDS)})
    >>> daily_of(rows, ZoneInfo("Europe/Berlin"))
    Counter({(21, 'app'): 2})
    """
    if not rows.num_rows:
        return Counter()
    rows = one_piece(rows.select(["at", "touchpoint"]))
    day = _days(rows["at"].to_numpy(), zone)
    words = rows["touchpoint"].combine_chunks()
    names = words.dictionary.to_pylist()
    key = (day - day.min()) * len(names) + words.indices.to_numpy()
    found, count = np.unique(key, return_counts=True)
    days = (found // len(names) + day.min()).tolist()
    codes = (found % len(names)).tolist()
    return Counter({(d, names[c]): n for d, c, n in zip(days, codes, count.tolist(), strict=True)})


def _days(at: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    coded = pa.array(at // _QUARTER).dictionary_encode()
    days = [_day(quarter, zone) for quarter in coded.dictionary.to_pylist()]
    return np.array(days, np.int64)[coded.indices.to_numpy()]


def _day(quarter: int, zone: ZoneInfo) -> int:
    if not _CALENDAR[0] < quarter < _CALENDAR[1]:
        return quarter // _QUARTERS_A_DAY
    return datetime.fromtimestamp(quarter * 900, zone).toordinal() - _EPOCH


def add_daily(connection: Connection, counts: Mapping[tuple[int, str], int]) -> None:
    """Add to the daily counts; what comes to nothing by negative numbers goes."""
    rows = [(day, name, count) for (day, name), count in counts.items() if count]
    if rows:
        connection.exec_driver_sql(_ADD, rows)
    if any(count < 0 for _, _, count in rows):
        connection.exec_driver_sql(_TIDY)
