"""Rows brought under the current persons of their aliases, so that reading need not do it each time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.db import disk_errors
from oase.lake.store.catalogue import FileRow, replace_files
from oase.lake.store.files import fsync_folders, read_file
from oase.lake.store.lock import Lease
from oase.lake.store.moves import Moves, read_moves
from oase.lake.store.order import sort_rows, splice
from oase.lake.store.place import Place
from oase.lake.store.rewriting import by_bucket, read_bucket
from oase.lake.store.shape import Shape
from oase.lake.store.spool import BucketSpool
from oase.lake.store.sweeping import new_spool
from oase.lake.store.writing import write_rows

__all__ = ["recluster"]

_FORGET = "delete from alias_moves where seq <= ? and alias not in (select value from json_each(?))"


def recluster(place: Place, shapes: Sequence[Shape], share: float, lease: Lease) -> int:
    """Move rows to their current persons when more than a share of all rows lies wrong; return how many.

    Moves that concern no row of the lake are forgotten in any case. All buckets change in one transaction,
    since a row that leaves one and comes to another must be read exactly once.
    """
    with place.database.reading() as connection:
        moves = read_moves(connection)
    if not len(moves):
        return 0
    wrong = {shape.name: _wrong(place, shape, moves) for shape in shapes}
    count = sum(len(alias) for found in wrong.values() for alias in found.values())
    total = sum(file.rows for shape in shapes for files in by_bucket(place, shape).values() for file in files)
    if count <= share * total:
        needed = {alias for found in wrong.values() for late in found.values() for alias in late.tolist()}
        with place.database.writing() as connection:
            lease.confirm(connection)
            _forget_moves(connection, moves, needed)
        return 0
    _rearrange(place, [(shape, set(wrong[shape.name])) for shape in shapes], moves, lease)
    return count


def _wrong(place: Place, shape: Shape, moves: Moves) -> dict[int, NDArray[np.int64]]:
    """Return, for each bucket with rows under a former person, the aliases of these rows."""
    found: dict[int, NDArray[np.int64]] = {}
    for bucket, files in by_bucket(place, shape).items():
        held = [read_file(place.folder / file.path, ["alias", "person"]) for file in files]
        rows = pa.concat_tables(held)
        lost = rows["alias"].to_numpy()[moves.current(rows) != rows["person"].to_numpy()]
        if len(lost):
            found[bucket] = lost
    return found


def _forget_moves(connection: Connection, moves: Moves, needed: Iterable[int]) -> None:
    text = "[" + ",".join(map(str, needed)) + "]"
    connection.exec_driver_sql(_FORGET, (moves.newest, text))


def _rearrange(place: Place, wrong: Sequence[tuple[Shape, set[int]]], moves: Moves, lease: Lease) -> None:
    with place.drafts() as drafts:
        swaps: list[tuple[list[FileRow], list[FileRow]]] = []
        with disk_errors(place.folder / "lake"):
            for shape, leaving in wrong:
                swaps += _moved(place, shape, leaving, moves, drafts)
            place.steps("recluster written")
            fsync_folders(place.folder, drafts)
        place.steps("recluster synced")
        with place.database.writing() as connection:
            lease.confirm(connection)
            for old, new in swaps:
                replace_files(connection, old, new, place.clock())
            _forget_moves(connection, moves, ())
            place.steps("recluster swapping")
        place.steps("recluster swapped")


def _moved(
    place: Place, shape: Shape, leaving: set[int], moves: Moves, drafts: list[Path]
) -> list[tuple[list[FileRow], list[FileRow]]]:
    buckets = by_bucket(place, shape)
    swaps: list[tuple[list[FileRow], list[FileRow]]] = []
    limit = place.settings.memory_mb * 1_000_000 // 4
    with closing(BucketSpool(new_spool(place), limit)) as spool:
        for bucket in sorted(leaving):
            rows = read_bucket(place, shape, buckets[bucket])
            lost = moves.current(rows) != rows["person"].to_numpy()
            spool.add(moves.applied(rows.filter(pa.array(lost))))
        spool.finish()
        place.steps("recluster spooled")
        for bucket in sorted(leaving | set(np.flatnonzero(spool.rows).tolist())):
            old = buckets.get(bucket, [])
            rows = _arranged(place, shape, old, moves, spool.bucket(bucket))
            new = [write_rows(place, shape, bucket, rows, kind="base", drafts=drafts)] if len(rows) else []
            swaps.append((old, new))
    return swaps


def _arranged(
    place: Place, shape: Shape, files: Sequence[FileRow], moves: Moves, coming: pa.Table | None
) -> pa.Table:
    parts: list[pa.Table] = []
    if files:
        rows = read_bucket(place, shape, files)
        stay = moves.current(rows) == rows["person"].to_numpy()
        parts.append(rows if stay.all() else rows.filter(pa.array(stay)))
    if coming is not None:
        parts.append(coming.take(pa.array(sort_rows(coming))))
    return splice(parts)
