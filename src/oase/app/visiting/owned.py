"""One item as her app shows it: what happened to it, which guarantees it has, what its footprint is."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec
from sqlalchemy import Connection

from oase.app.visiting.herself import time_of
from oase.app.visiting.shown import ProductShort, image_address
from oase.programmes.impact import Range, current
from oase.programmes.items.clock import Line
from oase.programmes.items.footprint import Footprint, extensions_of, footprint
from oase.programmes.items.guarantee_label import label_told
from oase.programmes.items.life import Event
from oase.programmes.items.owners import owner_of
from oase.programmes.items.registry import Item
from oase.programmes.items.standing import day_at, standing
from oase.retail.articles import said
from oase.retail.shelf import Shelf

__all__ = [
    "FootprintShown",
    "GuaranteeShown",
    "HappenedShown",
    "ItemShort",
    "ItemWhole",
    "LabelShown",
    "RangeShown",
    "item_short",
    "item_whole",
    "range_shown",
]


class ItemShort(msgspec.Struct, frozen=True, rename="camel"):
    """An item in a list; ``gtin`` and ``serial`` as on its label; ``how`` it is known to be hers."""

    id: int
    gtin: str
    serial: str
    product: ProductShort
    shade: str
    state: str
    months: int | None
    how: str


class RangeShown(msgspec.Struct, frozen=True):
    """A figure with its range: 5, 50 and 95 of 100 lie below."""

    low: float
    middle: float
    high: float


class HappenedShown(msgspec.Struct, frozen=True):
    """Something on the line of life; ``way`` says how it was repaired, empty where that is not meant."""

    kind: str
    at: datetime
    way: str


class LabelShown(msgspec.Struct, frozen=True):
    """What the label for a guarantee of more than two years says: years, item, who gives it."""

    years: float
    item: str
    by: str


class GuaranteeShown(msgspec.Struct, frozen=True, rename="camel"):
    """A guarantee as it stands; ``why`` says why somebody must look, empty for no reason."""

    kind: Literal["statutory", "own"]
    state: str
    name: str
    promise: str
    ends: date | None
    left: int | None
    longer: int
    why: str
    source: str
    label: LabelShown | None


class FootprintShown(msgspec.Struct, frozen=True, rename="camel"):
    """Kilograms of CO2e for each month of use, now and if nothing had been done; how often something was."""

    each_month: RangeShown
    without: RangeShown
    extensions: int
    version: int
    source: str


class ItemWhole(msgspec.Struct, frozen=True, rename="camel"):
    """An item with all that is known of it; nothing of whoever had it before."""

    item: ItemShort
    country: str
    sold: date | None
    life: list[HappenedShown]
    guarantees: list[GuaranteeShown]
    footprint: FootprintShown | None


def item_short(shelf: Shelf, item: Item, lang: str, months: int | None, how: str) -> ItemShort:
    """Return an item as it stands in a list."""
    product, variant = shelf.product(item.product), shelf.variant(item.gtin)
    image = image_address(product.image) if product is not None else ""
    shown = ProductShort(item.product, said(item.name, lang), image, item.garment, item.brand)
    shade = "" if variant is None else variant.shade
    serial = "" if item.serial.startswith("own-") else item.serial
    return ItemShort(item.id, item.gtin, serial, shown, shade, item.state, months, how)


def item_whole(connection: Connection, shelf: Shelf, item: Item, lang: str, now: int, zone: str) -> ItemWhole:
    """Return an item with its line of life, its guarantees and its footprint."""
    stands, owner = standing(connection, item, now, zone), owner_of(connection, item.id)
    extensions = extensions_of(stands.life)
    reckoned = footprint(current(connection), item.garment, extensions, stands.months)
    return ItemWhole(
        item_short(shelf, item, lang, stands.months, "" if owner is None else owner.how),
        item.country,
        item.sold,
        [_happened(one) for one in stands.life],
        [_guarantee(one, lang, item, day_at(now, zone)) for one in stands.lines],
        None if reckoned is None else _footprint(reckoned),
    )


def range_shown(one: Range) -> RangeShown:
    """Return a range as it is sent."""
    return RangeShown(one.p5, one.p50, one.p95)


def _happened(one: Event) -> HappenedShown:
    return HappenedShown(one.kind, time_of(one.at), str(one.detail.get("way", "")))


def _label(one: Line, lang: str, item: Item, day: date) -> LabelShown | None:
    if one.kind != "own" or one.state not in ("runs", "not_yet"):
        return None
    named = " ".join(part for part in (item.brand, said(item.name, lang)) if part)
    found = label_told(one.months, item.country, day, item=named, by=item.brand)
    return None if found is None else LabelShown(found.years, found.item, found.by)


def _guarantee(one: Line, lang: str, item: Item, day: date) -> GuaranteeShown:
    return GuaranteeShown(
        one.kind,
        one.state,
        said(dict(one.name), lang),
        said(dict(one.promise), lang),
        one.ends,
        one.left,
        one.longer,
        one.why,
        one.source,
        _label(one, lang, item, day),
    )


def _footprint(one: Footprint) -> FootprintShown:
    return FootprintShown(
        range_shown(one.each_month), range_shown(one.steps[0]), len(one.steps) - 1, one.version, one.source
    )
