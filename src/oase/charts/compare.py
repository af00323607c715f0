"""Funnels of several groups beside each other, step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oase.charts.empty import empty
from oase.charts.measure import clipped, wrapped
from oase.charts.picture import Picture
from oase.charts.svg import line, rect, text, titled
from oase.words import number, one_line, share
from oase.words import text as words
from oase.words.row import figure

__all__ = ["funnels"]

GroupRow = Mapping[str, object]
_WIDTH, _NARROW = 860.0, 360.0
_INKS = ("water", "night", "plum", "palm", "date", "soft")
_BAR = 18.0


def funnels(
    groups: Sequence[tuple[str, Sequence[GroupRow]]],
    steps: Sequence[str],
    lang: str,
    *,
    title: str,
    compact: bool = False,
) -> Picture:
    """Draw which share of each group reaches each step, with its range.

    Parameters
    ----------
    groups : sequence of (str, sequence of mapping)
        Name and rows, one a step: ``persons``, ``share_of_first``, and ``low`` and ``high`` where known.
    steps : sequence of str
        Names of the steps.
    lang : {"de", "en"}
    title : str
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> rows = [{"persons": 4, "share_of_first": 1.0}, {"persons": 1, "share_of_first": 0.25}]
    >>> funnels([("new", rows), ("old", rows)], ["home", "buy"], "en", title="Both").description
    '2 steps of 2 groups beside each other; lines are 95% ranges.'
    """
    width = _NARROW if compact else _WIDTH
    if not groups or not steps:
        return empty(title, words("chart.compare.empty", lang), width)
    parts: list[str] = []
    y = 0.0
    for at, step in enumerate(steps):
        for one in wrapped(f"{at + 1}. {one_line(step, lang)}", width, 13.5, lines=3, bold=True):
            y += 18
            parts.append(text(0, y, one, size=13.5, bold=True))
        y += 6
        for n, (name, rows) in enumerate(groups):
            drawn, y = _bar(name, rows[at], rows[0], _INKS[n % len(_INKS)], y, lang, compact=compact)
            parts.append(drawn)
        y += 14
    told = words("chart.compare.desc", lang, steps=number(len(steps), lang), groups=number(len(groups), lang))
    return Picture(title, told, width, y, "".join(parts))


def _bar(
    name: str, row: GroupRow, first: GroupRow, ink: str, y: float, lang: str, *, compact: bool
) -> tuple[str, float]:
    """Return one group at one step: its name, its bar with the range, and the figures."""
    value = figure(row, "share_of_first")
    counts = {
        key: number(figure(one, "persons"), lang, 0) for key, one in (("persons", row), ("first", first))
    }
    of = words("chart.compare.of", lang, **counts)
    label = one_line(name, lang)
    parts: list[str] = []
    if compact:
        left, right = 0.0, _NARROW - 62
        parts.append(text(0, y + 13, clipped(label, 200, 12.5), size=12.5))
        parts.append(text(_NARROW, y + 13, of, size=11.5, ink="soft", anchor="end"))
        y += 20
        parts.append(text(_NARROW, y + 13.5, share(value, lang), size=12.5, bold=True, anchor="end"))
    else:
        left, right = 170.0, _WIDTH - 210
        parts.append(text(0, y + 13.5, clipped(label, 160, 13), size=13))
        parts.append(text(right + 66, y + 13.5, share(value, lang), size=13, bold=True, anchor="end"))
        parts.append(text(_WIDTH, y + 13.5, of, size=12, ink="soft", anchor="end"))
    room = right - left
    parts.append(rect(left, y, room, _BAR, fill="sand", radius=5))
    if value is not None:
        parts.append(rect(left, y, max(2.0, room * value), _BAR, fill=ink, radius=5))
        parts += _range(row, left, room, y)
    return titled(f"{label}: {share(value, lang)}, {of}", parts), y + _BAR + 6


def _range(row: GroupRow, left: float, room: float, y: float) -> list[str]:
    low, high = figure(row, "low"), figure(row, "high")
    if low is None or high is None or high - low < 1e-9:
        return []
    x1, x2, middle = left + room * low, left + room * high, y + _BAR / 2
    return [
        line(x1, middle, x2, middle, "card", width=5),
        line(x1, middle, x2, middle, "ink", width=2),
        line(x1, middle - 4, x1, middle + 4, "ink", width=2),
        line(x2, middle - 4, x2, middle + 4, "ink", width=2),
    ]
