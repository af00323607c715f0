"""Who answered, and in which jackknife group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.kernels.moments import GROUPS, Codes, mix, person_groups

__all__ = ["Persons", "groups_of", "person_codes"]

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Persons:
    """Who answered: a code per row, the distinct ids, the jackknife group per row.

    Rows without a person are persons of their own; then ``ids`` is shorter than the codes reach.
    """

    codes: NDArray[np.int32]
    ids: pa.Array
    count: int
    group: Codes

    @property
    def are_distinct(self) -> bool:
        """Whether no person answered in more than one row."""
        return self.count == len(self.codes)


def person_codes(table: pa.Table) -> tuple[NDArray[np.int32], pa.Array, int]:
    """Return a code per row, the distinct ids, and how many persons there are."""
    rows = len(table)
    if "person" not in table.column_names:
        return np.arange(rows, dtype=np.int32), pa.array([], pa.string()), rows
    column = table.column("person")
    if pa.types.is_integer(column.type) and not column.null_count:
        known = _clustered(column)
        if known is not None:
            return known
    encoded = pc.dictionary_encode(column).unify_dictionaries().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = pa.concat_arrays(encoded.chunks) if encoded.num_chunks else pa.array([], encoded.type)
    ids = encoded.dictionary
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)
    nameless = np.flatnonzero(codes < 0)
    codes[nameless] = len(ids) + np.arange(len(nameless), dtype=np.int32)
    return codes, ids, len(ids) + len(nameless)


def _clustered(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], pa.Array, int] | None:
    """Return the same without hashing where the ids ascend, as they do in a house; None where they do not."""
    values = column.to_numpy()
    steps = np.diff(values)
    if (steps < 0).any():
        return None
    is_new = np.r_[True, steps > 0] if len(values) else np.empty(0, bool)
    codes = (np.cumsum(is_new) - 1).astype(np.int32)
    ids = pa.array(values[is_new])
    return codes, ids, len(ids)


def groups_of(codes: NDArray[np.int32], ids: pa.Array, content: Sequence[NDArray[Any]]) -> Codes:
    """Return the jackknife group per row: by the person, of nameless rows by what they say.

    So no order of the rows matters; rows that say the same are told apart by a running number.
    """
    known = len(ids)
    group = np.empty(len(codes), np.uint8)
    has_name = codes < known
    if known:
        group[has_name] = person_groups(ids)[codes[has_name]]
    nameless = np.flatnonzero(~has_name)
    if nameless.size:
        group[nameless] = (_content_hash(content, nameless) % np.uint64(GROUPS)).astype(np.uint8)
    return group


def _content_hash(content: Sequence[NDArray[Any]], rows: Rows) -> NDArray[np.uint64]:
    total = np.zeros(len(rows), np.uint64)
    for column in content:
        part = column[rows]
        raw = part.astype(np.float64).view(np.uint64) if part.dtype.kind == "f" else part.astype(np.uint64)
        total = mix(total ^ raw)
    order = np.argsort(total, kind="stable")
    ordered = total[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    runs = np.diff(np.r_[starts, len(ordered)])
    repeats = np.arange(len(ordered)) - np.repeat(starts, runs)
    total[order] = mix(ordered ^ mix(repeats.astype(np.uint64)))
    return total
