"""What was typed into the form of a take-back: its pieces, and who sends them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oase.errors import InputError
from oase.programmes.returns.checklist import QUESTIONS
from oase.programmes.returns.opening import Brought, New
from oase.web.customer.programmes.forms import Form

__all__ = ["MOST_ON_FORM", "Typed", "typed"]

MOST_ON_FORM = 8
_OF_PIECE = ("category", "what", "brand", "gtin", "serial", *QUESTIONS)
_OF_ALL = ("credit", "way", "place", "name", "email", "street", "postcode", "city", "country")


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was filled in; ``wrong`` says by field what is not right with it."""

    pieces: list[dict[str, str]]
    fields: dict[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])

    def brought(self) -> list[Brought]:
        """Return its pieces."""
        return [
            Brought(
                one["category"],
                {name: one[name] for name in QUESTIONS if one[name]},
                one["what"],
                one["brand"],
                one["gtin"],
                one["serial"],
            )
            for one in self.pieces
        ]

    def new(self, key: str, lang: str) -> New:
        """Return what is to be opened."""
        told: dict[str, Any] = {name: value for name, value in self.fields.items() if value}
        told["country"] = told.get("country", "").upper()
        return New(key, self.brought(), lang=lang, **told)


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
