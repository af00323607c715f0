"""What is new in the shop: counts, prices, ratings; and which articles that concerns."""

from __future__ import annotations

from sqlalchemy import Connection

__all__ = ["counted_since", "priced_since", "rated_since"]

_FAMILIES = """
    with told(product) as ({told})
    select v.gtin from told cross join retail_variants as v on v.product = told.product order by v.gtin
"""
_COUNTED = """
    select distinct v.product from retail_stock as s cross join retail_variants as v on v.gtin = s.gtin
    where s.changed > ? and s.changed <= ? and s.quantity > 0
"""
_PRICED = """
    select distinct v.product from retail_prices as p cross join retail_variants as v on v.gtin = p.gtin
    where p.at > ? and p.at <= ?
"""
_RATED = "select distinct product from retail_ratings where id > ? and id <= ? and is_hidden = 0"


def counted_since(connection: Connection, after: int) -> tuple[int, list[str]]:
    """Return how far counts go now, and all variants of products of which pieces were counted since.

    Parameters
    ----------
    connection : Connection
    after : int
        How far they went; what is returned first is given here the next time.
    """
    return _since(connection, "select max(changed) from retail_stock", _COUNTED, after)


def priced_since(connection: Connection, after: int) -> tuple[int, list[str]]:
    """Return the same of prices; parameters as ``counted_since``."""
    return _since(connection, "select max(at) from retail_prices", _PRICED, after)


def rated_since(connection: Connection, after: int) -> tuple[int, list[str]]:
    """Return the same of ratings that are shown; parameters as ``counted_since``."""
    return _since(connection, "select max(id) from retail_ratings", _RATED, after)


def _since(connection: Connection, newest: str, told: str, after: int) -> tuple[int, list[str]]:
    reached = connection.exec_driver_sql(newest).scalar() or 0
    if reached <= after:
        return after, []
    rows = connection.exec_driver_sql(_FAMILIES.format(told=told), (after, reached))
    return reached, [gtin for (gtin,) in rows]
