"""How long until it happened: Kaplan-Meier and Aalen-Johansen, with intervals.

What has not ended yet is censored, never left out: the median of ended cases alone is too short. What ended
otherwise (a message closed without a reply) competes: it can no longer happen, so counting it as censored
would promise too much.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from oase.errors import OptionInvalid
from oase.stats.intervals import Interval, share

__all__ = ["CENSORED", "COMPETING", "EVENT", "Incidence", "Quantile", "cumulative_incidence"]

CENSORED, EVENT, COMPETING = 0, 1, 2

_Floats = NDArray[np.float64]
_ROUNDING = 1e-12


class Quantile(NamedTuple):
    """A time by which a share has seen the event, with its interval; ``None`` means not reached."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Incidence:
    """The share that has seen the event, step by step in time.

    Attributes
    ----------
    times : numpy.ndarray
        Times at which something ended (the event or what competes with it), ascending.
    incidence, low, high, error : numpy.ndarray
        Share with the event up to and including each time, its interval, its standard error.
    remaining : numpy.ndarray
        Share with neither event nor competing event yet.
    at_risk : numpy.ndarray
        How many were still open just before each time.
    n, events, competing, censored : float
        How many entered, and how each ended.
    last : float
        The longest time anything was watched; nan without cases.
    confidence : float
        Level of the intervals.
    """

    times: _Floats
    incidence: _Floats
    low: _Floats
    high: _Floats
    error: _Floats
    remaining: _Floats
    at_risk: _Floats
    n: float
    events: float
    competing: float
    censored: float
    last: float
    confidence: float
    _ends: _Floats
    _open_at: _Floats

    def within(self, time: float) -> Interval:
        """Return the share with the event up to and including a time; nan where nobody was watched so long.

        Examples
        --------
        >>> replies = cumulative_incidence([1, 2, 3, 4], [1, 1, 0, 0])
        >>> replies.within(2).value, replies.within(9).value
        (0.5, nan)
        """
        if self.n <= 0 or math.isnan(time) or self._is_beyond(time):
            return Interval(math.nan, math.nan, math.nan)
        step = int(np.searchsorted(self.times, time, "right")) - 1
        if step < 0 or self.incidence[step] <= 0.0:
            return share(0.0, self._open(time), confidence=self.confidence)
        return Interval(float(self.incidence[step]), float(self.low[step]), float(self.high[step]))

    def quantile(self, p: float) -> Quantile:
        """Return the first time by which a share p has seen the event.

        The interval inverts that of the share (Brookmeyer & Crowley 1982): the earliest and the latest time
        at which p is still within it. ``None`` where p was not reached while cases were watched.

        Examples
        --------
        >>> cumulative_incidence([1, 2, 3, 4, 5], [1, 1, 1, 0, 0]).quantile(0.5)
        Quantile(value=3.0, low=1.0, high=None)
        >>> cumulative_incidence([1, 2, 3], [1, 2, 2]).quantile(0.5).value is None
        True
        """
        if not 0 < p <= 1:
            raise OptionInvalid("A quantile is out of range", expected="above 0, at most 1", got=str(p))
        return Quantile(*(self._first(curve, p) for curve in (self.incidence, self.high, self.low)))

    def _first(self, curve: _Floats, p: float) -> float | None:
        reached = np.flatnonzero(curve >= p - _ROUNDING)
        return float(self.times[reached[0]]) if len(reached) else None

    def _is_beyond(self, time: float) -> bool:
        is_all_ended = len(self.remaining) > 0 and self.remaining[-1] <= _ROUNDING
        return time > self.last and not is_all_ended

    def _open(self, time: float) -> float:
        """How many were open at a time before the first event."""
        place = int(np.searchsorted(self._ends, time, "left"))
        return float(self._open_at[min(place, len(self._open_at) - 1)])


def cumulative_incidence(
    duration: ArrayLike, kind: ArrayLike, *, counts: ArrayLike | None = None, confidence: float = 0.95
) -> Incidence:
    """Return the share that has seen the event over time, with competing events and open cases.

    The estimate is Aalen-Johansen's (1978), which is one minus Kaplan-Meier's (1958) where nothing competes.
    The variance is of Greenwood's type (Andersen, Borgan, Gill & Keiding 1993, IV.4; Greenwood 1926); the
    interval lies on the scale log(-log(1 - share)) (Kalbfleisch & Prentice 1980), within 0 and 1. Ties: what
    is censored at a time counts as open at that time.

    Parameters
    ----------
    duration : array_like
        How long each case was watched, not below zero, in any unit.
    kind : array_like
        How it ended: 0 censored (still open), 1 the event, 2 competing.
    counts : array_like, optional
        How many equal cases each row stands for.
    confidence : float
        Level of the intervals.

    Raises
    ------
    OptionInvalid
        Lengths differ, a duration is negative or not finite, a kind is unknown, a count is negative.

    Examples
    --------
    Five messages: replied after 1 and 3 hours, closed unanswered after 2, two still open:

    >>> replies = cumulative_incidence([1, 2, 3, 4, 5], [1, 2, 1, 0, 0])
    >>> replies.times.tolist(), replies.incidence.round(3).tolist()
    ([1.0, 2.0, 3.0], [0.2, 0.2, 0.4])
    """
    z = _z(confidence)
    time, how, many = _checked(duration, kind, counts)
    order = np.argsort(time, kind="stable")
    time, how, many = time[order], how[order], many[order]
    ends, first = np.unique(time, return_index=True)
    open_at = np.cumsum(many[::-1])[::-1][first] if len(ends) else np.zeros(0)
    events, competing = (_sums(many * (how == wanted), first) for wanted in (EVENT, COMPETING))
    steps = events + competing > 0
    curve = _curve(open_at[steps], events[steps], competing[steps])
    low, high = _interval(curve, open_at[steps], z, confidence)
    return Incidence(
        times=ends[steps],
        incidence=curve.incidence,
        low=low,
        high=high,
        error=curve.error,
        remaining=curve.remaining,
        at_risk=open_at[steps],
        n=float(many.sum()),
        events=float(events.sum()),
        competing=float(competing.sum()),
        censored=float(many[how == CENSORED].sum()),
        last=float(ends[-1]) if len(ends) else math.nan,
        confidence=confidence,
        _ends=ends,
        _open_at=open_at,
    )


