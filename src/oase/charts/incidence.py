"""Who has been answered by when: cumulative incidence over a logarithmic time, one panel per channel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from oase.charts.legend import Entry, strip
from oase.charts.measure import clipped, text_width
from oase.charts.picture import Picture
from oase.charts.svg import group, line, path, text, titled
from oase.words import duration, share

__all__ = ["Course", "Panel", "Step", "incidence"]

_WIDTH, _NARROW = 1080.0, 360.0
_HEAD, _HIGH, _FOOT, _GAP = 30.0, 150.0, 34.0, 28.0
_ROW = _HEAD + _HIGH + _FOOT + 14
_SMALL = 11.5
_LEAST = 60.0
_MARKS = (60.0, 600.0, 3_600.0, 21_600.0, 86_400.0, 604_800.0, 2_592_000.0, 31_536_000.0)
_LEVELS = (0.0, 0.5, 0.9, 1.0)
"""Half and nine of ten: where the quantiles of the table are read off."""


class Step(NamedTuple):
    """From so many seconds on this share had been answered, with the ends of its interval."""

    seconds: float
    value: float
    low: float
    high: float


class Course(NamedTuple):
    """One line: what it is of, its colour and dash, and its steps in the order of time."""

    label: str
    ink: str
    dash: str | None
    steps: Sequence[Step]
    until: float
    """Seconds up to which anything was seen; the line ends there."""


class Panel(NamedTuple):
    """One channel: its name, what is said beside it, its lines, and its promise in seconds."""

    name: str
    note: str
    courses: Sequence[Course]
    promise: float | None


def incidence(
    panels: Sequence[Panel], lang: str, *, title: str, description: str, promise: str, compact: bool = False
) -> Picture:
    """Draw per channel which share of the messages had been answered after how long.

    Parameters
    ----------
    panels : sequence of Panel
        At least one; all share one axis of time.
    lang : {"de", "en"}
    title, description : str
    promise : str
        What the upright line is called.
    compact : bool
        One panel below the other, for phones.

    Examples
    --------
    >>> steps = [Step(600, 0.5, 0.3, 0.7), Step(7200, 0.8, 0.6, 0.9)]
    >>> panel = Panel("Mail", "10", [Course("Mo-Fr", "water", None, steps, 86_400)], 3600)
    >>> drawn = incidence([panel], "en", title="Answered", description="One line.", promise="promise")
    >>> drawn.body.count("<path"), "50%" in drawn.body
    (2, True)
    """
    width = _NARROW if compact else _WIDTH
    beside = 1 if compact else min(3, len(panels))
    each = (width - _GAP * (beside - 1)) / beside
    legend, top = strip(_entries(panels, promise), 0, 0, width)
    axis = _Axis(max(course.until for panel in panels for course in panel.courses), each, lang)
    parts = [legend]
    for number, panel in enumerate(panels):
        x, y = (number % beside) * (each + _GAP), top + 14 + (number // beside) * _ROW
        parts.append(group([_drawn(panel, axis)], transform=f"translate({x:.1f} {y:.1f})"))
    rows = -(-len(panels) // beside)
    return Picture(title, description, width, top + 14 + rows * _ROW, "".join(parts))


class _Axis:
    """Seconds to pixels, logarithmic, and shares to pixels."""

    def __init__(self, until: float, width: float, lang: str) -> None:
        self.lang, self.right = lang, width - 4
        self.left = 8 + text_width(share(1.0, lang, 0), _SMALL)
        self.until = max(until, 3 * _LEAST)

    def x(self, seconds: float) -> float:
        part = math.log(max(seconds, _LEAST) / _LEAST) / math.log(self.until / _LEAST)
        return self.left + min(1.0, part) * (self.right - self.left)

    def y(self, value: float) -> float:
        return _HEAD + _HIGH * (1 - value)

    def marks(self) -> list[float]:
        return [mark for mark in _MARKS if mark <= self.until]


def _entries(panels: Sequence[Panel], promise: str) -> list[Entry]:
    """Return what the lines mean, each once."""
    kinds = {course.label: course for panel in panels for course in panel.courses}
    found = [
        Entry(line(-10, 0, 10, 0, one.ink, width=2.4, dash=one.dash), label) for label, one in kinds.items()
    ]
    if any(panel.promise is not None for panel in panels):
        found.append(Entry(line(0, -8, 0, 8, "soft", width=1.2, dash="2 3"), promise))
    return found


def _drawn(panel: Panel, axis: _Axis) -> str:
    note = text_width(panel.note, _SMALL)
    name = clipped(panel.name, axis.right - note - 12, 13.5, bold=True)
    parts = [
        text(0, 14, name, size=13.5, bold=True),
        text(axis.right, 14, panel.note, size=_SMALL, ink="soft", anchor="end"),
        *_ground(axis),
    ]
    if panel.promise is not None and panel.promise <= axis.until:
        x = axis.x(panel.promise)
        parts.append(line(x, axis.y(1.0), x, axis.y(0.0), "soft", width=1.2, dash="2 3"))
    parts += [_band(course, axis) for course in panel.courses]
    parts += [_line(panel, course, axis) for course in panel.courses]
    return "".join(parts)


def _ground(axis: _Axis) -> list[str]:
    parts: list[str] = []
    for level in _LEVELS:
        y, is_edge = axis.y(level), level == 0
        parts.append(
            line(axis.left, y, axis.right, y, "faint" if is_edge else "line", dash=None if is_edge else "2 4")
        )
        if level != 1.0:  # would touch that of nine of ten
            said = share(level, axis.lang, 0)
            parts.append(text(axis.left - 6, y + 4, said, size=_SMALL, ink="soft", anchor="end"))
    ends = -1.0
    for mark in axis.marks():
        x, said = axis.x(mark), duration(mark, axis.lang)
        half = text_width(said, _SMALL) / 2
        middle = min(max(x, axis.left + half - 6), axis.right - half)
        parts.append(line(x, axis.y(0), x, axis.y(0) + 4, "faint"))
        if middle - half > ends:
            parts.append(text(middle, axis.y(0) + 19, said, size=_SMALL, ink="soft", anchor="middle"))
            ends = middle + half + 8
    return parts


def _corners(course: Course, axis: _Axis, which: str) -> list[str]:
    """Return the points of a staircase."""
    height = axis.y(0.0)
    points = [f"{axis.left:.1f} {height:.1f}"]
    for step in course.steps:
        x, next_height = axis.x(step.seconds), axis.y(getattr(step, which))
        points += [f"{x:.1f} {height:.1f}", f"{x:.1f} {next_height:.1f}"]
        height = next_height
    return [*points, f"{axis.x(course.until):.1f} {height:.1f}"]


def _band(course: Course, axis: _Axis) -> str:
    above, below = _corners(course, axis, "high"), _corners(course, axis, "low")
    return path(f"M{'L'.join([*above, *reversed(below)])}Z", fill=course.ink, opacity=0.13)


def _line(panel: Panel, course: Course, axis: _Axis) -> str:
    drawn = path(
        f"M{'L'.join(_corners(course, axis, 'value'))}", stroke=course.ink, width=2.2, dash=course.dash
    )
    last = course.steps[-1].value if course.steps else 0.0
    told = f"{panel.name}, {course.label}: {share(last, axis.lang)} / {duration(course.until, axis.lang)}"
    return titled(told, [drawn])
