"""What a feed of the shop brings: articles, stores, stock, and the rows that could not be taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from oase.retail.articles import Product, Stock, Store, Variant

__all__ = ["NOT_SAID", "Feed", "Item", "Refused", "gathered"]

Item = Product | Variant | Store | Stock
"""One thing that a feed can bring."""

NOT_SAID = -1
"""As ``Variant.online``: the feed says nothing about it, what was known stays."""


class Refused(msgspec.Struct, frozen=True):
    """A row of a feed that was not taken.

    Parameters
    ----------
    row : int
        As a spreadsheet counts: the header of a table is row 1. In XML and JSON the number of the article,
        from 1.
    what, expected, got : str
        What is wrong, what was expected, what came instead.
    """

    row: int
    what: str
    expected: str = ""
    got: str = ""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """All that a feed brings; nothing of a refused row is among the items.

    Parameters
    ----------
    products, variants, stores, stock, refusals : tuple
    """

    products: tuple[Product, ...] = ()
    variants: tuple[Variant, ...] = ()
    stores: tuple[Store, ...] = ()
    stock: tuple[Stock, ...] = ()
    refusals: tuple[Refused, ...] = ()

    def __iter__(self) -> Iterator[Item]:
        """Yield the items, what others point at first."""
        return chain(self.products, self.variants, self.stores, self.stock)


def gathered(items: Iterable[Item | Refused]) -> Feed:
    """Return as one feed what a reader yields bit by bit; of the same thing the later word counts.

    Examples
    --------
    >>> gathered([Product(id="a", name={"": "Kleid"}), Refused(3, "no article number")]).refusals[0].row
    3
    """
    products: dict[str, Product] = {}
    variants: dict[str, Variant] = {}
    stores: dict[str, Store] = {}
    stock: dict[tuple[str, str], Stock] = {}
    refusals: list[Refused] = []
    for item in items:
        match item:
            case Product():
                products[item.id] = item
            case Variant():
                variants[item.gtin] = item
            case Store():
                stores[item.code] = item
            case Stock():
                stock[item.store, item.gtin] = item
            case Refused():
                refusals.append(item)
    return Feed(
        products=tuple(products.values()),
        variants=tuple(variants.values()),
        stores=tuple(stores.values()),
        stock=tuple(stock.values()),
        refusals=tuple(refusals),
    )
