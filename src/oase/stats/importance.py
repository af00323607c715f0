"""Which of several correlated predictors carries how much of R²: shares of association, not effects."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from oase.errors import OptionInvalid

__all__ = ["LMG_MOST", "correlations", "johnson", "lmg", "r_squared"]

LMG_MOST = 15
"""Most predictors for which all 2^p subsets are taken; above it Johnson's weights stand in."""

_BATCH = 4096


def correlations(moments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return correlations from sums of products whose first row and column belong to the constant.

    Examples
    --------
    >>> x = np.array([[1.0, 1, 2], [1, 2, 4], [1, 3, 6]])
    >>> correlations(x.T @ x).round(6).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    n = moments[0, 0]
    means = moments[0, 1:] / n
    covariance = moments[1:, 1:] / n - np.outer(means, means)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        return covariance / np.outer(spread, spread)


def r_squared(correlation: NDArray[np.float64]) -> float:
    """Return R² of the first variable on all others."""
    return float(correlation[0, 1:] @ np.linalg.solve(correlation[1:, 1:], correlation[1:, 0]))


def lmg(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return LMG shares: the mean gain in R² over all orders of the predictors.

    Lindeman, Merenda & Gold 1980; Grömping, JSS 17(1), 2006. Also called Shapley value, general dominance.

    Parameters
    ----------
    correlation : array, shape (p + 1, p + 1)
        The outcome first, p at most 15.

    Returns
    -------
    array, shape (p,)
        Adds up to R².

    Examples
    --------
    >>> lmg(np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])).round(5).tolist()
    [0.28667, 0.08667]
    """
    p = len(correlation) - 1
    if p > LMG_MOST:
        raise OptionInvalid(
            "There are too many predictors for LMG", expected=f"at most {LMG_MOST}", got=str(p)
        )
    r2 = _subset_r_squared(correlation)
    subsets = np.arange(1 << p)
    size = np.bitwise_count(subsets).astype(np.int64)
    weight = np.array([1 / (p * comb(p - 1, k)) for k in range(p)])
    out = np.empty(p)
    for i in range(p):
        rest = subsets[(subsets >> i & 1) == 0]
        out[i] = weight[size[rest]] @ (r2[rest | 1 << i] - r2[rest])
    return out


def johnson(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return relative weights (Johnson 2000): R² shared out by the nearest orthogonal variables.

    Parameters
    ----------
    correlation : array, shape (p + 1, p + 1)
        The outcome first.

    Examples
    --------
    >>> johnson(np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])).round(5).tolist()
    [0.28667, 0.08667]
    """
    values, vectors = np.linalg.eigh(correlation[1:, 1:])
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    beta = np.linalg.solve(root, correlation[1:, 0])
    return (root * root) @ (beta * beta)


def _subset_r_squared(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """R² of every subset of predictors, indexed by its bits."""
    p = len(correlation) - 1
    inner, outer = correlation[1:, 1:], correlation[1:, 0]
    subsets = np.arange(1 << p)
    size = np.bitwise_count(subsets)
    r2 = np.zeros(1 << p)
    for k in range(1, p + 1):
        for batch in np.array_split(chosen := subsets[size == k], max(1, len(chosen) // _BATCH)):
            members = np.nonzero(batch[:, None] >> np.arange(p) & 1)[1].reshape(-1, k)
            b = outer[members]
            a = inner[members[:, :, None], members[:, None, :]]
            r2[batch] = np.einsum("ij,ij->i", b, np.linalg.solve(a, b[..., None])[..., 0])
    return r2
