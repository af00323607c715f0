"""Bars with their ranges, and the stepped bars of denominators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from oase.charts.axis import Scale
from oase.charts.empty import empty
from oase.charts.measure import text_width, wrapped
from oase.charts.picture import Picture
from oase.charts.svg import line, rect, text, titled
from oase.words import number, one_line, points, share
from oase.words import text as words
from oase.words.row import figure

__all__ = ["Form", "bars", "denominators", "shown"]

BarRow = Mapping[str, object]
Form = Literal["share", "points", "number"]
_WIDTH, _NARROW = 760.0, 360.0
_LINE = 17.0


def shown(value: float | None, form: Form, lang: str) -> str:
    """Return a value as the form asks: a share, points with their sign, or a number.

    Examples
    --------
    >>> shown(0.12, "points", "de"), shown(12, "number", "en"), shown(0.5, "share", "en")
    ('+12,0', '12', '50.0%')
    """
    forms: dict[Form, Callable[[float | None, str], str]] = {
        "share": share,
        "points": points,
        "number": number,
    }
    return forms[form](value, lang)


def bars(
    rows: Sequence[BarRow],
    lang: str,
    *,
    title: str,
    label: str = "touchpoint",
    value: str = "share",
    low: str = "low",
    high: str = "high",
    form: Form = "share",
    compact: bool = False,
) -> Picture:
    """Draw values as bars from zero, each with its range where it has one.

    Parameters
    ----------
    rows : sequence of mapping
        In the order drawn. Values and ends may be None: a row without a value shows a dash.
    lang : {"de", "en"}
    title : str
        What is seen.
    label, value, low, high : str
        Names of the columns.
    form : {"share", "points", "number"}
        How values are written.
    compact : bool
        A narrow form for phones: names above their bars.

    Examples
    --------
    >>> bars([{"touchpoint": "Wifi", "share": 0.11, "low": 0.1, "high": 0.12}], "en", title="LMG").description
    '1 bars. Wifi: 11.0%.'
    """
    width = _NARROW if compact else _WIDTH
    if not rows:
        return empty(title, words("chart.bars.empty", lang), width)
    known = [figure(row, key) for row in rows for key in (value, low, high)]
    ends = [0.0, *(end for end in known if end is not None)]
    left = (
        0.0 if compact else min(250.0, 16 + max(text_width(one_line(row.get(label), lang)) for row in rows))
    )
    right = width - 20 - max(text_width(shown(figure(row, value), form, lang), bold=True) for row in rows)
    across = Scale(min(ends), max(*ends, min(ends) + 1e-9), left + 2, right)
    parts: list[str] = []
    y = 4.0
    for row in rows:
        name, said = one_line(row.get(label), lang), shown(figure(row, value), form, lang)
        lines = wrapped(name, width - 4 if compact else left - 14, lines=3)
        over = _LINE * len(lines) if compact else 0.0
        middle = y + over + (14 if compact else max(17.0, _LINE * len(lines) / 2 + 5))
        first = y + 13 if compact else middle + 4.5 - _LINE * (len(lines) - 1) / 2
        drawn = [text(0, first + _LINE * n, one) for n, one in enumerate(lines)]
        drawn.append(_bar(across, figure(row, value), (figure(row, low), figure(row, high)), middle))
        drawn.append(text(width, middle + 4.5, said, bold=True, anchor="end"))
        parts.append(titled(f"{name}: {said}", drawn))
        y = 2 * middle - y - over if not compact else middle + 18
    items = "; ".join(f"{one_line(r.get(label), lang)}: {shown(figure(r, value), form, lang)}" for r in rows)
    told = words("chart.bars.desc", lang, count=number(len(rows), lang), items=items)
    return Picture(title, told, width, y + 4, "".join(parts))


def _bar(across: Scale, value: float | None, ends: tuple[float | None, float | None], middle: float) -> str:
    zero = across(0.0)
    drawn = line(zero, middle - 12, zero, middle + 12, "faint")
    if value is None:
        return drawn
    x = across(value)
    drawn += rect(min(x, zero), middle - 8, abs(x - zero), 16, fill="water", radius=4, opacity=0.32)
    low, high = ends
    if low is not None and high is not None:
        drawn += line(across(low), middle, across(high), middle, "water", width=2.4, cap="round")
    return drawn + line(x, middle - 8, x, middle + 8, "water", width=2.4)


def denominators(rows: Sequence[BarRow], lang: str, *, compact: bool = False) -> Picture:
    """Draw the way from all customers to the answers as stepped bars, each with its count.

    Parameters
    ----------
    rows : sequence of mapping
        From the largest to the smallest: ``label`` and ``count`` (None: not counted, said by a dash).
    lang : {"de", "en"}
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> rows = [{"label": "invited", "count": 756}, {"label": "answered", "count": 264}]
    >>> denominators(rows, "en").description
    'invited 756; answered 264 (34.9% of all).'
    """
    title, width = words("chart.denominators.title", lang), _NARROW if compact else _WIDTH
    if not rows:
        return empty(title, words("chart.denominators.empty", lang), width)
    first = next((count for row in rows if (count := figure(row, "count"))), 1.0)
    largest = max((figure(row, "count") or 0.0) for row in rows) or 1.0
    steps: list[tuple[str, str, float]] = []
    for at, row in enumerate(rows):
        count = figure(row, "count")
        said = f"{one_line(row.get('label'), lang)} {number(count, lang, 0)}"
        part = "" if at == 0 or count is None else share(count / first, lang)
        of_all = words("chart.denominators.of_all", lang, share=part) if part else ""
        steps.append((said, of_all, max(4.0, width * (count or 0.0) / largest)))
    fits = all(_beside(said, of_all, long) <= width for said, of_all, long in steps)
    parts: list[str] = []
    y = 0.0
    for at, one in enumerate(steps):
        fill = ("water", "water-soft", "sand")[min(2, len(steps) - 1 - at)]
        drawn, height = _step(one, fill, y) if fits else _captioned(one, fill, y, width)
        parts.append(drawn)
        y += height
    told = "; ".join(f"{said} ({of_all})" if of_all else said for said, of_all, _ in steps)
    described = words("chart.denominators.desc", lang, items=told)
    return Picture(title, described, width, y, "".join(parts))


def _beside(said: str, of_all: str, long: float) -> float:
    """Return where the words end: inside the bar where they fit, else behind it."""
    needed = text_width(f"{said} · {of_all}" if of_all else said)
    return long if needed + 28 <= long else long + 12 + needed


def _step(one: tuple[str, str, float], fill: str, y: float) -> tuple[str, float]:
    """Return one bar with its words inside or behind, and its height."""
    said, of_all, long = one
    inside = _beside(said, of_all, long) <= long
    ink = "card" if inside and fill == "water" else "ink"
    told = text(14 if inside else long + 12, y + 21, f"{said} · {of_all}" if of_all else said, ink=ink)
    return rect(0, y, long, 32, fill=fill, radius=8) + told, 42.0


def _captioned(one: tuple[str, str, float], fill: str, y: float, width: float) -> tuple[str, float]:
    """Return one bar with its words above, and its height."""
    said, of_all, long = one
    lines = wrapped(f"{said} · {of_all}" if of_all else said, width, lines=3)
    told = "".join(text(0, y + 14 + _LINE * n, part) for n, part in enumerate(lines))
    over = 4 + _LINE * len(lines)
    return told + rect(0, y + over, long, 14, fill=fill, radius=5), over + 27
