"""Which of several correlated predictors carries how much of R²: shares of association, not effects."""

from __future__ import annotations

from collections.abc import Callable
from math import comb

import numpy as np
from numpy.typing import NDArray

from oase.errors import OptionInvalid

__all__ = ["LMG_MOST", "correlations", "johnson", "lmg", "normal_theory_errors", "r_squared"]

LMG_MOST = 15
"""Most predictors for which all 2^p subsets are taken; above it Johnson's weights stand in."""

_NOTHING = 1e-10


def correlations(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return correlations from sums of products whose first row and column belong to the constant.

    Examples
    --------
    >>> x = np.array([[1.0, 1, 2], [1, 2, 4], [1, 3, 6]])
    >>> correlations(x.T @ x).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    n = moments[..., :1, :1]
    means = moments[..., 1:, :1] / n
    covariance = moments[..., 1:, 1:] / n - means * np.swapaxes(means, -1, -2)
    spread = np.sqrt(np.maximum(np.einsum("...ii->...i", covariance), 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return covariance / (spread[..., :, None] * spread[..., None, :])


def r_squared(correlation: NDArray[np.float64]) -> float:
    """Return R² of the first variable on all others."""
    return float(correlation[0, 1:] @ np.linalg.solve(correlation[1:, 1:], correlation[1:, 0]))


def lmg(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return LMG shares: the mean gain in R² over all orders of the predictors.

    Lindeman, Merenda & Gold 1980; Grömping, JSS 17(1), 2006. Also called Shapley value, general dominance.

    Parameters
    ----------
    correlation : array, shape (…, p + 1, p + 1)
        The outcome first, p at most 15; several matrices at once are allowed.

    Returns
    -------
    array, shape (…, p)
        Adds up to R².

    Examples
    --------
    >>> lmg(np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])).round(5).tolist()
    [0.28667, 0.08667]
    """
    p = correlation.shape[-1] - 1
    if p > LMG_MOST:
        raise OptionInvalid("Too many predictors for LMG", expected=f"at most {LMG_MOST}", got=str(p))
    r2 = _subset_r_squared(correlation)
    subsets = np.arange(1 << p)
    size = np.bitwise_count(subsets).astype(np.int64)
    weight = np.array([1 / (p * comb(p - 1, k)) for k in range(p)])
    out = np.empty((*correlation.shape[:-2], p))
    for i in range(p):
        rest = subsets[(subsets >> i & 1) == 0]
        out[..., i] = (r2[..., rest | 1 << i] - r2[..., rest]) @ weight[size[rest]]
    return out


def johnson(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return relative weights (Johnson 2000): R² shared out by the nearest orthogonal variables.

    Parameters
    ----------
    correlation : array, shape (…, p + 1, p + 1)
        The outcome first; several matrices at once are allowed.

    Examples
    --------
    >>> johnson(np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])).round(5).tolist()
    [0.28667, 0.08667]
    """
    values, vectors = np.linalg.eigh(correlation[..., 1:, 1:])
    half = np.sqrt(np.maximum(values, 0))
    root = (vectors * half[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    inverse = (vectors / np.maximum(half, 1e-12)[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    beta = inverse @ correlation[..., 1:, :1]
    return ((root * root) @ (beta * beta))[..., 0]


def normal_theory_errors(
    correlation: NDArray[np.float64], n: int, statistic: Callable[[NDArray[np.float64]], NDArray[np.float64]]
) -> NDArray[np.float64]:
    """Return standard errors of a statistic of correlations, by the delta method for normal variables.

    The covariances of correlations are those of Pearson & Filon (1898).

    Parameters
    ----------
    correlation : array, shape (k, k)
    n : int
        Rows the correlations rest on.
    statistic : callable
        From matrices of shape (m, k, k) to figures of shape (m, figures).

    Examples
    --------
    >>> r = np.array([[1, 0.6], [0.6, 1]])
    >>> normal_theory_errors(r, 100, lambda m: m[:, :1, 1]).round(4).tolist()
    [0.064]
    """
    j, k = np.triu_indices(len(correlation), 1)
    step = 1e-5
    moved = np.repeat(correlation[None], 2 * len(j), 0)
    each = np.arange(len(j))
    for sign, block in ((1, moved[: len(j)]), (-1, moved[len(j) :])):
        block[each, j, k] += sign * step
        block[each, k, j] += sign * step
    values = statistic(moved)
    gradient = (values[: len(j)] - values[len(j) :]) / (2 * step)
    covariance = _covariance_of_correlations(correlation, j, k) / n
    return np.sqrt(np.maximum(np.einsum("if,ij,jf->f", gradient, covariance, gradient), 0))


def _covariance_of_correlations(
    r: NDArray[np.float64], j: NDArray[np.int64], k: NDArray[np.int64]
) -> NDArray[np.float64]:
    jk, hm = r[j, k][:, None], r[j, k][None, :]
    jh, jm, kh, km = (r[np.ix_(a, b)] for a, b in ((j, j), (j, k), (k, j), (k, k)))
    squares = jh**2 + jm**2 + kh**2 + km**2
    triples = jk * (jh * jm + kh * km) + hm * (jh * kh + jm * km)
    return 0.5 * jk * hm * squares + jh * km + jm * kh - triples


def _subset_r_squared(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """R² of every subset of predictors, indexed by its bits.

    One predictor after another is taken out of the others or left alone, so the outcome's unexplained part
    of all 2^p subsets comes from p steps.
    """
    p = correlation.shape[-1] - 1
    order = [*range(1, p + 1), 0]
    work = correlation[..., None, order, :][..., order]
    for _ in range(p):
        pivot = work[..., 0, 0]
        rest = work[..., 1:, 1:]
        share = work[..., 1:, 0] / np.where(pivot > _NOTHING, pivot, np.inf)[..., None]
        swept = rest - share[..., :, None] * work[..., None, 0, 1:]
        work = np.concatenate([rest, swept], axis=-3)
    return 1.0 - work[..., 0, 0]
