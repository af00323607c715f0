"""From which touchpoint to which next one: contacts, persons, mean and exact median gap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Ints, journey_starts, numbered, runs, smallest_unsigned
from oase.lake.kernels.quantiles import KEPT, Gaps
from oase.lake.kernels.sums import Sums

__all__ = ["Edges", "TransitionsKernel"]

_TARGET_BITS = 32


@dataclass(frozen=True, slots=True)
class Edges:
    """The transitions found, one a row; times in seconds.

    Parameters
    ----------
    source, target : int64 arrays
        Codes into the names of the walk.
    contacts, persons : int64 arrays
        How often it was taken, and by how many different persons.
    mean_seconds, median_seconds : float64 arrays
        Of the gap between the two contacts.
    """

    source: Ints
    target: Ints
    contacts: Ints
    persons: Ints
    mean_seconds: NDArray[np.float64]
    median_seconds: NDArray[np.float64]


class TransitionsKernel:
    """Count each pair of neighbouring contacts of a journey.

    A stable radix sort of the pairs brings the gaps of an edge together while persons stay ascending, so that
    different persons are counted by comparing neighbours.

    Parameters
    ----------
    gap : int or None
        Microseconds after which a new journey begins.
    kept : int
        Most gaps held in memory before exact medians take a second walk.
    """

    def __init__(self, gap: int | None = None, kept: int = KEPT, gaps: Gaps | None = None) -> None:
        self._gap = gap
        self._kept = kept
        self._gaps = Gaps([0.5], kept) if gaps is None else gaps
        self._sums = Sums(4)
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        ends = journey_starts(chunk, self._gap)[1:] - 1
        order, keys, counts = _grouped(chunk, ends)
        if len(keys) == 0:
            return
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        gaps = (chunk.at[1:] - chunk.at[:-1])[order]
        person = numbered(chunk.starts)[order]
        changes = np.empty(len(person), np.bool_)
        np.not_equal(person[1:], person[:-1], out=changes[1:])
        changes[starts[:-1]] = True
        persons = np.diff(np.searchsorted(np.flatnonzero(changes), starts))
        high, low = _sums(gaps, starts[:-1])
        self._sums.add(keys, np.column_stack((counts, persons, high, low)))
        self._gaps.add(keys, counts, gaps)

    def again(self) -> Callable[[], TransitionsKernel] | None:
        """Return what makes the kernel of a second walk where the gaps did not fit into memory."""
        narrowed = self._gaps.narrowed()
        if narrowed is None:
            return None
        return lambda: TransitionsKernel(self._gap, self._kept, narrowed())

    def result(self) -> Edges:
        """Return all transitions, ascending by codes."""
        keys, (contacts, persons, high, low) = self._sums.keys, self._sums.numbers.T
        sums = [(int(h) << _TARGET_BITS) + int(rest) for h, rest in zip(high, low, strict=True)]
        means = [total / int(n) / 1e6 for total, n in zip(sums, contacts, strict=True)]
        _, medians = self._gaps.read()
        return Edges(
            source=keys >> _TARGET_BITS,
            target=keys & ((1 << _TARGET_BITS) - 1),
            contacts=contacts,
            persons=persons,
            mean_seconds=np.array(means, np.float64),
            median_seconds=medians[:, 0] / 1e6,
        )


def _grouped(chunk: Chunk, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the rows that have a next one, brought together by edge, and the edges' keys and counts."""
    size, rows = len(chunk.names), max(chunk.rows - len(ends), 0)
    if size * size < 1 << 16:
        code = chunk.touchpoint.astype(np.uint16)
        pair = np.full(chunk.rows, size * size, np.uint16)
        pair[:-1] = code[:-1] * np.uint16(size) + code[1:]
        pair[ends] = size * size
        counts = np.bincount(pair, minlength=size * size + 1)[: size * size]
        edges = np.flatnonzero(counts)
        order = np.argsort(pair, kind="stable")[:rows]
        return order, (edges // size << _TARGET_BITS) | edges % size, counts[edges]
    code = chunk.touchpoint.astype(smallest_unsigned(size))
    source = code.copy()
    source[ends] = size
    order = np.argsort(code[1:], kind="stable")
    order = order[np.argsort(source[order], kind="stable")][:rows]
    keys = (source[order].astype(np.int64) << _TARGET_BITS) | code[1:][order]
    starts = runs(keys)
    return order, keys[starts], np.diff(np.append(starts, rows))


def _sums(gaps: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Return exact sums per edge as a high and a low half, so that centuries of gaps cannot overflow."""
    if int(gaps.max()) < (1 << 63) // len(gaps):
        total = np.add.reduceat(gaps, starts)
        return total >> _TARGET_BITS, total & ((1 << _TARGET_BITS) - 1)
    return (
        np.add.reduceat(gaps >> _TARGET_BITS, starts),
        np.add.reduceat(gaps & ((1 << _TARGET_BITS) - 1), starts),
    )
