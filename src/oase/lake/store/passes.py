"""One pass over a table of the lake: all its files opened at once, read bucket by bucket."""

from __future__ import annotations

import errno
import sys
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.db import disk_errors
from oase.errors import HouseDamaged
from oase.lake.store.catalogue import FileRow, live_files
from oase.lake.store.files import RESTORE, read_opened
from oase.lake.store.moves import Moves, changes_of_persons, current_persons, read_moves
from oase.lake.store.order import ORDER, one_piece, sort_rows, splice
from oase.lake.store.place import Place
from oase.lake.store.shape import BUCKETS, Shape, bucket_of

__all__ = ["Tail", "blocks_of"]

PATIENCE = 20
"""How often the files are listed anew when one is gone before it is called missing."""

_MOST_OPEN = 4096


@dataclass(frozen=True, slots=True)
class Tail:
    """Rows that were not sealed when they were read.

    Parameters
    ----------
    rows : Arrow table
        In the lake's columns, in the order in which they came.
    changes : int
        How many moves of persons there had been.
    """

    rows: pa.Table
    changes: int


@dataclass(frozen=True, slots=True)
class _Pass:
    """What one pass reads; persons and files are those of one moment, so that nobody lies in two places."""

    shape: Shape
    until: int
    files: tuple[list[FileRow], ...]
    handles: dict[str, BinaryIO]
    moves: Moves
    tail: pa.Table


def blocks_of(
    place: Place, shape: Shape, until: int, tail: Tail | None, columns: Sequence[str]
) -> Generator[pa.Table, None, None]:
    """Yield the rows below a position, and the tail, in blocks of whole persons.

    Persons of whom an alias moved since the lake was clustered come together in the last block.

    Parameters
    ----------
    place : Place
    shape : Shape
    until : int
        First position that does not belong.
    tail : Tail, optional
    columns : sequence of str
        Columns of the lake, in the order wanted.

    Raises
    ------
    HouseDamaged
        A file that counts is missing or cannot be read.
    """
    with _opened(place, shape, until, tail) as one:
        apart: list[pa.Table] = []
        for bucket in range(BUCKETS):
            rows = _bucket(one, bucket, columns)
            if len(one.moves) and rows.num_rows:
                touched = one.moves.touch(rows)
                apart.append(rows.filter(touched))
                rows = rows.filter(pc.invert(touched))
            if rows.num_rows:
                yield rows.select(list(columns))
        moved = one_piece(one.moves.applied(pa.concat_tables(apart))) if apart else None
    if moved is not None and moved.num_rows:
        yield moved.take(pa.array(sort_rows(moved))).select(list(columns))


def _bucket(one: _Pass, bucket: int, columns: Sequence[str]) -> pa.Table:
    files = one.files[bucket]
    needed = list(dict.fromkeys(columns))
    fresh = one.tail.filter(pa.array(bucket_of(one.tail["person"].to_numpy()) == bucket))
    if len(files) > 1 or fresh.num_rows or len(one.moves):
        needed += [name for name in ORDER if name in one.shape.schema.names and name not in needed]
    if len(one.moves) and "alias" not in needed:
        needed.append("alias")
    parts = [_below(one, file, needed) for file in files]
    if fresh.num_rows:
        parts.append(fresh.take(pa.array(sort_rows(fresh))).select(needed))
    return splice(parts) if parts else one.shape.schema.empty_table().select(needed)


def _below(one: _Pass, file: FileRow, needed: Sequence[str]) -> pa.Table:
    late = file.last_position >= one.until
    read = [*needed, "position"] if late and "position" not in needed else needed
    with one.handles[file.path] as handle:
        rows = read_opened(handle, read)
    return rows.filter(pc.less(rows["position"], one.until)).select(list(needed)) if late else rows


@contextmanager
def _opened(place: Place, shape: Shape, until: int, tail: Tail | None) -> Generator[_Pass, None, None]:
    # all are opened before the first is read: what is open stays readable when it is unlinked
    for _ in range(PATIENCE):
        with ExitStack() as stack:
            with place.database.reading() as connection:
                files = [file for file in live_files(connection, shape.name) if file.first_position < until]
                moves = read_moves(connection)
                fresh = tail.rows if tail is not None else shape.schema.empty_table()
                if tail is not None and changes_of_persons(connection) != tail.changes:
                    alias, each = np.unique(fresh["alias"].to_numpy(), return_inverse=True)
                    person = pa.array(current_persons(connection, alias)[each])
                    index = fresh.schema.get_field_index("person")
                    fresh = fresh.set_column(index, fresh.schema.field(index), person)
            try:
                handles = {file.path: stack.enter_context(_open(place, file)) for file in files}
            except FileNotFoundError:
                continue
            buckets = tuple([file for file in files if file.bucket == number] for number in range(BUCKETS))
            yield _Pass(shape, until, buckets, handles, moves, fresh)
            return
    raise HouseDamaged("A file that counts is missing", where=str(place.folder), todo=RESTORE)


def _open(place: Place, file: FileRow) -> BinaryIO:
    path = place.folder / file.path
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno == errno.EMFILE and _may_open_more():
            return path.open("rb")
        with disk_errors(path):
            raise


def _may_open_more() -> bool:
    """Raise this process's own limit of open files, where the system allows more."""
    if sys.platform == "win32":
        return False
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_OPEN if hard == resource.RLIM_INFINITY else min(hard, _MOST_OPEN)
    if soft >= most:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return True
