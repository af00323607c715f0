"""Which incoming rows the house holds already."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.store.catalogue import FileRow
from oase.lake.store.files import read_file
from oase.lake.store.incoming import KEY_PARTS
from oase.lake.store.keys import Lanes, lanes_of, numbered, to_binary
from oase.lake.store.place import Place
from oase.lake.store.shape import FILE

__all__ = ["Known", "among"]


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that the house holds, by their message keys.

    Parameters
    ----------
    place : Place
    files : list of FileRow
        All files that count.
    elsewhere : pair of uint64 arrays or None
        Keys of rows that lie in another bucket than that of their alias.
    """

    place: Place
    files: list[FileRow]
    elsewhere: Lanes | None

    def files_of(self, bucket: int) -> list[FileRow]:
        """Return the files of one bucket."""
        return [file for file in self.files if file.bucket == bucket]

    def new_rows(self, table: pa.Table, bucket: int) -> pa.Table:
        """Return the rows whose message key is new, with that key, in the order in which they came.

        Those of persons who must not come in any more are left out.
        """
        base = (table[KEY_PARTS[0]].to_numpy(), table[KEY_PARTS[1]].to_numpy())
        keys = numbered(base, table[FILE].to_numpy())
        keep = _first_of_each(keys)
        times = pc.min_max(table["at"]).as_py()
        for file in self.files_of(bucket):
            if _may_share(file, table["at"].null_count > 0, times["min"], times["max"]):
                column = read_file(self.place.folder / file.path, ["message_key"])["message_key"]
                for chunk in column.chunks:
                    keep &= ~among(keys, lanes_of(chunk))
        if self.elsewhere is not None:
            keep &= ~among(keys, self.elsewhere)
        rows = table.drop_columns([*KEY_PARTS, FILE]).append_column("message_key", to_binary(keys))
        return self.place.accepted(rows if keep.all() else rows.filter(pa.array(keep)), "person")


def _may_share(file: FileRow, no_time: bool, low: int | None, high: int | None) -> bool:
    """Whether a file may hold equal rows: equal keys have equal times."""
    if file.min_at is None or file.max_at is None or no_time or low is None or high is None:
        return True
    return file.min_at <= high and low <= file.max_at


def _first_of_each(keys: Lanes) -> NDArray[np.bool_]:
    alone = np.sort(keys[0])
    keep = np.ones(len(alone), bool)
    if not (alone[1:] == alone[:-1]).any():
        return keep
    order = np.lexsort((keys[1], keys[0]))
    again = (keys[0][order][1:] == keys[0][order][:-1]) & (keys[1][order][1:] == keys[1][order][:-1])
    keep[order[1:][again]] = False
    return keep


def among(keys: Lanes, held: Lanes) -> NDArray[np.bool_]:
    """Whether each key is among those held."""
    near = np.isin(held[0], keys[0])
    found = np.isin(keys[0], held[0][near])
    rows = np.flatnonzero(found)
    low, high = (np.concatenate([held[i][near], keys[i][rows]]) for i in (1, 0))
    order = np.lexsort((low, high))  # stable: of equal keys the held ones come first
    starts = np.ones(len(order), bool)
    starts[1:] = (high[order][1:] != high[order][:-1]) | (low[order][1:] != low[order][:-1])
    first = np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    known = np.empty(len(order), bool)
    known[order] = order[first] < int(near.sum())
    found[rows] = known[int(near.sum()) :]
    return found
