"""Snapshots of persons made up for contacts that were imported, portion by portion."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from oase.db.schema import snapshots_due
from oase.lake.store.catalogue import FileRow, live_files
from oase.lake.store.files import read_file
from oase.lake.store.lock import Lease
from oase.lake.store.order import one_piece, text_rank
from oase.lake.store.place import Place
from oase.lake.store.shape import CONTACTS_SHAPE
from oase.model import Seen, Snapshot, combine

__all__ = ["PORTION", "are_due", "catch_up", "let_fall_due", "snapshots_of"]

PORTION = 2_000
"""Aliases whose snapshots are written in one transaction."""

_NEEDED = ["alias", "at", "touchpoint", "phase", "value", "position"]
_HELD = "select alias, content from snapshots where alias in (select value from json_each(?))"
_STORE = """
insert into snapshots (alias, updated, content) values (?, ?, ?)
on conflict (alias) do update set updated = excluded.updated, content = excluded.content
"""


class _Due(NamedTuple):
    id: int
    bucket: int
    first_position: int
    last_position: int
    after_alias: int


def let_fall_due(connection: Connection, files: Sequence[FileRow]) -> None:
    """Remember that the snapshots of these files' rows are to be made."""
    rows = [
        {
            "bucket": file.bucket,
            "first_position": file.first_position,
            "last_position": file.last_position,
            "after_alias": -1,
        }
        for file in files
    ]
    if rows:
        connection.execute(insert(snapshots_due), rows)


def are_due(place: Place) -> bool:
    """Whether snapshots are still to be made."""
    with place.database.reading() as connection:
        return connection.execute(select(snapshots_due.c.id)).first() is not None


def catch_up(place: Place, lease: Lease, most_seconds: float) -> int:
    """Make snapshots for as long as there is time; return for how many aliases.

    Every portion adds its rows once: the alias it came to is kept in the same transaction.
    """
    end = time.perf_counter() + most_seconds
    done = 0
    while (due := _next(place)) is not None:
        alias, fresh = snapshots_of(_rows(place, due))
        for start in range(0, max(len(alias), 1), PORTION):
            some = alias[start : start + PORTION]
            is_last = start + PORTION >= len(alias)
            _combined(place, lease, due, some, fresh[start : start + PORTION], is_last=is_last)
            done += len(some)
            if time.perf_counter() >= end:
                return done
    return done


def _next(place: Place) -> _Due | None:
    columns = [snapshots_due.c[name] for name in _Due._fields]
    with place.database.reading() as connection:
        row = connection.execute(select(*columns).order_by(snapshots_due.c.id).limit(1)).first()
    return None if row is None else _Due(*row)


def _rows(place: Place, due: _Due) -> pa.Table:
    with place.database.reading() as connection:
        files = live_files(connection, CONTACTS_SHAPE.name, due.bucket)
    parts = [CONTACTS_SHAPE.schema.empty_table().select(_NEEDED)]
    for file in files:
        if file.first_position <= due.last_position and due.first_position <= file.last_position:
            rows = read_file(place.folder / file.path, _NEEDED)
            position = rows["position"]
            mine = pc.and_(
                pc.greater_equal(position, due.first_position), pc.less_equal(position, due.last_position)
            )
            parts.append(rows.filter(pc.and_(mine, pc.greater(rows["alias"], due.after_alias))))
    return one_piece(pa.concat_tables(parts))


def _combined(
    place: Place,
    lease: Lease,
    due: _Due,
    alias: NDArray[np.int64],
    fresh: Sequence[Snapshot],
    *,
    is_last: bool,
) -> None:
    decoder = msgspec.msgpack.Decoder(Snapshot)
    now = place.clock()
    with place.database.writing() as connection:
        lease.confirm(connection)
        held = {
            a: decoder.decode(text) for a, text in connection.exec_driver_sql(_HELD, (str(alias.tolist()),))
        }
        rows: list[tuple[Any, ...]] = [
            (a, now, msgspec.msgpack.encode(combine(held.get(a, Snapshot()), one)))
            for a, one in zip(alias.tolist(), fresh, strict=True)
        ]
        if rows:
            connection.exec_driver_sql(_STORE, rows)
        mine = snapshots_due.c.id == due.id
        if is_last:
            connection.execute(snapshots_due.delete().where(mine))
        else:
            connection.execute(snapshots_due.update().where(mine).values(after_alias=int(alias[-1])))
        place.steps("snapshots writing")
    place.steps("snapshots written")


def snapshots_of(rows: pa.Table) -> tuple[NDArray[np.int64], list[Snapshot]]:
    """Return the aliases of contacts, ascending, and the snapshot of each one's contacts.

    Parameters
    ----------
    rows : Arrow table
        ``alias``, ``at``, ``touchpoint``, ``phase``, ``value``; one chunk per column.

    Examples
    --------
    >>> from oase.lake.tables import WORDS
    >>> rows = pa.table({"alias": [7, 7], "at": [5, 3], "touchpoint": pa.array(["Kauf", "App"]).cast(WORDS),
    ...                  "phase": pa.nulls(2, WORDS), "value": [2.0, None]})
    >>> snapshots_of(rows)[1][0].last_touchpoint
    'Kauf'
    """
    if not rows.num_rows:
        return np.zeros(0, np.int64), []
    alias, at = rows["alias"].to_numpy(), rows["at"].to_numpy()
    order = np.lexsort((text_rank(rows["touchpoint"].combine_chunks()), at, alias))
    rows, alias, at = rows.take(pa.array(order)), alias[order], at[order]
    starts = np.flatnonzero(np.diff(alias, prepend=alias[0] - 1))
    ends = np.append(starts[1:], len(alias))
    group = np.repeat(np.arange(len(starts)), ends - starts)
    value = np.nan_to_num(rows["value"].fill_null(0).to_numpy())
    last = rows["touchpoint"].take(pa.array(ends - 1)).to_pylist()
    columns = zip(
        (ends - starts).tolist(),
        at[starts].tolist(),
        at[ends - 1].tolist(),
        last,
        _seen(rows["phase"].combine_chunks(), group, at, len(starts)),
        _seen(rows["touchpoint"].combine_chunks(), group, at, len(starts)),
        np.add.reduceat(value, starts).tolist(),
        strict=True,
    )
    return alias[starts], [Snapshot(*each) for each in columns]


def _seen(
    words: pa.Array, group: NDArray[np.int64], at: NDArray[np.int64], groups: int
) -> list[dict[str, Seen]]:
    """Return, per group, how often and when last each word came; times ascend within a group."""
    names = words.dictionary.to_pylist()
    code = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(code >= 0)
    found: list[dict[str, Seen]] = [{} for _ in range(groups)]
    key = group[rows] * len(names) + code[rows]
    order = np.argsort(key, kind="stable")
    key, times = key[order], at[rows][order]
    ends = np.flatnonzero(np.append(key[1:] != key[:-1], np.ones(min(len(key), 1), bool)))
    counts = np.diff(ends, prepend=-1)
    for one, count, moment in zip(key[ends].tolist(), counts.tolist(), times[ends].tolist(), strict=True):
        found[one // len(names)][names[one % len(names)]] = Seen(count, moment)
    return found
