"""Intervals that hold at every look: one may watch an experiment each day and stop whenever one likes."""

from __future__ import annotations

import math

from oase.errors import OptionInvalid
from oase.stats.intervals import Interval

__all__ = ["LEAST", "always_valid_difference", "more_needed"]

LEAST = 50
"""Persons in each group before anything is said: the interval rests on the central limit theorem."""

PLANNED = 2000
"""Persons at which the interval is narrowest compared with one for a single look."""

MOST = 100_000_000


def always_valid_difference(
    hits: float, n: float, hits2: float, n2: float, *, confidence: float = 0.95, planned: int = PLANNED
) -> Interval:
    """Return hits/n - hits2/n2 with an interval that holds at all looks together.

    The asymptotic confidence sequence with a Gaussian mixture (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas
    2024, "Time-uniform central limit theory and asymptotic confidence sequences", Annals of Statistics 52;
    the boundary is that of Howard, Ramdas, McAuliffe & Sekhon 2021, Annals of Statistics 49):

        half = s · √(2 (tρ² + 1) / (tρ²) · ln(√(tρ² + 1) / α)),   t = n + n2

    with s² = p(1-p)/n + p2(1-p2)/n2 and ρ chosen for ``planned``. The shares in s have one success and one
    failure added (Agresti & Caffo 2000), so that a group in which nobody has yet done it is not taken for
    certain.

    Parameters
    ----------
    hits, n : float
        Persons of the first group who did it, and all of them.
    hits2, n2 : float
        The same of the second group.
    confidence : float
    planned : int
        Persons in both groups at which the interval is to be narrowest.

    Returns
    -------
    Interval
        All nan below ``LEAST`` persons in either group.

    Examples
    --------
    >>> [round(end, 4) for end in always_valid_difference(180, 900, 10, 100)]
    [0.1, -0.0041, 0.2041]
    >>> always_valid_difference(5, 20, 1, 10)
    Interval(value=nan, low=nan, high=nan)
    """
    if not 0 < confidence < 1 or planned < 1:
        raise OptionInvalid("The interval cannot be made", expected="0 < confidence < 1, planned > 0",
                            got=f"{confidence}, {planned}")  # fmt: skip
    if min(n, n2) < LEAST:
        return Interval(math.nan, math.nan, math.nan)
    value = hits / n - hits2 / n2
    half = _width(n + n2, 1 - confidence, planned) * math.sqrt(_variance(hits, n) + _variance(hits2, n2))
    return Interval(value, max(-1.0, value - half), min(1.0, value + half))


def more_needed(
    hits: float, n: float, hits2: float, n2: float, *, confidence: float = 0.95, planned: int = PLANNED
) -> int | None:
    """Return how many more persons are needed until the interval leaves zero out, if the shares stay.

    Parameters are those of ``always_valid_difference``.

    Returns
    -------
    int or None
        0 where it does already; None where the shares are the same or a hundred million would not do.

    Examples
    --------
    >>> more_needed(180, 900, 10, 100), more_needed(150, 900, 10, 100), more_needed(10, 100, 10, 100)
    (74, 1245, None)
    >>> more_needed(2, 12, 0, 3)
    235
    """
    if min(n, n2) < LEAST:
        smaller, total = max(1.0, min(n, n2)), max(2.0, n + n2)
        return max(1, math.ceil(total * LEAST / smaller - (n + n2)))
    if hits * n2 == hits2 * n:
        return None

    def is_clear(total: float) -> bool:
        k = total / (n + n2)
        _, low, high = always_valid_difference(
            k * hits, k * n, k * hits2, k * n2, confidence=confidence, planned=planned
        )
        return low > 0 or high < 0

    low, high = n + n2, float(MOST)
    if is_clear(low):
        return 0
    if not is_clear(high):
        return None
    while high - low > 1:
        middle = (low + high) / 2
        low, high = (low, middle) if is_clear(middle) else (middle, high)
    return math.ceil(high - (n + n2))


def _width(t: float, alpha: float, planned: int) -> float:
    """Return by how much the interval is wider than one standard error."""
    rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / planned
    scaled = t * rho2
    return math.sqrt(2 * (scaled + 1) / scaled * math.log(math.sqrt(scaled + 1) / alpha))


def _variance(hits: float, n: float) -> float:
    p = (hits + 1) / (n + 2)
    return p * (1 - p) / n
