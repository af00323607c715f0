"""What was typed into the form of a take-back: its pieces, and who sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from oase.errors import InputError
from oase.programmes.items.handover import Brought as Handed
from oase.programmes.items.registry import Item
from oase.programmes.returns.checklist import QUESTIONS
from oase.programmes.returns.offers import CATEGORIES
from oase.programmes.returns.opening import Brought, New
from oase.web.customer.programmes.forms import Form

__all__ = ["MOST_ON_FORM", "Typed", "typed", "with_item"]

MOST_ON_FORM = 8
_OF_PIECE = ("category", "what", "brand", "gtin", "serial", "handed", *QUESTIONS)
_OF_ALL = ("credit", "way", "place", "name", "email", "street", "postcode", "city", "country", "from")


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was filled in; ``wrong`` says by field what is not right with it."""

    pieces: list[dict[str, str]]
    fields: dict[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])

    def brought(self, item: int | None = None) -> list[Brought]:
        """Return its pieces; the one that came from her app is that item."""
        return [
            Brought(
                one["category"],
                {name: one[name] for name in QUESTIONS if one[name]},
                one["what"],
                one["brand"],
                one["gtin"],
                one["serial"],
                item if one["handed"] else None,
            )
            for one in self.pieces
        ]

    def new(self, key: str, lang: str, handed: Handed | None = None) -> New:
        """Return what is to be opened; of her whose item was handed over, where one was."""
        told: dict[str, Any] = {name: value for name, value in self.fields.items() if value}
        told.pop("from", None)
        told["country"] = told.get("country", "").upper()
        if handed is None:
            return New(key, self.brought(), lang=lang, **told)
        return New(key, self.brought(handed.item.id), lang=lang, alias=handed.alias, **told)


def with_item(told: Typed, code: str, item: Item, lang: str) -> Typed:
    """Return a form whose first piece is an item of hers, as far as it is known."""
    known = {
        "category": item.garment if item.garment in CATEGORIES else "",
        "what": item.called(lang)[:120],
        "brand": item.brand,
        "gtin": item.gtin,
        "serial": item.serial,
        "handed": "1",
    }
    pieces = [{**told.pieces[0], **known}, *told.pieces[1:]]
    return replace(told, pieces=pieces, fields={**told.fields, "from": code})


def typed(form: Form) -> Typed:
    """Return what a form says; one piece at least, so that there is something to fill in.

    Raises
    ------
    InputError
        It says that it has another number of pieces than any form of ours.
    """
    many = form.said("pieces", 8) or "1"
    if not (many.isascii() and many.isdigit() and 1 <= int(many) <= MOST_ON_FORM):
        raise InputError(
            "The form has another number of pieces", expected=f"1 to {MOST_ON_FORM}", got=repr(many)
        )
    count = int(many)
    do = form.said("do")
    if do == "more":
        count = min(MOST_ON_FORM, count + 1)
    kept = [number for number in range(count) if do != f"drop{number}" or count == 1]
    pieces = [{name: form.said(f"{number}.{name}", 300) for name in _OF_PIECE} for number in kept]
    return Typed(pieces, {name: form.said(name, 300) for name in _OF_ALL})
