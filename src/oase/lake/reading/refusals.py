"""Rows that could not be read: counted by reason, the first kept, all written to a file on request."""

from __future__ import annotations

import csv
import errno
from collections import Counter
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.errors import StorageError, StorageForbidden, StorageFull
from oase.lake.reading.raw import RawBatch
from oase.model import Reading, Refusal, RefusalReason

__all__ = ["KEPT", "Marks", "Refusals"]

KEPT = 1_000
"""Refusals kept in memory."""

_SHOWN = 200


@contextmanager
def _writing(path: Path | None) -> Generator[None]:
    """Tell what the disk says about the refusals file."""
    try:
        yield
    except OSError as error:
        kinds = {errno.ENOSPC: StorageFull, errno.EDQUOT: StorageFull}
        kind = StorageForbidden if isinstance(error, PermissionError) else StorageError
        raise kinds.get(error.errno or 0, kind)(
            "The refusals file cannot be written",
            got=error.strerror,
            where=str(path),
            todo="name another with refusals=…",
        ) from error


class Refusals:
    """Collects refused rows over one reading.

    Parameters
    ----------
    path : Path or None
        CSV file (file, line, reason, column, value) that receives every refusal.

    Examples
    --------
    >>> with Refusals(None) as refusals:
    ...     refusals.add([Refusal("a.csv", 7, RefusalReason.TIME_EMPTY, "ts")])
    >>> refusals.count, refusals.kept[0].line
    (1, 7)
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.reasons: Counter[RefusalReason] = Counter()
        self.kept: list[Refusal] = []
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        """Open the file, if one was asked for."""
        if self.path is not None:
            with _writing(self.path):
                self._file = self.path.open("w", encoding="utf-8", newline="")
                csv.writer(self._file).writerow(["file", "line", "reason", "column", "value"])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        if self._file is not None:
            with _writing(self.path):
                self._file.close()

    @property
    def count(self) -> int:
        """Rows refused so far."""
        return self.reasons.total()

    def add(self, refusals: Iterable[Refusal]) -> None:
        """Take in refused rows."""
        for refusal in refusals:
            self.reasons[refusal.reason] += 1
            if len(self.kept) < KEPT:
                self.kept.append(refusal)
            if self._file is not None:
                with _writing(self.path):
                    csv.writer(self._file).writerow(
                        [refusal.file, refusal.line, refusal.reason.value, refusal.column, refusal.value]
                    )

    def skip(self, reason: RefusalReason, rows: int) -> None:
        """Count rows of which nothing more needs to be told."""
        self.reasons[reason] += rows

    @property
    def wants_rows(self) -> bool:
        """Whether single rows are still of use, or their number is enough."""
        return self._file is not None or len(self.kept) < KEPT

    def reading(self, files: Sequence[str], rows: int, notes: Iterable[str]) -> Reading:
        """Return the counts of the whole reading."""
        return Reading(
            files=tuple(files),
            rows_read=rows,
            rows_refused=self.count,
            reasons=dict(self.reasons),
            refusals=tuple(self.kept),
            notes=tuple(dict.fromkeys(notes)),
        )


class Marks:
    """Rows of one batch that are refused; the first reason of a row counts.

    Parameters
    ----------
    name : str
        The stream.
    batch : RawBatch
        Its rows.
    """

    def __init__(self, name: str, batch: RawBatch) -> None:
        self.name = name
        self.batch = batch
        self.refused: NDArray[np.bool_] = np.zeros(batch.rows, np.bool_)
        self._found: list[tuple[NDArray[np.intp], RefusalReason, str]] = []

    def refuse(self, rows: NDArray[np.bool_], reason: RefusalReason, column: str) -> None:
        """Mark rows, given as a mask, unless they are refused already."""
        new = rows & ~self.refused
        if new.any():
            self._found.append((np.flatnonzero(new), reason, column))
            self.refused |= new

    def hand_to(self, refusals: Refusals) -> None:
        """Tell the collector of all marked rows and of those that could not be split, by line."""
        if not refusals.wants_rows:
            refusals.add(self.batch.unread)
            for rows, reason, _ in self._found:
                refusals.skip(reason, len(rows))
        elif self._found:
            lines = self.batch.lines()
            told = [refusal for found in self._found for refusal in self._told(*found, lines)]
            refusals.add(sorted([*self.batch.unread, *told], key=lambda refusal: refusal.line))
        else:
            refusals.add(self.batch.unread)

    def _told(
        self, rows: NDArray[np.intp], reason: RefusalReason, column: str, lines: NDArray[np.int64]
    ) -> Iterable[Refusal]:
        values = self.batch.columns[column].take(pa.array(rows)) if column else pa.nulls(len(rows))
        for row, value in zip(rows, values, strict=True):
            shown = value.as_py()
            text = "" if shown is None else str(shown)[:_SHOWN]
            yield Refusal(self.name, int(lines[row]), reason, column, text)

    def kept(self) -> NDArray[np.bool_]:
        """Return which rows were not refused."""
        return ~self.refused
