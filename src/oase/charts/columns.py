"""Upright columns over days: how many, and how many of them were turned away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from oase.charts.empty import empty
from oase.charts.measure import text_width
from oase.charts.picture import Picture
from oase.charts.svg import line, rect, text, titled
from oase.words import number
from oase.words import text as words

__all__ = ["columns"]

_WIDTH, _NARROW = 760.0, 360.0
_TOP, _HIGH, _FOOT = 22.0, 120.0, 24.0


def columns(
    rows: Sequence[Mapping[str, object]],
    lang: str,
    *,
    title: str,
    label: str = "day",
    value: str = "count",
    part: str | None = None,
    said: str = "said",
    compact: bool = False,
) -> Picture:
    """Draw counts as columns side by side; the part of each that was turned away stands on top.

    Parameters
    ----------
    rows : sequence of mapping
        In the order drawn; ``label`` is written under the first and the last.
    lang : {"de", "en"}
    title : str
        What is seen.
    label, value : str
        Names of the columns of the table.
    part : str, optional
        Name of the column with that part of the count.
    said : str
        Name of the column with the sentence shown when a column is pointed at.
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> rows = [{"day": "20 Nov", "count": 12, "said": "12"}, {"day": "21 Nov", "count": 30, "said": "30"}]
    >>> columns(rows, "en", title="Per day").description
    '2 bars. 20 Nov: 12; 21 Nov: 30.'
    """
    width = _NARROW if compact else _WIDTH
    counts = [_count(row, value) for row in rows]
    if not any(counts):
        return empty(title, words("chart.bars.empty", lang), width)
    most, step = max(counts), width / len(rows)
    broad, base = max(2.0, step * 0.72), _TOP + _HIGH
    parts = [line(0, base, width, base, "line")]
    for at, (row, count) in enumerate(zip(rows, counts, strict=True)):
        x, high = at * step + (step - broad) / 2, _HIGH * count / most
        drawn = [rect(at * step, _TOP, step, _HIGH, fill="none")]
        if count:
            drawn.append(rect(x, base - max(1.5, high), broad, max(1.5, high), fill="water", radius=2))
        if part and (turned := _count(row, part)):
            over = max(3.0, _HIGH * turned / most)
            drawn.append(rect(x, base - max(high, over), broad, over, fill="date", radius=2))
        parts.append(titled(str(row.get(said, "")), drawn))
    parts += _letters(rows, counts, label, lang, width)
    items = "; ".join(f"{row.get(label)}: {number(n, lang)}" for row, n in zip(rows, counts, strict=True))
    told = words("chart.bars.desc", lang, count=number(len(rows), lang), items=items)
    return Picture(title, told, width, base + _FOOT, "".join(parts))


def _letters(
    rows: Sequence[Mapping[str, object]], counts: Sequence[float], label: str, lang: str, width: float
) -> list[str]:
    """Return the first and last label, and the largest count above its column."""
    most = max(counts)
    words_of_most, step = number(most, lang), width / len(rows)
    half = text_width(words_of_most, bold=True) / 2
    middle = min(max((counts.index(most) + 0.5) * step, half), width - half)
    foot = _TOP + _HIGH + 18
    drawn = [
        text(middle, _TOP - 6, words_of_most, bold=True, anchor="middle"),
        text(0, foot, str(rows[0].get(label)), ink="soft"),
    ]
    if len(rows) > 1:
        drawn.append(text(width, foot, str(rows[-1].get(label)), ink="soft", anchor="end"))
    return drawn


def _count(row: Mapping[str, object], key: str) -> float:
    value = row.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
