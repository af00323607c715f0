"""Announced reductions: the lowest price of the 30 days before, and the percentage that refers to it.

Directive 98/6/EC, Art. 6a; PAngV § 11; Court of Justice, C-330/23.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from oase.errors import OptionInvalid
from oase.programmes.law.rules import Check, rule
from oase.retail import keeping

__all__ = ["Reduction", "claimed", "reduction"]

_DAY = 86_400_000_000


class Reduction(NamedTuple):
    """What may be said of a reduction.

    Attributes
    ----------
    price : int
        The new one, in cents.
    lowest : int or None
        The lowest of the time before, in cents; None where none is known.
    percent : int
        By which the price is below the lowest, rounded down; 0 for no reduction.
    days : int
        How long the time before is.
    may_be_told : bool or None
        Whether a reduction may be announced; None where somebody has to check.
    rule : str
    source : str
    """

    price: int
    lowest: int | None
    percent: int
    days: int
    may_be_told: bool | None
    rule: str
    source: str


def reduction(
    connection: Connection, gtin: str, price: int, at: int, *, country: str, day: date
) -> Reduction | Check:
    """Return what may be said when a price is lowered at a moment.

    Parameters
    ----------
    connection : Connection
    gtin : str
    price : int
        The new one, in cents.
    at : int
        From when on it holds, microseconds since 1970, UTC; prices from then on do not count.
    country : str
    day : date
        The same moment as a day in the country.
    """
    said = rule("price_reduction", country, day)
    if isinstance(said, Check):
        return said
    days = said.values["days"]
    lowest = keeping.lowest_price(connection, gtin, at - days * _DAY, at)
    percent = max(0, (lowest - price) * 100 // lowest) if lowest else 0
    may = None if lowest is None else price < lowest or not said.holds
    return Reduction(price, lowest, percent, days, may, said.name, said.source)


def claimed(found: Reduction, percent: int) -> None:
    """Refuse a percentage that is larger than what the lowest price carries.

    Raises
    ------
    OptionInvalid
        It says too much, or no price before is known.

    Examples
    --------
    >>> claimed(Reduction(8000, 9000, 11, 30, True, "price_reduction", "PAngV § 11"), 11)
    >>> claimed(Reduction(8000, 9000, 11, 30, True, "price_reduction", "PAngV § 11"), 20)
    Traceback (most recent call last):
    oase.errors.OptionInvalid: The percentage must refer to the lowest price of the last 30 days.
      expected:   at most 11 %
      got:        20 %
      what to do: name the lowest price beside it
    """
    if percent > found.percent:
        raise OptionInvalid(
            f"The percentage must refer to the lowest price of the last {found.days} days",
            expected=f"at most {found.percent} %",
            got=f"{percent} %",
            todo="name the lowest price beside it",
        )
