"""Which touchpoint stands at which place of a journey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Ints, journey_starts
from oase.lake.kernels.sums import Sums

__all__ = ["Places", "StepsKernel"]

_CODE_BITS = 32


@dataclass(frozen=True, slots=True)
class Places:
    """Journeys in all, and how many have a touchpoint at a step (1 = first); one pair a row.

    Parameters
    ----------
    step, touchpoint, journeys : int64 arrays
        The pairs that occur, ascending.
    reaching : int64 array, shape (steps + 1,)
        Journeys that have a contact at step 1 … steps + 1.
    total : int
        All journeys.
    """

    step: Ints
    touchpoint: Ints
    journeys: Ints
    reaching: Ints
    total: int


class StepsKernel:
    """Count touchpoints by their place in the journey.

    Parameters
    ----------
    steps : int
        Places looked at.
    gap : int or None
        Microseconds after which a new journey begins.
    """

    def __init__(self, steps: int, gap: int | None = None) -> None:
        self._steps = steps
        self._gap = gap
        self._sums = Sums(1)
        self._reaching = np.zeros(steps + 1, np.int64)
        self._total = 0
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        starts = journey_starts(chunk, self._gap)
        lengths = np.diff(starts)
        first = starts[:-1]
        self._total += len(first)
        for step in range(self._steps + 1):
            longer = lengths > step
            first, lengths = first[longer], lengths[longer]
            if len(first) == 0:
                return
            self._reaching[step] += len(first)
            if step < self._steps:
                counts = np.bincount(chunk.touchpoint[first + step], minlength=len(chunk.names))
                codes = np.flatnonzero(counts)
                self._sums.add(((step + 1) << _CODE_BITS) | codes, counts[codes][:, None])

    def again(self) -> Callable[[], StepsKernel] | None:
        """Return None: one walk is enough."""
        return None

    def result(self) -> Places:
        """Return the counts of all pairs."""
        keys = self._sums.keys
        code = keys & ((1 << _CODE_BITS) - 1)
        return Places(keys >> _CODE_BITS, code, self._sums.numbers[:, 0], self._reaching.copy(), self._total)
