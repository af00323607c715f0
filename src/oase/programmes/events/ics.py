"""Dates for calendars: iCalendar (RFC 5545), lines folded at 75 octets, texts escaped, UTC."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

__all__ = ["Entry", "calendar"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_OCTETS = 75
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Entry(NamedTuple):
    """One date in a calendar; moments in microseconds since 1970, UTC.

    Attributes
    ----------
    uid : str
        Names it for ever: a calendar that reads it again changes what it has.
    begins, ends, changed : int
    title, place, about, url : str
    geo : tuple of float, optional
        Latitude and longitude.
    is_cancelled : bool
    """

    uid: str
    begins: int
    ends: int
    changed: int
    title: str
    place: str = ""
    about: str = ""
    url: str = ""
    geo: tuple[float, float] | None = None
    is_cancelled: bool = False


def calendar(entries: Iterable[Entry], name: str) -> bytes:
    r"""Return a calendar as a file.

    Examples
    --------
    >>> text = calendar([Entry("stop-1@oase", 0, 3_600_000_000, 0, "Bus, Köln")], "Tour").decode()
    >>> [line for line in text.split("\r\n") if line.startswith(("DTSTART", "SUMMARY"))]
    ['DTSTART:19700101T000000Z', 'SUMMARY:Bus\\, Köln']
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Oase//Tour//DE", f"X-WR-CALNAME:{_text(name)}"]
    for one in entries:
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(one: Entry) -> list[str]:
    said = [("LOCATION", one.place), ("DESCRIPTION", one.about)]
    return [
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"DTSTAMP:{_moment(one.changed)}",
        f"SEQUENCE:{one.changed // 1_000_000 % 2_000_000_000}",
        f"DTSTART:{_moment(one.begins)}",
        f"DTEND:{_moment(one.ends)}",
        f"SUMMARY:{_text(one.title)}",
        *(f"{key}:{_text(text)}" for key, text in said if text),
        *([f"URL:{_CONTROL.sub('', one.url)}"] if one.url else []),
        *([f"GEO:{one.geo[0]:.6f};{one.geo[1]:.6f}"] if one.geo else []),
        f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
        "END:VEVENT",
    ]


def _moment(at: int) -> str:
    return f"{_EPOCH + timedelta(microseconds=at):%Y%m%dT%H%M%SZ}"


def _text(told: str) -> str:
    for sign in ("\\", ";", ","):
        told = told.replace(sign, f"\\{sign}")
    return "\\n".join(_CONTROL.sub("", line) for line in told.splitlines())


def _folded(line: str) -> list[str]:
    """Break a line between letters, never within one; what goes on begins with a space."""
    parts, part, room = [], "", _MOST_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(part)
            part, room = " ", _MOST_OCTETS - 1
        part += letter
        room -= size
    return [*parts, part]
