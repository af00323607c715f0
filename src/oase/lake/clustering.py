"""Bringing each person's contacts together: proof that they are, and one sort to a spool where they are not.

A walk hopes for the best and checks as it goes, so contacts that lie well are read once:

1. ``Ascending``: every person is greater than the one before. Nothing has to be kept to know it.
2. ``Grouped``: persons come in any order, but none comes back. One 64-bit number is kept per person.
3. ``cluster``: the contacts are parted by person into a spool and each part is sorted in memory.

Where a proof fails, it raises ``OrderBroken`` in the middle of the walk, and the next step is tried
from the start.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.cleaning import Refused, accepted, microseconds
from oase.lake.persons import ascends, hashes
from oase.lake.rows import Rows
from oase.lake.spool import Spool, as_batch
from oase.lake.words import Names, plain
from oase.settings import Settings

__all__ = ["Ascending", "Grouped", "OrderBroken", "Proof", "Trusted", "cluster"]

_BUCKETS_LOG2 = 7
_PART_ROWS = 2_000_000  # rows parted at a time
_UNIT_ROWS = 1_000_000  # rows sorted at a time, unless one bucket has more


class OrderBroken(Exception):
    """A proof about the order of persons failed; what was walked so far is void."""


class Proof(Protocol):
    """Looks at the persons of a walk as they pass."""

    def see(self, ids: pa.Array) -> None:
        """Take the next persons, each once, in the order they are met."""
        ...

    def close(self) -> None:
        """Say that all persons have passed; the order is proven unless this raises."""
        ...


class Trusted:
    """Whoever made the blocks answers for them."""

    def see(self, ids: pa.Array) -> None:
        """Look away."""

    def close(self) -> None:
        """Agree."""


class Ascending:
    """Every person is greater than the one before, so none can come back.

    Examples
    --------
    >>> proof = Ascending()
    >>> proof.see(pa.array(["a", "b"]))
    >>> proof.see(pa.array(["b"]))
    Traceback (most recent call last):
    oase.lake.clustering.OrderBroken: persons do not ascend
    """

    def __init__(self) -> None:
        self._last: pa.Array | None = None

    def see(self, ids: pa.Array) -> None:
        """Compare each person with the one before."""
        if not len(ids):
            return
        joint = [] if self._last is None else [self._last, ids[:1]]
        if not ascends(ids) or (joint and not ascends(pa.concat_arrays(joint))):
            raise OrderBroken("persons do not ascend")
        self._last = ids[-1:]

    def close(self) -> None:
        """Nothing is open."""


class Grouped:
    """No person comes back, whatever the order; 8 bytes per person are kept until the end of the walk.

    Two persons with the same 64-bit number only cost a needless sort, they never spoil a result.
    """

    def __init__(self) -> None:
        self._seen: list[NDArray[np.uint64]] = []
        self._count = 0
        self._due = 0

    def see(self, ids: pa.Array) -> None:
        """Remember the persons; look for one that came back each time their number has doubled."""
        self._seen.append(hashes(ids))
        self._count += len(ids)
        if self._count >= self._due:
            self.close()
            self._due = 2 * self._count

    def close(self) -> None:
        """Look through all persons seen."""
        if self._seen:
            sorted_ = np.sort(np.concatenate(self._seen))
            if (sorted_[1:] == sorted_[:-1]).any():
                raise OrderBroken("a person comes back")
            self._seen = [sorted_]


def cluster(blocks: Iterator[pa.RecordBatch | pa.Table], settings: Settings, refused: Refused) -> Spool:
    """Sort contacts into a spool: each person's together, ordered by (at, tie, touchpoint name).

    Persons are parted by their 64-bit number into 128 buckets, then about a million rows at a time are sorted
    in memory. So memory depends on the largest person and, beyond 100 million rows, on 1/128 of the whole.

    Parameters
    ----------
    blocks : iterator of Arrow batches or tables
        With person, at, touchpoint and what else is to be kept, in any order.
    settings : Settings
        Where and when to use the disk.
    refused : Refused
        Counts the rows that lack person, time or touchpoint.

    Raises
    ------
    StorageFull, StorageForbidden
    """
    parts, buckets = _parted(blocks, settings, refused)
    result = Spool(settings)
    for numbers in _units(parts, buckets):
        result.append(_sorted(parts.read(numbers)))
    result.seal()
    return result


def _parted(
    blocks: Iterator[pa.RecordBatch | pa.Table], settings: Settings, refused: Refused
) -> tuple[Spool, list[list[int]]]:
    parts = Spool(settings)
    buckets: list[list[int]] = [[] for _ in range(1 << _BUCKETS_LOG2)]
    for batch in _gathered(blocks, _PART_ROWS):
        good = accepted(batch, refused)
        persons = plain(good.column("person"))
        bucket = (hashes(persons) >> np.uint64(64 - _BUCKETS_LOG2)).astype(np.uint8)
        order = np.argsort(bucket, kind="stable")
        taken = good.set_column(good.schema.get_field_index("person"), "person", persons).take(
            pa.array(order)
        )
        ends = np.cumsum(np.bincount(bucket, minlength=len(buckets)))
        for number in np.unique(bucket).tolist():
            first = int(ends[number - 1]) if number else 0
            buckets[number].append(len(parts))
            parts.append(taken.slice(first, int(ends[number]) - first))
    parts.seal()
    return parts, buckets


def _gathered(blocks: Iterator[pa.RecordBatch | pa.Table], rows: int) -> Iterator[pa.RecordBatch]:
    """Join small blocks and cut large ones, so that each has about the given rows."""
    waiting: list[pa.RecordBatch] = []
    for block in blocks:
        table = block if isinstance(block, pa.Table) else pa.Table.from_batches([block])
        for batch in table.to_batches(max_chunksize=rows):
            waiting.append(batch)
            if sum(map(len, waiting)) >= rows:
                yield _together(waiting)
                waiting = []
    if waiting:
        yield _together(waiting)


def _together(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    return as_batch(pa.Table.from_batches(batches))


def _units(parts: Spool, buckets: list[list[int]]) -> Iterator[list[int]]:
    """Yield numbers of batches to be sorted together: whole buckets, about ``_UNIT_ROWS``."""
    unit: list[int] = []
    for bucket in buckets:
        unit += bucket
        if sum(parts.rows[number] for number in unit) >= _UNIT_ROWS:
            yield unit
            unit = []
    if unit:
        yield unit


def _sorted(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Return one batch with each person's rows together and in order."""
    batch = _together(batches)
    coded = batch.column("person").dictionary_encode()
    codes = coded.indices.to_numpy()
    order = np.argsort(codes.astype(np.uint16) if len(coded.dictionary) <= 1 << 16 else codes, kind="stable")
    taken = batch.take(pa.array(order))
    names = Names()
    further = [name for name in batch.schema.names if name not in ("person", "at", "touchpoint")]
    rows = Rows(
        coded.dictionary,
        np.concatenate(([0], np.cumsum(np.bincount(codes)))),
        microseconds(taken.column("at")),
        names.encode(taken.column("touchpoint")),
        {name: taken.column(name) for name in further},
    ).in_order(names)
    touchpoint = pa.DictionaryArray.from_arrays(pa.array(rows.touchpoint), pa.array(names.known, pa.string()))
    return pa.RecordBatch.from_arrays(
        [rows.person(), pa.array(rows.at), touchpoint, *rows.columns.values()],
        names=["person", "at", "touchpoint", *rows.columns],
    )
