"""Footprint for each month of use (P6): what making took and mending added, spread over the months it lasts.

Method: with the same draws of factors as ``programmes.impact``, kilograms are F (production, distribution,
end of life, without use) plus what each repair or resale took; months are how long such a thing is kept, or
has been in use already where that is longer, plus what each that came off gains. Their ratio is reckoned for
each draw. It is an estimate from general factors, not a measurement of this item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from oase.programmes.impact import Factors, Range
from oase.programmes.impact.draws import drawn_all
from oase.programmes.impact.factors import basis_of
from oase.programmes.impact.formula import Happening, spent
from oase.programmes.impact.item import DRAWS, SEED, range_of
from oase.programmes.items.life import Event

__all__ = ["Footprint", "extensions_of", "footprint", "months_gained"]

_YEAR = 12


class Footprint(NamedTuple):
    """Kilograms of CO2e for each month of use, as ranges (5, 50 and 95 of 100).

    Attributes
    ----------
    making : Range
        Kilograms for making a new one.
    steps : tuple of Range
        For each month, without any extension and after each of them.
    months : Range
        How long it lasts, with its extensions.
    version : int
        Of the factors.
    source : str
        Where the factor of making comes from.
    """

    making: Range
    steps: tuple[Range, ...]
    months: Range
    version: int
    source: str

    @property
    def each_month(self) -> Range:
        """Kilograms for each month as it stands now."""
        return self.steps[-1]


def footprint(
    factors: Factors, garment: str, extensions: Sequence[Happening] = (), in_use: int | None = None
) -> Footprint | None:
    """Return the footprint for each month of use; None where there is no factor for such a thing.

    Parameters
    ----------
    factors : Factors
    garment : str
    extensions : sequence of Happening
        Repairs and resales in their order; a repair that failed takes kilograms and gains no month.
    in_use : int, optional
        Months for which it has been in use already.

    Examples
    --------
    >>> from oase.programmes.impact import shipped
    >>> found = footprint(shipped(), "jacket", [Happening("repair", "kit"), Happening("repair", "event")])
    >>> found.steps[0].p50 > found.steps[1].p50 > found.steps[2].p50
    True
    >>> footprint(shipped(), "shoe") is None
    True
    """
    basis = basis_of(garment)
    if basis is None:
        return None
    draws = drawn_all(factors, SEED, DRAWS)
    making, gained = draws[f"new.{basis}"], np.zeros_like(draws["rebound"])
    kilograms, life = making, draws[f"life.{basis}"] * _YEAR
    steps = [range_of(kilograms / _at_least(life, in_use))]
    for one in extensions:
        kilograms = kilograms + spent(draws, one, "life_gain")
        gained = gained + (draws[f"gain.{one.kind}"] * _YEAR if one.is_done else 0)
        steps.append(range_of(kilograms / _at_least(life + gained, in_use)))
    months = range_of(_at_least(life + gained, in_use))
    source = factors.table[f"new.{basis}"].source
    return Footprint(range_of(making), tuple(steps), months, factors.version, source)


def months_gained(factors: Factors, kind: str = "repair") -> Range:
    """Return how many months owners expect to gain by a repair or resale, as a range.

    Examples
    --------
    >>> from oase.programmes.impact import shipped
    >>> found = months_gained(shipped())
    >>> 3 < found.p5 < found.p50 < found.p95 < 22
    True
    """
    return range_of(drawn_all(factors, SEED, DRAWS)[f"gain.{kind}"] * _YEAR)


def extensions_of(life: Iterable[Event]) -> list[Happening]:
    """Return what has let an item be used longer, or was to, from its line of life."""
    found: list[Happening] = []
    for one in life:
        way = str(one.detail.get("way", ""))
        if one.kind in ("repaired", "repair_failed"):
            found.append(Happening("repair", way, is_done=one.kind == "repaired"))
        elif one.kind == "resold":
            found.append(Happening("resale"))
    return found


def _at_least(months: np.ndarray, in_use: int | None) -> np.ndarray:
    """Return how long it lasts: what is over cannot become less."""
    return np.maximum(months, in_use or 0)
