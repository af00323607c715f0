"""Ranges on one line with zero: from where to where a figure may lie, and its middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from oase.charts.axis import Scale, ticks
from oase.charts.empty import empty
from oase.charts.measure import text_width, wrapped
from oase.charts.picture import Picture
from oase.charts.svg import line, text, titled
from oase.words import number
from oase.words import text as words

__all__ = ["Ranged", "ranges"]

_WIDTH, _NARROW = 760.0, 360.0
_LINE = 17.0
_MOST_LEFT = 230.0


class Ranged(NamedTuple):
    """One row.

    Attributes
    ----------
    name : str
    low, middle, high : float
    said : str
        The figures in words, as they stand beside the range.
    is_strong : bool
        Whether it is the one that counts; the others are drawn hollow.
    """

    name: str
    low: float
    middle: float
    high: float
    said: str
    is_strong: bool = False


def ranges(
    rows: Sequence[Ranged], lang: str, *, title: str, unit: str = "", compact: bool = False
) -> Picture:
    """Draw ranges one under the other, on a line that they share and that shows zero.

    Parameters
    ----------
    rows : sequence of Ranged
        In the order drawn.
    lang : {"de", "en"}
    title : str
        What is seen.
    unit : str
        Stands at the end of the line.
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> ranges([Ranged("life gained", -1, 2, 5, "2 (-1 to 5)")], "en", title="Saved").description
    '1 bars. life gained: 2 (-1 to 5).'
    """
    width = _NARROW if compact else _WIDTH
    if not rows:
        return empty(title, words("chart.bars.empty", lang), width)
    left = 0.0 if compact else min(_MOST_LEFT, 16 + max(text_width(row.name, bold=True) for row in rows))
    low, high = min(0.0, *(row.low for row in rows)), max(0.0, *(row.high for row in rows))
    across = Scale(low, high if high > low else low + 1, left + 8, width - 8)
    parts: list[str] = []
    y = 0.0
    for row in rows:
        drawn, height = _row(row, across, y, left=left, width=width, compact=compact)
        parts.append(titled(f"{row.name}: {row.said}", drawn))
        y += height
    parts = [line(across(0), 0, across(0), y, "faint"), *parts, *_axis(across, lang, unit, y)]
    items = "; ".join(f"{row.name}: {row.said}" for row in rows)
    told = words("chart.bars.desc", lang, count=number(len(rows), lang), items=items)
    return Picture(title, told, width, y + 26, "".join(parts))


def _row(
    row: Ranged, across: Scale, y: float, *, left: float, width: float, compact: bool
) -> tuple[list[str], float]:
    """Return a row and its height: name and figures above the range on phones, else the name beside it."""
    named = wrapped(row.name, width - 4 if compact else left - 12, lines=3)
    drawn = [text(0, y + 14 + _LINE * n, one, bold=row.is_strong, halo=True) for n, one in enumerate(named)]
    over = _LINE * len(named) if compact else 0.0
    start = across.held(row.low)
    beside = min(start, width - text_width(row.said) - 4)
    drawn.append(text(max(left, beside), y + over + 14, row.said, ink="soft", halo=True))
    middle = y + over + 30
    drawn += _range(row, across, middle)
    return drawn, max(over + 50, _LINE * len(named) + 16)


def _range(row: Ranged, across: Scale, middle: float) -> list[str]:
    ink = "water" if row.is_strong else "soft"
    ends = (across(row.low), middle, across(row.high), middle)
    point = across(row.middle)
    return [
        line(*ends, ink, width=9, opacity=0.3, cap="round"),
        line(point, middle - 8, point, middle + 8, ink, width=2.6 if row.is_strong else 1.6),
    ]


def _axis(across: Scale, lang: str, unit: str, y: float) -> list[str]:
    every = ticks(across.low, across.high, 5)
    drawn = [line(across(across.low), y, across(across.high), y, "line")]
    for at in every:
        x = across(at)
        told = number(at, lang) + (f" {unit}" if unit and at == every[-1] else "")
        half = text_width(told, size=11) / 2
        held = min(max(x, half), across.end + 8 - half)
        drawn.append(line(x, y, x, y + 4, "line"))
        drawn.append(text(held, y + 18, told, size=11, ink="soft", anchor="middle"))
    return drawn
