"""What goes with an article: in THIS store, in HER size, and why; empty is said."""

from __future__ import annotations

from datetime import datetime

import msgspec

from oase.app.visiting.herself import Herself, may, time_of
from oase.app.visiting.shown import Money, ProductShort, product_short
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import need_store
from oase.app.visiting.wishes import need_variant, properties_of
from oase.db.facts import facts_of
from oase.model import Purpose
from oase.retail.articles import said
from oase.retail.matches import Match, matching
from oase.retail.shelf import Shelf

__all__ = ["Matches", "matches"]

_EMPTY = {
    "not_allowed": (
        "Passendes suchen wir nur, wenn du persönliche Auswahl erlaubst.",
        "We only look for matching articles if you allow personal choices.",
    ),
    "nothing": (
        "Hier gibt es gerade nichts, das dazu passt und deine Größe hat.",
        "There is nothing here at the moment that goes with it and comes in your size.",
    ),
}
_ON_LIST = ("Steht auf deiner Wunschliste.", "It is on your wish list.")


class MatchShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A piece that goes with another one, and why."""

    gtin: str
    product: ProductShort
    color: str
    shade: str
    size: str
    price: Money
    quantity: int
    counted: datetime
    because: str


class Matches(msgspec.Struct, frozen=True):
    """What goes with an article; where there is nothing, ``empty`` says why."""

    matches: list[MatchShown]
    empty: str | None


def matches(visiting: Visiting, her: Herself, gtin: str, store: str) -> Matches:
    """Return what goes with an article in a store, in her size; nothing where she allows no such choice.

    Raises
    ------
    GtinInvalid, SourceMissing
        No article number; no such article or store.
    """
    shelf = visiting.shelf
    variant, shop = need_variant(shelf, gtin), need_store(shelf, store)
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
    if not may(facts, Purpose.PERSONALISATION):
        return Matches([], _said("not_allowed", her.lang))
    found = matching(shelf, variant.gtin, shop.code, facts)
    told = properties_of(shelf, variant, her.lang) | {"store": shop.code, "matches": len(found)}
    if may(facts, Purpose.IN_STORE):
        visiting.tell_later(her, facts, "Matches Viewed", told, variant.gtin)
    return Matches(
        [_shown(shelf, one, her.lang) for one in found], None if found else _said("nothing", her.lang)
    )


def _shown(shelf: Shelf, one: Match, lang: str) -> MatchShown:
    return MatchShown(
        gtin=one.variant.gtin,
        product=product_short(shelf, one.product.id, lang),
        color=said(one.variant.color, lang),
        shade=one.variant.shade,
        size=one.variant.size,
        price=Money(one.variant.price, one.variant.currency),
        quantity=one.stock.quantity,
        counted=time_of(one.stock.counted),
        because=_because(one, lang),
    )


def _because(one: Match, lang: str) -> str:
    if one.reason == "on_your_list":
        return _ON_LIST[0 if lang == "de" else 1]
    together, persons = one.values.get("together", 0), one.values.get("persons", 0)
    if lang == "de":
        return f"{together} von {persons} Kundinnen haben beides gemerkt oder gekauft."
    return f"{together} of {persons} customers noted or bought both."


def _said(why: str, lang: str) -> str:
    return _EMPTY[why][0 if lang == "de" else 1]
