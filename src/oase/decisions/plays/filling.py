"""Places in the texts of a play, and how they are filled."""

from __future__ import annotations

import re
from collections.abc import Mapping

from oase.words.filling import filled

__all__ = ["LONGEST", "NOTICE", "PLACES", "braces_alone", "example", "longest", "places_in"]

NOTICE = {
    "de": "Preis durch automatisierte Entscheidung personalisiert.",
    "en": "Price personalised by automated decision.",
}
"""What must be said with every individual price (Directive 2011/83/EU, article 6 (1) ea)."""

PLACES: Mapping[str, tuple[str, dict[str, str], int]] = {
    "product": ("item", {"de": "Leinenkleid „Dünengras“", "en": "linen dress “Dünengras”"}, 34),
    "color": ("item", {"de": "Sand", "en": "sand"}, 14),
    "size": ("item", {"de": "38", "en": "38"}, 4),
    "price": ("item", {"de": "89,00 EUR", "en": "89.00 EUR"}, 10),
    "store": ("store", {"de": "Ehrenstraße", "en": "Ehrenstraße"}, 22),
    "distance": ("store", {"de": "150 m", "en": "150 m"}, 6),
    "closes": ("store", {"de": "18:00", "en": "18:00"}, 5),
    "offer_price": ("offer", {"de": "80,10 EUR", "en": "80.10 EUR"}, 10),
    "lowest30": ("offer", {"de": "89,00 EUR", "en": "89.00 EUR"}, 10),
    "percent": ("offer", {"de": "10 %", "en": "10%"}, 5),
    "notice": ("offer", NOTICE, 56),
}
"""By name: what a play must be about, an example by language, and how long it may become."""

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


def example(text: str, lang: str) -> str:
    """Return a text with its places filled by examples.

    Examples
    --------
    >>> example("{product} in {size}", "en")
    'linen dress “Dünengras” in 38'
    """
    return filled(text, **{name: said[lang] for name, (_, said, _) in PLACES.items()})
