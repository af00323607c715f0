"""Fold: a bucket's runs merged into one sorted base, so that reading stays quick."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from oase.db import disk_errors
from oase.lake.store.catalogue import FileRow, live_files, replace_files
from oase.lake.store.files import fsync_folders, read_file
from oase.lake.store.lock import Lease
from oase.lake.store.order import splice
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape
from oase.lake.store.sweeping import sweep
from oase.lake.store.writing import write_rows

__all__ = ["fold"]


def fold(place: Place, shapes: Sequence[Shape], share: float) -> int:
    """Merge every bucket of which more than a share of the rows lies in runs; return how many were merged."""
    folded = 0
    with place.writing() as lease:
        for shape in shapes:
            for bucket, files in _due(place, shape, share).items():
                _fold_bucket(place, shape, bucket, files, lease)
                folded += 1
        sweep(place)
    return folded


def _due(place: Place, shape: Shape, share: float) -> dict[int, list[FileRow]]:
    with place.database.reading() as connection:
        files = live_files(connection, shape.name)
    buckets: defaultdict[int, list[FileRow]] = defaultdict(list)
    for file in files:
        buckets[file.bucket].append(file)
    return {bucket: some for bucket, some in buckets.items() if len(some) > 1 and _in_runs(some) > share}


def _in_runs(files: Sequence[FileRow]) -> float:
    return sum(file.rows for file in files if file.kind == "run") / sum(file.rows for file in files)


def _fold_bucket(place: Place, shape: Shape, bucket: int, files: list[FileRow], lease: Lease) -> None:
    with place.drafts() as drafts:
        rows = splice([read_file(place.folder / file.path, shape.schema.names) for file in files])
        with disk_errors(place.folder / "lake"):
            base = write_rows(place, shape, bucket, rows, kind="base", drafts=drafts)
            place.steps("fold written")
            fsync_folders(place.folder, drafts)
        place.steps("fold synced")
        with place.database.writing() as connection:
            lease.confirm(connection)
            replace_files(connection, files, base, place.clock())
            place.steps("fold swapping")
        place.steps("fold swapped")
