"""The course of one customer: when she was in which phase, and how often."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from oase.charts.measure import LINE, clipped, text_width
from oase.charts.picture import Picture
from oase.charts.svg import circle, line, text, titled

__all__ = ["Lane", "Mark", "course"]

_WIDTH, _NARROW = 760.0, 340.0
_ROW, _TOP, _FOOT = 30.0, 8.0, 30.0
_LARGEST, _SMALLEST = 11.0, 3.2


class Mark(NamedTuple):
    """Contacts of one stretch of time: its place from 0 to 1, how many, and what is said when pointed at."""

    place: float
    contacts: int
    told: str


class Lane(NamedTuple):
    """A phase: its name, and where on the way through time something happened."""

    name: str
    marks: Sequence[Mark]


def course(
    lanes: Sequence[Lane], ends: tuple[str, str], *, title: str, description: str, compact: bool = False
) -> Picture:
    """Draw one line per phase and a circle where contacts were; its area says how many.

    Parameters
    ----------
    lanes : sequence of Lane
        In the order of the journey; those without a mark are drawn as an empty line.
    ends : (str, str)
        First and last day, in words.
    title, description : str
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> drawn = course([Lane("Kauf", [Mark(0.5, 3, "3")])], ("1.1.", "2.1."), title="Weg", description="3.")
    >>> drawn.body.count("<circle")
    1
    """
    width = _NARROW if compact else _WIDTH
    names = max((text_width(lane.name, 13) for lane in lanes), default=0.0)
    left = min(names, width * 0.34) + 14 + _LARGEST
    right = width - _LARGEST - 4
    most = max((mark.contacts for lane in lanes for mark in lane.marks), default=1)
    parts: list[str] = []
    for number, lane in enumerate(lanes):
        y = _TOP + _ROW * (number + 0.5)
        parts.append(line(left, y, right, y, "line"))
        ink = "ink" if lane.marks else "faint"
        parts.append(text(0, y + 4.5, clipped(lane.name, left - _LARGEST - 10), ink=ink))
        parts += [_drawn(mark, left + mark.place * (right - left), y, most) for mark in lane.marks]
    foot = _TOP + _ROW * len(lanes) + 6 + 12 * LINE / 2
    parts.append(text(left, foot + 6, ends[0], size=12, ink="soft"))
    if ends[1] != ends[0]:
        parts.append(text(right, foot + 6, ends[1], size=12, ink="soft", anchor="end"))
    return Picture(title, description, width, _TOP + _ROW * len(lanes) + _FOOT, "".join(parts))


def _drawn(mark: Mark, x: float, y: float, most: int) -> str:
    radius = max(_SMALLEST, _LARGEST * math.sqrt(mark.contacts / most))
    return titled(mark.told, [circle(x, y, radius, fill="water", stroke="card", stroke_width=1)])
