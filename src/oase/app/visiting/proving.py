"""How it is known that a thing is hers: by a purchase, by what the company knew, or by her word alone."""

from __future__ import annotations

from sqlalchemy import Connection, select

from oase.app.visiting.herself import Herself, may
from oase.contacts.steps.transactions import RESERVED, order_key
from oase.db.schema import transactions
from oase.model import Facts, Purpose
from oase.programmes.items.owners import How
from oase.programmes.items.registry import Item
from oase.retail.preferences import preferred_store
from oase.retail.shelf import Shelf

__all__ = ["country_of", "how_owned"]

_BOUGHT = "bought:"
_KNOWN = ("shop", "import", "workshop")


def how_owned(connection: Connection, her: Herself, item: Item, facts: Facts, order: str) -> How:
    """Return how a claim is known.

    Parameters
    ----------
    connection : Connection
    her : Herself
    item : Item
    facts : Facts
        Of her.
    order : str
        Number of an order, as she says it; it counts where it is one of hers.

    Returns
    -------
    {"bought", "registered", "said"}
        Known to have bought this article or to have placed this order; the company itself had registered the
        thing; or nothing but her word.
    """
    fact = facts.get(f"{_BOUGHT}{item.gtin}") if item.gtin else None
    if (fact is not None and fact.value) or (order.strip() and _is_hers(connection, her, order)):
        return "bought"
    return "registered" if item.source in _KNOWN else "said"


def country_of(said: str, shelf: Shelf, facts: Facts, now: int) -> str:
    """Return where a thing is taken to come from: what she says, else the country of the store she goes to.

    Empty where neither is known; then the law says to check.
    """
    if said.strip():
        return said
    found = preferred_store(facts, now)
    if found is not None and found.how == "learned" and not may(facts, Purpose.PERSONALISATION):
        return ""
    store = shelf.store(found.store) if found is not None else None
    return store.country if store is not None else ""


def _is_hers(connection: Connection, her: Herself, order: str) -> bool:
    placed = (transactions.c.key == order_key(order)) & (transactions.c.source != RESERVED)
    mine = select(transactions.c.id).where(placed, transactions.c.alias.in_(list(her.aliases)))
    return connection.execute(mine).first() is not None
