"""Weights: who seldom answers counts more, and what that costs in precision.

Weighting mends what goes with something known of everyone who was asked. It mends nothing that goes with the
answer itself; ``tipping`` and ``worst_case`` say how much of that it would take.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from oase.errors import OptionInvalid
from oase.stats.intervals import NetShare, net_share

__all__ = [
    "Margin",
    "Raked",
    "answer_probability",
    "kish_n",
    "rake",
    "tipping",
    "trim",
    "weighted_net_share",
    "worst_case",
]

_Floats = NDArray[np.float64]
_ROUNDS = 100


class Margin(NamedTuple):
    """What is known of everyone in one respect: the level of each row, and how many there are of each level.

    Parameters
    ----------
    codes : int array, shape (rows,)
    totals : float array, shape (levels,)
    """

    codes: ArrayLike
    totals: ArrayLike


class Raked(NamedTuple):
    """Raked weights and whether they meet the totals.

    Attributes
    ----------
    weights : numpy.ndarray
    is_converged : bool
    rounds : int
    gap : float
        Largest remaining distance of a level's share from its share of everyone.
    unreached : float
        Share of everyone in levels without a single row: no weight can stand for them.
    """

    weights: _Floats
    is_converged: bool
    rounds: int
    gap: float
    unreached: float


def kish_n(weights: ArrayLike) -> float:
    """Return how many equally weighted answers are as precise as these: (Σw)² / Σw² (Kish 1965).

    Examples
    --------
    >>> kish_n([1, 1, 1, 1]), kish_n([3, 1])
    (4.0, 1.6)
    """
    w = _weights(weights)
    squares = float((w * w).sum())
    return float(w.sum()) ** 2 / squares if squares > 0 else 0.0


def trim(weights: ArrayLike, *, most: float = 6.0) -> _Floats:
    """Return weights of at most ``most`` times their mean; what is cut off is shared out among the others.

    The sum stays (Potter 1990). A cap trades a little bias for much less spread.

    Examples
    --------
    >>> trim([1, 1, 1, 1, 1, 1, 1, 1, 1, 91], most=5).tolist()
    [5.555..., 5.555..., 5.555..., 5.555..., 5.555..., 5.555..., 5.555..., 5.555..., 5.555..., 50.0]
    """
    if not most > 1:
        raise OptionInvalid("The cap is too small", expected="above 1", got=str(most))
    w = _weights(weights).copy()
    if not len(w) or not w.sum() > 0:
        return w
    cap = most * float(w.mean())
    for _ in range(_ROUNDS):
        above = w > cap * (1 + 1e-12)
        if not above.any():
            break
        excess, rest = float((w[above] - cap).sum()), float(w[~above & (w < cap)].sum())
        if not rest > 0:
            break
        w[~above & (w < cap)] *= 1 + excess / rest
        w[above] = cap
    return w


def rake(
    weights: ArrayLike, margins: Sequence[Margin], *, tolerance: float = 1e-6, rounds: int = _ROUNDS
) -> Raked:
    """Return weights whose sums by level meet the totals of every margin (Deming & Stephan 1940).

    Iterative proportional fitting: one margin after another is met by a factor per level, until none moves.
    Margins are compared as shares, so their totals need not add up to the same.

    Parameters
    ----------
    weights : array_like
        To begin with, above 0.
    margins : sequence of Margin
    tolerance : float
        Largest gap of a share that counts as met.
    rounds : int
        At most so often through all margins.

    Raises
    ------
    OptionInvalid
        A code outside the totals, totals below zero or of nobody, no weights.

    Examples
    --------
    Two women and one man answered, where as many men were asked as women:

    >>> raked = rake([1, 1, 1], [Margin([0, 0, 1], [50, 50])])
    >>> raked.weights.tolist(), raked.is_converged
    ([0.75, 0.75, 1.5], True)
    """
    w = _weights(weights).copy()
    total = float(w.sum())
    if not total > 0:
        raise OptionInvalid("There is nothing to rake", expected="weights above 0", got=f"{len(w)} weights")
    known = [_level_shares(margin, len(w)) for margin in margins]
    unreached = max((float(wanted[_sums(codes, w, wanted) <= 0].sum()) for codes, wanted in known), default=0)
    reachable = [(codes, _reachable(codes, w, wanted)) for codes, wanted in known]
    gap, passed = _gap(reachable, w), 0
    while gap > tolerance and passed < rounds:
        for codes, wanted in reachable:
            have = _sums(codes, w, wanted) / w.sum()
            w *= np.divide(wanted, have, out=np.zeros_like(wanted), where=have > 0)[codes]
        passed += 1
        gap = _gap(reachable, w)
    return Raked(w * (total / w.sum()), gap <= tolerance, passed, gap, unreached)


def answer_probability(
    design: ArrayLike, asked: ArrayLike, answered: ArrayLike, *, ridge: float = 0.5
) -> _Floats:
    """Return the probability of an answer by what is known of those asked (logistic regression).

    Maximum likelihood with a small penalty on all but the level (le Cessie & van Houwelingen 1992), so that
    a group that never or always answered keeps a finite probability.

    Parameters
    ----------
    design : array_like, shape (cells, columns)
        Without the constant; no columns are allowed.
    asked, answered : array_like, shape (cells,)
        How many of each cell were asked and answered.

    Examples
    --------
    >>> answer_probability([[0], [1]], [1000, 1000], [100, 500]).round(2).tolist()
    [0.1, 0.5]
    """
    n, hits = np.asarray(asked, np.float64).ravel(), np.asarray(answered, np.float64).ravel()
    if len(n) != len(hits) or (hits > n).any() or (hits < 0).any() or not n.sum() > 0:
        raise OptionInvalid("Asked and answered do not fit", expected="0 to asked", got=f"{hits} of {n}"[:80])
    x = np.column_stack([np.ones(len(n)), np.asarray(design, np.float64).reshape(len(n), -1)])
    penalty = np.diag([1e-6] + [ridge] * (x.shape[1] - 1))
    overall = (float(hits.sum()) + 0.5) / (float(n.sum()) + 1)
    beta = np.zeros(x.shape[1])
    beta[0] = math.log(overall / (1 - overall))
    for _ in range(_ROUNDS):
        p = expit(x @ beta)
        gradient = x.T @ (hits - n * p) - penalty @ beta
        curvature = (x * (n * p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(curvature, gradient)
        beta = beta + step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(expit(x @ beta), np.float64)


def weighted_net_share(values: ArrayLike, weights: ArrayLike) -> NetShare:
    """Return the weighted share above zero less the share below zero, with its adjusted Wald error.

    The answers count as n / deff, deff being the larger of Kish's and the linearised design effect (weights
    that go with the answers cost more than Kish's formula tells).

    Examples
    --------
    >>> value, low, high = weighted_net_share([1] * 16 + [0] * 10 + [-1] * 10, [1] * 36).interval(0.95)
    >>> round(value, 3), round(low, 3), round(high, 3)
    (0.167, -0.105, 0.413)
    """
    return _sides(values, weights).net(np.ones(3))


def tipping(values: ArrayLike, weights: ArrayLike, *, confidence: float = 0.95, most: float = 100.0) -> float:
    """Return how much more seldom the smaller side must have answered for the sign not to be shown any more.

    Each answer below zero (above, where the share is negative) is counted k times: what it would stand for
    had those who think so answered k times more seldom than others of whom the same is known.

    Returns
    -------
    float
        1 where the sign is not shown to begin with, inf where ``most`` does not tip it.

    Examples
    --------
    45 % exceeded, 25 % missed of 1,000: at 1.8 both are equal, a little before the interval reaches zero:

    >>> round(tipping([1] * 450 + [0] * 300 + [-1] * 250, [1] * 1000), 2)
    1.54
    """
    sides = _sides(values, weights)
    sign = math.copysign(1.0, sides.net(np.ones(3)).value)

    def is_shown(factor: float) -> bool:
        _, low, high = sides.net(np.array([factor, 1.0, 1.0][:: int(sign)])).interval(confidence)
        return low > 0 if sign > 0 else high < 0

    if not is_shown(1.0):
        return 1.0
    if is_shown(most):
        return math.inf
    below, above = 1.0, most
    while above / below > 1 + 1e-6:
        middle = math.sqrt(below * above)
        below, above = (middle, above) if is_shown(middle) else (below, middle)
    return below


def worst_case(value: float, answered: float) -> tuple[float, float]:
    """Return the range of a net share over everyone if nothing is assumed of those who did not answer.

    Manski 1989: they may all have been on one side or all on the other.

    Examples
    --------
    >>> [round(end, 2) for end in worst_case(0.4, 0.25)]
    [-0.65, 0.85]
    """
    return answered * value - (1 - answered), answered * value + (1 - answered)


class _Sides(NamedTuple):
    """Sums of weights and of their squares of those below zero, at zero and above it."""

    n: int
    sums: _Floats
    squares: _Floats

    def net(self, factor: _Floats) -> NetShare:
        """Return the net share with each side counted so many times."""
        w, squares = self.sums * factor, self.squares * factor**2
        total = float(w.sum())
        if not total > 0:
            return net_share(0, 0, 0)
        below, _, above = w / total
        centred = (np.array([-1.0, 0.0, 1.0]) - (above - below)) ** 2
        kish, spread = self.n * float(squares.sum()) / total**2, float((w * centred).sum())
        linear = self.n * float((squares * centred).sum()) / (total * spread) if spread > 0 else 0.0
        deff = max(1.0, kish, linear)
        return net_share(self.n * float(above), self.n * float(below), self.n, deff=deff)


def _sides(values: ArrayLike, weights: ArrayLike) -> _Sides:
    x, w = np.sign(np.asarray(values, np.float64).ravel()), _weights(weights)
    if len(x) != len(w) or np.isnan(x).any():
        raise OptionInvalid("Values and weights do not fit", expected=f"{len(w)} numbers", got=str(len(x)))
    side = x.astype(np.int64) + 1
    sums, squares = (np.bincount(side, weights=part, minlength=3).astype(np.float64) for part in (w, w * w))
    return _Sides(len(x), sums, squares)


def _level_shares(margin: Margin, rows: int) -> tuple[NDArray[np.int64], _Floats]:
    codes, totals = np.asarray(margin.codes).ravel(), np.asarray(margin.totals, np.float64).ravel()
    if len(codes) != rows or (rows and (codes.min() < 0 or codes.max() >= len(totals))):
        raise OptionInvalid(
            "A margin does not fit the weights",
            expected=f"{rows} codes below {len(totals)}",
            got=f"{len(codes)} codes up to {codes.max() if len(codes) else '-'}",
        )
    if not np.isfinite(totals).all() or (totals < 0).any() or not totals.sum() > 0:
        raise OptionInvalid(
            "Totals of a margin are unusable", expected="0 or more each", got=str(totals)[:60]
        )
    return codes.astype(np.int64), totals / totals.sum()


def _sums(codes: NDArray[np.int64], w: _Floats, wanted: _Floats) -> _Floats:
    return np.bincount(codes, weights=w, minlength=len(wanted)).astype(np.float64)


def _reachable(codes: NDArray[np.int64], w: _Floats, wanted: _Floats) -> _Floats:
    """Shares of the levels that have rows, which then add up to one."""
    kept = np.where(_sums(codes, w, wanted) > 0, wanted, 0.0)
    if not kept.sum() > 0:
        raise OptionInvalid("No row lies in a level that anybody is in", expected="one at least", got="none")
    return kept / kept.sum()


def _gap(known: Sequence[tuple[NDArray[np.int64], _Floats]], w: _Floats) -> float:
    return max(
        (float(np.abs(_sums(c, w, wanted) / w.sum() - wanted).max()) for c, wanted in known), default=0.0
    )


def _weights(weights: ArrayLike) -> _Floats:
    w = np.asarray(weights, np.float64).ravel()
    wrong = ~np.isfinite(w) | (w < 0)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise OptionInvalid(
            "A weight is unusable", expected="a number, not below 0", got=str(w[row]), where=f"row {row + 1}"
        )
    return w
