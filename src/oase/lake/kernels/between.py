"""How long it takes from one touchpoint to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Chosen, journey_starts, numbered, runs
from oase.lake.kernels.quantiles import KEPT, Gaps

__all__ = ["BetweenKernel", "Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """Journeys that have the first, that reach the second, and the time between; None where none did."""

    started: int
    reached: int
    mean_seconds: float | None
    median_seconds: float | None
    p90_seconds: float | None
    lower_quartile_seconds: float | None = None
    upper_quartile_seconds: float | None = None


class BetweenKernel:
    """Take each journey's first ``a`` and the first ``b`` after it.

    Parameters
    ----------
    a, b : sequence of str
        Touchpoints of which any serves.
    gap : int or None
        Microseconds after which a new journey begins.
    """

    def __init__(
        self,
        a: Sequence[str],
        b: Sequence[str],
        gap: int | None = None,
        *,
        kept: int = KEPT,
        times: Gaps | None = None,
    ) -> None:
        self._a, self._b = a, b
        self._begin, self._end = Chosen(a), Chosen(b)
        self._gap = gap
        self._kept = kept
        self._times = Gaps([0.25, 0.5, 0.75, 0.9], kept) if times is None else times
        self._started = self._reached = self._total = 0
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        journey = numbered(journey_starts(chunk, self._gap))
        begins, ends = (
            np.flatnonzero(chosen.codes(chunk.names)[chunk.touchpoint]) for chosen in (self._begin, self._end)
        )
        begins = begins[runs(journey[begins])]
        self._started += len(begins)
        place = np.searchsorted(ends, begins, side="right")
        begins, place = begins[place < len(ends)], place[place < len(ends)]
        same = journey[ends[place]] == journey[begins]
        times = (chunk.at[ends[place]] - chunk.at[begins])[same]
        self._reached += len(times)
        if len(times):
            self._total += sum(int(part.sum()) for part in np.array_split(times, len(times) // 50_000 + 1))
            self._times.add(np.array([0]), np.array([len(times)]), times)

    def again(self) -> Callable[[], BetweenKernel] | None:
        """Return what makes the kernel of a second walk where the times did not fit into memory."""
        narrowed = self._times.narrowed()
        if narrowed is None:
            return None
        return lambda: BetweenKernel(self._a, self._b, self._gap, kept=self._kept, times=narrowed())

    def result(self) -> Span:
        """Return counts and times in seconds."""
        if self._reached == 0:
            return Span(self._started, 0, None, None, None)
        _, quantiles = self._times.read()
        lower, median, upper, p90 = (float(value) / 1e6 for value in quantiles[0])
        mean = self._total / self._reached / 1e6
        return Span(self._started, self._reached, mean, median, p90, lower, upper)
