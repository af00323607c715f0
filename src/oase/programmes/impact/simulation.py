"""Monte Carlo over a period: factors are drawn once in a run and shared by all items.

Items are not independent of each other: when the figure for a jacket is too high, it is too high for each of
them. So the range of a sum does not become narrower, in relation to the sum, when there are more items.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oase.programmes.impact.capping import capped
from oase.programmes.impact.draws import Draws, shared
from oase.programmes.impact.factors import METHODS, Factors, Method
from oase.programmes.impact.formula import has_factor, life_share, net, programme_of
from oase.programmes.impact.histories import Histories, Past
from oase.programmes.impact.item import Range, range_of

__all__ = ["DRAWS", "SEED", "Outcome", "simulated"]

SEED, DRAWS = 20_260_731, 20_000
Floats = NDArray[np.float64]


class Outcome(NamedTuple):
    """What a period comes to by one method.

    Attributes
    ----------
    total : Range
        kg CO2e.
    programmes : mapping of str to Range
        By way of repair, and ``resale``.
    """

    total: Range
    programmes: dict[str, Range]


def simulated(
    factors: Factors, histories: Histories, *, seed: int = SEED, draws: int = DRAWS
) -> dict[Method, Outcome]:
    """Return what histories come to, by method; empty where no item has a factor.

    Parameters
    ----------
    factors : Factors
    histories : mapping
        See ``histories.put_together``.
    seed, draws : int
        With the version of the factors they give the same figures again.
    """
    values = shared(factors, seed, draws)
    found: dict[Method, Outcome] = {}
    for method in METHODS:
        sums = _sums(values, histories, method, draws)
        if sums:
            total = np.sum(list(sums.values()), axis=0)
            found[method] = Outcome(range_of(total), {name: range_of(sums[name]) for name in sorted(sums)})
    return found


def _sums(values: Draws, histories: Histories, method: Method, draws: int) -> dict[str, Floats]:
    sums: dict[str, Floats] = {}
    for (garment, past), number in histories.items():
        for programme, each in _credits(values, garment, past, method):
            sums[programme] = sums.get(programme, np.zeros(draws)) + number * each
    return sums


def _credits(
    values: Draws, garment: str, past: tuple[Past, ...], method: Method
) -> Iterator[tuple[str, Floats]]:
    """Yield what each happening of one item in the period is credited, by programme."""
    shares = capped([life_share(values, garment, one.happening, method) for one in past])
    for one, share in zip(past, shares, strict=True):
        if one.is_counted and has_factor(garment, one.happening):
            yield programme_of(one.happening), net(values, garment, one.happening, method, share)
