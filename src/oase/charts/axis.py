"""Linear scales and round ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Scale", "ticks"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from data to pixels.

    Examples
    --------
    >>> Scale(0, 1, 100, 200)(0.25), Scale(0, 1, 100, 200).held(7)
    (125.0, 200.0)
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def held(self, value: float) -> float:
        """Return the pixel of a value, held inside the scale."""
        return self(min(self.high, max(self.low, value)))

    def covers(self, value: float) -> bool:
        """Return whether the value lies on the scale."""
        return self.low <= value <= self.high


def ticks(low: float, high: float, most: int) -> Sequence[float]:
    """Return round values between two ends, at most so many.

    Examples
    --------
    >>> [round(tick, 2) for tick in ticks(-0.12, 0.31, 5)]
    [-0.1, 0.0, 0.1, 0.2, 0.3]
    """
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for step in (power * factor for factor in (1, 2, 5, 10, 20, 50)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            return [n * step for n in range(first, last + 1)]
    return [low]
