"""The cap: an item that is repaired, resold and recycled is never credited more than one new item."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["capped"]


def capped(shares: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Return what of each share of a life counts, in the order in which they came about.

    Parameters
    ----------
    shares : sequence of arrays
        ``L`` of each happening of one item, oldest first, by draw; not below 0.

    Returns
    -------
    list of arrays
        The same until they come to 1; of the one that passes 1 the part that is left; 0 from then on.

    Examples
    --------
    >>> [float(one[0]) for one in capped([np.array([0.75]), np.array([0.5]), np.array([0.5])])]
    [0.75, 0.25, 0.0]
    """
    left: NDArray[np.float64] | None = None
    found: list[NDArray[np.float64]] = []
    for share in shares:
        left = np.ones_like(share) if left is None else left
        counts = np.minimum(left, share)
        found.append(counts)
        left = left - counts
    return found
