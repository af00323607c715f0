"""Tables of colour: the step matrix and retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from oase.charts.bars import Form, shown
from oase.charts.empty import empty
from oase.charts.measure import clipped, text_width, wrapped
from oase.charts.picture import Picture
from oase.charts.svg import group, rect, text, titled
from oase.words import number, one_line
from oase.words import text as words
from oase.words.row import figure

__all__ = ["heat"]

CellRow = Mapping[str, object]
_WIDTH, _NARROW = 1080.0, 360.0
_DARKEST = 0.55
_SIZE = 12.0
_ENDED = "ended"


def heat(
    rows: Sequence[CellRow],
    lang: str,
    *,
    across: str,
    down: str,
    value: str,
    title: str,
    form: Form = "share",
    compact: bool = False,
) -> Picture:
    """Draw values of two keys as a table whose cells are the darker the larger they are.

    Parameters
    ----------
    rows : sequence of mapping
        One per cell; keys appear in the order in which they come. Cells without a row stay blank, those
        whose value is None show a dash. Closing lines stand last and grey: rows whose ``kind`` is given and
        not "touchpoint", or without ``kind`` those named "ended".
    lang : {"de", "en"}
    across, down, value : str
        Names of the columns: ``step``, ``touchpoint``, ``share`` for a step matrix; ``period``,
        ``cohort``, ``share`` for retention.
    title : str
        What is seen.
    form : {"share", "points", "number"}
        How values are written.
    compact : bool
        A narrow form for phones: one line of cells below each name.

    Examples
    --------
    >>> heat([{"step": 1, "touchpoint": "A", "share": 0.5}], "en", across="step", down="touchpoint",
    ...      value="share", title="Steps").description
    '1 rows and 1 columns, largest value 50.0%.'
    """
    width = _NARROW if compact else _WIDTH
    if not rows:
        return empty(title, words("chart.heat.empty", lang), width)
    columns = list(dict.fromkeys(row.get(across) for row in rows))
    lines = sorted(dict.fromkeys(_line(row, down) for row in rows), key=lambda line: line.is_closing)
    cells = {(_line(row, down), row.get(across)): figure(row, value) for row in rows}
    most = max((abs(one) for one in cells.values() if one is not None), default=0.0)
    table = _Table(columns, lines, cells, most or 1.0, form, lang, width)
    body, width, height = table.narrow() if compact else table.wide()
    told = words(
        "chart.heat.desc",
        lang,
        rows=number(len(lines), lang),
        columns=number(len(columns), lang),
        most=shown(most, form, lang),
    )
    return Picture(title, told, width, height, body)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table; closing lines (journeys that ended or go on) stand apart from touchpoints."""

    name: object
    is_closing: bool


def _line(row: CellRow, down: str) -> _Line:
    name = row.get(down)
    kind = row.get("kind")
    return _Line(name, name == _ENDED if kind is None else kind != "touchpoint")


@dataclass(frozen=True, slots=True)
class _Table:
    """The table with its measures."""

    columns: Sequence[object]
    lines: Sequence[_Line]
    cells: Mapping[tuple[_Line, object], float | None]
    most: float
    form: Form
    lang: str
    width: float

    @property
    def least(self) -> float:
        """Width below which a cell cannot hold its value."""
        said = [shown(one, self.form, self.lang) for one in self.cells.values()]
        return 12 + max(text_width(one, _SIZE) for one in [*said, *map(str, self.columns)])

    def wide(self) -> tuple[str, float, float]:
        """Return names to the left, cells beside them; the picture grows where there are many columns."""
        left = min(260.0, 16 + max(text_width(self._name(one), 13) for one in self.lines))
        each = min(110.0, max(self.least, (self.width - left) / len(self.columns)))
        parts = [self._heads(left, each, 16)]
        y = 26.0
        for one in self.lines:
            said = wrapped(self._name(one), left - 14, 13, lines=2)
            first = y + 21 - 8 * (len(said) - 1)
            parts += [text(0, first + 16 * n, part, size=13) for n, part in enumerate(said)]
            parts.append(self._cells(one, self.columns, left, each, y))
            y += 36
        return "".join(parts), max(left + each * len(self.columns), left + 200), y

    def narrow(self) -> tuple[str, float, float]:
        """Return each name with its cells below, as many beside each other as fit."""
        fit = max(1, int(self.width // self.least))
        parts: list[str] = []
        y = 0.0
        for one in self.lines:
            parts.append(text(0, y + 15, clipped(self._name(one), self.width, 13), size=13, bold=True))
            y += 22
            held = [column for column in self.columns if (one, column) in self.cells]
            for start in range(0, len(held), fit):
                shown_columns = held[start : start + fit]
                each = self.width / min(fit, len(self.columns))
                parts.append(self._heads(0, each, y + 11, shown_columns))
                parts.append(self._cells(one, shown_columns, 0, each, y + 16))
                y += 54
            y += 8
        return "".join(parts), self.width, y

    def _name(self, one: _Line) -> str:
        if one.is_closing and one.name == _ENDED:
            return words("chart.heat.ended", self.lang)
        return one_line(one.name, self.lang)

    def _heads(self, left: float, each: float, y: float, columns: Sequence[object] | None = None) -> str:
        heads = self.columns if columns is None else columns
        return group(
            text(left + each * (n + 0.5), y, str(one), size=_SIZE, ink="soft", anchor="middle")
            for n, one in enumerate(heads)
        )

    def _cells(self, one: _Line, columns: Sequence[object], left: float, each: float, y: float) -> str:
        parts: list[str] = []
        for n, column in enumerate(columns):
            if (one, column) not in self.cells:
                continue
            value = self.cells[one, column]
            said = shown(value, self.form, self.lang)
            depth = 0.02 + (_DARKEST - 0.02) * abs(value or 0.0) / self.most
            x, ink = left + each * n, "soft" if one.is_closing else "water"
            cell = rect(x + 1.5, y, each - 3, 32, fill=ink, radius=6, opacity=depth)
            number_ = text(x + each / 2, y + 20.5, said, size=_SIZE, anchor="middle")
            parts.append(titled(f"{self._name(one)}, {column}: {said}", [cell, number_]))
        return "".join(parts)
