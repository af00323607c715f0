"""Many claims at once: false discovery rate and family-wise error."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["benjamini_hochberg", "holm"]


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return q values: the false discovery rate at which each claim holds (Benjamini & Hochberg 1995).

    Parameters
    ----------
    p : array of float
        nan marks claims that could not be tested; they stay nan and are not counted.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03, np.nan]).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    values = np.asarray(p, np.float64)
    out = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if not known.size:
        return out
    order = known[np.argsort(values[known], kind="stable")]
    m = len(order)
    raw = values[order] * m / np.arange(1, m + 1)
    out[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return out


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return p values adjusted step-down for the whole family (Holm 1979).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).tolist()
    [0.03, 0.06, 0.06]
    """
    values = np.asarray(p, np.float64)
    out = np.full(values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    raw = values[order] * np.arange(len(order), 0, -1)
    out[order] = np.minimum(np.maximum.accumulate(raw), 1.0)
    return out
