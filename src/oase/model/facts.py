"""What the counter needs to know of a person: single facts, each with its moment, the later of two counts.

Facts are kept per alias like snapshots and combined on reading, so that a merge rewrites nothing:
``combine_facts`` is associative, commutative and idempotent. Every fact arrives as a contact or as what she
herself says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

__all__ = ["Fact", "Facts", "article", "combine_facts", "facts_in", "under"]


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """One thing known of a person.

    Parameters
    ----------
    value : JSON value
        What is so; ``0``, ``False`` or None where it is so no more.
    at : int
        When it became so, microseconds since 1970, UTC.
    """

    value: Any
    at: int


Facts = dict[str, Fact]
"""Facts by name: ``kind:what``, such as ``wish:04012345678901`` or ``consent:push``."""

GTIN_DIGITS = 14
_GTIN_LENGTHS = (8, 12, 13, 14)
_LONGEST = 200


def combine_facts(one: Mapping[str, Fact], other: Mapping[str, Fact]) -> Facts:
    """Return the facts of both, of each name the later one; at the same moment the one that says no.

    Examples
    --------
    >>> combine_facts({"wish:1": Fact(1, 5)}, {"wish:1": Fact(0, 5), "wish:2": Fact(1, 1)})
    {'wish:1': Fact(value=0, at=5), 'wish:2': Fact(value=1, at=1)}
    """
    result = dict(one)
    for name, fact in other.items():
        held = result.get(name)
        if held is None or _order(held) < _order(fact):
            result[name] = fact
    return result


def under(facts: Mapping[str, Fact], kind: str) -> Iterator[tuple[str, Fact]]:
    """Yield the facts of a kind by what stands behind its colon.

    Examples
    --------
    >>> dict(under({"wish:1": Fact(1, 5), "size:shoe:DE": Fact("39", 2)}, "wish"))
    {'1': Fact(value=1, at=5)}
    """
    start = f"{kind}:"
    return ((name[len(start) :], fact) for name, fact in facts.items() if name.startswith(start))


def article(properties: Mapping[str, Any]) -> str | None:
    """Return by which id a message names an article: its GTIN with 14 digits, else the shop's own id.

    Examples
    --------
    >>> article({"gtin": "4012345678901"}), article({"sku": "L-38"}), article({})
    ('04012345678901', 'L-38', None)
    """
    for name in ("gtin", "gtin13", "gtin14", "barcode", "variant", "sku", "product_id"):
        said = properties.get(name)
        text = str(said).strip() if isinstance(said, str | int) and not isinstance(said, bool) else ""
        if text.isdecimal() and text.isascii() and len(text) in _GTIN_LENGTHS:
            return text.zfill(GTIN_DIGITS)
        if 0 < len(text) <= _LONGEST:
            return text
    return None


def facts_in(event: str, properties: Mapping[str, Any], at: int) -> Facts:
    """Return what a contact says of a person's wishes, purchases, complaints, needs and open cases.

    Understood are the events of Segment's e-commerce specification ("Product Added to Wishlist", "Product
    Removed from Wishlist", "Order Completed", "Order Refunded") and "Complaint Opened", "Complaint Closed",
    "Need Opened", "Need Over", and those of cases ("Case Opened", "Case Changed", "Kit Sent", "Quote
    Answered", "Case Ended"): a case is open from the first to the last, and each says anew that it is.

    Examples
    --------
    >>> facts_in("Order Completed", {"products": [{"gtin": "4012345678901"}]}, 7)
    {'bought:04012345678901': Fact(value=1, at=7)}
    >>> facts_in("Page Viewed", {}, 7)
    {}
    """
    read = _KINDS.get(event.strip().casefold().replace("_", " "))
    if read is None:
        return {}
    kind, value = read
    return {f"{kind}:{what}": Fact(value, at) for what in _named(kind, properties)}


_KINDS = {
    "product added to wishlist": ("wish", 1),
    "product removed from wishlist": ("wish", 0),
    "order completed": ("bought", 1),
    "order refunded": ("bought", 0),
    "complaint opened": ("complaint", 1),
    "complaint closed": ("complaint", 0),
    "need opened": ("need", 1),
    "need over": ("need", 0),
    "case opened": ("case", 1),
    "case changed": ("case", 1),
    "kit sent": ("case", 1),
    "quote answered": ("case", 1),
    "case ended": ("case", 0),
}


def _named(kind: str, properties: Mapping[str, Any]) -> Iterator[str]:
    if kind in ("wish", "bought"):
        for one in _products(properties):
            if name := article(one):
                yield name
        return
    said = properties.get(f"{kind}_id", properties.get(kind))
    if isinstance(said, str | int) and 0 < len(str(said)) <= _LONGEST:
        yield str(said)


def _products(properties: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the articles of an order; a list may have become text when the message was flattened."""
    products = properties.get("products")
    if isinstance(products, str):
        try:
            products = msgspec.json.decode(products)
        except msgspec.DecodeError:
            return []
    listed: list[Any] = products if isinstance(products, list) else [properties]
    return [one for one in listed if isinstance(one, Mapping)]


def _order(fact: Fact) -> tuple[int, bool, str]:
    return fact.at, not fact.value, repr(fact.value)
