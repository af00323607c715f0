"""What every kernel is, and the borders of journeys that they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from oase.lake.chunk import Chunk, Kernel

__all__ = ["Chosen", "Flags", "Ints", "Question", "journey_starts", "numbered", "runs", "smallest_unsigned"]

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Question(Kernel, Protocol):
    """A kernel that may need a second walk over all chunks."""

    def again(self) -> Callable[[], Self] | None:
        """Return what makes the kernel of another walk, or None where this one was enough."""
        ...


class Chosen:
    """Which touchpoints are among some names; asks for a name once, however many chunks there are.

    Examples
    --------
    >>> chosen = Chosen(["shop"])
    >>> chosen.codes(("app", "shop")).tolist()
    [False, True]
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._codes: Flags = np.empty(0, np.bool_)

    def codes(self, known: tuple[str, ...]) -> Flags:
        """Return for each code known so far whether it is among the names."""
        fresh = known[len(self._codes) :]
        if fresh:
            self._codes = np.append(self._codes, np.array([name in self._names for name in fresh], np.bool_))
        return self._codes


def journey_starts(chunk: Chunk, gap: int | None) -> Ints:
    """Return the rows where journeys begin, and the number of rows at the end.

    Parameters
    ----------
    chunk : Chunk
        Some whole persons.
    gap : int or None
        A pause longer than this many microseconds begins a new journey; None: a journey is all of a person.

    Examples
    --------
    >>> chunk = Chunk(np.array([0, 3, 4]), np.array([0, 5, 30, 31]), np.zeros(4, np.int32), ("a",))
    >>> journey_starts(chunk, 10).tolist()
    [0, 2, 3, 4]
    """
    if gap is None or chunk.rows == 0:
        return chunk.starts
    begins = np.empty(chunk.rows, dtype=np.bool_)
    np.greater(chunk.at[1:] - chunk.at[:-1], gap, out=begins[1:])
    begins[chunk.starts[:-1]] = True
    return np.append(np.flatnonzero(begins), chunk.rows)


def numbered(starts: Ints) -> NDArray[np.int32]:
    """Return for each row the running number of the group it lies in.

    Examples
    --------
    >>> numbered(np.array([0, 2, 3])).tolist()
    [0, 0, 1]
    """
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def runs(values: NDArray[np.generic]) -> Ints:
    """Return where a run of equal neighbours begins.

    Examples
    --------
    >>> runs(np.array([4, 4, 7, 4])).tolist()
    [0, 2, 3]
    """
    if len(values) == 0:
        return np.empty(0, np.int64)
    return np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))


def smallest_unsigned(count: int) -> type[np.unsignedinteger]:
    """Return the smallest type that holds 0 to ``count``; up to 16 bits NumPy sorts by radix.

    Examples
    --------
    >>> smallest_unsigned(65535).__name__
    'uint16'
    """
    return np.uint16 if count < 1 << 16 else np.uint32
