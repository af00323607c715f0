"""The line of life of one thing: what happened when, which guarantee runs until when, and where today is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from oase.charts.axis import Scale
from oase.charts.measure import clipped, text_width
from oase.charts.picture import Picture
from oase.charts.svg import circle, line, rect, text, titled

__all__ = ["Happened", "Term", "life_line"]

_WIDE, _NARROW = 720.0, 340.0
_SIDE, _LANE, _ROW, _BAR = 16.0, 34.0, 40.0, 30.0
_SIZE, _SMALL = 12.5, 11.0
_GAP = 14.0
_YEARS_AT_MOST = 9


class Happened(NamedTuple):
    """What happened: day, what in words, the day in words, and the colour that it has."""

    day: date
    what: str
    when: str
    ink: str = "water"


class Term(NamedTuple):
    """Something that runs from one day to another, such as a guarantee; words for it and for its end."""

    name: str
    begins: date
    ends: date
    until: str
    is_over: bool = False


def life_line(
    happened: Sequence[Happened],
    terms: Sequence[Term],
    today: date,
    words: tuple[str, str, str],
    *,
    compact: bool = False,
) -> Picture:
    """Draw a line of life to scale; on a narrow screen as a list from top to bottom.

    Parameters
    ----------
    happened : sequence of Happened
        Oldest first.
    terms : sequence of Term
    today : date
    words : (str, str, str)
        Title, description, and the word for today.

    Examples
    --------
    >>> days = [Happened(date(2024, 3, 1), "sold", "1 Mar 2024")]
    >>> "sold" in life_line(days, [], date(2026, 11, 22), ("Life", "One event.", "today")).body
    True
    """
    if compact:
        body, height = _down(happened, terms, today, words[2])
        return Picture(words[0], words[1], _NARROW, height, body)
    body, height = _across(happened, terms, today, words[2])
    return Picture(words[0], words[1], _WIDE, height, body)


def _across(happened: Sequence[Happened], terms: Sequence[Term], today: date, word: str) -> tuple[str, float]:
    days = [today, *(one.day for one in happened), *(end for one in terms for end in (one.begins, one.ends))]
    first, last = min(days).toordinal(), max(days).toordinal()
    scale = Scale(first - 15.0, max(last, first + 90) + 15.0, _SIDE, _WIDE - _SIDE)
    lanes, count = _lanes(happened, scale)
    axis = 24 + count * _LANE
    foot = axis + 30 + len(terms) * _BAR
    x = scale(today.toordinal())
    parts = [
        *_years(min(days).year, max(days).year, scale, axis, foot),
        line(x, axis - 10, x, foot, "date", width=1.4, dash="4 3"),
        _beside(x, foot + 15, word, ink="date"),
        line(_SIDE, axis, _WIDE - _SIDE, axis, "soft", width=2, cap="round"),
        *(_event(one, scale, axis, lane) for one, lane in zip(happened, lanes, strict=True)),
        *(_term(one, scale, axis + 30 + n * _BAR) for n, one in enumerate(terms)),
    ]
    return "".join(parts), foot + 24


def _lanes(happened: Sequence[Happened], scale: Scale) -> tuple[list[int], int]:
    """Return on which lane above the line each label stands so that none meets another, and how many.

    From the last to the first: what came before stands higher, so that no line to the axis crosses words.
    """
    taken: list[list[tuple[float, float]]] = []
    lanes: list[int] = []
    for one in reversed(happened):
        left, right = _extent(one, scale)
        free = (
            n for n, held in enumerate(taken) if all(right + _GAP < a or b + _GAP < left for a, b in held)
        )
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((left, right))
        lanes.append(lane)
    return lanes[::-1], max(1, len(taken))


def _extent(one: Happened, scale: Scale) -> tuple[float, float]:
    x = scale(one.day.toordinal())
    width = max(text_width(one.what, _SIZE, bold=True), text_width(one.when, _SMALL)) + 6
    return (x - width, x) if x + width > _WIDE - 4 else (x, x + width)


def _event(one: Happened, scale: Scale, axis: float, lane: int) -> str:
    x, top = scale(one.day.toordinal()), axis - 18 - lane * _LANE
    is_end = _extent(one, scale)[0] < x
    at, anchor = (x - 5, "end") if is_end else (x + 5, None)
    return titled(
        f"{one.when}: {one.what}",
        [
            line(x, axis, x, top - 22, one.ink, width=1),
            circle(x, axis, 5.5, fill="card", stroke=one.ink, stroke_width=2.4),
            text(at, top - 12, one.what, size=_SIZE, bold=True, anchor=anchor, halo=True),
            text(at, top + 2, one.when, size=_SMALL, ink="soft", anchor=anchor, halo=True),
        ],
    )


def _term(one: Term, scale: Scale, y: float) -> str:
    left, right = scale(one.begins.toordinal()), scale(one.ends.toordinal())
    said = f"{one.name} · {one.until}"
    width = right - left
    inside = text_width(said, _SMALL) + 16 <= width
    at, anchor = (left + 8, None) if inside else _aside(left, right, said)
    return titled(
        said,
        [
            rect(left, y, max(3, width), 20, fill="sand" if one.is_over else "water-soft", radius=6),
            text(
                at,
                y + 14,
                said,
                size=_SMALL,
                ink="soft" if one.is_over else "ink",
                anchor=anchor,
                halo=not inside,
            ),
        ],
    )


def _aside(left: float, right: float, said: str) -> tuple[float, str | None]:
    """Return where words stand that do not fit into a bar: behind it, before it, or as far left as may be."""
    width = text_width(said, _SMALL)
    if right + 6 + width <= _WIDE - 4:
        return right + 6, None
    if left - 6 - width >= 4:
        return left - 6, "end"
    return max(4.0, _WIDE - 4 - width), None


def _beside(x: float, y: float, word: str, *, ink: str) -> str:
    half = text_width(word, _SMALL) / 2
    return text(min(max(x, half + 4), _WIDE - half - 4), y, word, size=_SMALL, ink=ink, anchor="middle")


def _years(first: int, last: int, scale: Scale, axis: float, foot: float) -> list[str]:
    step = max(1, -(-(last - first) // _YEARS_AT_MOST))
    parts: list[str] = []
    for year in range(first, last + 1, step):
        x = scale(date(year, 1, 1).toordinal())
        if x < _SIDE:
            continue
        parts += [
            line(x, axis, x, foot, "line"),
            text(x + 4, axis + 18, str(year), size=_SMALL, ink="soft"),
        ]
    return parts


def _down(happened: Sequence[Happened], terms: Sequence[Term], today: date, word: str) -> tuple[str, float]:
    rows = [(one.day, one.what, one.when, one.ink) for one in happened]
    rows.append((today, word, "", "date"))
    rows.sort(key=lambda row: row[0])
    y, parts = 18.0, list[str]()
    parts.append(line(14, y, 14, y + (len(rows) - 1) * _ROW, "soft", width=2))
    for _, what, when, ink in rows:
        dot = circle(14, y, 5.5, fill="card", stroke=ink, stroke_width=2.4)
        said = text(
            30, y + (0 if when else 4), clipped(what, _NARROW - 36, _SIZE, bold=True), size=_SIZE, bold=True
        )
        parts += [dot, said, text(30, y + 15, when, size=_SMALL, ink="soft") if when else ""]
        y += _ROW
    for one in terms:
        parts += [
            rect(6, y - 12, _NARROW - 12, 34, fill="sand" if one.is_over else "water-soft", radius=6),
            text(14, y + 2, clipped(one.name, _NARROW - 28, _SIZE, bold=True), size=_SIZE, bold=True),
            text(14, y + 16, one.until, size=_SMALL, ink="soft"),
        ]
        y += _ROW
    return "".join(parts), y
