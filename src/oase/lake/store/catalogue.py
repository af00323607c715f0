"""Which files of the lake count: questions to and changes of the catalogue in the main database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.schema import lake_columns, lake_files, lake_position, touchpoints
from oase.lake.store.attributes import wider

__all__ = [
    "FileRow",
    "add_files",
    "advance",
    "attribute_kinds",
    "forget_files",
    "live_files",
    "next_position",
    "optional_columns",
    "register_columns",
    "register_touchpoints",
    "replace_files",
    "totals",
]


class FileRow(NamedTuple):
    """One file of the lake, as the catalogue knows it."""

    table_name: str
    bucket: int
    path: str
    kind: str
    rows: int
    first_position: int
    last_position: int
    min_at: int | None
    max_at: int | None
    created: int


_COLUMNS = [lake_files.c[name] for name in FileRow._fields]


def live_files(connection: Connection, table: str, bucket: int | None = None) -> list[FileRow]:
    """Return the files that count, per bucket the base before its runs in the order they came."""
    query = select(*_COLUMNS).where(lake_files.c.table_name == table, lake_files.c.retired.is_(None))
    if bucket is not None:
        query = query.where(lake_files.c.bucket == bucket)
    rows = connection.execute(query.order_by(lake_files.c.bucket, lake_files.c.id))
    return [FileRow(*row) for row in rows]


def next_position(connection: Connection, table: str) -> int:
    """Return the position the next row will get; rows below it are the table's content."""
    found = connection.execute(select(lake_position.c.next).where(lake_position.c.table_name == table))
    return found.scalar() or 0


def advance(connection: Connection, table: str, position: int) -> None:
    """Set the next position."""
    query = upsert(lake_position).values(table_name=table, next=position)
    connection.execute(query.on_conflict_do_update(["table_name"], set_={"next": position}))


def add_files(connection: Connection, files: Sequence[FileRow]) -> None:
    """Let files count from now on."""
    if files:
        connection.execute(insert(lake_files), [file._asdict() for file in files])


def replace_files(connection: Connection, old: Iterable[FileRow], new: Sequence[FileRow], now: int) -> None:
    """Let files count instead of others, which go after the grace period."""
    gone = [file.path for file in old]
    connection.execute(update(lake_files).where(lake_files.c.path.in_(gone)).values(retired=now))
    add_files(connection, new)


def forget_files(connection: Connection, paths: Sequence[str]) -> None:
    """Delete the rows of files that were replaced and unlinked."""
    connection.execute(
        delete(lake_files).where(lake_files.c.path.in_(paths), lake_files.c.retired.isnot(None))
    )


def totals(connection: Connection, table: str) -> tuple[int, int | None, int | None]:
    """Return the number of rows and the first and last time of a table."""
    query = select(
        func.coalesce(func.sum(lake_files.c.rows), 0),
        func.min(lake_files.c.min_at),
        func.max(lake_files.c.max_at),
    ).where(lake_files.c.table_name == table, lake_files.c.retired.is_(None))
    rows, first, last = connection.execute(query).one()
    return int(rows), first, last


def optional_columns(connection: Connection, table: str) -> tuple[str, ...]:
    """Return the columns of the schema that some import brought, beyond those that are always there."""
    return tuple(name for name, kind in _columns(connection, table) if kind is None)


def attribute_kinds(connection: Connection, table: str) -> dict[str, str]:
    """Return the attributes of a table and their kinds, in the order in which they came."""
    return {name: kind for name, kind in _columns(connection, table) if kind is not None}


def _columns(connection: Connection, table: str) -> list[tuple[str, str | None]]:
    query = select(lake_columns.c.name, lake_columns.c.kind).where(lake_columns.c.table_name == table)
    return [(name, kind) for name, kind in connection.execute(query.order_by(lake_columns.c.rank))]


def register_columns(
    connection: Connection, table: str, optional: Iterable[str], attributes: Mapping[str, str]
) -> None:
    """Remember which columns an import brought; an attribute of two kinds takes the wider one."""
    known = dict(_columns(connection, table))
    for name, kind in [*((name, None) for name in optional), *attributes.items()]:
        if name not in known:
            row = {"table_name": table, "name": name, "rank": len(known), "kind": kind}
            connection.execute(insert(lake_columns).values(**row, attribute=kind is not None))
            known[name] = kind
        elif kind is not None and (held := known[name]) is not None and wider(held, kind) != held:
            row = update(lake_columns).where(lake_columns.c.table_name == table, lake_columns.c.name == name)
            connection.execute(row.values(kind=wider(held, kind)))


def register_touchpoints(
    connection: Connection, met: Mapping[str, tuple[str | None, str | None]], now: int
) -> None:
    """Add touchpoints the house has not met; of the known ones only fill what was empty.

    Parameters
    ----------
    met : mapping of name to (channel, phase)
    """
    known = {row.name: row for row in connection.execute(select(touchpoints))}
    for name, (channel, phase) in met.items():
        row = known.get(name)
        if row is None:
            values = {"name": name, "channel": channel, "phase": phase, "created": now}
            connection.execute(insert(touchpoints).values(values))
        elif (row.channel is None and channel) or (row.phase is None and phase):
            filled = {"channel": row.channel or channel, "phase": row.phase or phase}
            connection.execute(update(touchpoints).where(touchpoints.c.id == row.id).values(filled))
