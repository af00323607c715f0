"""Whole numbers per key, added up over chunks."""

from __future__ import annotations

import numpy as np

from oase.lake.kernels.kernel import Ints

__all__ = ["Sums"]


class Sums:
    """Rows of whole numbers under ascending keys.

    Parameters
    ----------
    width : int
        Numbers per key.

    Examples
    --------
    >>> sums = Sums(1)
    >>> sums.add(np.array([3, 5]), np.array([[1], [2]]))
    >>> sums.add(np.array([4, 5]), np.array([[7], [1]]))
    >>> sums.keys.tolist(), sums.numbers[:, 0].tolist()
    ([3, 4, 5], [1, 7, 3])
    """

    def __init__(self, width: int) -> None:
        self.keys: Ints = np.empty(0, np.int64)
        self.numbers: Ints = np.empty((0, width), np.int64)

    def add(self, keys: Ints, numbers: Ints) -> None:
        """Add numbers, shape (keys, width), under keys that are each given once."""
        merged = np.union1d(self.keys, keys)
        sums = np.zeros((len(merged), self.numbers.shape[1]), np.int64)
        sums[np.searchsorted(merged, self.keys)] = self.numbers
        sums[np.searchsorted(merged, keys)] += numbers
        self.keys, self.numbers = merged, sums
