"""What the page of paths asks of one walk: first steps and ends, changes of channel, one kernel per value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake import Contacts
from oase.lake.chunk import Chunk
from oase.lake.kernels import FunnelKernel, FunnelSteps
from oase.lake.kernels.kernel import journey_starts, numbered

__all__ = ["Asked", "Changes", "FirstSteps", "PerValue", "walked"]

_SHIFT = 32


class Asked(Protocol):
    """A kernel that may ask for another walk."""

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        ...

    def again(self) -> Callable[[], Asked] | None:
        """Return what makes the kernel of another walk, or None."""
        ...


def walked(
    contacts: Contacts, makes: Sequence[Callable[[], Asked]], columns: Sequence[str] = ()
) -> list[Asked]:
    """Let kernels walk together, in one pass; those that ask for another walk share that one too."""
    done = list(contacts.run(lambda: [make() for make in makes], columns))
    while pending := {at: again for at, kernel in enumerate(done) if (again := kernel.again()) is not None}:
        for at, kernel in zip(pending, walked_once(contacts, list(pending.values()), columns), strict=True):
            done[at] = kernel
    return done


def walked_once(
    contacts: Contacts, makes: Sequence[Callable[[], Asked]], columns: Sequence[str]
) -> Sequence[Asked]:
    """Let kernels walk once."""
    return contacts.run(lambda: [make() for make in makes], columns)


class FirstSteps:
    """Which touchpoint follows which at the first steps of journeys, and at which ones journeys end.

    Parameters
    ----------
    steps : int
        Steps looked at.
    gap : int or None
        Microseconds after which a new journey begins.
    """

    def __init__(self, steps: int, gap: int | None) -> None:
        self._steps = steps
        self._gap = gap
        self._pairs: list[Counter[int]] = [Counter() for _ in range(steps)]
        self._ends: Counter[int] = Counter()
        self._contacts: Counter[int] = Counter()
        self._names: tuple[str, ...] = ()
        self.journeys = 0
        self.contacts = 0

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self._names = chunk.names
        if not chunk.rows:
            return
        starts = journey_starts(chunk, self._gap)
        begins, lengths = starts[:-1], np.diff(starts)
        self.journeys += len(begins)
        self.contacts += chunk.rows
        _count(self._ends, chunk.touchpoint[starts[1:] - 1])
        _count(self._contacts, chunk.touchpoint)
        following = np.append(chunk.touchpoint[1:], -1).astype(np.int64)
        following[starts[1:] - 1] = -1
        for step, pairs in enumerate(self._pairs):
            rows = begins[lengths > step] + step
            _count(pairs, (chunk.touchpoint[rows].astype(np.int64) << _SHIFT) | (following[rows] + 1))

    def again(self) -> None:
        """Return None: one walk is enough."""

    def steps(self) -> list[dict[tuple[str, str | None], int]]:
        """Return per step how many journeys go from one touchpoint to the next one, None where they end."""
        mask = (1 << _SHIFT) - 1
        return [
            {(self._names[key >> _SHIFT], self._name((key & mask) - 1)): n for key, n in pairs.items()}
            for pairs in self._pairs
            if pairs
        ]

    def ends(self) -> list[dict[str, object]]:
        """Return how many journeys end at each touchpoint, the most frequent first."""
        rows: list[dict[str, object]] = [
            {
                "touchpoint": self._names[code],
                "journeys": n,
                "share": n / self.journeys,
                "contacts": self._contacts[code],
                "share_of_contacts": n / self._contacts[code],
            }
            for code, n in self._ends.items()
        ]
        return sorted(rows, key=lambda row: (-cast(int, row["journeys"]), str(row["touchpoint"])))

    def _name(self, code: int) -> str | None:
        return None if code < 0 else self._names[code]


class Changes:
    """How often journeys go on by another channel, and how often they end right there.

    Parameters
    ----------
    gap : int or None
        Microseconds after which a new journey begins.
    """

    def __init__(self, gap: int | None) -> None:
        self._gap = gap
        self._codes: dict[str, int] = {}
        self._went: Counter[int] = Counter()
        self._ended: Counter[int] = Counter()
        self.journeys = 0
        """Journeys that change their channel at least once."""

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account; the chunk must carry the column ``channel``."""
        if not chunk.rows:
            return
        channel = _coded(chunk.columns["channel"], self._codes)
        starts = journey_starts(chunk, self._gap)
        journey = numbered(starts)
        is_last = np.zeros(chunk.rows, np.bool_)
        is_last[starts[1:] - 1] = True
        one, two = channel[:-1], channel[1:]
        known = (journey[:-1] == journey[1:]) & (one >= 0) & (two >= 0)
        key = (one << _SHIFT) | two
        _count(self._went, key[known])
        _count(self._ended, key[known & is_last[1:]])
        self.journeys += len(np.unique(journey[1:][known & (one != two)]))

    def again(self) -> None:
        """Return None: one walk is enough."""

    def pairs(self) -> list[dict[str, object]]:
        """Return the changes, the most frequent first.

        ``changes``: steps from source to target; ``ended``: after which nothing follows in the journey;
        ``stayed``, ``stayed_ended``: the same for steps that stay within the target, for comparison.
        """
        names = list(self._codes)
        rows: list[dict[str, object]] = []
        for key, n in self._went.items():
            source, target = key >> _SHIFT, key & ((1 << _SHIFT) - 1)
            if source == target:
                continue
            staying = (target << _SHIFT) | target
            rows.append(
                {
                    "source": names[source],
                    "target": names[target],
                    "changes": n,
                    "ended": self._ended[key],
                    "stayed": self._went[staying],
                    "stayed_ended": self._ended[staying],
                }
            )
        return sorted(
            rows, key=lambda row: (-cast(int, row["changes"]), str(row["source"]), str(row["target"]))
        )


