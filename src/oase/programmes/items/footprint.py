"""Footprint for each month of use (P6): what making took and mending added, spread over the months.

Method: interval arithmetic. Making takes F (production, distribution, end of life, without use); an extension
adds B and a gain of months. For each month that is (F + sum of B) / (months it lasts + sum of months gained),
with the low F over the long life as the lower bound and the high F over the short one as the upper bound. It
is an estimate from general factors, not a measurement of this item.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Extension", "Footprint", "Span", "footprint"]


class Span(NamedTuple):
    """A figure with its bounds; ``source`` says where it comes from."""

    low: float
    middle: float
    high: float
    source: str = ""


class Extension(NamedTuple):
    """What one repair, resale or the like adds: months of use, and kilograms of CO2e for doing it."""

    months: Span
    kilograms: Span
    at: int = 0


class Footprint(NamedTuple):
    """Kilograms of CO2e for each month of use, and what there would be without any extension.

    Attributes
    ----------
    making : Span
        Kilograms for making it.
    months : Span
        How long it lasts, with its extensions.
    each_month, without : Span
        Kilograms for each month, with extensions and without.
    steps : tuple of Span
        Kilograms for each month as they stood at the beginning and after each extension.
    """

    making: Span
    months: Span
    each_month: Span
    without: Span
    steps: tuple[Span, ...]


def footprint(making: Span | None, lasts: Span | None, extensions: Sequence[Extension]) -> Footprint | None:
    """Return the footprint for each month of use; None where there is no factor for such a thing.

    Parameters
    ----------
    making : Span or None
        Kilograms of CO2e for making a new one.
    lasts : Span or None
        Months that such a thing lasts without any extension.
    extensions : sequence of Extension
        In the order in which they happened; failed repairs add kilograms and no months.

    Examples
    --------
    >>> repair = Extension(Span(6, 16, 24), Span(0.2, 0.5, 1.0))
    >>> found = footprint(Span(10, 15, 20), Span(36, 48, 60), [repair])
    >>> round(found.without.middle, 3), round(found.each_month.middle, 3)
    (0.312, 0.242)
    """
    if making is None or lasts is None:
        return None
    kilograms, months = making, lasts
    steps = [_each(kilograms, months)]
    for one in extensions:
        kilograms, months = _sum(kilograms, one.kilograms), _sum(months, one.months)
        steps.append(_each(kilograms, months))
    return Footprint(making, months, steps[-1], steps[0], tuple(steps))


def _sum(one: Span, other: Span) -> Span:
    return Span(one.low + other.low, one.middle + other.middle, one.high + other.high, one.source)


def _each(kilograms: Span, months: Span) -> Span:
    if months.low <= 0:
        raise ValueError("a thing that lasts no month has no footprint for each")  # a mistake of ours
    low, middle = kilograms.low / months.high, kilograms.middle / months.middle
    return Span(low, middle, kilograms.high / months.low, kilograms.source)
