"""What she said of a damaged thing, as the address of the page carries it: nothing of a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from babel import Locale

from oase.app.programmes.advising import Question
from oase.db.connection import Connection
from oase.errors import InputError
from oase.programmes.cases.reasons import REASONS
from oase.programmes.items.handover import Brought
from oase.programmes.items.registry import GARMENTS, Item, find
from oase.programmes.law import EU
from oase.retail.gtin import gtin14
from oase.web.words import text

__all__ = ["CAUSES", "COUNTRIES", "FIELDS", "address", "choices", "fields_of", "known_of", "question_of"]

COUNTRIES = tuple(sorted({*EU, "CH", "GB", "NO"}))
CAUSES = {"use": True, "defect": False, "": None}
"""How it came about: by wear or a mishap of her own, or it should not have happened; empty for not known."""

FIELDS = ("garment", "reason", "cause", "country", "sold", "new", "gtin", "serial", "from")
_LONGEST = 40
_MONEY = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")


def fields_of(said: Callable[[str], str]) -> dict[str, str]:
    """Return the fields of an address or a form; what no field can be is left out."""
    told = {name: said(name).strip()[:_LONGEST] for name in FIELDS}
    told["garment"] = told["garment"] if told["garment"] in GARMENTS else ""
    told["reason"] = told["reason"] if told["reason"] in REASONS else ""
    told["cause"] = told["cause"] if told["cause"] in CAUSES else ""
    told["country"] = told["country"] if told["country"] in (*COUNTRIES, "XX") else ""
    told["sold"] = told["sold"] if _day(told["sold"]) is not None else ""
    told["new"] = told["new"] if _MONEY.fullmatch(told["new"]) else ""
    return told


def question_of(
    connection: Connection, told: Mapping[str, str], handed: Brought | None = None
) -> Question | None:
    """Return what is asked; None while nobody has said what it is and what is broken.

    Parameters
    ----------
    connection : Connection
    told : mapping
        See ``fields_of``.
    handed : Brought, optional
        What she brings along from her app.
    """
    item = handed.item if handed is not None else None
    if item is None and told["gtin"] and told["serial"]:
        try:
            item = find(connection, gtin14(told["gtin"]), told["serial"])
        except InputError:
            item = None  # a number that is none belongs to no item; the advice is given without it
    garment = item.garment if item is not None else told["garment"]
    if not garment or not told["reason"]:
        return None
    return Question(
        garment=garment,
        reason=told["reason"],
        country="" if told["country"] == "XX" else told["country"],
        sold=_day(told["sold"]),
        is_wear=CAUSES[told["cause"]],
        new_cents=round(float(told["new"].replace(",", ".")) * 100) if told["new"] else None,
        item=item,
    )


def known_of(told: dict[str, str], item: Item) -> dict[str, str]:
    """Return what she said, filled up with what is known of her item."""
    known = {
        "garment": item.garment,
        "country": item.country if item.country in COUNTRIES else "",
        "sold": item.sold.isoformat() if item.sold is not None else "",
    }
    return told | {name: value for name, value in known.items() if not told[name]}


def address(path: str, told: Mapping[str, str], lang: str, **more: str) -> str:
    """Return the address of a page that knows what she said."""
    kept = {name: value for name, value in told.items() if value}
    return f"{path}?{urlencode({**kept, **more, 'lang': lang})}"


def choices(lang: str) -> dict[str, Any]:
    """Return what can be chosen, in words."""
    spoken = "en" if lang == "en" else "de"
    names = Locale.parse(spoken).territories

    def named(kind: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(key, text(f"public_advice.{kind}.{key}", spoken)) for key in keys]

    return {
        "garments": named("garment", GARMENTS),
        "reasons": named("reason", REASONS),
        "causes": named("cause", ("use", "defect")),
        "countries": sorted(((key, names[key]) for key in COUNTRIES), key=lambda one: one[1]),
    }


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
