"""Texts of feeds as what they mean: prices, numbers, times, colours."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from oase.errors import InputError
from oase.settings import time_zone

__all__ = ["cents", "moment", "number_of", "pieces", "shade_of"]

_CURRENCY = re.compile(r"[A-Za-z]{3}|€|\$|£")
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}
_SHADE = re.compile(r"#?([0-9a-fA-F]{6})")
_GERMAN_TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y")
_MOST_CENTS = 100_000_000_00
_MOST_PIECES = 1_000_000
_THOUSAND = 3
_LONGEST = 60


def cents(text: str, currency: str = "EUR") -> tuple[int, str]:
    """Return a price in cents and its currency.

    Examples
    --------
    >>> cents("1.234,50 EUR"), cents("129.90 USD"), cents("129,9"), cents("€ 80")
    ((123450, 'EUR'), (12990, 'USD'), (12990, 'EUR'), (8000, 'EUR'))
    """
    said = _CURRENCY.search(text)
    amount = _decimal(_CURRENCY.sub("", text))
    if amount is None or amount < 0 or amount != round(amount, 2) or amount * 100 > _MOST_CENTS:
        raise InputError(
            "The price cannot be read", expected="such as 129,90 EUR or 129.90 EUR", got=repr(text[:_LONGEST])
        )
    return int(amount * 100), _SIGNS.get(said[0], said[0].upper()) if said else currency


def number_of(text: str, what: str, low: float, high: float) -> float:
    """Return a number between two bounds.

    Examples
    --------
    >>> number_of("50,9375", "latitude", -90, 90)
    50.9375
    """
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise InputError(
            f"The {what} is no number between {low:g} and {high:g}",
            expected=f"{low:g} to {high:g}",
            got=repr(text[:_LONGEST]),
        )
    return value


def pieces(text: str) -> int:
    """Return a number of pieces.

    Examples
    --------
    >>> pieces("3"), pieces("1.200"), pieces("2,0")
    (3, 1200, 2)
    """
    amount = _decimal(text)
    if amount is None or amount != int(amount) or not 0 <= amount <= _MOST_PIECES:
        raise InputError(
            "The number of pieces cannot be read",
            expected=f"a whole number from 0 to {_MOST_PIECES:,}",
            got=repr(text[:_LONGEST]),
        )
    return int(amount)


def moment(text: str, timezone: str) -> int:
    """Return a time in microseconds since 1970, UTC; without an offset it is the clock of a zone.

    Examples
    --------
    >>> moment("2026-11-21T14:30:00Z", "Europe/Berlin"), moment("21.11.2026 15:30", "Europe/Berlin")
    (1795271400000000, 1795271400000000)
    """
    at = _time(text.strip())
    if at is None:
        raise InputError(
            "The time cannot be read",
            expected="such as 2026-11-21T14:30:00+01:00 or 21.11.2026 14:30",
            got=repr(text[:_LONGEST]),
        )
    if at.tzinfo is None:
        at = at.replace(tzinfo=time_zone(timezone))
    since = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def shade_of(text: str) -> str:
    """Return a colour as ``#rrggbb``; an empty text for an empty one.

    Examples
    --------
    >>> shade_of("C8B28F")
    '#c8b28f'
    """
    if not text.strip():
        return ""
    found = _SHADE.fullmatch(text.strip())
    if not found:
        raise InputError("The colour cannot be read", expected="such as #c8b28f", got=repr(text[:_LONGEST]))
    return f"#{found[1].lower()}"


def _decimal(text: str) -> Decimal | None:
    """Return a number with a comma or a point for its cents, and the other for thousands."""
    bare = re.sub(r"[\s\u00a0\u202f\u2019']", "", text)
    last = max(bare.rfind(","), bare.rfind("."))
    if last >= 0:
        mark, whole, rest = bare[last], bare[:last], bare[last + 1 :]
        is_thousand = len(rest) == _THOUSAND and whole not in ("", "0")
        if is_thousand and (mark in whole or not re.search(r"[.,]", whole)):
            bare = re.sub(r"[.,]", "", bare)
        else:
            bare = re.sub(r"[.,]", "", whole) + "." + rest
    try:
        return Decimal(bare) if re.fullmatch(r"-?\d+(\.\d*)?|-?\.\d+", bare) else None
    except InvalidOperation:
        return None


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in _GERMAN_TIMES:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put in where it is missing
        except ValueError:
            continue
    return None
