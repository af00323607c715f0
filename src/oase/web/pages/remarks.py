"""What a selection does not hold for on a page, and until when there are data: said, never passed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from oase import words
from oase.web.pages.filters import PERIODS
from oase.web.pages.visit import Visit

__all__ = ["Remark", "remarks"]

_KINDS = ("contacts", "answers")
_ABOUT = {"paths": ("contacts",), "magic": ("answers",)}
"""What a page is about, by its name; both where it is not named here."""
_DAY = dt.timedelta(days=1)


class Remark(NamedTuple):
    """A sentence, and where the selection is that it offers instead; empty for none."""

    said: str
    offer: str = ""
    href: str = ""


def remarks(visit: Visit, name: str, overview: Mapping[str, Any]) -> list[Remark]:
    """Return what must be said about the selection of a page.

    Parameters
    ----------
    visit : Visit
    name : str
        Of the page.
    overview : mapping
        The view of that name.
    """
    kinds = [kind for kind in _ABOUT.get(name, _KINDS) if overview.get(kind)]
    return [
        *_of_channel(visit, kinds),
        *_of_segment(visit, kinds, overview),
        *_of_period(visit, kinds, overview),
    ]


def _of_channel(visit: Visit, kinds: list[str]) -> list[Remark]:
    if not visit.filters.channel or "answers" not in kinds:
        return []
    return [Remark(visit.t("shell.remark.channel" if "contacts" in kinds else "shell.remark.channel.not"))]


def _of_segment(visit: Visit, kinds: list[str], overview: Mapping[str, Any]) -> list[Remark]:
    """Return for which of contacts and answers the column of the segment is unknown."""
    if visit.filters.segment is None or "columns" not in overview:
        return []
    column = visit.filters.segment[0]
    without = [kind for kind in kinds if column not in overview["columns"][kind]]
    if not without:
        return []
    key = "none" if len(without) == len(kinds) else without[0]
    return [Remark(visit.t(f"shell.remark.segment.{key}", column=words.quoted(column, visit.lang)))]


def _of_period(visit: Visit, kinds: list[str], overview: Mapping[str, Any]) -> list[Remark]:
    chosen = visit.filters
    if chosen.period == "all":
        return []
    told = chosen.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    start, end = (dt.date.fromisoformat(told[side]) if side in told else None for side in ("start", "end"))
    found: list[Remark] = []
    for kind in kinds:
        first, last = (_day(overview.get("ends", {}).get(kind, (None, None))[at], visit) for at in (0, 1))
        if first is None or last is None:
            timeless = kind == "answers" and "ends" in overview
            found += [Remark(visit.t("shell.remark.period.timeless"))] if timeless else []
        elif (start is not None and last < start) or (end is not None and first >= end):
            found.append(_outside(visit, kind, first, last))
        elif chosen.period in PERIODS and last < _today(visit) - _DAY:
            found.append(Remark(visit.t(f"shell.remark.until.{kind}", last=_written(last, visit))))
    return found


def _outside(visit: Visit, kind: str, first: dt.date, last: dt.date) -> Remark:
    """Say from when to when there are data, and offer the last of them, as many days as were asked for."""
    days = PERIODS.get(visit.filters.period)
    begin = first if days is None else max(first, last - dt.timedelta(days=days - 1))
    ends = {"first": _written(first, visit), "last": _written(last, visit)}
    offer = visit.t("shell.remark.offer", first=_written(begin, visit), last=ends["last"])
    href = visit.address(visit.path, period=None, start=begin.isoformat(), end=last.isoformat())
    return Remark(visit.t(f"shell.remark.outside.{kind}", **ends), offer, href)


def _day(at: int | None, visit: Visit) -> dt.date | None:
    zone = ZoneInfo(visit.reach.settings.timezone)
    return None if at is None else dt.datetime.fromtimestamp(at / 1e6, zone).date()


def _today(visit: Visit) -> dt.date:
    return dt.datetime.fromtimestamp(
        visit.reach.clock() / 1e6, ZoneInfo(visit.reach.settings.timezone)
    ).date()


def _written(day: dt.date, visit: Visit) -> str:
    noon = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
    return words.date(int(noon.timestamp()) * 1_000_000, visit.lang)
