"""The strip below a picture that says what its marks mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oase.charts.measure import text_width
from oase.charts.signs import mark
from oase.charts.svg import circle, group, line, text
from oase.model import State
from oase.words import state as state_word
from oase.words import text as words

__all__ = ["Entry", "matrix_entries", "state_entries", "strip"]

_ROW = 24.0
_SIZE = 12.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A drawing around the origin (12 pixels either side) and its words."""

    drawing: str
    words: str


def state_entries(states: Iterable[State], lang: str) -> list[Entry]:
    """Return one entry per state that occurs, in the order of the states."""
    found = set(states)
    return [Entry(mark(one, 0, 0, 8), state_word(one, lang)) for one in State if one in found]


def matrix_entries(lang: str, *, ahead: bool, behind: bool) -> list[Entry]:
    """Return the entries for rings, ranges and size."""
    entries: list[Entry] = []
    if ahead:
        ring = circle(0, 0, 8, stroke="palm", stroke_width=2.2)
        entries.append(Entry(ring, words("chart.matrix.ahead", lang)))
    if behind:
        ring = circle(0, 0, 8, stroke="plum", stroke_width=2.2, dash="4 3")
        entries.append(Entry(ring, words("chart.matrix.behind", lang)))
    cross = line(-10, 0, 10, 0, "soft", width=1.5) + line(0, -7, 0, 7, "soft", width=1.5)
    entries.append(Entry(cross, words("chart.matrix.range", lang)))
    sizes = circle(-8, 3.5, 3.5, fill="sand", stroke="soft") + circle(4, 0, 7, fill="sand", stroke="soft")
    return [*entries, Entry(sizes, words("chart.matrix.size", lang))]


def strip(entries: Sequence[Entry], x: float, y: float, width: float) -> tuple[str, float]:
    """Return entries set in rows from ``y`` down, and the height they take."""
    parts: list[str] = []
    at, row = x, 0
    for entry in entries:
        needed = 30 + text_width(entry.words, _SIZE) + 16
        if at > x and at + needed - 16 > x + width:
            at, row = x, row + 1
        middle = y + row * _ROW + _ROW / 2
        parts.append(group([entry.drawing], transform=f"translate({at + 12:.1f} {middle:.1f})"))
        parts.append(text(at + 28, middle + 4.5, entry.words, size=_SIZE, ink="soft"))
        at += needed
    return "".join(parts), (row + 1) * _ROW if entries else 0.0
