"""What a person said about the other touchpoints, as seen from each of her answers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oase.experience.outcome import NEVER
from oase.experience.voices import SILENT, LongVoices
from oase.lake.kernels.moments import Codes

__all__ = ["Neighbours", "neighbours"]

_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """States of every touchpoint at every answer.

    Parameters
    ----------
    earlier : list of uint8 arrays, one per touchpoint
        The person's last answer about it before this answer; silent where there is none.
    all : list of uint8 arrays
        Else her first one after it, before the outcome contact and before the window closes.
    has_order : bool
        Whether any answer has an earlier one.
    """

    earlier: list[Codes]
    all: list[Codes]
    has_order: bool


def neighbours(voices: LongVoices, closes: NDArray[np.int64] | None) -> Neighbours:
    """Return the states of all touchpoints at every answer about the own brand.

    Only overall answers enter, where there are any, and none about competitors. Rows are walked in blocks of
    whole persons; within a block, the last and next answer about a touchpoint are found by running maxima of
    row numbers. Of answers at the same time (and place in a given order) none is earlier than the other.

    Parameters
    ----------
    closes : int64 array or None
        Per answer, the time from which later answers no longer enter.
    """
    is_own = np.ones(len(voices), bool) if voices.brand is None else voices.brand == 0
    rows = np.flatnonzero(is_own & (voices.state != SILENT))
    has_overall = bool((voices.facet[rows] == 0).any())
    count = len(voices.touchpoints)
    earlier = [np.full(len(voices), SILENT, np.uint8) for _ in range(count)]
    every = [np.full(len(voices), SILENT, np.uint8) for _ in range(count)]
    person = voices.persons.codes[rows]
    has_order = False
    for start, end in _blocks(person):
        block = rows[start:end]
        seen = _Seen(voices, block, None if closes is None else closes[block], enters_overall=has_overall)
        for touchpoint in range(count):
            before, beside = seen.states_of(touchpoint)
            earlier[touchpoint][block], every[touchpoint][block] = before, beside
            has_order = has_order or bool((before != SILENT).any())
    return Neighbours(earlier, every, has_order)


class _Seen:
    """One block of whole persons, ordered by person, time and given order."""

    def __init__(
        self,
        voices: LongVoices,
        rows: NDArray[np.int64],
        closes: NDArray[np.int64] | None,
        *,
        enters_overall: bool,
    ) -> None:
        n = len(rows)
        person, rank = voices.persons.codes[rows], voices.rank[rows]
        self.at = np.zeros(n, np.int64) if voices.at is None else voices.at[rows]
        self.numbers = np.arange(n, dtype=np.int32)
        self.state = voices.state[rows]
        self.touchpoint = voices.touchpoint[rows]
        enters = self.at != NEVER
        self.enters = enters & (voices.facet[rows] == 0) if enters_overall else enters
        new_person = np.r_[True, person[1:] != person[:-1]]
        new_moment = new_person | np.r_[True, (self.at[1:] != self.at[:-1]) | (rank[1:] != rank[:-1])]
        self.first = np.maximum.accumulate(np.where(new_person, self.numbers, 0))
        self.moment = np.maximum.accumulate(np.where(new_moment, self.numbers, 0))
        ends = np.r_[np.flatnonzero(new_person)[1:], n].astype(np.int32)
        self.end = np.repeat(ends, np.diff(np.r_[np.flatnonzero(new_person), n]))
        self.closes = closes

    def states_of(self, touchpoint: int) -> tuple[Codes, Codes]:
        """Return the state before each answer, and before or else after it."""
        n = len(self.numbers)
        here = (self.touchpoint == touchpoint) & self.enters
        last = np.maximum.accumulate(np.where(here, self.numbers, -1))
        prior = np.where(self.moment > 0, last[self.moment - 1], -1)
        earlier = np.where(prior >= self.first, self.state[prior], SILENT).astype(np.uint8)
        following = np.minimum.accumulate(np.where(here, self.numbers, n)[::-1])[::-1][self.moment]
        there = np.minimum(following, n - 1)
        enters = following < self.end
        if self.closes is not None:
            enters &= self.at[there] < self.closes
        later = np.where(enters, self.state[there], SILENT)
        return earlier, np.where(earlier != SILENT, earlier, later).astype(np.uint8)


def _blocks(person: NDArray[np.int32]) -> list[tuple[int, int]]:
    """Bounds of blocks of whole persons."""
    n = len(person)
    if not n:
        return []
    starts = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
    picked = starts[np.searchsorted(starts, np.arange(0, n, _BLOCK))[np.arange(0, n, _BLOCK) <= starts[-1]]]
    bounds = np.unique(np.r_[picked, n]).tolist()
    return list(pairwise(bounds))
