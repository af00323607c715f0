"""The jackknife over groups of persons."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oase.stats.hypotheses import Estimate

__all__ = ["group_count", "jackknife", "merge_groups"]

_GROUPS = (50, 25, 10)
_PERSONS_PER_GROUP = 5
_LEAST_EFFECTIVE = 5.0


def jackknife(full: float, left_out: ArrayLike, sizes: ArrayLike) -> Estimate:
    """Return the delete-m_j jackknife estimate for unequal groups (Busing, Meijer & van der Leeden 1999).

    Parameters
    ----------
    full : float
        The statistic on all rows.
    left_out : array, shape (groups,)
        The statistic without each group in turn.
    sizes : array, shape (groups,)
        Rows of each group; empty groups are passed over.

    Returns
    -------
    Estimate
        ``full`` with the standard error and groups - 1 degrees of freedom; the error is nan where one of the
        statistics is.

    Notes
    -----
    Where few groups hold most rows, the degrees of freedom are those of as many groups as (Σm)² / Σm² tells;
    below five of these the spread cannot be told, and the error is nan.

    Examples
    --------
    The mean of single rows has its classical standard error:

    >>> x = np.array([1.0, 2.0, 4.0, 7.0])
    >>> e = jackknife(x.mean(), [np.delete(x, i).mean() for i in range(4)], [1, 1, 1, 1])
    >>> bool(np.isclose(e.se, x.std(ddof=1) / 2)), e.df
    (True, 3)
    """
    m = np.asarray(sizes, np.float64)
    theta = np.asarray(left_out, np.float64)[m > 0]
    m = m[m > 0]
    g = len(m)
    if g < 2:
        return Estimate(full, np.nan, 0)
    n = m.sum()
    h = n / m
    centre = g * full - ((1 - m / n) * theta).sum()
    pseudo = h * full - (h - 1) * theta
    effective = float(n * n / (m * m).sum())
    if effective < 0.999 * min(g, _LEAST_EFFECTIVE):
        return Estimate(full, np.nan, 0)
    error = float(np.sqrt((((pseudo - centre) ** 2) / (h - 1)).sum() / g))
    return Estimate(full, error, g - 1 if effective >= g / 2 else effective - 1)


def group_count(persons: int) -> int:
    """Return how many jackknife groups so many persons can fill: 50, 25, 10, or 0 when there are too few.

    Examples
    --------
    >>> [group_count(n) for n in (4000, 130, 50, 3)]
    [50, 25, 10, 0]
    """
    return next((g for g in _GROUPS if persons >= g * _PERSONS_PER_GROUP), 0)


def merge_groups(moments: NDArray[np.float64], groups: int) -> NDArray[np.float64]:
    """Add neighbouring groups until only ``groups`` are left.

    Parameters
    ----------
    moments : array, shape (50, …)
        Sums per group.

    Examples
    --------
    >>> merge_groups(np.ones((50, 2)), 10)[:, 0].tolist()
    [5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]
    """
    return moments.reshape(groups, moments.shape[0] // groups, *moments.shape[1:]).sum(1)
