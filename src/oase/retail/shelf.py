"""The shelf: articles, stores and stock in memory, so that a decision never waits for a file."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.db import Database
from oase.errors import OptionInvalid
from oase.retail.articles import Product, Stock, Store, Text, Variant
from oase.retail.hours import UNKNOWN, Hours, Opening
from oase.retail.matches import Related

__all__ = ["Shelf", "metres"]

_EARTH_METRES = 6_371_008.8
_GTIN_LENGTHS = (8, 12, 13, 14)

_VERSIONS = "select name, number from versions where name in ('retail', 'stock')"
_PRODUCTS = "select id, name, brand, garment, material, care, description, image, url from retail_products"
_VARIANTS = (
    "select gtin, product, sku, color, shade, size, size_system, price, currency, online"
    " from retail_variants order by product, gtin"
)
_STORES = (
    "select code, name, street, postcode, city, country, subdivision, latitude, longitude, timezone, hours,"
    " phone from retail_stores order by code"
)
_STOCK = "select store, gtin, quantity, counted, source from retail_stock where changed > ?"
_RELATED = (
    "select product, other, together, persons, score from retail_matches"
    " order by product, score desc, together desc, other"
)
# what is put aside takes a piece; one that was fetched does so until somebody counts again
_HELD = """
    select r.store, r.gtin, count(*) from retail_reservations as r
    left join retail_stock as s on s.store = r.store and s.gtin = r.gtin
    where r.state in ('asked', 'ready') or (r.state = 'fetched' and r.changed > coalesce(s.counted, 0))
    group by r.store, r.gtin
