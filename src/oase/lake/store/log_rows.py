"""Contacts of the log that are not sealed yet, as rows of the lake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from sqlalchemy import Connection

from oase.lake.tables import LAKE_CONTACTS, WORDS

__all__ = ["as_rows", "log_size", "read_log", "read_log_of"]

_COLUMNS = """
select l.id, l.alias, coalesce(i.person, l.alias), l.at, l.touchpoint, l.channel, l.phase, l.value, l.brand,
       l.source, l.message_key, l.tie, l.attributes
from contact_log l left join identifiers i on i.alias = l.alias
"""
_READ = f"{_COLUMNS} order by l.id limit ?"
_OF_ALIASES = f"{_COLUMNS} where l.alias in (select value from json_each(?)) order by l.id"
_NAMES = (
    "id",
    "alias",
    "person",
    "at",
    "touchpoint",
    "channel",
    "phase",
    "value",
    "brand",
    "source",
    "message_key",
    "tie",
    "attributes",
)


def read_log(connection: Connection, most: int = -1) -> Sequence[Sequence[Any]]:
    """Return the oldest rows of the log in the order of their ids, each under its current person.

    Parameters
    ----------
    connection : Connection
    most : int
        How many at most; all when negative.
    """
    return connection.exec_driver_sql(_READ, (most,)).fetchall()


def read_log_of(connection: Connection, aliases: Sequence[int]) -> Sequence[Sequence[Any]]:
    """Return the rows of some aliases in the log in the order of their ids."""
    asked = msgspec.json.encode(list(aliases)).decode()
    return connection.exec_driver_sql(_OF_ALIASES, (asked,)).fetchall()


def log_size(connection: Connection) -> int:
    """Return how many contacts wait in the log."""
    return int(connection.exec_driver_sql("select count(*) from contact_log").scalar_one())


def as_rows(read: Sequence[Sequence[Any]], position: int) -> pa.Table:
    """Return what was read from the log in the lake's columns, in the order of ids.

    Parameters
    ----------
    read : sequence of rows
        From ``read_log``.
    position : int
        Position of the first one.
    """
    if not read:
        return LAKE_CONTACTS.empty_table()
    columns: dict[str, Sequence[Any]] = dict(zip(_NAMES, zip(*read, strict=True), strict=True))
    columns["position"] = range(position, position + len(read))
    return pa.table({field.name: _column(columns[field.name], field) for field in LAKE_CONTACTS}).cast(
        LAKE_CONTACTS
    )


def _column(values: Sequence[Any], field: pa.Field) -> pa.Array:
    if field.type == WORDS:
        return pa.array(values, pa.string()).dictionary_encode()
    return pa.array(np.fromiter(values, np.int64)) if _is_whole(field) else pa.array(values, field.type)


def _is_whole(field: pa.Field) -> bool:
    return bool(field.type == pa.int64() and not field.nullable)
