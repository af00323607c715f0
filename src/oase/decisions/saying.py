"""What a content of a play says about an article and a place: its places filled, in every language."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from oase.decisions.asked import Candidate
from oase.decisions.quiet import local
from oase.retail.articles import said
from oase.words.filling import filled

__all__ = ["PLACES", "said_about"]

PLACES = ("article", "size", "color", "store", "street", "distance", "closes", "price")
"""What may stand in braces in a content."""

_TENS = 10


def said_about(texts: Mapping[str, str], candidate: Candidate, zone: ZoneInfo) -> dict[str, str]:
    """Return texts by language with their places filled; what is not known stays empty.

    Parameters
    ----------
    texts : mapping of str to str
        By language.
    candidate : Candidate
    zone : ZoneInfo
        For the hour at which the store closes.
    """
    return {lang: filled(text, **_values(candidate, zone, lang)) for lang, text in texts.items()}


def _values(candidate: Candidate, zone: ZoneInfo, lang: str) -> dict[str, str]:
    variant, product, store, place = candidate.variant, candidate.product, candidate.store, candidate.place
    closes = candidate.opening.closes if candidate.opening is not None else None
    return {
        "article": said(product.name, lang) if product is not None else "",
        "size": variant.size if variant is not None else "",
        "color": said(variant.color, lang) if variant is not None else "",
        "store": store.name if store is not None else "",
        "street": store.street if store is not None else "",
        "distance": str(max(_TENS, round(place.distance_m / _TENS) * _TENS)) if place is not None else "",
        "closes": f"{local(closes, zone):%H:%M}" if closes is not None else "",
        "price": _price(variant.price, variant.currency, lang) if variant is not None else "",
    }


def _price(cents: int, currency: str, lang: str) -> str:
    whole, rest = divmod(cents, 100)
    return f"{whole},{rest:02d} {currency}" if lang == "de" else f"{whole}.{rest:02d} {currency}"
