"""What every kind of source is turned into: named streams of raw batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.model import Refusal

__all__ = ["Kind", "RawBatch", "Stream", "rows_from"]

Kind = Literal["csv", "jsonl", "excel", "spss", "parquet", "arrow", "frame"]


@dataclass(frozen=True, slots=True)
class RawBatch:
    """Some rows of a source, as they stand there.

    Parameters
    ----------
    rows : int
        Number of rows.
    columns : mapping of str to Arrow array
        The columns that were asked for: strings from text files, any type from typed sources.
    lines : callable
        Returns the line (text) or row (other sources) of each row; called only when a row is refused.
    unread : tuple of Refusal
        Rows of this stretch that could not even be split into cells; not among ``rows``.
    done : int
        How much of ``Stream.size`` was read when this batch was complete.
    """

    rows: int
    columns: Mapping[str, pa.Array]
    lines: Callable[[], NDArray[np.int64]]
    unread: tuple[Refusal, ...] = ()
    done: int = 0


@dataclass(frozen=True, slots=True)
class Stream:
    """One file, archive member or frame that can be read from front to back, any number of times.

    Parameters
    ----------
    name : str
        Shown in messages: ``archive.zip/member.csv`` inside an archive, ``table`` for a frame.
    kind : str
        What it was recognised as.
    columns : tuple of str
        Names in their order.
    read : callable
        Given the columns wanted, yields raw batches.
    size : int or None
        Bytes or rows in all, for progress.
    types : mapping of str to Arrow type
        Column types where the source declares them (Parquet, Arrow, frames); empty for text.
    decimal : {".", ","}
        Which sign decides numbers such as ``1.234`` that can be read in two ways.
    labels : mapping
        Words for codes, by column (SPSS value labels).
    notes : list of str
        What was found out; may grow while reading.
    path : Path or None
        The file itself where it lies on disk uncompressed.
    archive : str
        Name of the archive it is a member of, else empty.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], Iterator[RawBatch]]
    size: int | None = None
    types: Mapping[str, pa.DataType] = field(default_factory=dict)
    decimal: Literal[".", ","] = "."
    labels: Mapping[str, Mapping[float, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    path: Path | None = None
    archive: str = ""


def rows_from(first: int, rows: int) -> Callable[[], NDArray[np.int64]]:
    """Return the lines of rows that stand directly below each other.

    Examples
    --------
    >>> rows_from(2, 3)().tolist()
    [2, 3, 4]
    """
    return lambda: np.arange(first, first + rows, dtype=np.int64)
