"""Rows without person, time or touchpoint: set aside and counted, never dropped in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.persons import as_persons
from oase.lake.words import as_words, plain
from oase.model import Reading, Refusal, RefusalReason

__all__ = ["Refused", "accepted", "is_time_type", "microseconds"]

_EARLIEST = -62_135_596_800_000_000  # first microsecond of year 1
_LATEST = 253_402_300_799_999_999  # last microsecond of year 9999
_PER_UNIT = {"s": 1_000_000, "ms": 1_000, "us": 1}
_KEPT = 1_000
_COLUMNS = {
    RefusalReason.PERSON_EMPTY: "person",
    RefusalReason.TIME_EMPTY: "at",
    RefusalReason.TIME_OUT_OF_RANGE: "at",
    RefusalReason.TOUCHPOINT_EMPTY: "touchpoint",
}


@dataclass(slots=True)
class Refused:
    """What one walk did not accept.

    Parameters
    ----------
    reasons : Counter
        Rows per reason.
    first : list of (row, reason)
        The first rows refused, counted from 0 over the whole source.
    seen : int
        Rows met so far, accepted or not.
    """

    reasons: Counter[RefusalReason] = field(default_factory=Counter[RefusalReason])
    first: list[tuple[int, RefusalReason]] = field(default_factory=list[tuple[int, RefusalReason]])
    seen: int = 0

    def note(self, rows: NDArray[np.intp], reason: RefusalReason) -> None:
        """Count rows, numbered within the block at hand, that were refused for one reason."""
        if len(rows):
            self.reasons[reason] += len(rows)
            self.first += [(self.seen + int(row), reason) for row in rows[: _KEPT - len(self.first)]]

    def added_to(self, reading: Reading, place: Callable[[int], tuple[str, int]]) -> Reading:
        """Return the counts of a reading with these on top; ``place`` names file and line of a row."""
        reasons = Counter(reading.reasons) + self.reasons
        found = [Refusal(*place(row), reason, _COLUMNS[reason]) for row, reason in sorted(self.first)]
        return Reading(
            files=reading.files,
            rows_read=reading.rows_read or self.seen,
            rows_refused=reading.rows_refused + self.reasons.total(),
            reasons=dict(reasons),
            refusals=(*reading.refusals, *found)[:_KEPT],
            notes=reading.notes,
        )


def is_time_type(kind: pa.DataType) -> bool:
    """Say whether a column of this type holds moments: a timestamp, or int64 microseconds."""
    return bool(pa.types.is_timestamp(kind) or pa.types.is_int64(kind))


def microseconds(column: pa.Array) -> NDArray[np.int64]:
    """Return moments as microseconds since 1970, UTC; parts of a microsecond are cut towards the past.

    Parameters
    ----------
    column : Arrow array of timestamp or int64 microseconds, shape (rows,), no nulls, years 1 to 9999

    Examples
    --------
    >>> microseconds(pa.array([1, -1], pa.timestamp("s"))).tolist()
    [1000000, -1000000]
    """
    values = _integers(column)
    unit = column.type.unit if pa.types.is_timestamp(column.type) else "us"
    if unit == "us":
        return values
    return values // 1_000 if unit == "ns" else values * _PER_UNIT[unit]


def accepted(block: pa.RecordBatch, refused: Refused) -> pa.RecordBatch:
    """Return the rows that name person, time (years 1 to 9999) and touchpoint; count the others.

    Persons come back as string (plain or coded) or int64, touchpoints as ``tables.WORDS``.
    """
    person, touchpoint = as_persons(block.column("person")), as_words(block.column("touchpoint"))
    at = block.column("at")
    columns = {
        **dict(zip(block.schema.names, block.columns, strict=True)),
        "person": person,
        "touchpoint": touchpoint,
    }
    block = pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))
    if not (_lacks(person) or _lacks(touchpoint) or _strays(at)):
        refused.seen += block.num_rows
        return block
    good = np.ones(block.num_rows, np.bool_)
    for reason, bad in (
        (RefusalReason.PERSON_EMPTY, _lacking(person)),
        (RefusalReason.TIME_EMPTY, at.is_null().to_numpy(zero_copy_only=False)),
        (RefusalReason.TIME_OUT_OF_RANGE, _straying(at)),
        (RefusalReason.TOUCHPOINT_EMPTY, _lacking(touchpoint)),
    ):
        refused.note(np.flatnonzero(bad & good), reason)
        good &= ~bad
    refused.seen += block.num_rows
    return block.filter(pa.array(good))


def _lacks(column: pa.Array) -> bool:
    """Say whether a value may be missing, looking at each word of a coded column only once."""
    if column.null_count:
        return True
    words = column.dictionary if pa.types.is_dictionary(column.type) else column
    return bool(words.null_count) or (
        not pa.types.is_integer(words.type) and bool(pc.any(pc.equal(pc.binary_length(words), 0)).as_py())
    )


def _lacking(column: pa.Array) -> NDArray[np.bool_]:
    words = plain(column)
    if pa.types.is_integer(words.type):
        return words.is_null().to_numpy(zero_copy_only=False)
    return pc.equal(pc.binary_length(words).fill_null(0), 0).to_numpy(zero_copy_only=False)


def _strays(at: pa.Array) -> bool:
    if at.null_count or not len(at):
        return bool(at.null_count)
    earliest, latest = _limits(at.type)
    values = _integers(at)
    return bool(values.min() < earliest or values.max() > latest)


def _straying(at: pa.Array) -> NDArray[np.bool_]:
    earliest, latest = _limits(at.type)
    values = _integers(at.fill_null(pa.scalar(0, pa.int64()).cast(at.type)))
    return (values < earliest) | (values > latest)


def _limits(kind: pa.DataType) -> tuple[int, int]:
    unit = kind.unit if pa.types.is_timestamp(kind) else "us"
    if unit == "ns":
        return -(1 << 63), (1 << 63) - 1
    return _EARLIEST // _PER_UNIT[unit], _LATEST // _PER_UNIT[unit]


def _integers(at: pa.Array) -> NDArray[np.int64]:
    return at.view(pa.int64()).to_numpy(zero_copy_only=False)
