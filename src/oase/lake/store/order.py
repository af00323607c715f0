"""The order of rows in the lake, and sorted runs spliced into a sorted base."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

__all__ = ["ORDER", "is_clustered", "one_piece", "sort_rows", "splice", "text_rank"]

ORDER = ("person", "at", "tie", "touchpoint", "position")
"""Rows lie in this order; a missing time comes first, a missing tie last; texts by code point."""

_EARLIEST = np.iinfo(np.int64).min


def sort_rows(table: pa.Table) -> NDArray[np.int64]:
    """Return the order of a table's rows; rows that are equal in all keys keep theirs."""
    return np.lexsort(_ranks(table)[::-1])


def is_clustered(table: pa.Table) -> bool:
    """Whether rows lie in the lake's order."""
    pairs = max(table.num_rows - 1, 0)
    before, equal = np.zeros(pairs, bool), np.ones(pairs, bool)
    for key in _ranks(table):
        before |= equal & (key[:-1] < key[1:])
        equal &= key[:-1] == key[1:]
    return bool((before | equal).all())


def one_piece(table: pa.Table) -> pa.Table:
    """Return a table of one chunk per column, with one dictionary each."""
    return table.unify_dictionaries().combine_chunks()


def splice(parts: Sequence[pa.Table]) -> pa.Table:
    """Merge sorted tables, the older ones first, into one sorted table.

    Rows are first merged by person alone, which keeps the order inside each part; then only the persons in
    whom rows of different parts meet out of order, or at the same time, are sorted anew.

    Parameters
    ----------
    parts : sequence of Arrow tables
        Each in the lake's order, with the columns of ``ORDER`` that exist (``position`` need not be there).

    Returns
    -------
    Arrow table
    """
    filled = [part for part in parts if part.num_rows] or list(parts[:1])
    if len(filled) == 1:
        return filled[0]
    table = one_piece(pa.concat_tables(filled))
    order = _by_person(table["person"].to_numpy(), filled[0].num_rows)
    part = np.repeat(np.arange(len(filled)), [piece.num_rows for piece in filled])
    return table.take(pa.array(_mend(table, order, part)))


def _by_person(person: NDArray[np.int64], base: int) -> NDArray[np.int64]:
    late = base + np.argsort(person[base:], kind="stable")
    place = np.searchsorted(person[:base], person[late], "right") + np.arange(len(late))
    order = np.empty(len(person), np.int64)
    order[place] = late
    free = np.ones(len(person), bool)
    free[place] = False
    order[free] = np.arange(base)
    return order


def _mend(table: pa.Table, order: NDArray[np.int64], part: NDArray[np.int64]) -> NDArray[np.int64]:
    person, at = table["person"].to_numpy()[order], _times(table)[order]
    source = part[order]
    meets = (person[1:] == person[:-1]) & (source[1:] != source[:-1]) & (at[1:] <= at[:-1])
    if not meets.any():
        return order
    number = np.cumsum(np.diff(person, prepend=person[:1]) != 0)
    disordered = np.zeros(number[-1] + 1, bool)
    disordered[number[1:][meets]] = True
    rows = np.flatnonzero(disordered[number])
    some = table.take(pa.array(order[rows]))
    order[rows] = order[rows][sort_rows(some)]
    return order


def _times(table: pa.Table) -> NDArray[np.int64]:
    return table["at"].fill_null(_EARLIEST).to_numpy()


def _ranks(table: pa.Table) -> list[NDArray[np.int64]]:
    keys = [table["person"].to_numpy(), _times(table)]
    texts = [name for name in ("tie", "touchpoint") if name in table.column_names]
    filled = [table[name] for name in texts if table[name].null_count < table.num_rows]
    keys += [text_rank(column.combine_chunks()) for column in filled]
    if "position" in table.column_names:
        keys.append(table["position"].to_numpy())
    return keys


def text_rank(column: pa.Array) -> NDArray[np.int64]:
    """Return the place of each text among the distinct ones, by code point; what is missing comes last."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    rank = np.empty(len(coded.dictionary) + 1, np.int64)
    rank[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(len(coded.dictionary))
    rank[-1] = len(coded.dictionary)
    return rank[coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)]
