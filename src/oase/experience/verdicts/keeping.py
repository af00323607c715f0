"""Runs as they are kept: written once, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, insert, select

from oase.experience.verdicts.differences import Difference, compared
from oase.experience.verdicts.run import Cause, Head, Rule, Run
from oase.experience.verdicts.tables import runs

__all__ = ["before", "find", "keep", "newest", "versions"]

_HEAD = [column for column in runs.c if column.name != "rows"]
_unpack = msgspec.msgpack.Decoder(list[dict[str, Any]]).decode


def keep(
    connection: Connection,
    *,
    at: int,
    cause: Cause,
    who: str,
    rule: Rule,
    counts: tuple[int, int],
    rows: Sequence[dict[str, Any]],
    seconds: float,
) -> Run:
    """Write a run with what differs from the one before, and return it.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    at : int
        When the data were read, microseconds since 1970, UTC.
    cause : {"night", "asked"}
    who : str
        Who asked; empty for the night.
    rule : Rule
    counts : (int, int)
        Answers and contacts that the house held.
    rows : sequence of dict
        Of the result table.
    seconds : float
        How long it took.
    """
    last = newest(connection)
    fields: dict[str, Any] = {
        "at": at,
        "cause": cause,
        "who": who,
        "answers": counts[0],
        "contacts": counts[1],
        "seconds": round(seconds),
    }
    written = {"options": msgspec.json.encode(rule).decode(), "rows": msgspec.msgpack.encode(list(rows))}
    result = connection.execute(insert(runs).values(**fields, **written, changed="{}"))
    assert result.inserted_primary_key is not None  # noqa: S101 - the table has one
    made = Run(**fields, id=int(result.inserted_primary_key[0]), rule=rule, rows=list(rows), changed={})
    if last is None:
        return made
    changed = _told(compared(last, made))
    connection.execute(
        runs.update().where(runs.c.id == made.id).values(changed=msgspec.json.encode(changed).decode())
    )
    return msgspec.structs.replace(made, changed=changed)


def versions(connection: Connection, limit: int = 60, before: int | None = None) -> list[Head]:
    """Return the latest runs without their rows, the newest first; with ``before`` those of lower numbers."""
    query = select(*_HEAD).order_by(runs.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(runs.c.id < before)
    return [Head(**_head(row)) for row in connection.execute(query)]


def newest(connection: Connection) -> Run | None:
    """Return the last run; None before the first."""
    return _one(connection, select(runs).order_by(runs.c.id.desc()).limit(1))


def find(connection: Connection, number: int) -> Run | None:
    """Return a run by its number."""
    return _one(connection, select(runs).where(runs.c.id == number))


def before(connection: Connection, number: int) -> Run | None:
    """Return the run that came before one; None for the first."""
    return _one(connection, select(runs).where(runs.c.id < number).order_by(runs.c.id.desc()).limit(1))


def _one(connection: Connection, query: Select[Any]) -> Run | None:
    row = connection.execute(query).one_or_none()
    return None if row is None else Run(**_head(row), rows=_unpack(row.rows))


def _head(row: Row[Any]) -> dict[str, Any]:
    plain = {
        name: getattr(row, name) for name in ("id", "at", "cause", "who", "answers", "contacts", "seconds")
    }
    rule = msgspec.json.decode(row.options, type=Rule)
    return {**plain, "rule": rule, "changed": msgspec.json.decode(row.changed)}


def _told(difference: Difference) -> dict[str, Any]:
    """Return a difference as it is kept: without the touchpoints of which there is nothing to tell."""
    return msgspec.to_builtins(msgspec.structs.replace(difference, changes=difference.told))
