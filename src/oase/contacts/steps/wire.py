"""What clients of Segment, RudderStack and Jitsu send, as far as it is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

__all__ = ["Batch", "Item", "in_object", "members", "moment_of", "text_of"]

_SECONDS_BELOW = 100_000_000_000  # as milliseconds this is 1973, as seconds the year 5138
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Item(msgspec.Struct, rename="camel", gc=False):
    """One message; every member may be missing, null or of a kind nobody expects."""

    type: Any = None
    event: Any = None
    name: Any = None
    category: Any = None
    user_id: Any = None
    anonymous_id: Any = None
    previous_id: Any = None
    group_id: Any = None
    message_id: Any = None
    timestamp: Any = None
    original_timestamp: Any = None
    sent_at: Any = None
    properties: Any = None
    traits: Any = None
    context: Any = None
    merge_properties: Any = None
    # of consents only
    consents: Any = None
    text_version: Any = None
    at: Any = None
    source: Any = None


class Batch(msgspec.Struct, rename="camel", gc=False):
    """Several messages in one request, with what holds for all of them."""

    batch: list[msgspec.Raw]
    context: Any = None
    sent_at: Any = None


_UNKEPT = ("context", "traits")


def members(item: Item) -> dict[str, Any]:
    """Return the members of a message that may be shown again, by their names on the wire."""
    return {
        name: value
        for field, name in zip(Item.__struct_fields__, Item.__struct_encode_fields__, strict=True)
        if field not in _UNKEPT and (value := getattr(item, field)) is not None
    }


def in_object(value: Any, name: str) -> Any:
    """Return a member of what should be an object, None where it is none.

    Examples
    --------
    >>> in_object({"email": "a@b.de"}, "email"), in_object("nothing", "email")
    ('a@b.de', None)
    """
    return value.get(name) if isinstance(value, dict) else None


def text_of(value: Any) -> str | None:
    """Return an id as text: numbers as people write them, None for what is no id.

    Examples
    --------
    >>> text_of("anna"), text_of(42), text_of(42.0), text_of(True), text_of(" ")
    ('anna', '42', '42', None, None)
    """
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def moment_of(value: Any) -> int | None:
    """Return a moment in microseconds since 1970, UTC; None for what tells no moment.

    Parameters
    ----------
    value : str or number
        ISO 8601 with any offset (none means UTC), or milliseconds (small numbers: seconds) since 1970.

    Examples
    --------
    >>> moment_of("2026-11-21T13:00:00+01:00"), moment_of(1795262400000), moment_of("soon")
    (1795262400000000, 1795262400000000, None)
    """
    if isinstance(value, str):
        try:
            then = datetime.fromisoformat(value.strip())
        except ValueError:
            return _from_number(value.strip())
        since = (then if then.tzinfo else then.replace(tzinfo=UTC)) - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return None if isinstance(value, bool) or not isinstance(value, int | float) else _microseconds(value)


def _from_number(text: str) -> int | None:
    try:
        return _microseconds(float(text))
    except ValueError:
        return None


def _microseconds(number: float) -> int | None:
    try:
        return round(number * 1_000_000) if abs(number) < _SECONDS_BELOW else round(number * 1000)
    except (ValueError, OverflowError):  # not finite, or no longer when multiplied
        return None
