"""How far persons come through a list of steps: closed, open or hybrid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Chosen, Flags, Ints, journey_starts, numbered, runs
from oase.lake.kernels.quantiles import KEPT, Gaps

__all__ = ["FunnelKernel", "FunnelMode", "FunnelSteps"]

FunnelMode = Literal["closed", "open", "hybrid"]


@dataclass(frozen=True, slots=True)
class FunnelSteps:
    """Persons per step, and the median seconds from the first step (nan where there is none)."""

    persons: Ints
    median_seconds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Walk:
    """The contacts of a chunk that serve any step; one more row at the end belongs to no journey."""

    at: Ints
    journey: NDArray[np.int64]
    person: NDArray[np.int64]
    serves: list[Flags]


class FunnelKernel:
    """Follow every contact that can be a first step, and let each person's best attempt count.

    Parameters
    ----------
    steps : sequence of sequences of str
        Touchpoints that serve each step.
    mode : {"closed", "open", "hybrid"}
        Whether a step follows the one before, is counted by itself, or follows the first in any order.
    within : int or None
        Most microseconds from the first step to any other.
    gap : int or None
        Microseconds after which a new journey begins; an attempt lies within one journey.
    """

    def __init__(
        self,
        steps: Sequence[Sequence[str]],
        mode: FunnelMode = "closed",
        within: int | None = None,
        gap: int | None = None,
        *,
        kept: int = KEPT,
        times: Gaps | None = None,
    ) -> None:
        self._steps = steps
        self._serving = [Chosen(step) for step in steps]
        self._mode: FunnelMode = mode
        self._within = within
        self._gap = gap
        self._kept = kept
        self._times = Gaps([0.5], kept) if times is None else times
        self._persons = np.zeros(len(steps), np.int64)
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        walk = self._walk(chunk)
        if self._mode == "open":
            for step, serves in enumerate(walk.serves):
                self._persons[step] += len(runs(walk.person[:-1][serves[:-1]]))
            return
        for step, (start, reached) in enumerate(_attempts(walk, self._mode, self._within)):
            person = walk.person[start]
            first = runs(person)
            self._persons[step] += len(first)
            if step and len(first):
                shortest = np.minimum.reduceat(walk.at[reached] - walk.at[start], first)
                self._times.add(np.array([step]), np.array([len(shortest)]), shortest)

    def again(self) -> Callable[[], FunnelKernel] | None:
        """Return what makes the kernel of a second walk where the times did not fit into memory."""
        narrowed = self._times.narrowed()
        if narrowed is None:
            return None
        return lambda: FunnelKernel(
            self._steps, self._mode, self._within, self._gap, kept=self._kept, times=narrowed()
        )

    def result(self) -> FunnelSteps:
        """Return persons and median seconds per step."""
        steps, medians = self._times.read()
        seconds = np.full(len(self._steps), np.nan)
        if self._mode != "open" and self._persons[0]:
            seconds[0] = 0.0
        seconds[steps] = medians[:, 0] / 1e6
        return FunnelSteps(self._persons.copy(), seconds)

    def _walk(self, chunk: Chunk) -> _Walk:
        serves = [step.codes(chunk.names) for step in self._serving]
        any_step = np.logical_or.reduce(serves)
        rows = np.flatnonzero(any_step[chunk.touchpoint])
        code = chunk.touchpoint[rows]
        person = numbered(chunk.starts)[rows]
        journey = person if self._gap is None else numbered(journey_starts(chunk, self._gap))[rows]
        return _Walk(
            at=np.append(chunk.at[rows], 0),
            journey=np.append(journey, -1),
            person=np.append(person, -1),
            serves=[np.append(step[code], False) for step in serves],
        )


def _attempts(walk: _Walk, mode: FunnelMode, within: int | None) -> Iterator[tuple[Ints, Ints]]:
    """Yield per step the attempts that reached it: the row of their first step, and the row that reached it.

    Every contact of the first step begins an attempt of its own, which takes the earliest next contact that
    serves: no attempt from there can reach a step sooner. Shapes: attempts still alive, ascending by start.
    """
    start = np.flatnonzero(walk.serves[0])
    reached = start
    yield start, reached
    for serves in walk.serves[1:]:
        candidates = np.append(np.flatnonzero(serves), len(serves) - 1)
        so_far = np.cumsum(serves, dtype=np.int32)
        following = candidates[so_far[reached if mode == "closed" else start]]
        alive = walk.journey[following] == walk.journey[start]
        if within is not None:
            alive &= walk.at[following] - walk.at[start] <= within
        start, following, reached = start[alive], following[alive], reached[alive]
        reached = following if mode == "closed" else np.maximum(reached, following)
        yield start, reached
