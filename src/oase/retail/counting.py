"""How many pieces a store has: counted by somebody, with the moment at which it was counted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from oase.db.versions import bump, version
from oase.errors import OptionInvalid
from oase.retail.articles import Stock

__all__ = ["count_all", "count_anew", "count_stock"]

MOST = 1_000_000

_WRITE = """
    insert into retail_stock (store, gtin, quantity, counted, source, changed) values (?, ?, ?, ?, ?, ?)
    on conflict (store, gtin) do update set quantity = excluded.quantity, counted = excluded.counted,
        source = excluded.source, changed = excluded.changed
    where excluded.counted >= retail_stock.counted
"""
_WRITE_ANEW = _WRITE.partition("    where ")[0]


def count_stock(
    connection: Connection, store: str, gtin: str, quantity: int, counted: int, source: str
) -> bool:
    """Write down how many pieces a store has; an older count than the one held changes nothing.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    store, gtin : str
    quantity : int
    counted : int
        When it was counted, microseconds since 1970, UTC.
    source : str
        Who counted: a system, a feed, a person.

    Returns
    -------
    bool
        Whether this is the count that now holds.

    Raises
    ------
    OptionInvalid
        Less than nothing, or more than a store can hold.
    """
    return count_all(connection, [Stock(store, gtin, quantity, counted, source)]) == 1


def count_all(connection: Connection, counts: Iterable[Stock]) -> int:
    """Write down several counts and return how many of them hold now; errors as ``count_stock``."""
    return _written(connection, counts, _WRITE)


def count_anew(connection: Connection, counts: Iterable[Stock]) -> int:
    """Write down counts that hold whatever was counted before, also what bears a later moment.

    For a source whose clock was wrong, and for the demo, whose scene begins anew. Errors as ``count_stock``.
    """
    return _written(connection, counts, _WRITE_ANEW)


def _written(connection: Connection, counts: Iterable[Stock], statement: str) -> int:
    rows = [(_checked(one), one) for one in counts]
    if not rows:
        return 0
    bump(connection, "stock")
    number = version(connection, "stock")
    return sum(
        connection.exec_driver_sql(
            statement, (one.store, one.gtin, quantity, one.counted, one.source, number)
        ).rowcount
        for quantity, one in rows
    )


def _checked(count: Stock) -> int:
    if not 0 <= count.quantity <= MOST:
        raise OptionInvalid(
            "A store cannot have so many pieces",
            expected=f"0 to {MOST:,}",
            got=str(count.quantity),
            where=f"store {count.store}, article {count.gtin}",
        )
    return count.quantity
