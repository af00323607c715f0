"""Comparison within strata, as a check on least squares."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Standardised", "standardise"]


class Standardised(NamedTuple):
    """A difference within strata, and the share of rows in strata that hold both sides."""

    difference: float
    share_usable: float


def standardise(
    rows1: NDArray[np.float64],
    sum1: NDArray[np.float64],
    rows0: NDArray[np.float64],
    sum0: NDArray[np.float64],
    *,
    least: float = 2.0,
) -> Standardised:
    """Return the mean over strata of the difference between two sides, weighted by rows.

    For discrete strata this is the g-formula; inverse weighting and the doubly robust estimate agree with it.

    Parameters
    ----------
    rows1, sum1 : arrays, shape (strata,)
        Number of rows and sum of the outcome on the one side.
    rows0, sum0 : arrays, shape (strata,)
        The same on the other side.
    least : float
        Rows needed on either side for a stratum to be usable.

    Examples
    --------
    >>> standardise(np.array([2.0, 8]), np.array([1.0, 6]), np.array([8.0, 2]), np.array([2.0, 1]))
    Standardised(difference=0.25, share_usable=1.0)
    """
    rows = rows1 + rows0
    usable = (rows1 >= least) & (rows0 >= least)
    total, kept = float(rows.sum()), float(rows[usable].sum())
    if kept <= 0:
        return Standardised(np.nan, 0.0)
    gaps = sum1[usable] / rows1[usable] - sum0[usable] / rows0[usable]
    return Standardised(float((rows[usable] * gaps).sum() / kept), kept / total)
