"""Draws of factors: each is drawn once in a run and shared by all items, by a seed that is kept.

Bits come from PCG64 with a seed of its own for each factor, and are turned into values by the inverse of
each distribution: unlike the ready-made methods of a random generator these do not change with a library's
version, so that an old figure can be reckoned again. A factor that is added leaves the draws of the others
as they were.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri

from oase.programmes.impact.factors import Factor, Factors

__all__ = ["Draws", "drawn", "drawn_all", "shared", "typical"]

Draws = Mapping[str, NDArray[np.float64]]
"""Values by name of a factor; all of one length, one for each draw."""

_Z = 1.6448536269514722  # 5 and 95 of 100
_BITS = 11
_SCALE = 2.0**-53


def drawn_all(factors: Factors, seed: int, draws: int) -> Draws:
    """Draw every factor that the formula uses.

    Examples
    --------
    >>> from oase.programmes.impact.factors import shipped
    >>> values = drawn_all(shipped(), 7, 1000)["displaced.repair"]
    >>> bool(0.81 < values.mean() < 0.835), bool(values.max() < 1)
    (True, True)
    """
    return {name: drawn(one, seed, draws) for name, one in factors.table.items() if one.kind != "context"}


def shared(factors: Factors, seed: int, draws: int) -> Draws:
    """Return the draws of a set of factors, made once in a process; nobody may write into them."""
    return _shared(_Key(factors), seed, draws)


def typical(factors: Factors) -> Draws:
    """Return each factor's value as the only draw, for figures by hand."""
    return {name: np.array([one.value]) for name, one in factors.table.items()}


def drawn(one: Factor, seed: int, draws: int) -> NDArray[np.float64]:
    """Draw one factor."""
    if one.shape == "fixed":
        return np.full(draws, one.value)
    even = _even(seed, one.name, draws)
    if one.shape == "lognormal":
        spread = np.log(one.high / one.low) / (2 * _Z)
        return one.value * np.exp(spread * ndtri(even))
    if one.shape == "beta":
        return _beta(one, even)
    return _triangular(one, even)


def _even(seed: int, name: str, draws: int) -> NDArray[np.float64]:
    """Return numbers spread evenly between 0 and 1, never one of both."""
    bits = np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(name.encode())])).random_raw(draws)
    return ((np.asarray(bits, dtype=np.uint64) >> np.uint64(_BITS)).astype(np.float64) + 0.5) * _SCALE


def _beta(one: Factor, even: NDArray[np.float64]) -> NDArray[np.float64]:
    deviation = (one.high - one.low) / (2 * _Z)
    weight = one.value * (1 - one.value) / deviation**2 - 1
    return np.asarray(betaincinv(one.value * weight, (1 - one.value) * weight, even), dtype=np.float64)


def _triangular(one: Factor, even: NDArray[np.float64]) -> NDArray[np.float64]:
    width = one.high - one.low
    turn = (one.value - one.low) / width
    rising = one.low + np.sqrt(even * width * (one.value - one.low))
    falling = one.high - np.sqrt((1 - even) * width * (one.high - one.value))
    return np.where(even < turn, rising, falling)


class _Key:
    """A set of factors as a key: the same whenever the digest is, whatever object it is."""

    __slots__ = ("factors",)

    def __init__(self, factors: Factors) -> None:
        self.factors = factors

    def __hash__(self) -> int:
        return hash(self.factors.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.factors.digest == self.factors.digest


@lru_cache(8)
def _shared(key: _Key, seed: int, draws: int) -> Draws:
    made = drawn_all(key.factors, seed, draws)
    for values in made.values():
        values.flags.writeable = False
    return made
