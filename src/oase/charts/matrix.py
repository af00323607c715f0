"""The touchpoint matrix: how much it matters, across, by how well it is done, upwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from oase.charts.empty import empty
from oase.charts.legend import matrix_entries, state_entries, strip
from oase.charts.measure import LINE, wrapped
from oase.charts.picture import Picture
from oase.charts.plot import COMPACT, SIZE, SMALL, WIDE, Plot, importance
from oase.charts.signs import mark
from oase.charts.svg import text
from oase.model import State
from oase.words import number, one_line, signed_state, whole
from oase.words import text as words
from oase.words.row import Row, figure, reward, state_of

__all__ = ["plotted", "touchpoint_matrix"]


def touchpoint_matrix(
    rows: Sequence[Row], lang: str, *, delta: float = 0.02, compact: bool = False
) -> Picture:
    """Draw touchpoints by relevance (across) and fulfilment (upwards), with their ranges.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of the magic-moments result table: ``touchpoint``, ``state``, ``reward_early``, ``reward_all``
        (the one nearer zero is drawn), ``reward_low``, ``reward_high``, ``fulfilment``, ``fulfilment_low``,
        ``fulfilment_high``, ``lead_low``, ``lead_high``, ``answers``. Any but the name may be None; a
        touchpoint without relevance or fulfilment is named below the plot. Where there are segments, the
        rows of the whole are drawn.
    lang : {"de", "en"}
    delta : float
        Smallest worthwhile effect: where the tinted area begins.
    compact : bool
        A narrow form for phones: numbers beside the marks, names in a list below.

    Examples
    --------
    >>> touchpoint_matrix([{"touchpoint": "Beratung", "state": "magic", "reward_early": 0.12,
    ...                     "reward_all": 0.13, "fulfilment": 0.27, "answers": 4120}], "de").title
    'Wo Magie entsteht'
    """
    title, form = words("chart.matrix.title", lang), COMPACT if compact else WIDE
    rows = whole(rows)
    shown = [row for row in rows if reward(row) is not None and figure(row, "fulfilment") is not None]
    if not shown:
        return empty(title, words("chart.matrix.empty", lang), form.width)
    left_out = [row for row in rows if row not in shown]
    plot = Plot(shown, form, delta, lang)
    foot, height = _foot(plot, left_out, lang)
    return Picture(title, _description(rows, lang), form.width, height, plot.drawn() + foot)


def plotted(rows: Sequence[Row], lang: str, *, delta: float = 0.02, compact: bool = False) -> Plot:
    """Return the plot of rows that all have relevance and fulfilment, with every label in its place."""
    return Plot(rows, COMPACT if compact else WIDE, delta, lang)


def _description(rows: Iterable[Row], lang: str) -> str:
    names: dict[State, list[str]] = {}
    for row in sorted(rows, key=importance):
        names.setdefault(state_of(row), []).append(one_line(row.get("touchpoint"), lang))
    states = ". ".join(f"{signed_state(state, lang)}: {', '.join(found)}" for state, found in names.items())
    count = number(sum(map(len, names.values())), lang)
    return words("chart.matrix.desc", lang, count=count, states=states)


def _foot(plot: Plot, left_out: Sequence[Row], lang: str) -> tuple[str, float]:
    """Return what stands below the plot, and the height of the whole picture."""
    form, y = plot.form, plot.box.y + plot.box.height + 58
    rings = {spot.ring for spot in plot.spots}
    entries = state_entries((spot.state for spot in plot.spots), lang)
    entries += matrix_entries(lang, ahead="palm" in rings, behind="plum" in rings)
    parts: list[str] = []
    if plot.numbers:
        listed, used = _listed(plot, y)
        parts.append(listed)
        y += used + 8
    drawn, used = strip(entries, 0, y, form.width)
    parts.append(drawn)
    y += used + 4
    for note in _notes(plot, left_out, lang):
        for one in wrapped(note, form.width, SMALL, lines=12):
            y += 17
            parts.append(text(0, y, one, size=SMALL, ink="soft"))
    return "".join(parts), y + 10


def _listed(plot: Plot, y: float) -> tuple[str, float]:
    """Return the numbered names in columns."""
    form = plot.form
    width = form.width / form.columns
    depth = math.ceil(len(plot.numbers) / form.columns)
    parts: list[str] = []
    tops = [y] * form.columns
    for index, count in plot.numbers.items():
        column = (count - 1) // depth
        x, spot = column * width, plot.spots[index]
        parts.append(text(x + 20, tops[column] + 15, str(count), size=SMALL, bold=True, anchor="end"))
        parts.append(mark(spot.state, x + 36, tops[column] + 11, 8))
        for one in wrapped(spot.name, width - 60, SIZE, lines=3):
            parts.append(text(x + 52, tops[column] + 15.5, one, size=SIZE))
            tops[column] += SIZE * LINE
        tops[column] += 8
    return "".join(parts), max(tops) - y


def _notes(plot: Plot, left_out: Sequence[Row], lang: str) -> list[str]:
    notes: list[str] = []
    if all(figure(spot.row, key) is None for spot in plot.spots for key in ("lead", "lead_low", "lead_high")):
        notes.append(words("chart.matrix.own_view", lang))
    if left_out:
        names = ", ".join(one_line(row.get("touchpoint"), lang) for row in left_out)
        notes.append(words("chart.matrix.unplaced", lang, names=names))
    return notes
