"""The unit every kernel walks: some whole persons, ordered in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["Chunk", "Kernel"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole persons, one after another, each one's contacts ordered by (at, tie, touchpoint name).

    Parameters
    ----------
    starts : int64 array, shape (persons + 1,)
        Row where each person begins, and the number of rows at the end.
    at : int64 array, shape (rows,)
        Microseconds since 1970, UTC.
    touchpoint : int32 array, shape (rows,)
        Codes into ``names``. A code keeps its meaning over all chunks of one walk.
    names : tuple of str
        Touchpoint names known so far; later chunks may know more.
    columns : dict of str to Arrow array
        Further columns that were asked for, row by row.
    person : Arrow array
        Person of each row, only where asked for.
    """

    starts: NDArray[np.int64]
    at: NDArray[np.int64]
    touchpoint: NDArray[np.int32]
    names: tuple[str, ...]
    columns: dict[str, pa.Array] = field(default_factory=dict)
    person: pa.Array | None = None

    @property
    def persons(self) -> int:
        """Number of persons in this chunk."""
        return len(self.starts) - 1

    @property
    def rows(self) -> int:
        """Number of contacts in this chunk."""
        return len(self.at)


class Kernel(Protocol):
    """Whatever takes the chunks of one walk, one after another, and keeps what it wants to know.

    Examples
    --------
    >>> class Rows:
    ...     rows = 0
    ...     def add(self, chunk: Chunk) -> None:
    ...         self.rows += chunk.rows
    >>> kernel: Kernel = Rows()
    """

    def add(self, chunk: Chunk) -> None:
        """Take the next chunk of whole persons."""
        ...
