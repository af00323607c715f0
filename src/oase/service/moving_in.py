"""Messages, replies and the board of the past, put in at once; for the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select

from oase.db.versions import bump
from oase.service.tables import (
    channels,
    measure_changes,
    measures,
    messages,
    replies,
    resolution_touchpoints,
    resolutions,
    templates,
    texts,
)

__all__ = ["move_in"]

Rows = Sequence[Mapping[str, Any]]

_TABLES: Final[Mapping[str, Table]] = {
    "channels": channels,
    "templates": templates,
    "texts": texts,
    "messages": messages,
    "replies": replies,
    "resolutions": resolutions,
    "resolution_touchpoints": resolution_touchpoints,
    "measures": measures,
    "measure_changes": measure_changes,
}
_POINTS_TO: Final = {
    "replies": {"message": "messages"},
    "resolution_touchpoints": {"resolution": "resolutions"},
    "measures": {"resolution": "resolutions"},
    "measure_changes": {"measure": "measures"},
}
"""Which column of which table names a row of another one."""


def move_in(connection: Connection, told: Mapping[str, Rows]) -> bool:
    """Put in what the service of a company has; nothing where the first message is there already.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    told : mapping
        Name of a table to rows in its shape. Ids count from 1 and hold among these rows only; ``origin`` of
        a measure may name a message as ``message:12``.

    Returns
    -------
    bool
        Whether they were put in.
    """
    first = next(iter(told.get("messages", ())), None)
    if first is None or _is_there(connection, str(first["key"])):
        return False
    shifts = {name: _last(connection, table) for name, table in _TABLES.items() if "id" in table.c}
    for name, table in _TABLES.items():
        if rows := told.get(name):
            connection.execute(insert(table), [_moved(name, row, shifts) for row in rows])
    bump(connection, "service")
    return True


def _is_there(connection: Connection, key: str) -> bool:
    return connection.scalar(select(messages.c.id).where(messages.c.key == key)) is not None


def _last(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


def _moved(name: str, row: Mapping[str, Any], shifts: Mapping[str, int]) -> dict[str, Any]:
    """Return a row whose ids hold in this house."""
    moved = dict(row)
    if "id" in moved:
        moved["id"] += shifts[name]
    for column, other in _POINTS_TO.get(name, {}).items():
        if moved[column] is not None:
            moved[column] += shifts[other]
    kind, _, number = str(moved.get("origin", "")).partition(":")
    if kind == "message":
        moved["origin"] = f"message:{int(number) + shifts['messages']}"
    return moved
