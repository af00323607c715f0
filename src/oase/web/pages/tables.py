"""Tables to read on a page, and as files to take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Cell", "Column", "Grid"]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown of a value: words, and where they lead."""

    text: str
    href: str | None = None
    state: str | None = None
    """A state of ``model.State``: shown as a chip with its sign."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key in the row and in the files, heading, and how a value is said.

    ``show`` gets the whole row and returns text or a ``Cell``.
    """

    key: str
    head: str
    show: Callable[[Row], str | Cell]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows with typed values (for files) and how they are read (on the page).

    Parameters
    ----------
    name : str
        Stem of the files: small letters, digits, hyphens.
    caption : str
        What the rows are.
    columns : sequence of Column
    rows : sequence of mapping
    most : int
        Rows shown; all are in the files.
    keys : sequence of str
        Keys in the files; those of the columns when empty.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    most: int = 50
    keys: Sequence[str] = field(default=())

    @property
    def shown(self) -> list[list[Cell]]:
        """The cells to read."""
        return [[_cell(column.show(row)) for column in self.columns] for row in self.rows[: self.most]]

    @property
    def hidden(self) -> int:
        """How many rows are only in the files."""
        return max(0, len(self.rows) - self.most)

    @property
    def plain(self) -> list[dict[str, Any]]:
        """The rows as they go into files."""
        keys = self.keys or [column.key for column in self.columns]
        return [{key: row.get(key) for key in keys} for row in self.rows]


def _cell(shown: str | Cell) -> Cell:
    return shown if isinstance(shown, Cell) else Cell(shown)
