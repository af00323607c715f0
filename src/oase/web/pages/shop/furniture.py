"""What all pages of the shop share: style, tabs, money, pictures, fields of forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from oase import words
from oase.accounts import Permission
from oase.errors import OaseError
from oase.retail.sizes import GARMENTS
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = ["Field", "Wrong", "furniture", "garments", "money", "picture_of", "who", "wrong"]

_DRAWING = "drawing:"
_NAME = re.compile(r"[a-z0-9-]{1,60}")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; ``shape`` is line, area, select or number."""

    name: str
    label: str
    value: str = ""
    shape: str = "line"
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    is_needed: bool = False
    most: int = 300


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a form was not taken: our sentence, and the error's own words, which are English."""

    said: str
    what: str
    expected: str
    got: str


def furniture(visit: Visit, tab: str) -> dict[str, object]:
    """Return what stands on every page of the shop."""
    tabs = [("products", "/shop"), ("stores", "/shop/stores"), ("import", "/shop/import")]
    shown = [one for one in tabs if one[0] != "import" or visit.may(Permission.EDIT_SHOP)]
    return {
        "style": address_of("shop.css"),
        "tabs": [(visit.t(f"shop.tab.{name}"), path, name == tab) for name, path in shown],
    }


def money(cents: int, currency: str, lang: str) -> str:
    """Return a price in words."""
    sign = {"EUR": "€", "GBP": "£", "USD": "$"}.get(currency, currency)
    return f"{words.number(cents / 100, lang, 2)} {sign}"


def picture_of(image: str) -> str:
    """Return the address of an article's picture where it is ours; pages load nothing from elsewhere."""
    name = image.removeprefix(_DRAWING)
    return f"/app/drawings/{name}.svg" if image.startswith(_DRAWING) and _NAME.fullmatch(name) else ""


def garments(visit: Visit) -> list[tuple[str, str]]:
    """Return the classes of garments with their names."""
    return [(one, visit.t(f"shop.garment.{one or 'none'}")) for one in GARMENTS]


def wrong(visit: Visit, error: OaseError) -> Wrong:
    """Return what is said of a form that was not taken."""
    return Wrong(
        visit.wrong(type(error).__name__)
        if type(error).__name__ != "GtinInvalid"
        else visit.t("shop.gtin.wrong"),
        error.what,
        error.expected or "",
        error.got or "",
    )


def who(visit: Visit) -> str:
    """Return the name of who is signed in."""
    return visit.account.name if visit.account else ""
