"""Stored contacts put at other touchpoints, as a new mapping has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

from oase.db import about
from oase.errors import InputError
from oase.lake.store.catalogue import register_touchpoints
from oase.lake.store.daily import add_daily, daily_of
from oase.lake.store.lock import Lease
from oase.lake.store.log_rows import as_rows, read_log
from oase.lake.store.log_seal import touchpoints_in
from oase.lake.store.order import sort_rows
from oase.lake.store.place import Place
from oase.lake.store.rewriting import by_bucket, read_bucket, replace_bucket
from oase.lake.store.shape import CONTACTS_SHAPE
from oase.lake.store.sweeping import sweep
from oase.settings import time_zone

__all__ = ["Change", "remap"]

Change: TypeAlias = Callable[[pa.Table], pa.Table | None]
"""Given rows in the lake's columns, returns them changed, in the same order; None when nothing changes."""

_CHANGED = ("touchpoint", "channel", "phase", "value", "attributes")
_UPDATE = (
    "update contact_log set touchpoint = ?, channel = ?, phase = ?, value = ?, attributes = ? where id = ?"
)


def remap(place: Place, change: Change) -> int:
    """Change rows bucket by bucket, then those of the log; return how many were changed.

    What was changed before an interruption is asked again and found as it should be.
    """
    zone = time_zone(about(place.database).timezone)
    changed = 0
    with place.writing() as lease:
        for files in by_bucket(place, CONTACTS_SHAPE).values():
            rows = read_bucket(place, CONTACTS_SHAPE, files)
            new, differs = _changed(rows, change)
            if not differs.any():
                continue
            also = partial(_follow, old=rows, new=new, differs=differs, zone=zone, now=place.clock())
            ordered = new.take(pa.array(sort_rows(new)))
            replace_bucket(place, CONTACTS_SHAPE, files, ordered, lease, step="remap", also=also)
            changed += int(differs.sum())
        changed += _remap_log(place, change, zone, lease)
        sweep(place)
    return changed


def _changed(rows: pa.Table, change: Change) -> tuple[pa.Table, NDArray[np.bool_]]:
    """Return the rows changed, and which ones differ."""
    new = change(rows)
    if new is None:
        return rows, np.zeros(rows.num_rows, np.bool_)
    if new.num_rows != rows.num_rows:
        raise InputError(
            "A new mapping must keep every contact",
            expected=f"{rows.num_rows} rows",
            got=f"{new.num_rows} rows",
        )
    named = {name: (new if name in _CHANGED else rows)[name] for name in rows.schema.names}
    whole = pa.table(named).cast(rows.schema)
    return whole, np.logical_or.reduce([_differs(rows[name], whole[name]) for name in _CHANGED])


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> NDArray[np.bool_]:
    if pa.types.is_dictionary(one.type):
        one, other = one.cast(pa.string()), other.cast(pa.string())
    unequal = pc.fill_null(pc.not_equal(one, other), fill_value=False)
    return pc.or_(unequal, pc.xor(one.is_null(), other.is_null())).to_numpy()


def _follow(
    connection: Connection,
    *,
    old: pa.Table,
    new: pa.Table,
    differs: NDArray[np.bool_],
    zone: ZoneInfo,
    now: int,
) -> None:
    """Let daily counts and touchpoints follow the rows that differ."""
    mask = pa.array(differs)
    after = new.filter(mask)
    counts = Counter(daily_of(after, zone))
    counts.subtract(daily_of(old.filter(mask), zone))
    add_daily(connection, counts)
    register_touchpoints(connection, touchpoints_in(after), now)


def _remap_log(place: Place, change: Change, zone: ZoneInfo, lease: Lease) -> int:
    with place.database.writing() as connection:
        lease.confirm(connection)
        read = read_log(connection)
        rows = as_rows(read, 0)
        new, differs = _changed(rows, change)
        if not differs.any():
            return 0
        connection.exec_driver_sql(_UPDATE, _updates(read, new, differs))
        _follow(connection, old=rows, new=new, differs=differs, zone=zone, now=place.clock())
        place.steps("remap log")
    return int(differs.sum())


def _updates(
    read: Sequence[Sequence[Any]], new: pa.Table, differs: NDArray[np.bool_]
) -> list[tuple[Any, ...]]:
    mask = pa.array(differs)
    columns = [new[name].filter(mask).to_pylist() for name in _CHANGED]
    ids = [read[row][0] for row in np.flatnonzero(differs).tolist()]
    return list(zip(*columns, ids, strict=True))
