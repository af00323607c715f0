"""What another way of choosing would have brought, estimated from a log with its probabilities."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from oase.errors import OptionInvalid
from oase.stats.intervals import Interval

__all__ = ["doubly_robust", "effective_size", "ips", "snips"]

_Array = NDArray[np.float64]


def ips(
    rewards: ArrayLike,
    propensities: ArrayLike,
    target: ArrayLike,
    *,
    persons: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Return the mean reward under another policy by inverse propensity scoring (Horvitz & Thompson 1952).

    Each row counts target / propensity times. Unbiased where the logging policy gave every choice that the
    other would make a chance; wide where it gave it a small one.

    Parameters
    ----------
    rewards : array, shape (rows,)
    propensities : array, shape (rows,)
        Probability with which what was done was chosen; above zero.
    target : array, shape (rows,), or float
        Probability with which the other policy would have chosen the same.
    persons : array, shape (rows,), optional
        Whose row it is: rows of one person are not independent, so the interval counts persons.
    confidence : float

    Examples
    --------
    By hand, four rows under an even coin, the other policy always chooses the first: weights 2, 2, 0, 0.

    >>> value, low, high = ips([1, 0, 1, 1], [0.5] * 4, [1, 1, 0, 0])
    >>> value, round(low, 4), round(high, 4)
    (0.5, -0.48, 1.48)
    """
    reward, weight = _weighed(rewards, propensities, target)
    return _interval(float((weight * reward).mean()), weight * reward, persons, confidence)


def snips(
    rewards: ArrayLike,
    propensities: ArrayLike,
    target: ArrayLike,
    *,
    persons: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Return the same by self-normalised weights (Swaminathan & Joachims 2015): a little biased, less wild.

    Parameters are those of ``ips``; the interval is that of a ratio (delta method).

    Examples
    --------
    By hand: weights 2, 2, 0, 0, so (2·1 + 2·0) / 4.

    >>> snips([1, 0, 1, 1], [0.5] * 4, [1, 1, 0, 0]).value
    0.5
    >>> round(snips([1, 0, 1], [0.5, 0.25, 0.25], [0.2, 0.4, 0.4]).value, 4)  # (0.4 + 1.6) / 3.6
    0.5556
    """
    reward, weight = _weighed(rewards, propensities, target)
    total = float(weight.sum())
    if total == 0:
        return Interval(math.nan, math.nan, math.nan)
    value = float((weight * reward).sum()) / total
    influence = value + weight * (reward - value) * len(weight) / total
    return _interval(value, influence, persons, confidence)


def doubly_robust(
    rewards: ArrayLike,
    propensities: ArrayLike,
    target: ArrayLike,
    predicted: ArrayLike,
    predicted_target: ArrayLike,
    *,
    persons: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Interval:
    """Return the same from a model of the reward, mended by what was seen (Dudík, Langford & Li 2011).

    Right when either the propensities or the model are.

    Parameters
    ----------
    rewards, propensities, target
        As in ``ips``.
    predicted : array, shape (rows,)
        The model's reward of what was done.
    predicted_target : array, shape (rows,)
        The model's mean reward of what the other policy would do.
    persons, confidence
        As in ``ips``.

    Examples
    --------
    By hand: 0.5 + 2·(1 - 0.5), 0.5 + 2·(0 - 0.5), 0.5, 0.5.

    >>> doubly_robust([1, 0, 1, 1], [0.5] * 4, [1, 1, 0, 0], [0.5] * 4, [0.5] * 4).value
    0.5
    """
    reward, weight = _weighed(rewards, propensities, target)
    model, mean = (np.asarray(values, np.float64) for values in (predicted, predicted_target))
    if model.shape != reward.shape or mean.shape != reward.shape:
        raise OptionInvalid("The model must tell a reward for each row", expected=str(reward.shape),
                            got=f"{model.shape}, {mean.shape}")  # fmt: skip
    parts = mean + weight * (reward - model)
    return _interval(float(parts.mean()), parts, persons, confidence)


def effective_size(propensities: ArrayLike, target: ArrayLike) -> float:
    """Return how many rows of the other policy's own the log is worth (Kish 1965).

    Examples
    --------
    >>> effective_size([0.5] * 4, [1, 1, 0, 0])
    2.0
    """
    p = np.asarray(propensities, np.float64)
    _, weight = _weighed(np.zeros(p.shape), p, target)
    squares = float((weight * weight).sum())
    return float(weight.sum()) ** 2 / squares if squares else 0.0


def _weighed(rewards: ArrayLike, propensities: ArrayLike, target: ArrayLike) -> tuple[_Array, _Array]:
    reward, chance = np.asarray(rewards, np.float64), np.asarray(propensities, np.float64)
    if reward.ndim != 1 or not len(reward) or chance.shape != reward.shape:
        raise OptionInvalid("Each row needs its reward and its propensity", expected="lists of one length",
                            got=f"{reward.shape}, {chance.shape}")  # fmt: skip
    if not ((chance > 0) & (chance <= 1)).all():
        raise OptionInvalid("A propensity is no probability", expected="above 0, at most 1",
                            got=f"{chance.min():g} to {chance.max():g}")  # fmt: skip
    wanted = np.broadcast_to(np.asarray(target, np.float64), reward.shape)
    return reward, wanted / chance


def _interval(value: float, parts: _Array, persons: ArrayLike | None, confidence: float) -> Interval:
    """Return a mean with its normal interval; parts of one person are added up before."""
    n = len(parts)
    apart = parts - value
    if persons is not None:
        _, codes = np.unique(np.asarray(persons), return_inverse=True)
        apart = np.bincount(codes, apart)
    groups = len(apart)
    if groups < 2:
        return Interval(value, math.nan, math.nan)
    error = math.sqrt(groups / (groups - 1) * float((apart * apart).sum())) / n
    half = float(ndtri(0.5 + confidence / 2)) * error
    return Interval(value, value - half, value + half)
