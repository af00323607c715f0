"""Receipts of a person, read again: hers to see, and a company's to account for."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.decisions.receipt import Receipt

__all__ = ["MOST", "newest_receipts", "receipt_of", "receipts_of"]

MOST = 200
"""Receipts that are read at once."""

_unpack = msgspec.msgpack.Decoder(Receipt).decode

_OF_PERSON = """
    select r.content from json_each(?) as asked
    cross join receipts as r on r.alias = asked.value
    where r.at < ?
    order by r.at desc, r.id limit ?
"""
_ONE = """
    select r.content from receipts as r
    where r.id = ? and r.alias in (select value from json_each(?))
"""
_NEWEST = "select content from receipts where play = ? order by at desc, id limit ?"
_LATEST = (1 << 63) - 1


def receipts_of(
    connection: Connection, aliases: Collection[int], *, most: int = 20, before: int | None = None
) -> list[Receipt]:
    """Return the receipts of a person, newest first.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int
        All aliases of one person.
    most : int
        Up to ``MOST``.
    before : int, optional
        Only older ones, microseconds since 1970, UTC.
    """
    values = _listed(aliases), _LATEST if before is None else before, max(0, min(most, MOST))
    return _read(connection, _OF_PERSON, values)


def receipt_of(connection: Connection, aliases: Collection[int], id: str) -> Receipt | None:  # noqa: A002
    """Return one receipt of a person; None where there is none, or it is somebody else's."""
    found = _read(connection, _ONE, (id, _listed(aliases)))
    return found[0] if found else None


def newest_receipts(connection: Connection, play: str, most: int = 20) -> list[Receipt]:
    """Return the newest receipts of a play, whosever they are."""
    return _read(connection, _NEWEST, (play, max(0, min(most, MOST))))


def _read(connection: Connection, text: str, values: tuple[Any, ...]) -> list[Receipt]:
    rows: Any = connection.exec_driver_sql(text, values)
    return [_unpack(content) for (content,) in rows]


def _listed(aliases: Collection[int]) -> str:
    return msgspec.json.encode(list(aliases)).decode()
