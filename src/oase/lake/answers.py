"""``Answers``: what customers said about touchpoints, long or wide, ready to be analysed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Literal

import pyarrow as pa

from oase.model import Reading, Scale

__all__ = ["Answers"]

_LISTED = 12


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Answers:
    """A table of answers; immutable.

    Parameters
    ----------
    table : Arrow table
        Long form: the columns of ``lake.tables.ANSWERS`` that exist, then context columns.
        Wide form: ``person``, ``at``, ``outcome``, ``weight``, ``recommend`` where given, one int8 column
        per touchpoint (value on its scale, null = not applicable), then context columns.
        May be memory-mapped, so larger than memory.
    form : {"long", "wide"}
    touchpoints : tuple of str
        In the order of the journey where known (wide: order of the columns), else by name.
    scale : Scale
        How the answers were given.
    context : tuple of str
        Names of the context and segment columns in ``table``.
    own : str or None
        The own brand; rows with ``brand`` null count as own.
    reading : Reading
        Rows read and refused.

    Examples
    --------
    >>> Answers(pa.table({"Shop": pa.array([1, 0], pa.int8())}), "wide", ("Shop",), Scale())
    Answers(rows: 2, form: wide, touchpoints: 1, scale: missed / met / exceeded, context: none, refused: 0)
    """

    table: pa.Table
    form: Literal["long", "wide"]
    touchpoints: tuple[str, ...]
    scale: Scale
    context: tuple[str, ...] = ()
    own: str | None = None
    reading: Reading = field(default_factory=Reading)

    def __len__(self) -> int:
        """Rows of the table."""
        return self.table.num_rows

    def __repr__(self) -> str:
        """Return what it holds in one line."""
        return f"Answers({', '.join(f'{name}: {text}' for name, text in self._summary())})"

    def _repr_html_(self) -> str:
        """Return what it holds as a small table."""
        names = ", ".join(self.touchpoints[:_LISTED]) + (" …" if len(self.touchpoints) > _LISTED else "")
        rows = "".join(
            f"<tr><th scope='row'>{escape(name)}</th><td>{escape(text)}</td></tr>"
            for name, text in [*self._summary(), ("asked about", names), *self._notes()]
        )
        return f"<table>{rows}</table>"

    def _summary(self) -> list[tuple[str, str]]:
        rating = f"{self.scale.low} to {self.scale.high}"
        return [
            ("rows", f"{len(self):,}"),
            ("form", self.form),
            ("touchpoints", f"{len(self.touchpoints):,}"),
            ("scale", "missed / met / exceeded" if self.scale.kind == "three_way" else rating),
            ("context", ", ".join(self.context) or "none"),
            ("refused", f"{self.reading.rows_refused:,}"),
        ]

    def _notes(self) -> list[tuple[str, str]]:
        return [("note", note) for note in self.reading.notes]
