"""``Answers``: what customers said about touchpoints, long or wide, ready to be analysed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

from oase.model import Reading, Scale

__all__ = ["Answers"]


@dataclass(frozen=True, slots=True)
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
