"""An import sealed into the lake: all of its new rows count at once, or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection, insert

from oase.db import disk_errors
from oase.db.schema import imports
from oase.errors import HouseBusy
from oase.lake.store.catalogue import (
    FileRow,
    add_files,
    advance,
    live_files,
    next_position,
    register_columns,
    register_touchpoints,
)
from oase.lake.store.files import fsync_folders, read_file
from oase.lake.store.incoming import KEY_PARTS, Incoming, in_groups
from oase.lake.store.keys import Lanes, lanes_of, numbered, to_binary
from oase.lake.store.lock import Lease
from oase.lake.store.order import sort_rows
from oase.lake.store.place import Place
from oase.lake.store.shape import FILE, Shape
from oase.lake.store.spool import BucketSpool
from oase.lake.store.sweeping import new_spool
from oase.lake.store.writing import each_bucket, write_rows
from oase.model import Reading, Scale

__all__ = ["Appended", "Origin", "append"]


class Appended(NamedTuple):
    """What became of an import's rows.

    ``rows`` were added; ``duplicates`` were in the house already, or stood in two files of the import.
    """

    rows: int
    duplicates: int
    import_id: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from.

    Parameters
    ----------
    source : str
        Name of the source system; part of every message key.
    reading : Reading or callable
        What became of the rows of the files; a callable is asked after the last row.
    scale, own : optional
        Of answers: their scale and the own brand.
    """

    source: str
    reading: Reading | Callable[[], Reading]
    scale: Scale | None = None
    own: str | None = None


def append(place: Place, shape: Shape, batches: Iterable[pa.RecordBatch], origin: Origin) -> Appended:
    """Add the rows that the house does not hold yet; see ``Store.append_contacts``.

    Rows are gathered before the right to write is asked for, so that a long import hinders nobody.
    """
    started = place.clock()
    limit = place.settings.memory_mb * 1_000_000 // 4
    with closing(BucketSpool(new_spool(place), limit)) as spool:
        incoming = _gathered(shape, batches, origin, spool)
        place.steps("spooled")
        with place.writing() as lease, place.drafts() as drafts:
            with place.database.reading() as connection:
                start = next_position(connection, shape.name)
            with disk_errors(place.folder / "lake"):
                files = _written(place, shape, spool, start=start, drafts=drafts, source=origin.source)
                fsync_folders(place.folder, drafts)
            place.steps("synced")
            added = sum(file.rows for file in files)
            with place.database.writing() as connection:
                _confirm(connection, lease, shape, start)
                _count(connection, shape, files, incoming, start + incoming.rows, place.clock())
                row = _record(shape, origin, incoming.rows, added)
                row |= {"started": started, "finished": place.clock()}
                number = connection.execute(insert(imports).values(row).returning(imports.c.id)).scalar_one()
                place.steps("sealing")
            place.steps("sealed")
    return Appended(added, incoming.rows - added, number)


def _gathered(
    shape: Shape, batches: Iterable[pa.RecordBatch], origin: Origin, spool: BucketSpool
) -> Incoming:
    incoming = Incoming(shape, origin.source)
    for table in in_groups(batches):
        rows = incoming.prepare(table)
        with disk_errors(spool.folder):
            spool.add(rows)
    with disk_errors(spool.folder):
        spool.finish()
    return incoming


def _confirm(connection: Connection, lease: Lease, shape: Shape, start: int) -> None:
    lease.confirm(connection)
    if next_position(connection, shape.name) != start:
        raise HouseBusy(
            "The house changed while this import was running; nothing was changed by it",
            todo="run the same command again; nothing is stored twice",
        )


def _count(
    connection: Connection, shape: Shape, files: list[FileRow], incoming: Incoming, end: int, now: int
) -> None:
    """Let the files count, with all that is known of their rows."""
    if not files:
        return
    add_files(connection, files)
    advance(connection, shape.name, end)
    register_columns(connection, shape.name, incoming.optional, incoming.attributes)
    register_touchpoints(connection, incoming.touchpoints, now)


def _written(
    place: Place, shape: Shape, spool: BucketSpool, *, start: int, drafts: list[Path], source: str
) -> list[FileRow]:
    first = start + np.cumsum(spool.rows) - spool.rows
    with place.database.reading() as connection:
        held = live_files(connection, shape.name)

    def one(bucket: int) -> FileRow | None:
        table = spool.bucket(bucket)
        if table is None:
            return None
        files = [file for file in held if file.bucket == bucket]
        rows = _new_rows(place, table, files)
        if not rows.num_rows:
            return None
        rows = _finished(rows, shape, source, int(first[bucket]))
        kind = "run" if files else "base"
        file = write_rows(place, shape, bucket, rows, kind=kind, drafts=drafts)
        place.steps("written")
        return file

    return [file for file in each_bucket(place, one) if file is not None]


def _new_rows(place: Place, table: pa.Table, files: list[FileRow]) -> pa.Table:
    """Return the rows whose message key is new, with that key, in the order in which they came."""
    base = (table[KEY_PARTS[0]].to_numpy(), table[KEY_PARTS[1]].to_numpy())
    keys = numbered(base, table[FILE].to_numpy())
    keep = _first_of_each(keys)
    times = pc.min_max(table["at"]).as_py()
    for file in files:
        if _may_share(file, table["at"].null_count > 0, times["min"], times["max"]):
            column = read_file(place.folder / file.path, ["message_key"])["message_key"]
            for chunk in column.chunks:
                keep &= ~_among(keys, lanes_of(chunk))
    rows = table.drop_columns([*KEY_PARTS, FILE]).append_column("message_key", to_binary(keys))
    return rows if keep.all() else rows.filter(pa.array(keep))


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


def _among(keys: Lanes, held: Lanes) -> NDArray[np.bool_]:
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


def _finished(rows: pa.Table, shape: Shape, source: str, position: int) -> pa.Table:
    count = rows.num_rows
    coded = pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int32)), pa.array([source]))
    rows = rows.append_column("alias", rows["person"]).append_column("source", coded)
    rows = rows.append_column("position", pa.array(np.arange(position, position + count)))
    return rows.select(shape.schema.names).cast(shape.schema).take(pa.array(sort_rows(rows)))


def _record(shape: Shape, origin: Origin, seen: int, added: int) -> dict[str, Any]:
    reading = origin.reading() if callable(origin.reading) else origin.reading
    return {
        "source": origin.source,
        "kind": shape.name,
        "files": json.dumps(reading.files, ensure_ascii=False),
        "rows_read": reading.rows_read or seen,
        "rows_refused": reading.rows_refused,
        "rows_added": added,
        "duplicates": seen - added,
        "notes": json.dumps(reading.notes, ensure_ascii=False),
        "scale": msgspec.json.encode(origin.scale).decode() if origin.scale is not None else None,
        "own_brand": origin.own,
    }
