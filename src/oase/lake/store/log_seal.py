"""The log's contacts sealed into the lake: they leave the log as they come to count there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection

from oase.db import disk_errors
from oase.errors import HouseBusy
from oase.lake.store.attributes import kinds_in, with_kinds
from oase.lake.store.catalogue import (
    FileRow,
    add_files,
    advance,
    attribute_kinds,
    live_files,
    next_position,
    register_columns,
    register_touchpoints,
)
from oase.lake.store.files import fsync_folders
from oase.lake.store.lock import Lease
from oase.lake.store.log_rows import as_rows, read_log
from oase.lake.store.order import sort_rows
from oase.lake.store.place import Place
from oase.lake.store.shape import CONTACTS_SHAPE, bucket_of
from oase.lake.store.snapshot import filled_columns
from oase.lake.store.writing import each_bucket, write_rows

__all__ = ["seal_log", "touchpoints_in"]

_LEAVE = "delete from contact_log where id between ? and ?"
_ATTEMPTS = 5


class _LogChangedError(Exception):
    """Rows left the log while they were being written."""


def seal_log(place: Place, most: int, lease: Lease) -> int:
    """Seal the oldest rows of the log; return how many. The caller holds the right to write.

    Raises
    ------
    HouseBusy
        Rows left the log again and again meanwhile; nothing was changed.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _seal(place, most, lease)
        except _LogChangedError:
            # someone was erased meanwhile: what was written is thrown away and written without her
            continue
    raise HouseBusy("The log changes faster than it can be sealed", todo="it will be tried again")


def _seal(place: Place, most: int, lease: Lease) -> int:
    with place.database.reading() as connection:
        read = read_log(connection, most)
        start = next_position(connection, CONTACTS_SHAPE.name)
        held = {file.bucket for file in live_files(connection, CONTACTS_SHAPE.name)}
    if not read:
        return 0
    rows = place.accepted(as_rows(read, start), "alias")
    place.steps("log read")
    with place.drafts() as drafts:
        with disk_errors(place.folder / "lake"):
            files = _written(place, rows, held, drafts)
            fsync_folders(place.folder, drafts)
        place.steps("log synced")
        kinds = kinds_in(rows["attributes"], CONTACTS_SHAPE)  # before the pipeline has to wait
        with place.database.writing() as connection:
            lease.confirm(connection)
            add_files(connection, files)
            advance(connection, CONTACTS_SHAPE.name, start + len(read))
            _register(connection, rows, kinds, place.clock())
            _leave(connection, read)
            place.steps("log sealing")
        place.steps("log sealed")
    return len(read)


def _written(place: Place, rows: pa.Table, held: set[int], drafts: list[Path]) -> list[FileRow]:
    bucket = bucket_of(rows["person"].to_numpy())

    def one(number: int) -> FileRow | None:
        mine = rows.filter(pa.array(bucket == number))
        if not mine.num_rows:
            return None
        kind = "run" if number in held else "base"
        mine = mine.take(pa.array(sort_rows(mine)))
        file = write_rows(place, CONTACTS_SHAPE, number, mine, kind=kind, drafts=drafts)
        place.steps("log written")
        return file

    return [file for file in each_bucket(place, one) if file is not None]


def _register(connection: Connection, rows: pa.Table, kinds: dict[str, str], now: int) -> None:
    attributes = with_kinds(attribute_kinds(connection, CONTACTS_SHAPE.name), kinds)
    register_columns(connection, CONTACTS_SHAPE.name, filled_columns(rows, CONTACTS_SHAPE), attributes)
    register_touchpoints(connection, touchpoints_in(rows), now)


def touchpoints_in(rows: pa.Table) -> dict[str, tuple[str | None, str | None]]:
    """Return channel and phase of each touchpoint, as the first row of each has them."""
    met = rows.select(["touchpoint", "channel", "phase"])
    names = met["touchpoint"].cast(pa.string())
    first = pa.table({"name": names, "row": range(len(names))}).group_by("name").aggregate([("row", "min")])
    found = met.take(first["row_min"].combine_chunks().sort())
    return {row["touchpoint"]: (row["channel"], row["phase"]) for row in found.to_pylist()}


def _leave(connection: Connection, read: Sequence[Sequence[Any]]) -> None:
    gone = connection.exec_driver_sql(_LEAVE, (read[0][0], read[-1][0])).rowcount
    if gone != len(read):
        raise _LogChangedError
