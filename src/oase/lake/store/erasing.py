"""Rows of erased persons, and of times past, taken out of the lake."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.store.catalogue import FileRow
from oase.lake.store.files import read_file
from oase.lake.store.lock import Lease
from oase.lake.store.place import Place
from oase.lake.store.rewriting import by_bucket, read_bucket, replace_bucket
from oase.lake.store.shape import Shape
from oase.lake.store.sweeping import sweep

__all__ = ["erase", "expire"]

_FORGET_SNAPSHOTS = "delete from snapshots where alias in (select value from json_each(?))"
_EXPIRE_LOG = "delete from contact_log where at < ?"


def erase(place: Place, shapes: Sequence[Shape], aliases: Collection[int]) -> dict[str, int]:
    """Rewrite every file that holds rows of these aliases without them, and unlink the old files at once.

    What waits for its grace period, and what was left behind, goes too: it may hold the same rows.
    """
    wanted = pa.array(np.unique(np.fromiter(aliases, np.int64)))
    with place.writing() as lease:
        gone = {shape.name: _erase_from(place, shape, wanted, lease) for shape in shapes}
        with place.database.writing() as connection:
            lease.confirm(connection)
            connection.exec_driver_sql(_FORGET_SNAPSHOTS, (str(wanted.to_pylist()),))
        sweep(place, grace_seconds=0)
    return gone


def _erase_from(place: Place, shape: Shape, aliases: pa.Array, lease: Lease) -> int:
    gone = 0
    for files in by_bucket(place, shape).values():
        if any(_among(place, file, aliases) for file in files):
            gone += _without(
                place, shape, files, lease, step="erase", leave=partial(_of_aliases, aliases=aliases)
            )
            sweep(place, grace_seconds=0)
    return gone


def _among(place: Place, file: FileRow, aliases: pa.Array) -> bool:
    held = read_file(place.folder / file.path, ["alias"])["alias"]
    return bool(pc.any(pc.is_in(held, value_set=aliases)).as_py())


def _of_aliases(rows: pa.Table, aliases: pa.Array) -> pa.ChunkedArray:
    return pc.is_in(rows["alias"], value_set=aliases)


def expire(place: Place, shape: Shape, before: int) -> int:
    """Take out rows of earlier times, sealed or not; rows without a time stay."""
    gone = 0
    with place.writing() as lease:
        for files in by_bucket(place, shape).values():
            if any(file.min_at is None or file.min_at < before for file in files):
                gone += _without(
                    place, shape, files, lease, step="expire", leave=partial(_earlier, before=before)
                )
        if shape.has_log:
            with place.database.writing() as connection:
                lease.confirm(connection)
                gone += connection.exec_driver_sql(_EXPIRE_LOG, (before,)).rowcount
        sweep(place)
    return gone


def _earlier(rows: pa.Table, before: int) -> pa.ChunkedArray:
    return pc.fill_null(pc.less(rows["at"], before), fill_value=False)


def _without(
    place: Place,
    shape: Shape,
    files: Sequence[FileRow],
    lease: Lease,
    *,
    step: str,
    leave: Callable[[pa.Table], pa.ChunkedArray],
) -> int:
    """Rewrite one bucket without the rows that are to leave; return how many these were."""
    rows = read_bucket(place, shape, files)
    left = rows.filter(pc.invert(leave(rows)))
    if left.num_rows < rows.num_rows:
        replace_bucket(place, shape, files, left, lease, step=step)
    return rows.num_rows - left.num_rows
