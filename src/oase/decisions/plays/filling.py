"""Places in the texts of a play, and how they are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["LONGEST", "PLACES", "braces_alone", "fill", "longest", "places_in"]

PLACES: Mapping[str, tuple[str, str, int]] = {
    "product": ("item", "Leinenkleid „Dünengras“", 34),
    "color": ("item", "Sand", 14),
    "size": ("item", "38", 6),
    "price": ("item", "89,00 EUR", 12),
    "store": ("store", "Ehrenstraße", 22),
    "distance": ("store", "150 m", 6),
    "closes": ("store", "18:00", 5),
    "offer_price": ("offer", "80,10 EUR", 12),
    "lowest30": ("offer", "89,00 EUR", 12),
    "notice": ("offer", "Preis durch automatisierte Entscheidung personalisiert.", 56),
}
"""By name: what a play must be about, an example, and how long it may become."""

LONGEST = {"title": 60, "body": 178}
"""What a telephone shows of a notification before it cuts (Android, collapsed and expanded)."""

_PLACE = re.compile(r"\{([^{}]*)\}")


def places_in(text: str) -> list[str]:
    """Return the names in braces.

    Examples
    --------
    >>> places_in("{product} in {size}")
    ['product', 'size']
    """
    return _PLACE.findall(text)


def braces_alone(text: str) -> bool:
    """Whether a brace is left that belongs to no place."""
    return bool(re.search(r"[{}]", _PLACE.sub("", text)))


def longest(text: str) -> int:
    """Return how long a text may become once its places are filled."""
    names = places_in(text)
    return len(_PLACE.sub("", text)) + sum(PLACES[name][2] for name in names if name in PLACES)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its places filled; a place without a value is left out with the space before it.

    Examples
    --------
    >>> fill("{product} in Größe {size}, {distance} weiter", {"product": "Kleid", "size": "38"})
    'Kleid in Größe 38, weiter'
    """
    filled = re.sub(r" ?\{([^{}]*)\}", lambda found: _value(found, values), text)
    return " ".join(filled.split())


def _value(found: re.Match[str], values: Mapping[str, str]) -> str:
    said = values.get(found[1], "")
    return f"{' ' if found[0].startswith(' ') else ''}{said}" if said else ""
