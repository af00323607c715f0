"""Invitations, answers and recommendations of the past, put in at once; for the demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from oase.db.occasions import mark, set_mark
from oase.db.schema import transactions
from oase.db.versions import bump
from oase.surveys.gathering import MARK
from oase.surveys.tables import answers, invitations, links, recommendations, shares

__all__ = ["move_in"]

Rows = Sequence[Mapping[str, Any]]

_TABLES: Final = {
    "invitations": invitations,
    "answers": answers,
    "recommendations": recommendations,
    "links": links,
    "shares": shares,
}


def move_in(connection: Connection, *, transactions_: Rows, **told: Rows) -> bool:
    """Put in transactions and what belongs to them; nothing where the first transaction is there already.

    They are the past: the log counts as reaching up to them, so that nobody is asked about them any more.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    transactions_ : sequence of mappings
        In the shape of the table, with ids from 1 that hold among these rows only.
    **told : sequences of mappings
        ``invitations``, ``answers``, ``recommendations``, ``links``, ``shares`` in the shape of their
        tables; ``transaction_id`` names one of the transactions.

    Returns
    -------
    bool
        Whether they were put in.
    """
    if not transactions_ or _is_there(connection, str(transactions_[0]["key"])):
        return False
    shift = connection.scalar(select(func.max(transactions.c.id))) or 0
    _put(connection, transactions, [dict(row) | {"id": row["id"] + shift} for row in transactions_])
    for name, many in told.items():
        _put(connection, _TABLES[name], [_moved(row, shift) for row in many])
    if (mark(connection, MARK) or 0) >= shift:  # else older ones wait for their rows in the log
        set_mark(connection, MARK, shift + max(row["id"] for row in transactions_))
    bump(connection, "surveys")
    return True


def _is_there(connection: Connection, key: str) -> bool:
    return connection.scalar(select(transactions.c.id).where(transactions.c.key == key)) is not None


def _put(connection: Connection, table: Table, rows: Rows) -> None:
    """Insert rows that all have the same columns, by the driver itself: there are tens of thousands."""
    if rows:
        names = [table.c[name].name for name in rows[0]]
        places = ", ".join("?" * len(names))
        query = f"insert into {table.name} ({', '.join(names)}) values ({places})"
        connection.exec_driver_sql(query, [tuple(row[name] for name in names) for row in rows])


def _moved(row: Mapping[str, Any], shift: int) -> dict[str, Any]:
    transaction = row.get("transaction_id")
    return dict(row) if transaction is None else dict(row) | {"transaction_id": transaction + shift}
