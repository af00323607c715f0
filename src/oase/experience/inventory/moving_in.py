"""An inventory of touchpoints, with elements and budgets, put in at once; for the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.schema import touchpoints
from oase.db.versions import bump
from oase.experience.inventory.tables import budgets, elements

__all__ = ["move_in"]

Rows = Sequence[Mapping[str, Any]]


def move_in(connection: Connection, *, touchpoints_: Rows, elements_: Rows = (), budgets_: Rows = ()) -> bool:
    """Put in what a company knows of its touchpoints; nothing where the house has elements already.

    A touchpoint that the house has met through contacts keeps its place, channel and phase.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    touchpoints_, elements_, budgets_ : sequences of mappings
        In the shape of the tables, without ids.

    Returns
    -------
    bool
        Whether they were put in.
    """
    if connection.scalar(select(func.count()).select_from(elements)):
        return False
    for row in touchpoints_:
        query = upsert(touchpoints).values(**row)
        kept = {"name", "created", "channel", "phase"}
        changed = {name: query.excluded[name] for name in row if name not in kept}
        filled = {
            name: func.coalesce(touchpoints.c[name], query.excluded[name]) for name in ("channel", "phase")
        }
        connection.execute(query.on_conflict_do_update(["name"], set_=changed | filled))
    for table, rows in ((elements, elements_), (budgets, budgets_)):
        if rows:
            connection.execute(insert(table), [dict(row) for row in rows])
    bump(connection, "surveys")
    return True
