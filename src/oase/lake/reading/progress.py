"""The walk over all streams of a source, with progress and the check that a column holds anything at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.errors import ColumnUnusable, SourceUnreadable
from oase.lake.ahead import ahead
from oase.lake.reading.raw import RawBatch, Stream

__all__ = ["Progress", "Usable", "check_rows", "walk"]

Progress: TypeAlias = Callable[[int, int | None], None]
"""Called with what is done and what there is in all (bytes or rows), or None where unknown."""

_ENOUGH = 1_000  # cells after which a column that never served is given up
_SAMPLES = 3


def walk(
    streams: Sequence[Stream], columns: Sequence[str], progress: Progress | None = None
) -> Iterator[tuple[Stream, RawBatch]]:
    """Yield every batch of every stream, telling how far it is."""
    sizes = [stream.size for stream in streams]
    total = sum(size for size in sizes if size is not None) if None not in sizes else None
    before = 0
    for stream in streams:
        batches = stream.read(columns)
        # text is split into cells while the cells before are being understood
        for batch in ahead(batches) if stream.kind == "csv" else batches:
            yield stream, batch
            if progress is not None:
                progress(before + batch.done, total)
        before += stream.size or 0
    if progress is not None and total is not None:
        progress(total, total)


class Usable:
    """Watches whether a column serves: gives up when no cell could be read.

    Parameters
    ----------
    column : str
    what : str
        What its cells should be, as in "a time".
    todo : str
        What to do when they are not.
    """

    def __init__(self, column: str, what: str, todo: str) -> None:
        self._column, self._what, self._todo = column, what, todo
        self._good = self._bad = 0
        self._samples: list[str] = []

    def watch(self, values: pa.Array, good: int, bad: NDArray[np.bool_], where: str) -> None:
        """Take in one batch: how many cells were read, and which could not be.

        Raises
        ------
        ColumnUnusable
            After 1,000 cells of which none could be read.
        """
        self._good += good
        self._bad += int(bad.sum())
        if not self._good and self._bad and len(self._samples) < _SAMPLES:
            found = values.filter(pa.array(bad)).unique().slice(0, _SAMPLES).to_pylist()
            self._samples = [*self._samples, *map(str, found)][:_SAMPLES]
        if self._bad >= _ENOUGH:
            self.check(where)

    def check(self, where: str, *, needed: bool = False) -> None:
        """Raise when nothing could be read; ``needed``: also when nothing stood there.

        Raises
        ------
        ColumnUnusable
        """
        if self._good or not (self._bad or needed):
            return
        if not self._bad:
            raise ColumnUnusable(
                f"The column {self._column!r} is empty throughout", where=where, todo="name another column"
            )
        raise ColumnUnusable(
            f"No cell of the column {self._column!r} is {self._what}",
            got=", ".join(map(repr, self._samples)),
            where=where,
            todo=self._todo,
        )


def check_rows(streams: Sequence[Stream], rows: int) -> None:
    """Refuse a source that has a header and nothing else.

    Raises
    ------
    SourceUnreadable
    """
    if rows == 0:
        raise SourceUnreadable(
            "There are no rows below the header", where=", ".join(stream.name for stream in streams[:3])
        )
