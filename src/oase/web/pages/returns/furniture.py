"""What all pages of take-back share: style, tabs, money and weight in words, what was wrong with a form."""

from __future__ import annotations

import re
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.db import about
from oase.errors import InputError, OaseError
from oase.programmes.returns.reading import Piece
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = [
    "around",
    "cents_of",
    "grams_of",
    "money",
    "number_in",
    "own_brand",
    "weight",
    "who",
    "why_of",
    "wrong_of",
]

_TABS = (
    ("queue", "/returns"),
    ("stock", "/returns/stock"),
    ("balance", "/returns/balance"),
    ("offers", "/returns/offers"),
    ("hotline", "/returns/hotline"),
)
_MONEY = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?\s*€?\Z")
_KILO = 1000


def around(visit: Visit, tab: str, **more: Any) -> dict[str, Any]:
    """Return what stands on every page of take-back."""
    return {
        "style": address_of("returns.css"),
        "tabs": [(visit.t(f"returns.tab.{name}"), path, name == tab) for name, path in _TABS],
        "money": lambda cents: money(cents, visit.lang),
        "weight": lambda grams: weight(grams, visit.lang),
        "wrong": None,
        "may_work": visit.may(Permission.WORK_CASES),
        "may_edit": visit.may(Permission.EDIT_PROGRAMMES),
        **more,
    }


def money(cents: int | None, lang: str) -> str:
    """Return an amount in words; a dash for none."""
    return words.MISSING if cents is None else f"{words.number(cents / 100, lang, 2)} €"


def weight(grams: int | None, lang: str) -> str:
    """Return a weight in words: grams below a kilogram, else kilograms with all their grams.

    Examples
    --------
    >>> weight(800, "de"), weight(12_345, "de")
    ('800 g', '12,345 kg')
    """
    if grams is None:
        return words.MISSING
    if abs(grams) < _KILO:
        return f"{words.number(grams, lang)} g"
    return f"{words.number(grams / _KILO, lang, 3)} kg"


def cents_of(text: str, name: str) -> int | None:
    """Return an amount as it is typed, in cents; None where nothing is.

    Raises
    ------
    InputError
        It is no amount.

    Examples
    --------
    >>> cents_of("25", ""), cents_of("84,5 €", ""), cents_of("84.50", ""), cents_of("", "")
    (2500, 8450, 8450, None)
    """
    if not text:
        return None
    found = _MONEY.fullmatch(text)
    if found is None:
        raise InputError("That is no amount", expected="such as 25,00", got=repr(text[:40]), where=name)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def grams_of(text: str, name: str = "grams") -> int | None:
    """Return whole grams as they are typed; None where nothing is.

    Raises
    ------
    InputError
        It is no whole number.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise InputError(
            "That is no weight in grams", expected="a whole number", got=repr(text[:40]), where=name
        )
    return int(text)


def number_in(text: str) -> int:
    """Return the number of a thing in an address; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def own_brand(visit: Visit) -> str:
    """Return the brand of the house; empty where nobody has said."""
    return about(visit.reach.database).own_brand or ""


def who(visit: Visit) -> str:
    """Return the name of who is signed in."""
    return visit.account.name if visit.account else ""


def wrong_of(visit: Visit, error: OaseError) -> dict[str, str]:
    """Return what is said of a form that was not taken: our sentence, and the error's own in English."""
    kind = type(error).__name__
    key = f"returns.wrong.{kind}"
    return {
        "said": visit.t(key if kind in ("StateInvalid", "GtinInvalid") else "returns.wrong.other"),
        "what": error.what,
        "expected": error.expected or "",
        "got": error.got or "",
        "where": error.where or "",
    }


def why_of(visit: Visit, piece: Piece) -> str:
    """Return why the credit is not the estimate, in words."""
    if piece.why.startswith("grade:"):
        _, said, found = piece.why.split(":")
        told = {"said": visit.t(f"returns.grade.{said}"), "found": visit.t(f"returns.grade.{found}")}
        return visit.t("returns.why.grade", **told)
    return piece.why
