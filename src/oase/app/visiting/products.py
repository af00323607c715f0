"""A product as she meets it in a store: what it is, which there are and where, what others say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from oase.app.visiting.herself import Herself, may, time_of
from oase.app.visiting.ratings import RatingsShown, ratings_shown
from oase.app.visiting.shown import StoreShort, image_address, store_short
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import need_store, sign
from oase.app.visiting.wishes import need_variant, properties_of
from oase.db.facts import facts_of
from oase.model import Fact, Facts, Purpose
from oase.model.facts import under
from oase.retail.articles import Product, Stock, Store, Variant, said
from oase.retail.care import care_text
from oase.retail.keeping import lowest_price
from oase.retail.material import fibre_name
from oase.retail.ratings import summary
from oase.retail.reservations import held_until
from oase.retail.shelf import Shelf, metres
from oase.retail.sizes import converted, size_order
from oase.retail.visits import current_visit

__all__ = ["InStoreProduct", "product_in_store", "size_of_hers"]

MOST_NEARBY = 5
THIRTY_DAYS = 30 * 24 * 3_600_000_000


class MaterialPart(msgspec.Struct, frozen=True):
    """A fibre, its name, and how much of it there is."""

    fibre: str
    name: str
    percent: float


class CareText(msgspec.Struct, frozen=True):
    """How to care for it, in words."""

    code: str
    text: str


class ProductLong(msgspec.Struct, frozen=True):
    """All that is known of a product."""

    id: str
    name: str
    brand: str
    garment: str
    image: str
    description: str
    material: list[MaterialPart]
    care: list[CareText]
    url: str


class VariantLong(msgspec.Struct, frozen=True, rename="camel"):
    """The colour and size that she holds in her hand."""

    gtin: str
    sku: str
    color: str
    shade: str
    size: str
    size_system: str


class Here(msgspec.Struct, frozen=True):
    """How many pieces there are here, and when that was counted."""

    quantity: int
    counted: datetime


class Nearby(msgspec.Struct, frozen=True, rename="camel"):
    """How many pieces another store has."""

    store: str
    name: str
    quantity: int
    counted: datetime
    distance_m: int | None


class Cell(msgspec.Struct, frozen=True):
    """One colour and size: here (null: nobody has counted), nearby, and online."""

    gtin: str
    color: str
    size: str
    here: Here | None
    nearby: list[Nearby]
    online: int


class Color(msgspec.Struct, frozen=True):
    """A colour by its name and ``#rrggbb``."""

    name: str
    shade: str


class Grid(msgspec.Struct, frozen=True):
    """Colours by sizes."""

    colors: list[Color]
    sizes: list[str]
    cells: list[Cell]


class PriceShown(msgspec.Struct, frozen=True):
    """The price, the same for everybody, and the lowest of the last 30 days."""

    cents: int
    currency: str
    lowest30: int | None


