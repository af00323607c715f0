"""The difference of two shares of different persons, with its interval."""

from __future__ import annotations

import math

from oase.stats.intervals import Interval, share

__all__ = ["share_difference"]


def share_difference(hits: float, n: float, hits2: float, n2: float, *, confidence: float = 0.95) -> Interval:
    """Return hits/n - hits2/n2 with the hybrid score interval (Newcombe 1998, method 10).

    Its ends come from the Wilson intervals of both shares, so it holds for small groups and for shares of
    none or all, where the usual interval is too narrow. It says nothing (nan) where a group is empty.

    Parameters
    ----------
    hits, n : float
        Persons of the first group who did it, and all of them.
    hits2, n2 : float
        The same of the second group; nobody should be in both.
    confidence : float

    Examples
    --------
    >>> [round(end, 4) for end in share_difference(56, 70, 48, 80)]
    [0.2, 0.0524, 0.3339]
    """
    one, two = share(hits, n, confidence=confidence), share(hits2, n2, confidence=confidence)
    value = one.value - two.value
    if math.isnan(value):
        return Interval(math.nan, math.nan, math.nan)
    below = math.hypot(one.value - one.low, two.high - two.value)
    above = math.hypot(one.high - one.value, two.value - two.low)
    return Interval(value, max(-1.0, value - below), min(1.0, value + above))
