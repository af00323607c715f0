"""Whether a share changed when something was done: before and after, against similar series.

Nothing was drawn by lot here, so a change "goes together with" the measure; what happened to all series
meanwhile is taken off, what happened to this one alone is not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oase.errors import OptionInvalid
from oase.stats.hypotheses import Estimate
from oase.stats.intervals import Interval, share

__all__ = ["FEWEST_CASES", "FEWEST_SIMILAR", "Effect", "Method", "Missing", "Series", "interrupted"]

FEWEST_CASES = 30
"""Cases needed on each side of the beginning."""

FEWEST_BEFORE, FEWEST_AFTER = 8, 4
"""Periods with cases needed before and after the beginning."""

FEWEST_SIMILAR = 4
"""Similar series from which on their own changes tell how far a series moves by itself."""

Method = Literal["against_similar", "trend"]

_Floats = NDArray[np.float64]
_Reason = Literal["cases_before", "cases_after", "periods_before", "periods_after"]


class Series(NamedTuple):
    """How often it happened and of how many, period by period (days or weeks, without gaps)."""

    hits: ArrayLike
    n: ArrayLike


class Missing(NamedTuple):
    """What is too few for a statement: what there is and what it takes."""

    what: _Reason
    have: int
    need: int


class Effect(NamedTuple):
    """The change of a share, with its interval; nan where something is ``missing``.

    Attributes
    ----------
    value, low, high : float
        Change of the share, and its interval.
    p : float
        Two-sided p of no change.
    before, after : Interval
        The shares themselves (Wilson), not corrected for anything.
    n_before, n_after : int
        Cases they rest on.
    similar : int
        Similar series that could be used.
    method : "against_similar" or "trend"
        ``trend``: there was nothing to compare with; what else changed at that time is in the figure.
    missing : tuple of Missing
        Empty where a statement is possible.

    Notes
    -----
    Only ``is_compared`` keeps its level: in simulated series that wander and jump by themselves, a change of
    nothing was called one in at most 6 % of cases. With fewer similar series it was up to 41 %, with none up
    to 28 % (nominal 5 %): such a figure is a before and after, no finding.
    """

    value: float
    low: float
    high: float
    p: float
    before: Interval
    after: Interval
    n_before: int
    n_after: int
    similar: int
    method: Method
    missing: tuple[Missing, ...]

    @property
    def is_compared(self) -> bool:
        """Whether enough similar series tell what would have happened anyway."""
        return self.similar >= FEWEST_SIMILAR and not self.missing


class _Known(NamedTuple):
    hits: _Floats
    n: _Floats

    @property
    def shares(self) -> _Floats:
        return np.divide(self.hits, self.n, out=np.zeros_like(self.hits), where=self.n > 0)


def interrupted(
    series: Series,
    start: int,
    *,
    similar: Sequence[Series] = (),
    season: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Effect:
    """Return how a share changed with a beginning, against similar series or against its own trend.

    With similar series: the gap to their common course, level before against level after (difference in
    differences). From four similar series on, the change must also stand out from how far they moved by
    themselves (Donald & Lang 2007): the wider of both intervals and the larger of both p count. Without any:
    segmented regression (Wagner, Soumerai, Zhang & Ross-Degnan 2002), the mean distance from the continued
    trend. Errors allow for neighbouring periods being alike, by cosines of the residuals with t limits
    (Lazarus, Lewis, Stock & Watson 2018), and are never below those of independent cases.

    Parameters
    ----------
    series : Series
        The share that should change.
    start : int
        Place of the first period that counts as after.
    similar : sequence of Series
        Shares of the same periods that the measure did not touch; those with too few cases are passed over.
    season : array_like, optional
        A label for every period (the weekday of a daily series) whose level is taken off.
    confidence : float

    Raises
    ------
    OptionInvalid
        Lengths differ, there are more hits than cases, or the beginning lies outside the series.

    Examples
    --------
    >>> cases = [100] * 20
    >>> answered = Series([62, 58, 60, 61, 59, 60, 57, 63, 60, 60, 61, 59] + [69, 71] * 4, cases)
    >>> others = [Series([40 + k % 3] * 20, cases) for k in range(5)]
    >>> effect = interrupted(answered, 12, similar=others)
    >>> round(effect.value, 3), effect.method, effect.low > 0, effect.missing
    (0.1, 'against_similar', True, ())
    """
    known = _checked(series)
    length = len(known.n)
    if not 0 < start < length:
        raise OptionInvalid("The beginning is outside", expected=f"1 to {length - 1}", got=str(start))
    is_after = np.arange(length) >= start
    labels = _labels(season, length)
    usable = [one for one in map(_checked, similar) if _fits(one, length) and not _missing(one, is_after)]
    common = _common(usable, is_after) if usable else None
    gap, here = (known.shares, known.n) if common is None else _gap(known, common)
    missing = _missing(_Known(known.hits, here), is_after)
    method: Method = "trend" if common is None else "against_similar"
    sides = [
        share(float(known.hits[side].sum()), float(known.n[side].sum())) for side in (~is_after, is_after)
    ]
    counts = [int(known.n[side].sum()) for side in (~is_after, is_after)]
    if missing:
        nothing = (math.nan, math.nan, math.nan, math.nan)
        return Effect(*nothing, sides[0], sides[1], counts[0], counts[1], len(usable), method, missing)
    floor = _floor(known, is_after)
    estimates = [_change(gap, here, is_after, labels, floor, has_trend=common is None)]
    if len(usable) >= FEWEST_SIMILAR:
        estimates.append(_among_similar(estimates[0].value, usable, is_after, labels, floor))
    ends = [one.ends(confidence) for one in estimates]
    low, high = max(-1.0, min(e[0] for e in ends)), min(1.0, max(e[1] for e in ends))
    p = max(min(1.0, 2 * min(one.p_above(0), one.p_below(0))) for one in estimates)
    value = estimates[0].value
    return Effect(value, low, high, p, sides[0], sides[1], counts[0], counts[1], len(usable), method, missing)


def _change(
    shares: _Floats,
    n: _Floats,
    is_after: NDArray[np.bool_],
    labels: NDArray[np.int64],
    floor: float,
    *,
    has_trend: bool,
) -> Estimate:
    """Least squares with the cases as weights; the change is a contrast of its coefficients."""
    x, contrast = _design(is_after, labels, n > 0, has_trend=has_trend)
    bread = np.linalg.pinv((x * n[:, None]).T @ x)
    beta = bread @ (x.T @ (n * shares))
    reach = (x @ (bread @ contrast)) * n
    periods, columns = int((n > 0).sum()), int(np.linalg.matrix_rank(x[n > 0]))
    variance, df = _long_run(reach * (shares - x @ beta))
    variance *= periods / max(1, periods - columns)
    return Estimate(float(contrast @ beta), math.sqrt(max(variance, floor)), df)


def _design(
    is_after: NDArray[np.bool_], labels: NDArray[np.int64], is_there: NDArray[np.bool_], *, has_trend: bool
) -> tuple[_Floats, _Floats]:
    """Level, seasons, trend and what changes with the beginning; and which part of it is the change."""
    time = np.arange(len(is_after), dtype=np.float64) - int(np.flatnonzero(is_after)[0])
    after = is_after.astype(np.float64)
    seasons = [(labels == label).astype(np.float64) for label in range(1, int(labels.max()) + 1)]
    columns = [np.ones_like(time), *seasons, after]
    if has_trend:
        columns += [after * time, time]
    contrast = np.zeros(len(columns))
    contrast[1 + len(seasons)] = 1.0
    if has_trend:
        contrast[2 + len(seasons)] = time[is_after & is_there].mean()
    return np.column_stack(columns), contrast


def _long_run(parts: _Floats) -> tuple[float, float]:
    """Variance of a sum whose neighbours may be alike: projections on the first cosines, and their number."""
    length = len(parts)
    waves = max(4, int(0.41 * length ** (2 / 3)))
    place = (np.arange(length) + 0.5) / length
    sums = np.cos(np.pi * np.arange(1, waves + 1)[:, None] * place) @ parts
    return float(2 / waves * (sums @ sums)), float(waves)


def _among_similar(
    value: float,
    similar: Sequence[_Known],
    is_after: NDArray[np.bool_],
    labels: NDArray[np.int64],
    floor: float,
) -> Estimate:
    """Judge the same change by how far similar series moved apart by themselves."""
    moved = [_change(one.shares, one.n, is_after, labels, 0.0, has_trend=False).value for one in similar]
    own_noise = float(np.mean([_floor(one, is_after) for one in similar]))
    spread = float(np.var(moved, ddof=1)) * (1 + 1 / len(moved))
    return Estimate(value, math.sqrt(max(spread + max(0.0, floor - own_noise), floor)), len(moved) - 1)


def _common(similar: Sequence[_Known], is_after: NDArray[np.bool_]) -> _Known:
    """Return the course of similar series, each from its own level before, larger ones counting more."""
    levels = [one.hits[~is_after].sum() / one.n[~is_after].sum() for one in similar]
    moved = np.sum([one.hits - level * one.n for one, level in zip(similar, levels, strict=True)], axis=0)
    return _Known(moved, np.sum([one.n for one in similar], axis=0))


def _gap(known: _Known, common: _Known) -> tuple[_Floats, _Floats]:
    """Return the share less the common course, and the cases of the periods in which both were seen."""
    return known.shares - common.shares, np.where(common.n > 0, known.n, 0.0)


def _floor(known: _Known, is_after: NDArray[np.bool_]) -> float:
    """Variance of the change if all cases were independent; shares of none or all count as nearly so."""
    parts = 0.0
    for side in (~is_after, is_after):
        n = float(known.n[side].sum())
        p = (float(known.hits[side].sum()) + 0.5) / (n + 1)
        parts += p * (1 - p) / n
    return parts


def _missing(known: _Known, is_after: NDArray[np.bool_]) -> tuple[Missing, ...]:
    found: list[Missing] = []
    sides: tuple[tuple[_Reason, _Reason, NDArray[np.bool_], int], ...] = (
        ("cases_before", "periods_before", ~is_after, FEWEST_BEFORE),
        ("cases_after", "periods_after", is_after, FEWEST_AFTER),
    )
    for cases, periods, side, need in sides:
        if (n := int(known.n[side].sum())) < FEWEST_CASES:
            found.append(Missing(cases, n, FEWEST_CASES))
        if (filled := int((known.n[side] > 0).sum())) < need:
            found.append(Missing(periods, filled, need))
    return tuple(found)


def _fits(one: _Known, length: int) -> bool:
    if len(one.n) != length:
        raise OptionInvalid(
            "A similar series has other periods", expected=f"{length} periods", got=str(len(one.n))
        )
    return True


def _labels(season: ArrayLike | None, length: int) -> NDArray[np.int64]:
    if season is None:
        return np.zeros(length, np.int64)
    labels = np.asarray(season).ravel()
    if len(labels) != length:
        raise OptionInvalid("Seasons and periods differ", expected=str(length), got=str(len(labels)))
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _checked(series: Series) -> _Known:
    hits, n = np.asarray(series.hits, np.float64).ravel(), np.asarray(series.n, np.float64).ravel()
    if len(hits) != len(n):
        raise OptionInvalid("Hits and cases differ in length", expected=str(len(n)), got=str(len(hits)))
    wrong = ~np.isfinite(hits) | ~np.isfinite(n) | (hits < 0) | (hits > n)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise OptionInvalid(
            "A period cannot be", expected="0 to n hits of n", got=f"{hits[row]} of {n[row]}", where=f"{row}"
        )
    return _Known(hits, n)
