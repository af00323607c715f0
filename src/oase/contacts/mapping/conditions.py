"""Fields of a message and conditions on them, made into functions once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from oase.contacts.mapping.message import Message

__all__ = ["Filled", "Getter", "fold", "getter", "matcher", "number_of", "places", "template", "text_getter"]

Getter = Callable[[Message], Any]
Filled = Callable[[Message], str | None]

_PLACE = re.compile(r"\{([^{}]*)\}")
_LONGEST = 60
MOST_WORTH = 1e15
_UNLIKE_A_NAME = re.compile(r"://|[0-9]{5}|[0-9a-f]{8}-|[\x00-\x1f]")


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Return a name without its case, with spaces for ``_`` and ``-``.

    Examples
    --------
    >>> fold("product_viewed") == fold("Product Viewed")
    True
    """
    return text.casefold().replace("_", " ").replace("-", " ").strip()


def getter(field: str) -> Getter:
    """Return the function that takes a field out of a message."""
    space, _, name = field.partition(".")
    if not name:
        place = Message._fields.index(field)
        return lambda message: message[place]
    if space == "campaign":
        return lambda message: message.campaign.get(name)
    if "." not in name:
        return lambda message: message.properties.get(name)
    return lambda message: _inside(message.properties, name)


def _inside(properties: Mapping[str, Any], name: str) -> Any:
    found = properties.get(name)
    if found is not None:
        return found
    value: Any = properties
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def text_getter(field: str) -> Callable[[Message], str]:
    """Return the function that takes a field out of a message as text, empty where there is none."""
    get = getter(field)

    def text(message: Message) -> str:
        value = get(message)
        return value if isinstance(value, str) else "" if value is None else _text(value)

    return text


def matcher(patterns: Sequence[str], *, ignore_case: bool) -> Callable[[str], bool]:
    """Return the function that says whether a text matches one of the patterns.

    ``*`` stands for any text, alone for any that is not empty; an empty pattern for a field not there.

    Examples
    --------
    >>> is_cart = matcher(["cart", "*/cart*"], ignore_case=True)
    >>> is_cart("Cart"), is_cart("/shop/cart/1"), is_cart("")
    (True, True, False)
    """
    folded = fold if ignore_case else str
    exact = frozenset(folded(pattern) for pattern in patterns if "*" not in pattern)
    wild = [_wild(folded(pattern)) for pattern in patterns if "*" in pattern]
    if not wild:
        return lambda text: folded(text) in exact
    either = re.compile("|".join(wild), re.DOTALL).fullmatch

    def matches(text: str) -> bool:
        known = folded(text)
        return known in exact or (bool(known) and either(known) is not None)

    return matches


def _wild(pattern: str) -> str:
    head, *middle, last = map(re.escape, pattern.split("*"))
    # each part where it comes first, and never again elsewhere: no text can make it slow
    return head + "".join(f"(?>.*?{part})" for part in middle if part) + ".*" + last


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def places(text: str) -> list[str]:
    """Return the fields that a text names in braces."""
    return _PLACE.findall(text)


def template(text: str) -> Filled:
    """Return the function that fills the places of a text, or gives None where one stays empty.

    A value that is no name (an address, a number of five digits, longer than 60 characters) counts as
    empty: touchpoints are few and are counted.
    """
    pieces = _PLACE.split(text)
    getters = [getter(field) for field in pieces[1::2]]
    if not getters:
        return lambda _message: text

    def filled(message: Message) -> str | None:
        values = [_name(get(message)) for get in getters]
        if None in values:
            return None
        return "".join(part or "" for pair in zip(pieces[::2], [*values, ""], strict=True) for part in pair)

    return filled


def _name(value: Any) -> str | None:
    text = value.strip() if isinstance(value, str) else _text(value) if isinstance(value, (int, bool)) else ""
    return None if not text or len(text) > _LONGEST or _UNLIKE_A_NAME.search(text) else text


def number_of(value: Any) -> float | None:
    """Return a worth as a number; None where it is none, or larger than any money.

    Examples
    --------
    >>> number_of("149.90"), number_of(True), number_of("free"), number_of(float("nan")), number_of(1.7e308)
    (149.9, None, None, None, None)
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) <= MOST_WORTH else None  # not for NaN either
