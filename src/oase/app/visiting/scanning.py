"""What she has scanned, typed or photographed, and what it means here."""

from __future__ import annotations

from typing import Literal

import msgspec

from oase.app.visiting.herself import Herself, may
from oase.app.visiting.shown import ProductShort, StoreShort, product_short, store_short
from oase.app.visiting.visiting import Visiting
from oase.app.visiting.visits import sign
from oase.app.visiting.wishes import properties_of
from oase.db.facts import facts_of
from oase.model import Purpose
from oase.programmes.items.labels import named_by
from oase.programmes.items.owners import owner_of
from oase.programmes.items.registry import find
from oase.retail import pictures
from oase.retail.scan import Code, best, understand
from oase.retail.shelf import Shelf
from oase.retail.visits import current_visit

__all__ = ["Scanned", "scan", "scan_picture"]

Outcome = Literal[
    "found", "item", "unknown", "restricted", "bad_check_digit", "unreadable", "store", "poster"
]

_OUTCOMES: dict[str, Outcome] = {"restricted": "restricted", "bad_check_digit": "bad_check_digit"}


class Scanned(msgspec.Struct, frozen=True, rename="camel"):
    """What a code means.

    Parameters
    ----------
    outcome : str
        ``found``, ``unknown`` (an article of somebody else), ``restricted`` (valid in one shop only),
        ``bad_check_digit``, ``unreadable``, ``item`` (a single one that is hers, or is known although
        the shop does not sell such), or ``store`` and ``poster`` for codes of the shop's own.
    gtin : str or None
    text : str
        As it was read.
    product, store
        What it names here.
    poster : str
    digit : int or None
        The check digit that would be right.
    serial : str
        Of the single item that the code names; empty for none.
    item : int or None
        Its number where it is hers.
    """

    outcome: Outcome
    gtin: str | None
    text: str
    product: ProductShort | None = None
    store: StoreShort | None = None
    poster: str = ""
    digit: int | None = None
    serial: str = ""
    item: int | None = None


def scan(visiting: Visiting, her: Herself, text: str, store: str) -> Scanned:
    """Return what a code means; an article that was found becomes a contact.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    text : str
        EAN-13, UPC-A, GTIN-14, GS1 Digital Link, or what was typed.
    store : str
        Code of the store in which she is, empty for none.
    """
    return _meant(visiting, her, understand(text), store)


def scan_picture(visiting: Visiting, her: Herself, data: bytes, store: str) -> Scanned:
    """Return what the codes in a picture mean; the picture is looked at and forgotten.

    Raises
    ------
    PictureInvalid
        It is no picture, or too large a one.
    ExtraMissing
        What reads pictures is not installed.
    """
    found = best(understand(one.text) for one in pictures.read(data))
    if found is None:
        return Scanned("unreadable", None, "")
    return _meant(visiting, her, found, store)


def _meant(visiting: Visiting, her: Herself, code: Code, store: str) -> Scanned:
    shelf = visiting.shelf
    variant = None if code.gtin is None else shelf.variant(code.gtin)
    if variant is None and code.kind == "nothing" and code.problem in ("not_a_code", "length"):
        variant = shelf.find(code.text)  # the shop's own number, typed
    serial, item, is_item = _single(visiting, her, code.text)
    is_hers = item is not None or (is_item and variant is None)
    shown = Scanned(
        outcome="item" if is_hers else _outcome(shelf, code, is_known=variant is not None),
        gtin=code.gtin if variant is None else variant.gtin,
        text=code.text[:200],
        product=None if variant is None else product_short(shelf, variant.product, her.lang),
        store=store_short(shelf, code.store) if code.store and shelf.store(code.store) else None,
        poster=code.poster,
        digit=code.digit,
        serial=serial,
        item=item,
    )
    if shown.outcome == "found" and variant is not None:
        _tell(visiting, her, variant.gtin, store)
    return shown


def _single(visiting: Visiting, her: Herself, text: str) -> tuple[str, int | None, bool]:
    """Return the serial number in a code, the item's number where it is hers, whether it is known."""
    named = named_by(text)
    if named is None:
        return "", None, False
    with visiting.reading() as connection:
        found = find(connection, named.gtin, named.serial)
        owner = None if found is None else owner_of(connection, found.id)
    is_hers = owner is not None and owner.alias in her.aliases
    return named.serial, owner.item if owner is not None and is_hers else None, found is not None


def _outcome(shelf: Shelf, code: Code, *, is_known: bool) -> Outcome:
    if code.kind == "poster":
        return "poster"
    if code.kind == "store":
        return "store" if shelf.store(code.store) is not None else "unknown"
    if is_known:
        return "found"
    if code.kind == "article":
        return "unknown"
    return _OUTCOMES.get(code.problem, "unreadable")


def _tell(visiting: Visiting, her: Herself, gtin: str, store: str) -> None:
    shelf = visiting.shelf
    variant = shelf.variant(gtin)
    with visiting.reading() as connection:
        facts = facts_of(connection, her.aliases)
    told = {"gtin": gtin} if variant is None else properties_of(shelf, variant, her.lang)
    if store and may(facts, Purpose.IN_STORE):
        told["store"] = store
    visiting.tell_later(her, facts, "Product Scanned", told, gtin)
    visit = current_visit(facts, her.moment)
    if visit is not None and visit.store == store:
        sign(visiting, her, visit)