class PerValue:
    """One funnel per value of a column, all in one walk.

    Parameters
    ----------
    column : str
    makes : mapping of str to callable
        What makes the funnel of each value.
    done : mapping of str to FunnelKernel
        Funnels that need no further walk.
    """

    def __init__(
        self,
        column: str,
        makes: Mapping[str, Callable[[], FunnelKernel]],
        done: Mapping[str, FunnelKernel] | None = None,
    ) -> None:
        self._column = column
        self._kernels = {value: make() for value, make in makes.items()}
        self._done = dict(done or {})
        self._codes = {value: code for code, value in enumerate(self._kernels)}

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account; the chunk must carry the column."""
        codes = _coded(chunk.columns[self._column], self._codes)
        for value, kernel in self._kernels.items():
            part = _part(chunk, np.flatnonzero(codes == self._codes[value]))
            if part.rows:
                kernel.add(part)

    def again(self) -> Callable[[], PerValue] | None:
        """Return what makes the kernel of a second walk where the times of some did not fit into memory."""
        pending = {
            value: again for value, kernel in self._kernels.items() if (again := kernel.again()) is not None
        }
        if not pending:
            return None
        over = {value: kernel for value, kernel in self._kernels.items() if value not in pending}
        return lambda: PerValue(self._column, pending, self._done | over)

    def result(self) -> dict[str, FunnelSteps]:
        """Return the funnel of each value."""
        return {value: kernel.result() for value, kernel in (self._done | self._kernels).items()}


def _part(chunk: Chunk, rows: NDArray[np.int64]) -> Chunk:
    """Return some rows of a chunk; persons without any are left out."""
    counts = np.diff(np.searchsorted(rows, chunk.starts))
    starts = np.append(0, np.cumsum(counts[counts > 0]))
    return Chunk(starts, chunk.at[rows], chunk.touchpoint[rows], chunk.names)


def _coded(column: pa.Array, known: dict[str, int]) -> NDArray[np.int64]:
    """Return values as numbers that mean the same in every chunk, -1 for none; new ones are numbered on."""
    coded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    told = [None if value is None else str(value) for value in coded.dictionary.to_pylist()]
    codes = np.array(
        [-1 if one is None else known.setdefault(one, len(known)) for one in told] + [-1], np.int64
    )
    indices = pc.fill_null(coded.indices.cast(pa.int64()), len(told))
    return codes[indices.to_numpy(zero_copy_only=False)]


def _count(counter: Counter[int], values: NDArray[np.integer]) -> None:
    found, counts = np.unique(values, return_counts=True)
    for value, n in zip(found.tolist(), counts.tolist(), strict=True):
        counter[value] += n
