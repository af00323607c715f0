"""Articles and stores as her app shows them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from oase.app.visiting.herself import time_of
from oase.retail.articles import Stock, Store, Variant, said
from oase.retail.shelf import Shelf

__all__ = [
    "InStore",
    "Money",
    "ProductShort",
    "StoreShort",
    "VariantShort",
    "image_address",
    "in_store",
    "product_short",
    "store_short",
    "variant_short",
]

_DRAWING = "drawing:"


class Money(msgspec.Struct, frozen=True, rename="camel"):
    """An amount in cents of a currency (ISO 4217)."""

    cents: int
    currency: str


class ProductShort(msgspec.Struct, frozen=True, rename="camel"):
    """A product in a list; ``image`` is an address, empty for none."""

    id: str
    name: str
    image: str
    garment: str
    brand: str


class StoreShort(msgspec.Struct, frozen=True, rename="camel"):
    """A store by its code and name."""

    code: str
    name: str


class InStore(msgspec.Struct, frozen=True, rename="camel"):
    """How many pieces a store has, and when that was counted."""

    code: str
    name: str
    quantity: int
    counted: datetime


class VariantShort(NamedTuple):
    """What is said of a variant wherever it is shown."""

    product: ProductShort
    color: str
    shade: str
    size: str
    price: Money


def image_address(image: str) -> str:
    """Return where a picture is fetched; the demo's drawings are served with the app.

    Examples
    --------
    >>> image_address("drawing:dress"), image_address("https://example.org/a.jpg"), image_address("")
    ('/app/drawings/dress.svg', 'https://example.org/a.jpg', '')
    """
    if image.startswith(_DRAWING):
        return f"/app/drawings/{image.removeprefix(_DRAWING)}.svg"
    return image


def variant_short(shelf: Shelf, variant: Variant, lang: str) -> VariantShort:
    """Return what is shown of a variant, also where its product is no longer there."""
    return VariantShort(
        product_short(shelf, variant.product, lang),
        said(variant.color, lang),
        variant.shade,
        variant.size,
        Money(variant.price, variant.currency),
    )


def product_short(shelf: Shelf, product: str, lang: str) -> ProductShort:
    """Return a product as it stands in lists."""
    found = shelf.product(product)
    if found is None:
        return ProductShort(product, product, "", "", "")
    return ProductShort(
        found.id, said(found.name, lang), image_address(found.image), found.garment, found.brand
    )


def store_short(shelf: Shelf, code: str) -> StoreShort:
    """Return a store by its code and name; one that is no longer there goes by its code."""
    found = shelf.store(code)
    return StoreShort(code, code if found is None else found.name)


def in_store(store: Store, stock: Stock) -> InStore:
    """Return how many pieces a store has."""
    return InStore(store.code, store.name, stock.quantity, time_of(stock.counted))
