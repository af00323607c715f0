"""What a content of a play says about an article and a place: its places filled, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from oase.decisions.asked import Candidate
from oase.decisions.quiet import local
from oase.retail.articles import said

__all__ = ["money", "said_about"]

_PLACE = re.compile(r" ?\{([^{}]*)\}")
_TENS = 10
_KILOMETRE = 1000


def said_about(
    texts: Mapping[str, str],
    candidate: Candidate,
    zone: ZoneInfo,
    offer: Mapping[str, Mapping[str, str]] | None = None,
) -> dict[str, str]:
    """Return texts by language with their places filled; what is not known is left out.

    Parameters
    ----------
    texts : mapping of str to str
        By language, with the places of ``plays.filling``.
    candidate : Candidate
    zone : ZoneInfo
        For the hour at which the store closes.
    offer : mapping, optional
        By language what an individual offer says: ``offer_price``, ``lowest30``, ``notice``.
    """
    return {
        lang: _filled(text, candidate, zone, lang, (offer or {}).get(lang, {}))
        for lang, text in texts.items()
    }


def money(cents: int, currency: str, lang: str) -> str:
    """Return a price as people write it.

    Examples
    --------
    >>> money(123450, "EUR", "de"), money(123450, "EUR", "en")
    ('1.234,50 EUR', '1,234.50 EUR')
    """
    text = f"{cents / 100:,.2f} {currency}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "de" else text


def _filled(text: str, candidate: Candidate, zone: ZoneInfo, lang: str, offer: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        ask = _VALUES.get(found[1])
        said_here = ask(candidate, zone, lang) if ask is not None else offer.get(found[1], "")
        return f"{' ' if found[0].startswith(' ') else ''}{said_here}" if said_here else ""

    return " ".join(_PLACE.sub(value, text).split())


def _product(candidate: Candidate, _zone: ZoneInfo, lang: str) -> str:
    return said(candidate.product.name, lang) if candidate.product is not None else ""


def _size(candidate: Candidate, _zone: ZoneInfo, _lang: str) -> str:
    return candidate.variant.size if candidate.variant is not None else ""


def _color(candidate: Candidate, _zone: ZoneInfo, lang: str) -> str:
    return said(candidate.variant.color, lang) if candidate.variant is not None else ""


def _price(candidate: Candidate, _zone: ZoneInfo, lang: str) -> str:
    variant = candidate.variant
    return money(variant.price, variant.currency, lang) if variant is not None else ""


def _store(candidate: Candidate, _zone: ZoneInfo, _lang: str) -> str:
    return candidate.store.name if candidate.store is not None else ""


def _street(candidate: Candidate, _zone: ZoneInfo, _lang: str) -> str:
    return candidate.store.street if candidate.store is not None else ""


def _distance(candidate: Candidate, _zone: ZoneInfo, lang: str) -> str:
    return _away(candidate.place.distance_m, lang) if candidate.place is not None else ""


def _closes(candidate: Candidate, zone: ZoneInfo, _lang: str) -> str:
    closes = candidate.opening.closes if candidate.opening is not None else None
    return f"{local(closes, zone):%H:%M}" if closes is not None else ""


_VALUES: Mapping[str, Callable[[Candidate, ZoneInfo, str], str]] = {
    "product": _product,
    "size": _size,
    "color": _color,
    "price": _price,
    "store": _store,
    "street": _street,
    "distance": _distance,
    "closes": _closes,
}


def _away(metres: float, lang: str) -> str:
    """Return a distance to ten metres: nobody knows it better, and she does not need it better."""
    rounded = max(_TENS, round(metres / _TENS) * _TENS)
    if rounded < _KILOMETRE:
        return f"{rounded} m"
    text = f"{rounded / _KILOMETRE:.1f} km"
    return text.replace(".", ",") if lang == "de" else text
