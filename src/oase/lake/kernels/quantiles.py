"""Exact quantiles of durations per group over many chunks, in bounded memory.

Up to a limit all values are kept. Beyond it they become histograms with four buckets per power of two, and a
second walk keeps only the values of the buckets in which the asked ranks lie (about a tenth): exact again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.lake.kernels.kernel import Flags, Ints

__all__ = ["KEPT", "Gaps"]

KEPT = 32_000_000
"""Values kept before histograms take over (8 bytes each)."""

_PER_OCTAVE_BITS = 2
_BUCKETS = (64 << _PER_OCTAVE_BITS) + 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """Values of one chunk, one group after another."""

    groups: Ints
    starts: Ints
    values: Ints


class _Histograms:
    """Values per group and bucket."""

    def __init__(self) -> None:
        self.groups: Ints = np.empty(0, np.int64)
        self.cells: Ints = np.zeros((0, _BUCKETS), np.int64)

    def add(self, piece: _Piece) -> None:
        groups = np.union1d(self.groups, piece.groups)
        if len(groups) > len(self.groups):
            grown = np.zeros((len(groups), _BUCKETS), np.int64)
            grown[np.searchsorted(groups, self.groups)] = self.cells
            self.groups, self.cells = groups, grown
        rows = np.repeat(np.searchsorted(groups, piece.groups), np.diff(piece.starts))
        cells = rows * _BUCKETS + _buckets(piece.values)
        flat = self.cells.reshape(-1)
        if flat.size <= 4 * len(cells):
            flat += np.bincount(cells, minlength=flat.size)
        else:
            cell, count = np.unique(cells, return_counts=True)
            flat[cell] += count


@dataclass(frozen=True, slots=True)
class _Sieve:
    """Histograms of a first walk and the buckets that a second one keeps."""

    groups: Ints
    histogram: Ints
    wanted: Flags


class Gaps:
    """Non-negative whole numbers per group, from which exact quantiles are read.

    Parameters
    ----------
    quantiles : sequence of float
        What will be asked, such as ``[0.5]``.
    kept : int
        Most values held in memory in the first walk.
    sieve : optional
        Set by ``narrowed``.

    Examples
    --------
    >>> gaps = Gaps([0.5])
    >>> gaps.add(np.array([7]), np.array([3]), np.array([10, 30, 20]))
    >>> gaps.add(np.array([7, 8]), np.array([1, 1]), np.array([40, 5]))
    >>> groups, values = gaps.read()
    >>> groups.tolist(), values.tolist()
    ([7, 8], [[25.0], [5.0]])
    """

    def __init__(self, quantiles: Sequence[float], kept: int = KEPT, sieve: _Sieve | None = None) -> None:
        self._quantiles = tuple(quantiles)
        self._kept = kept
        self._sieve = sieve
        self._pieces: list[_Piece] = []
        self._held = 0
        self._histograms: _Histograms | None = None

    def add(self, groups: Ints, counts: Ints, values: Ints) -> None:
        """Take values in, given one group after another; ``groups`` ascending, each once."""
        piece = _Piece(groups, _offsets(counts), values)
        if self._sieve is not None:
            piece = _sifted(piece, self._sieve)
        if self._histograms is not None:
            self._histograms.add(piece)
            return
        self._pieces.append(piece)
        self._held += len(piece.values)
        if self._sieve is None and self._held > self._kept:
            self._histograms = _Histograms()
            for earlier in self._pieces:
                self._histograms.add(earlier)
            self._pieces.clear()

    def narrowed(self) -> Callable[[], Gaps] | None:
        """Return what makes the one that a second walk has to fill, or None where all values were kept."""
        if self._histograms is None:
            return None
        groups, cells = self._histograms.groups, self._histograms.cells
        wanted = np.zeros(cells.shape, np.bool_)
        below = np.cumsum(cells, axis=1)
        every = np.arange(len(groups))
        for quantile in self._quantiles:
            low, high, _ = _ranks(below[:, -1], quantile)
            for rank in (low, high):
                wanted[every, (below <= rank[:, None]).sum(axis=1)] = True
        sieve = _Sieve(groups, cells, wanted)
        return lambda: Gaps(self._quantiles, self._kept, sieve)

    def read(self) -> tuple[Ints, NDArray[np.float64]]:
        """Return the groups and their quantiles, linearly interpolated, shape (groups, quantiles)."""
        groups = np.unique(np.concatenate([np.empty(0, np.int64), *(p.groups for p in self._pieces)]))
        found = np.empty((len(groups), len(self._quantiles)))
        places = [_places(piece.groups, groups) for piece in self._pieces]
        for number in range(len(groups)):
            values = np.concatenate(
                [
                    piece.values[piece.starts[at[number]] : piece.starts[at[number] + 1]]
                    for piece, at in zip(self._pieces, places, strict=True)
                    if at[number] >= 0
                ]
            )
            found[number] = self._of_group(int(groups[number]), values)
        return groups, found

    def _of_group(self, group: int, values: Ints) -> list[float]:
        size = np.array([len(values)])
        skipped = np.zeros(0, np.int64)
        if self._sieve is not None:
            row = int(np.searchsorted(self._sieve.groups, group))
            histogram, wanted = self._sieve.histogram[row], self._sieve.wanted[row]
            size, skipped = np.array([histogram.sum()]), np.where(wanted, 0, histogram)
        read: list[float] = []
        for quantile in self._quantiles:
            low, high, share = _ranks(size, quantile)
            ranks = [_rank_among_kept(int(rank[0]), skipped, self._sieve, group) for rank in (low, high)]
            first, second = _two(values, *ranks)
            read.append(first + (second - first) * float(share[0]))
        return read


def _buckets(values: Ints) -> Ints:
    """Return the bucket of each value: the leading bits of the number as a float, which are monotone."""
    bits = values.astype(np.float64).view(np.int64) >> (52 - _PER_OCTAVE_BITS)
    return np.maximum(bits - (1023 << _PER_OCTAVE_BITS) + 1, 0)


def _offsets(counts: Ints) -> Ints:
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))


def _places(piece: Ints, groups: Ints) -> Ints:
    """Return where each group lies in the piece, -1 where it does not."""
    places = np.full(len(groups), -1, np.int64)
    places[np.searchsorted(groups, piece)] = np.arange(len(piece))
    return places


def _ranks(sizes: Ints, quantile: float) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Return the two ranks around a quantile and the share of the way between them."""
    exact = (sizes - 1) * quantile
    low = np.floor(exact).astype(np.int64)
    return low, np.minimum(low + 1, sizes - 1), np.asarray(exact - low, np.float64)


def _two(values: Ints, low: int, high: int) -> tuple[float, float]:
    """Return the values of a rank and the next: one selection and a maximum, faster than two selections."""
    parted = np.partition(values, high)
    second = float(parted[high])
    return (second if low == high else float(parted[:high].max())), second


def _rank_among_kept(rank: int, skipped: Ints, sieve: _Sieve | None, group: int) -> int:
    """Return the rank among the values kept, given those in lower buckets that were not."""
    if sieve is None:
        return rank
    row = int(np.searchsorted(sieve.groups, group))
    bucket = int((np.cumsum(sieve.histogram[row]) <= rank).sum())
    return rank - int(skipped[:bucket].sum())


def _sifted(piece: _Piece, sieve: _Sieve) -> _Piece:
    """Keep only the values whose bucket is wanted."""
    number = np.repeat(np.arange(len(piece.groups)), np.diff(piece.starts))
    rows = np.searchsorted(sieve.groups, piece.groups)[number]
    keep = sieve.wanted[rows, _buckets(piece.values)]
    counts = np.bincount(number[keep], minlength=len(piece.groups))
    return _Piece(piece.groups, _offsets(counts), piece.values[keep])
