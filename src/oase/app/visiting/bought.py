"""By which number it is known that somebody has bought an article, or has had it repaired."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from oase.db.schema import transactions
from oase.model import Fact
from oase.programmes.tables import cases
from oase.retail.ratings import bought_at

__all__ = ["known_by"]


def known_by(
    connection: Connection, aliases: Collection[int], facts: Mapping[str, Fact], gtins: Sequence[str]
) -> str:
    """Return ``order:`` or ``repair:`` with the number; empty where neither is known.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int
        All of the person.
    facts : mapping of str to Fact
        What is known of her: what she has given back counts as not bought.
    gtins : sequence of str
        Variants of the product.
    """
    at = bought_at(facts, gtins)
    if at is not None and (order := _order(connection, aliases, at)):
        return order
    mended = cases.c.alias.in_(list(aliases)) & cases.c.gtin.in_(list(gtins)) & (cases.c.kind != "exchange")
    number = connection.scalar(
        select(cases.c.number).where(mended, cases.c.ended.is_not(None)).order_by(cases.c.id.desc()).limit(1)
    )
    return f"repair:{number}" if number else ""


def _order(connection: Connection, aliases: Collection[int], at: int) -> str:
    """Return the key of her order of that moment; a purchase without a number has none."""
    hers = transactions.c.alias.in_(list(aliases)) & (transactions.c.at == at)
    numbered = transactions.c.key.startswith("order:")
    return (
        connection.scalar(select(transactions.c.key).where(hers, numbered).order_by(transactions.c.key)) or ""
    )
