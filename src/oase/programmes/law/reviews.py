"""Where a rating comes from: "verified" only with an order or a repair (Directive 2005/29/EC, Art. 7(6))."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Provenance", "provenance"]


class Provenance(NamedTuple):
    """What may be said of where a rating comes from.

    Attributes
    ----------
    kind : {"order", "repair", "source", "unknown"}
        A purchase or repair known here, a source that says it has checked, or nothing.
    reference : str
        Number of the order or repair, or the name of the source.
    is_verified : bool
        Whether "verified" may stand beside it: only with a reference.
    text : dict
        What is said, by language.
    """

    kind: Literal["order", "repair", "source", "unknown"]
    reference: str
    is_verified: bool
    text: dict[str, str]


_TEXT: dict[str, dict[str, str]] = {
    "order": {
        "de": "Verifiziert: Der Kauf ist uns mit Bestellnummer bekannt.",
        "en": "Verified: we know the purchase by its order number.",
    },
    "repair": {
        "de": "Verifiziert: Die Reparatur ist uns mit Nummer bekannt.",
        "en": "Verified: we know the repair by its number.",
    },
    "source": {
        "de": "Übernommen von {reference}; hier nicht geprüft.",
        "en": "Taken over from {reference}; not verified here.",
    },
    "unknown": {
        "de": "Nicht geprüft, ob die Ware gekauft oder genutzt wurde.",
        "en": "Not verified whether the product was bought or used.",
    },
}


def provenance(*, order: str = "", repair: str = "", source: str = "") -> Provenance:
    """Return what may be said of a rating.

    Parameters
    ----------
    order : str
        Number of the order it came from.
    repair : str
        Number of the repair it is about.
    source : str
        Name of what it was taken over from.

    Examples
    --------
    >>> provenance(repair="R-2026-0007").is_verified, provenance(source="shop").is_verified
    (True, False)
    >>> provenance(order="  ").kind
    'unknown'
    """
    if order.strip():
        return Provenance("order", order.strip(), is_verified=True, text=_TEXT["order"])
    if repair.strip():
        return Provenance("repair", repair.strip(), is_verified=True, text=_TEXT["repair"])
    if source.strip():
        told = {lang: text.format(reference=source.strip()) for lang, text in _TEXT["source"].items()}
        return Provenance("source", source.strip(), is_verified=False, text=told)
    return Provenance("unknown", "", is_verified=False, text=_TEXT["unknown"])
