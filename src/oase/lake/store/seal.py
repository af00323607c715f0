"""An import sealed into the lake: all of its new rows count at once, or none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
from sqlalchemy import Connection, insert

from oase.db import about, disk_errors
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
from oase.lake.store.daily import Daily, add_daily, daily_of
from oase.lake.store.files import fsync_folders
from oase.lake.store.foreign import foreign_aliases, keys_elsewhere
from oase.lake.store.incoming import Incoming, in_groups
from oase.lake.store.known import Known
from oase.lake.store.lock import Lease
from oase.lake.store.moves import let_move
from oase.lake.store.order import sort_rows
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape
from oase.lake.store.spool import BucketSpool
from oase.lake.store.sweeping import new_spool
from oase.lake.store.warming import let_fall_due
from oase.lake.store.writing import each_bucket, write_rows
from oase.model import Reading, Scale
from oase.settings import time_zone

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


class _Written(NamedTuple):
    """What one bucket of an import came to."""

    file: FileRow
    daily: Daily


def append(place: Place, shape: Shape, batches: Iterable[pa.RecordBatch], origin: Origin) -> Appended:
    """Add the rows that the house does not hold yet; see ``Store.append_contacts``.

    Rows are gathered before the right to write is asked for, so that a long import hinders nobody. They lie
    under the alias with which they came; those of an alias that stands for somebody else move later.
    """
    started = place.clock()
    limit = place.settings.memory_mb * 1_000_000 // 4
    with closing(BucketSpool(new_spool(place), limit)) as spool:
        incoming = _gathered(shape, batches, origin, spool)
        place.steps("spooled")
        with place.writing() as lease, place.drafts() as drafts:
            with place.database.reading() as connection:
                start = next_position(connection, shape.name)
                held = live_files(connection, shape.name)
                foreign = foreign_aliases(connection, spool)
            with disk_errors(place.folder / "lake"):
                known = Known(place, held, keys_elsewhere(place, held, foreign))
                written = _written(
                    place, shape, spool, known, start=start, drafts=drafts, source=origin.source
                )
                fsync_folders(place.folder, drafts)
            place.steps("synced")
            added = sum(one.file.rows for one in written)
            with place.database.writing() as connection:
                _confirm(connection, lease, shape, start)
                if written:
                    _count(connection, shape, written, incoming, place.clock())
                    advance(connection, shape.name, start + incoming.rows)
                    let_move(connection, foreign)
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
    connection: Connection, shape: Shape, written: Sequence[_Written], incoming: Incoming, now: int
) -> None:
    """Let the files count, with all that is known of their rows."""
    files = [one.file for one in written]
    add_files(connection, files)
    register_columns(connection, shape.name, incoming.optional, incoming.attributes)
    register_touchpoints(connection, incoming.touchpoints, now)
    if shape.has_log:
        let_fall_due(connection, files)
        add_daily(connection, sum((one.daily for one in written), Counter()))


def _written(
    place: Place,
    shape: Shape,
    spool: BucketSpool,
    known: Known,
    *,
    start: int,
    drafts: list[Path],
    source: str,
) -> list[_Written]:
    first = start + np.cumsum(spool.rows) - spool.rows
    zone = time_zone(about(place.database).timezone)

    def one(bucket: int) -> _Written | None:
        table = spool.bucket(bucket)
        if table is None:
            return None
        rows = known.new_rows(table, bucket)
        if not rows.num_rows:
            return None
        rows = _finished(rows, shape, source, int(first[bucket]))
        kind = "run" if known.files_of(bucket) else "base"
        file = write_rows(place, shape, bucket, rows, kind=kind, drafts=drafts)
        place.steps("written")
        return _Written(file, daily_of(rows, zone) if shape.has_log else Counter())

    return [one for one in each_bucket(place, one) if one is not None]


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
