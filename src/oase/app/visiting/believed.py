"""What the counter knows of a person, in her words: each fact with its age, and her word against it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from oase.app.visiting.herself import time_of
from oase.app.visiting.shown import product_short, store_short
from oase.model import Fact, Facts
from oase.retail.shelf import Shelf
from oase.words.receipts import fact_text

__all__ = ["Belief", "Source", "belief", "believed", "is_belief", "is_wrong", "source_of", "told"]

BELIEVED = (
    "wish", "bought", "size", "need", "met", "store", "mood", "channel", "undecided", "complaint", "case",
)  # fmt: skip
"""Kinds of facts that are beliefs of the house; the others are its own bookkeeping, or her consents."""

_ARTICLES = ("wish", "bought", "undecided", "told")
_SAID = ("size", "store", "mood", "channel", "undecided", "wish")

Source = Literal["said", "visits", "contacts"]


class Belief(msgspec.Struct, frozen=True, rename="camel"):
    """What the house believes of her, since when and why; not used any more where she said it is wrong."""

    name: str
    text: str
    value: Any
    at: datetime
    because: str
    is_right: bool


def believed(facts: Facts) -> list[tuple[str, Fact]]:
    """Return what the house believes of a person by name, the latest first, also what she denied."""
    held = [(name, fact) for name, fact in facts.items() if is_belief(name, fact)]
    return sorted(held, key=lambda one: (-one[1].at, one[0]))


def is_belief(name: str, fact: Fact) -> bool:
    """Return whether a fact is a belief that holds something."""
    return bool(fact.value) and name.partition(":")[0] in BELIEVED


def is_wrong(facts: Facts, name: str) -> bool:
    """Return whether she has said that a belief is wrong."""
    wrong = facts.get(f"wrong:{name}")
    return wrong is not None and bool(wrong.value)


def source_of(name: str) -> Source:
    """Return where a belief comes from: she said so, her visits, or her other contacts.

    Examples
    --------
    >>> source_of("size:dress:DE"), source_of("met:K1"), source_of("bought:09521234500010")
    ('said', 'visits', 'contacts')
    """
    kind = name.partition(":")[0]
    return "visits" if kind == "met" else "said" if kind in _SAID else "contacts"


def belief(shelf: Shelf, facts: Facts, name: str, fact: Fact, lang: str) -> Belief:
    """Return one belief as she reads it."""
    return Belief(
        name,
        told(shelf, name, fact.value, lang),
        fact.value,
        time_of(fact.at),
        _because(source_of(name), lang),
        is_right=not is_wrong(facts, name),
    )


def told(shelf: Shelf, name: str, value: Any, lang: str) -> str:
    """Return what a fact says to her, articles and stores by their names."""
    kind, _, about = name.partition(":")
    what: Any = None
    if kind in _ARTICLES and (variant := shelf.find(about)) is not None:
        product = shelf.product(variant.product)
        what = None if product is None else {lang: product_short(shelf, product.id, lang).name}
    elif kind == "met" or (kind == "store" and isinstance(value, str)):
        what = {"": store_short(shelf, about if kind == "met" else value).name}
    return fact_text(name, value, lang, what=what)


def _because(source: Source, lang: str) -> str:
    if source == "said":
        return "Das hast du gesagt." if lang == "de" else "You said so."
    if source == "visits":
        return "Aus deinen Besuchen gelernt." if lang == "de" else "Learned from your visits."
    return "Aus deinen Kontakten mit uns." if lang == "de" else "From your contacts with us."
