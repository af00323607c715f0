"""The funnel: how many persons reach each step, and how long it takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from oase.charts.empty import empty
from oase.charts.measure import wrapped
from oase.charts.picture import Picture
from oase.charts.svg import rect, text, titled
from oase.words import duration, number, one_line, share
from oase.words import text as words
from oase.words.row import figure

__all__ = ["funnel"]

StepRow = Mapping[str, object]
_WIDTH, _NARROW = 760.0, 360.0
_BAR = 26.0


def funnel(rows: Sequence[StepRow], lang: str, *, compact: bool = False) -> Picture:
    """Draw the steps of a funnel as bars below each other.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of ``Journeys.funnel``: ``step``, ``touchpoint`` (a name or a list of names), ``persons``,
        ``share_of_first``, ``share_of_previous``, ``median_seconds``; shares and median may be None.
    lang : {"de", "en"}
    compact : bool
        A narrow form for phones.

    Examples
    --------
    >>> funnel([{"step": 1, "touchpoint": "A", "persons": 4}, {"step": 2, "touchpoint": ["B", "C"],
    ...          "persons": 2}], "en").description
    '2 steps, from 4 to 2 persons.'
    """
    title, width = words("chart.funnel.title", lang), _NARROW if compact else _WIDTH
    if not rows:
        return empty(title, words("chart.funnel.empty", lang), width)
    largest = max(_persons(row) for row in rows) or 1.0
    parts: list[str] = []
    y = 0.0
    for at, row in enumerate(rows):
        drawn, y = _step(row, at, y, (width, largest), lang)
        parts.append(drawn)
    ends = {"first": _persons(rows[0]), "last": _persons(rows[-1])}
    told = words(
        "chart.funnel.desc",
        lang,
        steps=number(len(rows), lang),
        **{k: number(v, lang, 0) for k, v in ends.items()},
    )
    return Picture(title, told, width, y - 10, "".join(parts))


def _step(row: StepRow, at: int, y: float, frame: tuple[float, float], lang: str) -> tuple[str, float]:
    width, largest = frame
    name, persons = _name(row, lang), _persons(row)
    counts = number(persons, lang, 0)
    if figure(row, "share_of_first") is not None:
        counts += f" · {share(figure(row, 'share_of_first'), lang)}"
    parts: list[str] = []
    for one in wrapped(f"{at + 1}. {name}", width - 140, 13.5, lines=4):
        y += 18
        parts.append(text(0, y, one, size=13.5))
    parts.append(text(width, y, counts, size=13.5, bold=True, anchor="end"))
    parts.append(rect(0, y + 8, width, _BAR, fill="sand", radius=7))
    parts.append(rect(0, y + 8, max(2.0, width * persons / largest), _BAR, fill="water", radius=7))
    y += 8 + _BAR
    said = _since(row, lang) if at else ""
    if said:
        parts.append(text(0, y + 18, said, size=12, ink="soft"))
        y += 18
    return titled(f"{name}: {counts}", parts), y + 16


def _since(row: StepRow, lang: str) -> str:
    """Return what became of the step before, where it is known."""
    part, median = figure(row, "share_of_previous"), figure(row, "median_seconds")
    if part is None:
        return ""
    if median is None:
        return words("chart.funnel.previous", lang, share=share(part, lang))
    return words("chart.funnel.median", lang, share=share(part, lang), duration=duration(median, lang))


def _name(row: StepRow, lang: str) -> str:
    names = row.get("touchpoint")
    if isinstance(names, list | tuple):
        either = f" {words('chart.funnel.or', lang)} "
        return either.join(one_line(name, lang) for name in cast(Sequence[object], names))
    return one_line(names, lang)


def _persons(row: StepRow) -> float:
    return figure(row, "persons") or 0.0
