"""Contacts in columns, with the rows where persons begin: what a walk joins, cuts, orders and filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.cleaning import microseconds
from oase.lake.persons import run_starts
from oase.lake.words import Names, as_words, is_word_type

__all__ = ["Rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some contacts, each person's in one run.

    Parameters
    ----------
    ids : Arrow array of string or int64, shape (persons,)
    starts : int64 array, shape (persons + 1,)
        Row where each person begins, and the number of rows at the end.
    at : int64 array, shape (rows,)
    touchpoint : int32 array, shape (rows,)
    columns : dict of str to Arrow array, each of shape (rows,)
    """

    ids: pa.Array
    starts: NDArray[np.int64]
    at: NDArray[np.int64]
    touchpoint: NDArray[np.int32]
    columns: dict[str, pa.Array]

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self.at)

    @classmethod
    def of(cls, block: pa.RecordBatch, names: Names, wanted: Sequence[str]) -> Rows:
        """Read an accepted block with at least one row."""
        starts, ids = run_starts(block.column("person"))
        return cls(
            ids,
            np.append(starts, block.num_rows),
            microseconds(block.column("at")),
            names.encode(block.column("touchpoint")),
            {name: _as_column(block.column(name)) for name in wanted},
        )

    @classmethod
    def joined(cls, pieces: Sequence[Rows]) -> Rows:
        """Put pieces behind each other; the last person of one and the first of the next may be the same."""
        first = pieces[0]
        rest = [(piece, before.ids[-1:].equals(piece.ids[:1])) for before, piece in pairwise(pieces)]
        offsets = np.cumsum([0, *map(len, pieces)])
        starts = [
            piece.starts[same:-1] + offset for (piece, same), offset in zip(rest, offsets[1:], strict=False)
        ]
        return cls(
            pa.concat_arrays([first.ids, *(piece.ids[same:] for piece, same in rest)]),
            np.concatenate([first.starts[:-1], *starts, offsets[-1:]]),
            np.concatenate([piece.at for piece in pieces]),
            np.concatenate([piece.touchpoint for piece in pieces]),
            {name: pa.concat_arrays([p.columns[name] for p in pieces]) for name in first.columns},
        )

    def cut(self, person: int) -> tuple[Rows, Rows]:
        """Return the rows before and from the given person on."""
        return self._part(0, person), self._part(person, len(self.ids))

    def _part(self, low: int, high: int) -> Rows:
        first, end = int(self.starts[low]), int(self.starts[high])
        return Rows(
            self.ids[low:high],
            self.starts[low : high + 1] - first,
            self.at[first:end],
            self.touchpoint[first:end],
            {name: column[first:end] for name, column in self.columns.items()},
        )

    def number(self) -> NDArray[np.int64]:
        """Return the number of the person of each row, from 0."""
        return np.repeat(np.arange(len(self.ids)), np.diff(self.starts))

    def person(self) -> pa.Array:
        """Return the person of each row."""
        return self.ids.take(pa.array(self.number()))

    def kept(self, mask: NDArray[np.bool_]) -> Rows:
        """Return the rows where ``mask`` is true; persons without a row left are gone."""
        rows = np.flatnonzero(mask)
        number = self.number()[rows]
        starts = np.flatnonzero(np.diff(number, prepend=-1))
        chosen = pa.array(rows)
        return Rows(
            self.ids.take(pa.array(number[starts])),
            np.append(starts, len(rows)),
            self.at[rows],
            self.touchpoint[rows],
            {name: column.take(chosen) for name, column in self.columns.items()},
        )

    def in_order(self, names: Names) -> Rows:
        """Return each person's rows by (at, tie, touchpoint name); untouched where they already are."""
        later = self._pairs(self.at[1:] < self.at[:-1])
        rows = _by_time(self, later) if later.any() else self
        tied = self._pairs(rows.at[1:] == rows.at[:-1])
        return _by_tie(rows, tied, names.ranks) if tied.any() else rows

    def _pairs(self, pairs: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Clear the pairs of neighbouring rows that belong to two persons."""
        pairs[self.starts[1:-1] - 1] = False
        return pairs


def _by_time(rows: Rows, later: NDArray[np.bool_]) -> Rows:
    """Sort the persons who have a pair of rows in the wrong order of time."""
    number = rows.number()
    wrong = np.zeros(len(rows.ids), np.bool_)
    wrong[number[1:][later]] = True
    where = np.flatnonzero(wrong[number])
    return _moved(rows, where, np.lexsort((rows.at[where], number[where])))


def _by_tie(rows: Rows, tied: NDArray[np.bool_], ranks: NDArray[np.int32]) -> Rows:
    """Sort the rows of the same person and moment."""
    rank = ranks[rows.touchpoint]
    tie = rows.columns.get("tie")
    if tie is None and not (tied & (rank[1:] < rank[:-1])).any():
        return rows
    where = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    moment = np.cumsum(~np.append(False, tied))[where]
    if tie is None:
        key = moment * np.int64(len(ranks)) + rank[where]
        return _moved(rows, where, np.argsort(key, kind="stable"))
    return _moved(rows, where, np.lexsort((rank[where], _dense(tie.take(pa.array(where))), moment)))


def _moved(rows: Rows, where: NDArray[np.intp], order: NDArray[np.intp]) -> Rows:
    """Put the rows ``where[order]`` to the places ``where``."""
    source = np.arange(len(rows))
    source[where] = where[order]
    chosen = pa.array(source)
    return replace(
        rows,
        at=rows.at[source],
        touchpoint=rows.touchpoint[source],
        columns={name: column.take(chosen) for name, column in rows.columns.items()},
    )


def _dense(column: pa.Array) -> NDArray[np.int64]:
    """Return the place of each value among the sorted distinct ones, nulls last."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return pc.rank(column, sort_keys="ascending", tiebreaker="dense").to_numpy()


def _as_column(column: pa.Array) -> pa.Array:
    return as_words(column) if is_word_type(column.type) else column
