"""Period, channel and segment, as they stand in the address, so that a view can be shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

__all__ = ["PERIODS", "Filters"]

PERIODS = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
"""Periods by name, in days back from today; ``all`` and ``own`` stand beside them."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a page is narrowed to.

    Parameters
    ----------
    period : str
        One of ``PERIODS``, ``all``, or ``own`` with ``start`` and ``end``.
    start, end : date or None
        First and last day of an own period.
    channel : str or None
    segment : (str, str) or None
        Column and value.
    """

    period: str = "all"
    start: dt.date | None = None
    end: dt.date | None = None
    channel: str | None = None
    segment: tuple[str, str] | None = None

    @classmethod
    def of(cls, query: Mapping[str, Sequence[str]]) -> Filters:
        """Read them from an address; what cannot be read is left out.

        Examples
        --------
        >>> Filters.of({"segment": ["Kundentyp:Stammkunde"], "period": ["30d"]})
        Filters(period='30d', start=None, end=None, channel=None, segment=('Kundentyp', 'Stammkunde'))
        """
        told = {name: next(iter(values), "").strip() for name, values in query.items()}
        start, end = _day(told.get("start", "")), _day(told.get("end", ""))
        period = told.get("period", "")
        if start or end:
            period = "own"
        elif period not in PERIODS:
            period = "all"
        column, mark, value = told.get("segment", "").partition(":")
        return cls(
            period, start, end, told.get("channel") or None, (column, value) if mark and value else None
        )

    @property
    def query(self) -> dict[str, list[str]]:
        """The same as parameters of an address."""
        told = {
            "period": self.period if self.period in PERIODS else "",
            "start": self.start.isoformat() if self.start else "",
            "end": self.end.isoformat() if self.end else "",
            "channel": self.channel or "",
            "segment": ":".join(self.segment) if self.segment else "",
        }
        return {name: [value] for name, value in told.items() if value}

    def arguments(self, now: int, zone: str) -> dict[str, Any]:
        """Return them as arguments of a view: see ``app.views.narrowed``.

        Parameters
        ----------
        now : int
            Microseconds since 1970, UTC.
        zone : str
            IANA name of the zone whose days are meant.
        """
        start, end = self.start, self.end + dt.timedelta(days=1) if self.end else None
        if self.period in PERIODS:
            today = dt.datetime.fromtimestamp(now / 1e6, ZoneInfo(zone)).date()
            start, end = today - dt.timedelta(days=PERIODS[self.period] - 1), None
        told = {
            "start": start.isoformat() if start else None,
            "end": end.isoformat() if end else None,
            "channel": self.channel,
            "segment": list(self.segment) if self.segment else None,
        }
        return {name: value for name, value in told.items() if value is not None}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
