"""New files of the lake: one sorted file per bucket, several buckets at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.store.catalogue import FileRow
from oase.lake.store.place import Place
from oase.lake.store.shape import BUCKETS, Shape, file_path

__all__ = ["each_bucket", "write_rows"]

T = TypeVar("T")


def each_bucket(place: Place, work: Callable[[int], T]) -> list[T]:
    """Return what the work gives for every bucket; as many at a time as there are threads."""
    with ThreadPoolExecutor(place.settings.threads) as pool:
        return list(pool.map(work, range(BUCKETS)))


def write_rows(
    place: Place, shape: Shape, bucket: int, rows: pa.Table, *, kind: str, drafts: list[Path]
) -> FileRow:
    """Write one bucket's sorted rows to a new file and return what the catalogue will say of it.

    Parameters
    ----------
    kind : {"run", "base"}
    drafts : list of Path
        Gets the path, before the file is begun.

    Raises
    ------
    OSError
        The disk.
    """
    path = place.folder / file_path(shape.name, bucket, place.new_id())
    drafts.append(path)
    place.write(rows, path)
    return _described(place, rows, shape=shape, bucket=bucket, path=path, kind=kind)


def _described(place: Place, rows: pa.Table, *, shape: Shape, bucket: int, path: Path, kind: str) -> FileRow:
    positions, times = pc.min_max(rows["position"]).as_py(), pc.min_max(rows["at"]).as_py()
    if rows["at"].null_count:
        times = {"min": None, "max": None}
    return FileRow(
        shape.name,
        bucket,
        path.relative_to(place.folder).as_posix(),
        kind,
        rows.num_rows,
        positions["min"],
        positions["max"],
        times["min"],
        times["max"],
        place.clock(),
    )