"""

_text = msgspec.json.Decoder(Text).decode
_material = msgspec.json.Decoder(tuple[tuple[str, float], ...]).decode
_care = msgspec.json.Decoder(tuple[str, ...]).decode

Key = tuple[str, str]
"""Code of a store and GTIN."""


class _Articles(msgspec.Struct, frozen=True):
    products: dict[str, Product]
    variants: dict[str, Variant]
    by_sku: dict[str, Variant]
    by_product: dict[str, tuple[Variant, ...]]
    stores: dict[str, Store]
    hours: dict[str, Hours]
    related: dict[str, tuple[Related, ...]]


class Shelf:
    """Articles, stores and stock of a house as they stood at the last ``refresh``.

    Threads may read while one of them refreshes: they see one state or the next.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._articles = _Articles({}, {}, {}, {}, {}, {}, {})
        self._counted: dict[Key, Stock] = {}
        self._free: dict[Key, Stock] = {}
        self._seen: tuple[int, int] = (-1, -1)

    def refresh(self) -> bool:
        """Read what has changed since last time, and return whether anything had; one small query if not."""
        with self._database.reading() as connection:
            versions: dict[str, int] = dict(_rows(connection, _VERSIONS))
            seen = versions.get("retail", 0), versions.get("stock", 0)
            if seen == self._seen:
                return False
            is_whole = seen[0] != self._seen[0]
            if is_whole:
                self._articles = _articles(connection)
            read = _rows(connection, _STOCK, (-1 if is_whole else self._seen[1],))
            counted = {(row[0], row[1]): Stock(*row) for row in read}
            held = {(store, gtin): pieces for store, gtin, pieces in _rows(connection, _HELD)}
        self._counted = counted if is_whole else self._counted | counted
        self._free = _free(self._counted, held)
        self._seen = seen
        return True

    @property
    def version(self) -> tuple[int, int]:
        """Numbers of the articles and of the stock that are shown."""
        return self._seen

    def variant(self, gtin: str) -> Variant | None:
        """Return a variant by its GTIN of 14 digits."""
        return self._articles.variants.get(gtin)

    def find(self, code: str) -> Variant | None:
        """Return a variant by a GTIN of any length, or by the shop's own number (SKU)."""
        text = code.strip()
        if text.isascii() and text.isdecimal() and len(text) in _GTIN_LENGTHS:
            found = self._articles.variants.get(text.zfill(14))
            if found is not None:
                return found
        return self._articles.by_sku.get(text)

    def product(self, product: str) -> Product | None:
        """Return a product by its id."""
        return self._articles.products.get(product)

    @property
    def products(self) -> tuple[Product, ...]:
        """All products."""
        return tuple(self._articles.products.values())

    def variants_of(self, product: str) -> tuple[Variant, ...]:
        """Return the colours and sizes of a product."""
        return self._articles.by_product.get(product, ())

    def store(self, code: str) -> Store | None:
        """Return a store by its code."""
        return self._articles.stores.get(code)

    @property
    def stores(self) -> tuple[Store, ...]:
        """All stores, by code."""
        return tuple(self._articles.stores.values())

    def stock(self, store: str, gtin: str) -> Stock | None:
        """Return how many pieces are free in a store, and when that was counted; None where nobody counted.

        Pieces that are put aside for somebody are not free.
        """
        return self._free.get((store, gtin))

    def stores_with(self, gtin: str) -> list[tuple[Store, Stock]]:
        """Return the stores that have a free piece, and how many."""
        found = ((store, self._free.get((store.code, gtin))) for store in self.stores)
        return [(store, stock) for store, stock in found if stock is not None and stock.quantity > 0]

    def hours(self, store: str) -> Hours | None:
        """Return the opening hours of a store; None where nothing usable is written of them."""
        return self._articles.hours.get(store)

    def opening(self, store: str, at: int) -> Opening:
        """Return whether a store is open; ``unknown``, thus closed, where nothing usable is written."""
        hours = self._articles.hours.get(store)
        return UNKNOWN if hours is None else hours.opening(at)

    def goes_with(self, product: str) -> tuple[Related, ...]:
        """Return which products go with one, best first, as last found out from wishes and purchases."""
        return self._articles.related.get(product, ())

    def nearest(self, latitude: float, longitude: float, most: int = 8) -> list[tuple[Store, int]]:
        """Return the nearest stores and how many metres away each is, by air, nearest first."""
        near = [
            (round(metres((latitude, longitude), (one.latitude, one.longitude))), one.code)
            for one in self.stores
        ]
        return [(self._articles.stores[code], away) for away, code in sorted(near)[:most]]


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two places (latitude, longitude in degrees) on the globe.

    Examples
    --------
    >>> round(metres((50.9413, 6.9583), (50.9375, 6.9603)))  # the cathedral, and 450 m south of it
    445
    """
    north, north_other = math.radians(one[0]), math.radians(other[0])
    east = math.radians(other[1] - one[1])
    half = math.sin((north_other - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_other) * math.sin(east / 2) ** 2
    return 2 * _EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def _rows(connection: Connection, text: str, values: tuple[Any, ...] = ()) -> Iterator[Any]:
    return iter(connection.exec_driver_sql(text, values).fetchall())


def _articles(connection: Connection) -> _Articles:
    products = {row[0]: _product(row) for row in _rows(connection, _PRODUCTS)}
    variants = {row[0]: _variant(row) for row in _rows(connection, _VARIANTS)}
    stores = {
        row[0]: Store(**dict(zip(Store.__struct_fields__, row, strict=True)))
        for row in _rows(connection, _STORES)
    }
    by_product: dict[str, tuple[Variant, ...]] = {}
    for variant in variants.values():
        by_product[variant.product] = (*by_product.get(variant.product, ()), variant)
    skus = Counter(variant.sku for variant in variants.values())
    by_sku = {variant.sku: variant for variant in variants.values() if variant.sku and skus[variant.sku] == 1}
    hours = {code: found for code, store in stores.items() if (found := _hours(store)) is not None}
    return _Articles(products, variants, by_sku, by_product, stores, hours, _related(connection))


def _related(connection: Connection) -> dict[str, tuple[Related, ...]]:
    found: dict[str, list[Related]] = {}
    for row in _rows(connection, _RELATED):
        found.setdefault(row[0], []).append(Related(*row))
    return {product: tuple(others) for product, others in found.items()}


def _hours(store: Store) -> Hours | None:
    """Return the hours; None for a text that was taken over as it is and cannot be understood."""
    if not store.hours.strip():
        return None
    try:
        return Hours(store)
    except OptionInvalid:  # shown where stores are edited; here the store counts as closed
        return None


def _product(row: Any) -> Product:
    number, name, brand, garment, material, care, description, image, url = row
    return Product(
        id=number,
        name=_text(name),
        brand=brand,
        garment=garment,
        material=_material(material),
        care=_care(care),
        description=_text(description),
        image=image,
        url=url,
    )


def _variant(row: Any) -> Variant:
    gtin, product, sku, color, shade, size, system, price, currency, online = row
    return Variant(
        gtin=gtin,
        product=product,
        sku=sku,
        color=_text(color),
        shade=shade,
        size=size,
        size_system=system,
        price=price,
        currency=currency,
        online=online,
    )


def _free(counted: dict[Key, Stock], held: dict[Key, int]) -> dict[Key, Stock]:
    if not held:
        return counted
    free = dict(counted)
    for key, pieces in held.items():
        if (stock := counted.get(key)) is not None:
            free[key] = msgspec.structs.replace(stock, quantity=max(0, stock.quantity - pieces))
    return free
