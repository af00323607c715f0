"""Lazy conditions on contacts: a span of time, some touchpoints, one value of a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import OptionInvalid
from oase.lake.rows import Rows
from oase.lake.words import Names

__all__ = ["Among", "Between", "Condition", "Touching"]


class Condition(Protocol):
    """Says row by row whether a contact stays; equal conditions are equal and hashable."""

    @property
    def column(self) -> str | None:
        """Column that must be read for it, besides the three that always are."""
        ...

    def holds(self, rows: Rows, names: Names) -> NDArray[np.bool_]:
        """Return true for each row that stays, shape (rows,)."""
        ...


@dataclass(frozen=True, slots=True)
class Between:
    """``start <= at < end`` in microseconds since 1970, UTC; None leaves a side open."""

    start: int | None
    end: int | None
    column: None = None

    def holds(self, rows: Rows, names: Names) -> NDArray[np.bool_]:
        """Return true for each row that stays."""
        del names
        kept = np.ones(len(rows), np.bool_)
        if self.start is not None:
            kept &= rows.at >= self.start
        if self.end is not None:
            kept &= rows.at < self.end
        return kept


@dataclass(frozen=True, slots=True)
class Touching:
    """The touchpoint is one of these."""

    names: frozenset[str]
    column: None = None

    def holds(self, rows: Rows, names: Names) -> NDArray[np.bool_]:
        """Return true for each row that stays."""
        allowed = np.array([name in self.names for name in names.known], np.bool_)
        return allowed[rows.touchpoint]


@dataclass(frozen=True, slots=True)
class Among:
    """The value of a column is one of these; null never is."""

    column: str
    values: frozenset[object]

    def holds(self, rows: Rows, names: Names) -> NDArray[np.bool_]:
        """Return true for each row that stays."""
        del names
        values = self._column(rows)
        if not pa.types.is_dictionary(values.type):
            return self._found(values)
        known = self._found(values.dictionary)
        if not len(known):
            return np.zeros(len(values), np.bool_)
        found = known[values.indices.fill_null(0)]
        return found & values.is_valid().to_numpy(zero_copy_only=False)

    def _column(self, rows: Rows) -> pa.Array:
        if self.column == "person":
            return rows.person()
        return pa.array(rows.at) if self.column == "at" else rows.columns[self.column]

    def _found(self, values: pa.Array) -> NDArray[np.bool_]:
        if not len(values):
            return np.zeros(0, np.bool_)
        try:
            sought = pa.array(list(self.values)).cast(values.type)
        except (pa.ArrowException, OverflowError) as error:
            raise OptionInvalid(
                f"The column {self.column!r} cannot have this value",
                expected=f"values of type {values.type}",
                got=", ".join(sorted(map(repr, self.values))),
            ) from error
        return pc.is_in(values, value_set=sought).to_numpy(zero_copy_only=False)