class _Curve(NamedTuple):
    incidence: _Floats
    remaining: _Floats
    error: _Floats


def _curve(open_at: _Floats, events: _Floats, competing: _Floats) -> _Curve:
    """Aalen-Johansen's product-limit and its variance, summed once from the left.

    At time u, of those open a share a sees the event, s stays. Its part of the variance at t is that of a
    drawing with the values 1 (event), 0 (competing) and (F(t) - F(u)) / S(u) (stays), written out in F(t).
    """
    if not len(open_at):
        return _Curve(np.zeros(0), np.zeros(0), np.zeros(0))
    a, s = events / open_at, (open_at - events - competing) / open_at
    remaining = np.cumprod(s, dtype=np.float64)
    before = np.concatenate([[1.0], remaining[:-1]])
    f = np.minimum(np.cumsum(before * a), 1.0)
    square = np.divide(1 - s, s * open_at, out=np.zeros_like(s), where=s > 0)
    mixed = 2 * a * before / open_at
    fixed = a * (1 - a) * before**2 / open_at + square * f * f + mixed * f
    sums = [np.cumsum(part) for part in (square, 2 * square * f + mixed, fixed)]
    variance = sums[0] * f * f - sums[1] * f + sums[2]
    return _Curve(f, remaining, np.sqrt(np.maximum(variance, 0.0)))


def _interval(curve: _Curve, open_at: _Floats, z: float, confidence: float) -> tuple[_Floats, _Floats]:
    """Return the ends on the scale log(-log(1 - F)); where F is 0 or 1, Wilson's for what it rests on."""
    f, low, high = curve.incidence, curve.incidence.copy(), curve.incidence.copy()
    inside = (f > _ROUNDING) & (f < 1 - _ROUNDING)
    left = 1 - f[inside]
    reach = z * curve.error[inside] / (left * -np.log(left))
    low[inside], high[inside] = 1 - left ** np.exp(-reach), 1 - left ** np.exp(reach)
    high[f <= _ROUNDING] = [share(0.0, n, confidence=confidence).high for n in open_at[f <= _ROUNDING]]
    if (f >= 1 - _ROUNDING).any():
        low[f >= 1 - _ROUNDING] = _low_at_one(curve, inside, open_at, confidence)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def _low_at_one(curve: _Curve, inside: NDArray[np.bool_], open_at: _Floats, confidence: float) -> float:
    """Lower end once all have seen it: as many cases as the last step below one was worth."""
    size = float(open_at[0])
    if inside.any():
        f, error = curve.incidence[inside][-1], curve.error[inside][-1]
        size = float(f * (1 - f) / error**2)
    return share(size, size, confidence=confidence).low


def _sums(values: _Floats, first: NDArray[np.intp]) -> _Floats:
    return np.add.reduceat(values, first) if len(first) else np.zeros(0)


def _checked(
    duration: ArrayLike, kind: ArrayLike, counts: ArrayLike | None
) -> tuple[_Floats, NDArray[np.int64], _Floats]:
    """Arrays of equal length with sound values; rows that stand for nothing are dropped."""
    time, how = np.asarray(duration, np.float64).ravel(), np.asarray(kind).ravel()
    many = np.ones(len(time)) if counts is None else np.asarray(counts, np.float64).ravel()
    if not len(time) == len(how) == len(many):
        raise OptionInvalid(
            "Durations, kinds and counts differ in length",
            expected=f"{len(time)} of each",
            got=f"{len(how)} kinds, {len(many)} counts",
        )
    _refuse(~np.isfinite(time) | (time < 0), time, "A duration is unusable", "a number, not below 0")
    _refuse(~np.isin(how, (CENSORED, EVENT, COMPETING)), how, "An ending is unknown", "0, 1 or 2")
    _refuse(~np.isfinite(many) | (many < 0), many, "A count is unusable", "a number, not below 0")
    kept = many > 0
    return time[kept], how[kept].astype(np.int64), many[kept]


def _refuse(wrong: NDArray[np.bool_], values: NDArray[np.generic], what: str, expected: str) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise OptionInvalid(what, expected=expected, got=str(values[row]), where=f"row {row + 1}")


def _z(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise OptionInvalid("The confidence is out of range", expected="between 0 and 1", got=str(confidence))
    return float(ndtri(0.5 + confidence / 2))
