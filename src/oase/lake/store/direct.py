"""Rows of a few persons read directly: only the buckets and row groups in which they lie."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.errors import HouseDamaged
from oase.lake.store.catalogue import FileRow, live_files
from oase.lake.store.files import RESTORE, read_opened
from oase.lake.store.log_rows import as_rows, read_log_of
from oase.lake.store.moves import current_persons, read_moves
from oase.lake.store.order import one_piece
from oase.lake.store.passes import PATIENCE
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape, bucket_of

__all__ = ["Latest", "rows_of"]

T = TypeVar("T")
_LAST = 1 << 62
"""Position of rows of the log: they come after those of the lake."""

_MOST_LATEST = 1_000
_LATEST = ("alias", "at", "touchpoint", "channel", "phase")


def rows_of(place: Place, shape: Shape, aliases: Collection[int]) -> pa.Table:
    """Return all rows of some aliases in all columns of the lake, in order of time.

    An alias that did not move since the lake was clustered lies in the bucket of its person; of one that did
    the column of aliases of every file is looked through.
    """
    wanted = np.unique(np.fromiter(aliases, np.int64))

    def read(connection: Connection) -> Callable[[], pa.Table]:
        persons = current_persons(connection, wanted)
        files = _files_with(connection, shape, wanted, persons)
        fresh = as_rows(read_log_of(connection, wanted.tolist()), _LAST) if shape.has_log else None
        return lambda: _current(_found(place, shape, files, wanted, fresh), wanted, persons)

    found = _patiently(place, read)
    times = found["at"].fill_null(0).to_numpy()
    return found.take(pa.array(np.lexsort((found["position"].to_numpy(), times))))


class Latest:
    """The aliases met last in the sealed contacts, kept until other files count; shared by threads.

    Parameters
    ----------
    place : Place
    shape : Shape
    """

    def __init__(self, place: Place, shape: Shape) -> None:
        self._place = place
        self._shape = shape
        self._lock = Lock()
        self._kept: tuple[list[str], tuple[pa.Table, int]] = ([], (_empty(shape), 0))

    def of(self, most_rows: int) -> tuple[pa.Table, int]:
        """Return when and where they were met, the latest first, and in how many rows was looked.

        Parameters
        ----------
        most_rows : int
            Files are read, those with the latest rows first, until so many rows are passed.
        """

        def read(connection: Connection) -> Callable[[], tuple[pa.Table, int]]:
            files = _youngest(live_files(connection, self._shape.name), most_rows)
            return lambda: self._found(files)

        with self._lock:
            return _patiently(self._place, read)

    def _found(self, files: Sequence[FileRow]) -> tuple[pa.Table, int]:
        names = [file.path for file in files]
        if names != self._kept[0]:
            rows = _latest(self._place, self._shape, files)
            self._kept = names, (rows, sum(file.rows for file in files))
        return self._kept[1]


def _files_with(
    connection: Connection, shape: Shape, wanted: NDArray[np.int64], persons: NDArray[np.int64]
) -> list[FileRow]:
    files = live_files(connection, shape.name)
    if np.isin(wanted, read_moves(connection).alias).any():
        return files
    buckets = set(bucket_of(persons).tolist())
    return [file for file in files if file.bucket in buckets]


def _patiently(place: Place, read: Callable[[Connection], Callable[[], T]]) -> T:
    """List files in one transaction and read them; list them anew when a fold has unlinked one meanwhile."""
    for _ in range(PATIENCE):
        with place.database.reading() as connection:
            listed = read(connection)
        try:
            return listed()
        except FileNotFoundError:
            continue
    raise HouseDamaged("A file that counts is missing", where=str(place.folder), todo=RESTORE)


def _found(
    place: Place, shape: Shape, files: Sequence[FileRow], wanted: NDArray[np.int64], fresh: pa.Table | None
) -> pa.Table:
    values = pa.array(wanted)
    paths = [place.folder / file.path for file in files]
    with ThreadPoolExecutor(place.settings.threads) as pool:
        read = list(pool.map(lambda path: _in_file(path, shape, values), paths))
    parts = [part for one in read for part in one] + ([fresh] if fresh else [])
    return one_piece(pa.concat_tables([shape.schema.empty_table(), *parts]))


def _in_file(path: Path, shape: Shape, wanted: pa.Array) -> list[pa.Table]:
    """Return the rows of one file, read from the row groups in which one of the aliases stands."""
    parts: list[pa.Table] = []
    with path.open("rb") as handle:
        try:
            file = pq.ParquetFile(handle)
            for group in range(file.num_row_groups):
                held = file.read_row_group(group, ["alias"], use_threads=False)["alias"]
                mask = pc.is_in(held, value_set=wanted)
                if pc.any(mask).as_py():
                    rows = file.read_row_group(group, shape.schema.names, use_threads=False)
                    parts.append(rows.select(shape.schema.names).filter(mask))
        except (pa.ArrowException, OSError, KeyError) as error:
            raise HouseDamaged(
                "A file that counts cannot be read", got=str(error), where=str(path), todo=RESTORE
            ) from error
    return parts


def _current(rows: pa.Table, wanted: NDArray[np.int64], persons: NDArray[np.int64]) -> pa.Table:
    place = rows.schema.get_field_index("person")
    person = persons[np.searchsorted(wanted, rows["alias"].to_numpy())]
    return rows.set_column(place, rows.schema.field(place), pa.array(person))


def _youngest(files: Sequence[FileRow], most_rows: int) -> list[FileRow]:
    timed = [file for file in files if file.max_at is not None]
    chosen: list[FileRow] = []
    left = most_rows
    for file in sorted(timed, key=lambda one: -(one.max_at or 0)):
        left -= file.rows
        if chosen and left < 0:
            break
        chosen.append(file)
    return chosen


def _latest(place: Place, shape: Shape, files: Sequence[FileRow]) -> pa.Table:
    """Return the last row of those aliases; rows of a person lie together, ordered in time."""
    parts = [_empty(shape)]
    for file in files:
        with (place.folder / file.path).open("rb") as handle:
            rows = read_opened(handle, _LATEST)
        alias = rows["alias"].to_numpy()
        parts.append(rows.filter(pa.array(np.append(alias[1:] != alias[:-1], True)[-len(alias) :])))
    found = one_piece(pa.concat_tables(parts))
    order = np.argsort(-found["at"].to_numpy(), kind="stable")
    return found.take(pa.array(order[:_MOST_LATEST]))


def _empty(shape: Shape) -> pa.Table:
    return shape.schema.empty_table().select(_LATEST)
