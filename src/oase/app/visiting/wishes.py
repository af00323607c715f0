"""Her wish list: variants that she has noted, kept as facts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from oase.app.visiting.herself import Act, Herself, time_of
from oase.app.visiting.shown import InStore, Money, ProductShort, in_store, variant_short
from oase.app.visiting.visiting import Visiting
from oase.db.facts import facts_of
from oase.errors import OptionInvalid, SourceMissing
from oase.model.facts import under
from oase.retail.articles import Variant, said
from oase.retail.gtin import gtin14
from oase.retail.shelf import Shelf

__all__ = ["Wish", "Wishes", "add_wish", "need_variant", "properties_of", "remove_wish", "wishes"]

MOST_WISHES = 500


class Wish(msgspec.Struct, frozen=True, rename="camel"):
    """A variant on her wish list, and where there is a free piece."""

    gtin: str
    product: ProductShort
    color: str
    shade: str
    size: str
    price: Money
    stores: list[InStore]
    added: datetime


class Wishes(msgspec.Struct, frozen=True):
    """Her wish list, what she added last first."""

    items: list[Wish]


def wishes(visiting: Visiting, her: Herself) -> Wishes:
    """Return her wish list; what the shop no longer has is left out."""
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
    noted = [(fact.at, code) for code, fact in under(facts, "wish") if fact.value]
    shelf = visiting.shelf
    found = ((at, shelf.find(code)) for at, code in sorted(noted, reverse=True))
    return Wishes([_wish(shelf, variant, at, her.lang) for at, variant in found if variant is not None])


def add_wish(visiting: Visiting, her: Herself, gtin: str) -> Wish:
    """Note a variant; one that is noted already stays as it is.

    Raises
    ------
    GtinInvalid
        It is no article number.
    SourceMissing
        The shop has no such article.
    OptionInvalid
        The list is full.
    """
    shelf = visiting.shelf
    variant = need_variant(shelf, gtin)
    with visiting.acting(her) as act:
        held = act.facts.get(f"wish:{variant.gtin}")
        if held is not None and held.value:
            return _wish(shelf, variant, held.at, her.lang)
        _check_room(act)
        act.learn({f"wish:{variant.gtin}": 1})
        act.tell("Product Added to Wishlist", properties_of(shelf, variant, her.lang))
    return _wish(shelf, variant, her.moment, her.lang)


def remove_wish(visiting: Visiting, her: Herself, gtin: str) -> None:
    """Take a variant off the list; one that is not on it stays off."""
    code = gtin14(gtin)
    shelf = visiting.shelf
    with visiting.acting(her) as act:
        held = act.facts.get(f"wish:{code}")
        if held is None or not held.value:
            return
        act.learn({f"wish:{code}": 0})
        variant = shelf.variant(code)
        told = {"gtin": code} if variant is None else properties_of(shelf, variant, her.lang)
        act.tell("Product Removed from Wishlist", told)


def need_variant(shelf: Shelf, code: str) -> Variant:
    """Return the variant of a number.

    Raises
    ------
    GtinInvalid
        It is no article number.
    SourceMissing
        The shop has no such article.
    """
    gtin = gtin14(code)
    found = shelf.variant(gtin)
    if found is None:
        raise SourceMissing("The shop has no such article", got=gtin, todo="look at the number once more")
    return found


def properties_of(shelf: Shelf, variant: Variant, lang: str) -> dict[str, Any]:
    """Return an article as contacts tell of it (Segment's e-commerce specification)."""
    product = shelf.product(variant.product)
    told: dict[str, Any] = {"product_id": variant.product, "gtin": variant.gtin}
    if product is not None:
        told |= {"name": said(product.name, lang), "brand": product.brand, "category": product.garment}
    told |= {"size": variant.size, "color": said(variant.color, lang)}
    told |= {"price": variant.price / 100, "currency": variant.currency}
    return {name: value for name, value in told.items() if value != ""}


def _check_room(act: Act) -> None:
    noted = sum(1 for _, fact in under(act.facts, "wish") if fact.value)
    if noted >= MOST_WISHES:
        raise OptionInvalid(
            "The wish list is full",
            expected=f"up to {MOST_WISHES} articles",
            got=str(noted),
            todo="take something off it first",
        )


def _wish(shelf: Shelf, variant: Variant, at: int, lang: str) -> Wish:
    stores = [in_store(store, stock) for store, stock in shelf.stores_with(variant.gtin)]
    return Wish(variant.gtin, *variant_short(shelf, variant, lang), stores, time_of(at))
