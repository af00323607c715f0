"""Opening hours as schema.org says them, in the notation of OpenStreetMap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

__all__ = ["osm_hours"]

_DAYS = {
    "Monday": "Mo", "Tuesday": "Tu", "Wednesday": "We", "Thursday": "Th", "Friday": "Fr", "Saturday": "Sa",
    "Sunday": "Su", "PublicHolidays": "PH",
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = re.compile(r"^(\d{1,2}):(\d{2})")
_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")


def osm_hours(node: Mapping[str, Any]) -> str:
    """Return the hours of a store, empty where it says none.

    Examples
    --------
    >>> osm_hours({"openingHours": ["Mo-Fr 10:00-20:00", "Sa 10:00-18:00"]})
    'Mo-Fr 10:00-20:00; Sa 10:00-18:00'
    >>> osm_hours({"openingHoursSpecification": {"dayOfWeek": ["Monday", "Tuesday"], "opens": "10:00",
    ...     "closes": "20:00:00"}})
    'Mo,Tu 10:00-20:00'
    """
    usual = node.get("openingHours")
    if usual:
        return "; ".join(str(one).strip() for one in (usual if isinstance(usual, list) else [usual]))
    found = node.get("openingHoursSpecification") or node.get("specialOpeningHoursSpecification") or []
    specials = node.get("specialOpeningHoursSpecification") if node.get("openingHoursSpecification") else None
    rules = [_rule(one) for one in (*_listed(found), *_listed(specials)) if isinstance(one, Mapping)]
    return "; ".join(rule for rule in rules if rule)


def _rule(one: Mapping[str, Any]) -> str:
    days = ",".join(_DAYS.get(str(day).rsplit("/", 1)[-1], "") for day in _listed(one.get("dayOfWeek")))
    start, end = (_clock(one.get(name)) for name in ("opens", "closes"))
    # midnight to midnight is how schema.org says closed; 23:59 how it says open all day
    is_closed = not start or not end or (start == end == "00:00")
    times = "off" if is_closed else f"{start}-{'24:00' if end in ('23:59', '00:00') else end}"
    return " ".join(part for part in (_dates(one), days.strip(","), times) if part)


def _dates(one: Mapping[str, Any]) -> str:
    since, until = (_DATE.match(str(one.get(name) or "")) for name in ("validFrom", "validThrough"))
    if not since:
        return ""
    first = _day(since)
    last = _day(until) if until else first
    return first if first == last else f"{first}-{last}"


def _day(found: re.Match[str]) -> str:
    month = int(found[2])
    return f"{found[1]} {_MONTHS[month - 1]} {found[3]}" if 1 <= month <= len(_MONTHS) else ""


def _clock(said: Any) -> str:
    found = _CLOCK.match(str(said or ""))
    return f"{int(found[1]):02d}:{found[2]}" if found else ""


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [] if found is None else [found]