class InStoreProduct(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A product as she meets it in a store."""

    product: ProductLong
    variant: VariantLong
    store: StoreShort | None
    grid: Grid
    my_size: str | None
    ratings: RatingsShown
    price: PriceShown
    on_wishlist: bool
    hold_until: datetime | None
    """Until when it would be put aside in this store."""


def product_in_store(visiting: Visiting, her: Herself, gtin: str, store: str) -> InStoreProduct:
    """Return a product as it is in a store, or in none where the code is empty; that becomes a contact.

    Raises
    ------
    GtinInvalid, SourceMissing
        No article number; no such article or store.
    """
    shelf = visiting.shelf
    variant = need_variant(shelf, gtin)
    shop = need_store(shelf, store) if store else None
    product = shelf.product(variant.product) or Product(id=variant.product, name={"": variant.product})
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
        mine = size_of_hers(facts, product.garment, variant.size_system)
        ratings = summary(connection, product.id, mine or "")
        lowest = lowest_price(connection, variant.gtin, her.moment - THIRTY_DAYS, her.moment)
    _tell(visiting, her, facts, variant, shop)
    wish = facts.get(f"wish:{variant.gtin}")
    return InStoreProduct(
        product=_product(product, her.lang),
        variant=_variant(variant, her.lang),
        store=None if shop is None else store_short(shelf, shop.code),
        grid=_grid(shelf, product.id, shop, her.lang),
        my_size=mine,
        ratings=ratings_shown(ratings),
        price=PriceShown(variant.price, variant.currency, lowest),
        on_wishlist=wish is not None and bool(wish.value),
        hold_until=_hold_until(shelf, shop, her.moment),
    )


def _hold_until(shelf: Shelf, shop: Store | None, now: int) -> datetime | None:
    return None if shop is None else time_of(held_until(shop, shelf.hours(shop.code), "hold", now))


def size_of_hers(facts: Mapping[str, Fact], garment: str, system: str) -> str | None:
    """Return her size for a class of garment in a system; from another system where that is all she said."""
    sizes = {
        name.partition(":")[2]: str(fact.value)
        for name, fact in under(facts, "size")
        if fact.value and name.partition(":")[0] == garment
    }
    if system in sizes:
        return sizes[system]
    for other, size in sorted(sizes.items()):
        found = converted(garment, size, other, system)
        if found is not None:
            return found.size
    return None


def _tell(visiting: Visiting, her: Herself, facts: Facts, variant: Variant, shop: Store | None) -> None:
    told = properties_of(visiting.shelf, variant, her.lang)
    visit = current_visit(facts, her.moment)
    is_here = visit is not None and shop is not None and visit.store == shop.code
    if is_here and shop is not None and may(facts, Purpose.IN_STORE):
        told["store"] = shop.code
    event = "Product Viewed In Store" if is_here else "Product Viewed"
    visiting.tell_later(her, facts, event, told, variant.gtin)
    if is_here and visit is not None:
        sign(visiting, her, visit)


def _product(product: Product, lang: str) -> ProductLong:
    return ProductLong(
        id=product.id,
        name=said(product.name, lang),
        brand=product.brand,
        garment=product.garment,
        image=image_address(product.image),
        description=said(product.description, lang),
        material=[MaterialPart(fibre, fibre_name(fibre, lang), share) for fibre, share in product.material],
        care=[CareText(code, care_text(code, lang)) for code in product.care],
        url=product.url,
    )


def _variant(variant: Variant, lang: str) -> VariantLong:
    color = said(variant.color, lang)
    return VariantLong(variant.gtin, variant.sku, color, variant.shade, variant.size, variant.size_system)


def _grid(shelf: Shelf, product: str, shop: Store | None, lang: str) -> Grid:
    variants = shelf.variants_of(product)
    colors = {said(one.color, lang): one.shade for one in variants}
    sizes = sorted({one.size for one in variants}, key=size_order)
    cells = [_cell(shelf, one, shop, lang) for one in variants]
    order = {size: place for place, size in enumerate(sizes)}
    cells.sort(key=lambda one: (one.color, order[one.size], one.gtin))
    return Grid([Color(name, shade) for name, shade in sorted(colors.items())], sizes, cells)


def _cell(shelf: Shelf, variant: Variant, shop: Store | None, lang: str) -> Cell:
    here = None if shop is None else shelf.stock(shop.code, variant.gtin)
    others = [(store, stock) for store, stock in shelf.stores_with(variant.gtin) if store != shop]
    nearby = sorted((_nearby(store, stock, shop) for store, stock in others), key=_near)
    return Cell(
        variant.gtin,
        said(variant.color, lang),
        variant.size,
        None if here is None else Here(here.quantity, time_of(here.counted)),
        nearby[:MOST_NEARBY],
        variant.online,
    )


def _nearby(store: Store, stock: Stock, shop: Store | None) -> Nearby:
    away = None
    if shop is not None:
        away = round(metres((shop.latitude, shop.longitude), (store.latitude, store.longitude)))
    return Nearby(store.code, store.name, stock.quantity, time_of(stock.counted), away)


def _near(one: Nearby) -> tuple[int, str]:
    return (one.distance_m or 0, one.store)
