"""A bucket rewritten: all of its files replaced by one sorted base, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import pyarrow as pa
from sqlalchemy import Connection

from oase.db import disk_errors
from oase.lake.store.catalogue import FileRow, live_files, replace_files
from oase.lake.store.files import fsync_folders, read_file
from oase.lake.store.lock import Lease
from oase.lake.store.order import splice
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape
from oase.lake.store.writing import write_rows

__all__ = ["by_bucket", "read_bucket", "replace_bucket"]


def _nothing(_connection: Connection) -> None:
    return None


def by_bucket(place: Place, shape: Shape) -> dict[int, list[FileRow]]:
    """Return the files that count, bucket by bucket."""
    with place.database.reading() as connection:
        files = live_files(connection, shape.name)
    buckets: defaultdict[int, list[FileRow]] = defaultdict(list)
    for file in files:
        buckets[file.bucket].append(file)
    return dict(buckets)


def read_bucket(place: Place, shape: Shape, files: Sequence[FileRow]) -> pa.Table:
    """Return all columns of some files of one bucket, in the lake's order."""
    return splice([read_file(place.folder / file.path, shape.schema.names) for file in files])


def replace_bucket(
    place: Place,
    shape: Shape,
    files: Sequence[FileRow],
    rows: pa.Table,
    lease: Lease,
    *,
    step: str,
    kind: str = "base",
    also: Callable[[Connection], None] = _nothing,
) -> None:
    """Let one file of these rows count instead of others of its bucket; without rows, none.

    Parameters
    ----------
    files : sequence of FileRow
        What is replaced: all files of the bucket, or its youngest runs.
    rows : Arrow table
        All columns, in the lake's order.
    step : str
        Name of the work, for the hook of steps.
    kind : {"base", "run"}
    also : callable
        What else is to happen in the same transaction.

    Raises
    ------
    HouseBusy
        The right to write was lost; nothing was changed.
    """
    with place.drafts() as drafts:
        new: list[FileRow] = []
        if rows.num_rows:
            with disk_errors(place.folder / "lake"):
                new.append(write_rows(place, shape, files[0].bucket, rows, kind=kind, drafts=drafts))
                place.steps(f"{step} written")
                fsync_folders(place.folder, drafts)
        place.steps(f"{step} synced")
        with place.database.writing() as connection:
            lease.confirm(connection)
            replace_files(connection, files, new, place.clock())
            also(connection)
            place.steps(f"{step} swapping")
        place.steps(f"{step} swapped")
