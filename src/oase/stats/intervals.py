"""Intervals for shares, net shares, their differences, and means."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from oase.errors import OptionInvalid

__all__ = ["Interval", "NetShare", "difference", "mean_interval", "mean_p", "net_share", "share"]


class Interval(NamedTuple):
    """An estimate and the two ends of its interval."""

    value: float
    low: float
    high: float


class NetShare(NamedTuple):
    """A net share with what later steps need of it.

    ``centre`` and ``se`` are those of the adjusted Wald interval: ``centre ± z·se``.
    """

    value: float
    centre: float
    se: float

    def interval(self, confidence: float = 0.90) -> Interval:
        """Return the two-sided adjusted Wald interval, kept within -1 and 1."""
        half = _z(confidence) * self.se
        return Interval(self.value, max(-1.0, self.centre - half), min(1.0, self.centre + half))

    def p_above_zero(self) -> float:
        """Return the one-sided p of "above zero", consistent with the interval."""
        return float(ndtr(-self.centre / self.se)) if self.se > 0 else math.nan

    def p_below_zero(self) -> float:
        """Return the one-sided p of "below zero", consistent with the interval."""
        return float(ndtr(self.centre / self.se)) if self.se > 0 else math.nan


def net_share(plus: float, minus: float, n: float, *, deff: float = 1.0) -> NetShare:
    """Return a net share (plus - minus) / n with its adjusted Wald standard error.

    Three answers are added, three quarters of one to each side (Rocks 2016, arXiv:1601.07235).

    Parameters
    ----------
    plus, minus, n : float
        Number of answers on either side and in all; weighted counts are allowed.
    deff : float
        Design effect: the counts are divided by it.

    Examples
    --------
    16 promoters and 10 detractors of 36 (95 %):

    >>> value, low, high = net_share(16, 10, 36).interval(0.95)
    >>> f"{100 * value:.1f} [{100 * low:.1f}, {100 * high:.1f}]"
    '16.7 [-10.5, 41.3]'
    """
    if n <= 0:
        return NetShare(math.nan, math.nan, math.nan)
    size = n / deff
    a, b, m = plus / deff + 0.75, minus / deff + 0.75, size + 3.0
    centre = (a - b) / m
    return NetShare((plus - minus) / n, centre, math.sqrt(((a + b) / m - centre * centre) / m))


def share(hits: float, n: float, *, confidence: float = 0.95, deff: float = 1.0) -> Interval:
    """Return a share with its Wilson score interval (Wilson 1927).

    Examples
    --------
    >>> value, low, high = share(10, 10)
    >>> round(low, 4), high
    (0.7225, 1.0)
    """
    if n <= 0:
        return Interval(math.nan, math.nan, math.nan)
    z, size, p = _z(confidence), n / deff, hits / n
    centre = (p + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * math.sqrt(p * (1 - p) / size + z * z / (4 * size * size))
    low = 0.0 if hits <= 0 else max(0.0, centre - half)
    return Interval(p, low, 1.0 if hits >= n else min(1.0, centre + half))


def mean_interval(values: ArrayLike, *, confidence: float = 0.95) -> Interval:
    """Return a mean with its t interval; the ends are nan below two values.

    Examples
    --------
    >>> [round(x, 3) for x in mean_interval([1, 2, 3, 4, 5])]
    [3.0, 1.037, 4.963]
    """
    x = np.asarray(values, np.float64)
    n = len(x)
    if n < 2:
        return Interval(float(x[0]) if n else math.nan, math.nan, math.nan)
    half = float(stdtrit(n - 1, 0.5 + confidence / 2)) * float(x.std(ddof=1)) / math.sqrt(n)
    mean = float(x.mean())
    return Interval(mean, mean - half, mean + half)


def mean_p(values: ArrayLike) -> float:
    """Return the two-sided p of a mean being zero (t test); nan below two values.

    Examples
    --------
    >>> round(mean_p([1, 2, 3, 4, 5]), 4), mean_p([0, 0, 0]), mean_p([1, 1, 1])
    (0.0132, 1.0, 0.0)
    """
    x = np.asarray(values, np.float64)
    n = len(x)
    if n < 2:
        return math.nan
    mean, error = float(x.mean()), float(x.std(ddof=1)) / math.sqrt(n)
    if error == 0.0:
        return 1.0 if mean == 0.0 else 0.0
    return 2.0 * float(stdtr(n - 1, -abs(mean) / error))


class Difference(NamedTuple):
    """The difference of two net shares by MOVER, and its one-sided p on either side."""

    value: float
    low: float
    high: float
    p_above: float
    p_below: float


def difference(
    first: NetShare, second: NetShare, *, correlation: float = 0.0, confidence: float = 0.90
) -> Difference:
    """Return first - second by the method of variance estimates recovery (MOVER; Zou & Donner 2008).

    The p values invert the interval: p_above is the level at which its lower end touches zero.

    Parameters
    ----------
    first, second : NetShare
        Each with its own adjusted Wald interval.
    correlation : float
        Correlation of the two estimates, above zero where the same persons answered both.

    Examples
    --------
    >>> d = difference(net_share(500, 200, 1000), net_share(400, 250, 1000))
    >>> round(d.value, 3), round(d.low, 3), round(d.high, 3), round(d.p_above, 5)
    (0.15, 0.092, 0.207, 1e-05)
    """
    value = first.value - second.value
    if not (first.se > 0 and second.se > 0):
        return Difference(value, math.nan, math.nan, math.nan, math.nan)
    z = _z(confidence)
    downward = _Gap(
        first.value - first.centre, first.se, second.centre - second.value, second.se, correlation
    )
    upward = _Gap(first.centre - first.value, first.se, second.value - second.centre, second.se, correlation)
    p_above = downward.level(value) if value >= 0 else 1.0 - upward.level(-value)
    low, high = max(-2.0, value - downward.reach(z)), min(2.0, value + upward.reach(z))
    return Difference(value, low, high, p_above, 1.0 - p_above)


class _Gap(NamedTuple):
    """Distances of two estimates to their own ends: ``shift + z·se`` each."""

    shift1: float
    se1: float
    shift2: float
    se2: float
    correlation: float

    def reach(self, z: float) -> float:
        """Distance of the difference to its end."""
        a, b = max(0.0, self.shift1 + z * self.se1), max(0.0, self.shift2 + z * self.se2)
        return math.sqrt(max(0.0, a * a + b * b - 2 * self.correlation * a * b))

    def level(self, value: float) -> float:
        """One-sided level at which the end lies ``value`` away, a quadratic in z; at most one half."""
        s1, e1, s2, e2, rho = self
        a = e1 * e1 + e2 * e2 - 2 * rho * e1 * e2
        b = 2 * (s1 * e1 + s2 * e2 - rho * (s1 * e2 + s2 * e1))
        c = s1 * s1 + s2 * s2 - 2 * rho * s1 * s2 - value * value
        if a <= 0:
            return 0.0 if value > 0 else 0.5
        z = (-b + math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)
        return min(0.5, float(ndtr(-z)))


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise OptionInvalid("The confidence is out of range", expected="between 0 and 1", got=str(confidence))
    return float(ndtri(0.5 + confidence / 2))
