"""One item: what a new one comes to, and what one repair or resale of it would save, as ranges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oase.programmes.impact.draws import shared, typical
from oase.programmes.impact.factors import METHODS, Factors, Method, basis_of
from oase.programmes.impact.formula import Happening, has_factor, life_share, net

__all__ = ["Range", "gross", "new_item", "per_item", "range_of"]

SEED, DRAWS = 2026, 4_000
DIGITS = 4


class Range(NamedTuple):
    """What a figure comes to: 5, 50 and 95 of 100 draws lie below; how often it is below 0."""

    p5: float
    p50: float
    p95: float
    negative: float = 0.0


def range_of(values: NDArray[np.float64]) -> Range:
    """Return the range of draws.

    Examples
    --------
    >>> range_of(np.arange(-10.0, 91.0))
    Range(p5=-5.0, p50=40.0, p95=85.0, negative=0.099)
    """
    low, middle, high = (round(float(end), DIGITS) for end in np.quantile(values, (0.05, 0.5, 0.95)))
    return Range(low, middle, high, round(float(np.mean(values < 0)), DIGITS))


def new_item(factors: Factors, garment: str) -> Range | None:
    """Return what a new item comes to without its use, kg CO2e; None where there is no factor."""
    basis = basis_of(garment)
    return None if basis is None else range_of(shared(factors, SEED, DRAWS)[f"new.{basis}"])


def per_item(
    factors: Factors, garment: str, way: str = "send_in", kind: str = "repair", method: Method | None = None
) -> Range | None:
    """Return what one repair or resale that comes off would save, kg CO2e.

    Parameters
    ----------
    factors : Factors
        ``versions.current`` gives those of a house.
    garment : str
        Class of garment.
    way : str
        send_in, kit, event or store; says what the repair itself takes.
    kind : {"repair", "resale"}
    method : str, optional
        The one that is published unless another is asked for.

    Returns
    -------
    Range or None
        None where there is no factor for the class: then nothing may be said.

    Examples
    --------
    >>> from oase.programmes.impact.factors import shipped
    >>> kit, post = per_item(shipped(), "jacket", "kit"), per_item(shipped(), "jacket", "send_in")
    >>> kit.p50 > post.p50 > 0, per_item(shipped(), "shoe", "kit")
    (True, None)
    """
    one = Happening(kind, way)
    if not has_factor(garment, one):
        return None
    return range_of(net(shared(factors, SEED, DRAWS), garment, one, method or factors.method))


def gross(factors: Factors, garment: str) -> dict[Method, float] | None:
    """Return what the methods credit one repair with before rebound and its own emissions, at each value.

    Examples
    --------
    >>> from oase.programmes.impact.factors import shipped
    >>> {method: round(value, 1) for method, value in gross(shipped(), "tshirt").items()}
    {'convention': 10.2, 'displacement': 4.1, 'life_gain': 1.3}
    """
    basis, values = basis_of(garment), typical(factors)
    if basis is None:
        return None
    one = Happening("repair", "kit")
    found: dict[Method, float] = {}
    for method in METHODS:
        share = life_share(values, garment, one, method)
        convention = values["convention.displaced"] * values["convention.new"]
        measured = values["displaced.repair"] * values[f"new.{basis}"]
        found[method] = float(((convention if method == "convention" else measured) * share)[0])
    return found
