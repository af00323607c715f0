"""How second hand is taxed: on the margin, or as everything else; a pointer, not advice.

Directive 2006/112/EC, Articles 312 to 325: a dealer who bought from somebody who could not deduct input tax
may tax the margin, tax included, instead of the price; it is never below zero. Rates by country and day.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple, get_args

__all__ = ["RATES", "TAXES", "Rate", "Tax", "Taxed", "rate", "taxed"]

Tax = Literal["margin", "regular"]

TAXES: tuple[Tax, ...] = get_args(Tax)


class Rate(NamedTuple):
    """A standard rate of value added tax, in tenths of a percent, since a day."""

    country: str
    begins: date
    tenths: int


RATES = (
    Rate("AT", date(1984, 1, 1), 200),
    Rate("BE", date(1996, 1, 1), 210),
    Rate("DE", date(2007, 1, 1), 190),
    Rate("DE", date(2020, 7, 1), 160),
    Rate("DE", date(2021, 1, 1), 190),
    Rate("DK", date(1992, 1, 1), 250),
    Rate("ES", date(2012, 9, 1), 210),
    Rate("FR", date(2014, 1, 1), 200),
    Rate("IT", date(2013, 10, 1), 220),
    Rate("NL", date(2012, 10, 1), 210),
    Rate("PL", date(2011, 1, 1), 230),
    Rate("SE", date(1990, 7, 1), 250),
)
"""Only what we are sure of; for any other country the page says "check"."""


class Taxed(NamedTuple):
    """What a sale brought, in cents; ``tax`` is None where the rate of the country is not known here."""

    margin: int
    base: int
    tax: int | None


def rate(country: str, day: date) -> int | None:
    """Return the standard rate in tenths of a percent; None where it is not known here.

    Examples
    --------
    >>> rate("DE", date(2020, 12, 31)), rate("DE", date(2026, 11, 21)), rate("CH", date(2026, 11, 21))
    (160, 190, None)
    """
    found = [one for one in RATES if one.country == country and one.begins <= day]
    return max(found, key=lambda one: one.begins).tenths if found else None


def taxed(sold: int, bought: int, tax: Tax, tenths: int | None) -> Taxed:
    """Return margin, taxed base (tax included) and the tax in it, in cents, half a cent rounded up.

    Examples
    --------
    A jacket bought for 25 EUR and sold for 84.50 EUR at 19 %:

    >>> taxed(8450, 2500, "margin", 190)
    Taxed(margin=5950, base=5950, tax=950)
    >>> taxed(8450, 2500, "regular", 190).tax, taxed(2000, 2500, "margin", 190).tax
    (1349, 0)
    """
    margin = sold - bought
    base = sold if tax == "regular" else max(0, margin)
    whole = None if tenths is None else (2 * base * tenths + 1000 + tenths) // (2 * (1000 + tenths))
    return Taxed(margin, base, whole)
