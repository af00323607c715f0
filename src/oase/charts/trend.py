"""A figure over time: one point per period, with its range, and a line where periods follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oase.charts.axis import Scale, ticks
from oase.charts.empty import empty
from oase.charts.measure import text_width
from oase.charts.picture import Picture
from oase.charts.svg import circle, line, path, text, titled
from oase.words import interval, number, points
from oase.words import text as words
from oase.words.row import figure

__all__ = ["trend"]

_WIDTH, _NARROW = 760.0, 360.0
_TOP, _HIGH, _FOOT = 14.0, 190.0, 30.0
_SMALL = 11.5

TrendRow = Mapping[str, object]


def trend(
    rows: Sequence[TrendRow],
    lang: str,
    *,
    title: str,
    label: str = "period",
    value: str = "fulfilment",
    compact: bool = False,
) -> Picture:
    """Draw differences of shares period by period, each with its range.

    Parameters
    ----------
    rows : sequence of mapping
        In the order of time: ``label``, ``value`` (None breaks the line) and the value's ends under its name
        with ``_low`` and ``_high``.
    lang : {"de", "en"}
    title : str
        What is seen.
    label, value : str
        Names of the columns.
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> rows = [{"period": "2026-09", "fulfilment": 0.1}, {"period": "2026-10", "fulfilment": 0.2}]
    >>> trend(rows, "en", title="By month").description
    '2 points. 2026-09: +10.0; 2026-10: +20.0.'
    """
    width = _NARROW if compact else _WIDTH
    known = [row for row in rows if figure(row, value) is not None]
    if not known:
        return empty(title, words("chart.bars.empty", lang), width)
    ends = [
        end for row in known for key in (value, f"{value}_low", f"{value}_high") for end in [figure(row, key)]
    ]
    low, high = (
        min([0.0, *(e for e in ends if e is not None)]),
        max([0.0, *(e for e in ends if e is not None)]),
    )
    room = max(0.02, (high - low) * 0.08)
    up = Scale(low - room, high + room, _TOP + _HIGH, _TOP)
    marks = ticks(up.low, up.high, 5)
    left = 10 + max(text_width(points(tick, lang, 0), _SMALL) for tick in marks)
    step = (width - left - 8) / len(rows)
    xs = [left + step * (at + 0.5) for at in range(len(rows))]
    parts = [_grid(up, marks, left, width, lang)]
    parts += [_range(row, x, up, value) for row, x in zip(rows, xs, strict=True)]
    parts += [
        path(
            "M" + "L".join(f"{xs[at]:.1f} {up(figure(rows[at], value) or 0.0):.1f}" for at in run),
            stroke="water",
            width=1.6,
        )
        for run in _runs(rows, value)
        if len(run) > 1
    ]
    parts += [_point(row, x, up, (label, value), lang) for row, x in zip(rows, xs, strict=True)]
    parts += _labels(rows, xs, label, (left, width), step)
    items = "; ".join(f"{row.get(label)}: {points(figure(row, value), lang)}" for row in rows)
    told = words("chart.trend.desc", lang, count=number(len(rows), lang), items=items)
    return Picture(title, told, width, _TOP + _HIGH + _FOOT, "".join(parts))


def _grid(up: Scale, marks: Sequence[float], left: float, right: float, lang: str) -> str:
    parts: list[str] = []
    for tick in marks:
        zero = abs(tick) < 1e-9
        parts.append(
            line(left, up(tick), right, up(tick), "faint" if zero else "line", dash=None if zero else "2 4")
        )
        parts.append(
            text(left - 6, up(tick) + 4, points(tick, lang, 0), size=_SMALL, ink="soft", anchor="end")
        )
    return "".join(parts)


def _range(row: TrendRow, x: float, up: Scale, value: str) -> str:
    low, high = figure(row, f"{value}_low"), figure(row, f"{value}_high")
    if low is None or high is None:
        return ""
    return line(x, up(low), x, up(high), "water", width=6, opacity=0.25, cap="round")


def _point(row: TrendRow, x: float, up: Scale, keys: tuple[str, str], lang: str) -> str:
    label, value = keys
    found = figure(row, value)
    if found is None:
        return ""
    ends = interval(figure(row, f"{value}_low"), figure(row, f"{value}_high"), lang)
    said = f"{row.get(label)}: {points(found, lang)} {ends}"
    return titled(said, [circle(x, up(found), 4, fill="card", stroke="water", stroke_width=2)])


def _labels(
    rows: Sequence[TrendRow], xs: Sequence[float], label: str, edges: tuple[float, float], step: float
) -> list[str]:
    """Return as many labels as there is room for, the first and the last among them."""
    names = [str(row.get(label) or "") for row in rows]
    wide = max(text_width(name, _SMALL) for name in names) + 14
    every = max(1, -int(-wide // step))
    picked = [at for at in range(len(rows)) if (len(rows) - 1 - at) % every == 0]
    found: list[str] = []
    for at in picked:
        half = text_width(names[at], _SMALL) / 2
        x = min(max(xs[at], edges[0] + half), edges[1] - half)
        found.append(text(x, _TOP + _HIGH + 20, names[at], size=_SMALL, ink="soft", anchor="middle"))
    return found


def _runs(rows: Sequence[TrendRow], value: str) -> list[list[int]]:
    found: list[list[int]] = [[]]
    for at, row in enumerate(rows):
        if figure(row, value) is None:
            found.append([])
        else:
            found[-1].append(at)
    return [run for run in found if run]
