"""Whole journeys as paths: how many there are of each, by 64-bit hash, verified on the ones reported."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.lake.chunk import Chunk
from oase.lake.kernels.kernel import Flags, Ints, journey_starts, runs

__all__ = ["PathCounts", "PathsKernel"]

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class PathCounts:
    """The most frequent paths; all journeys and contacts; how many different paths there are."""

    paths: list[tuple[str, ...]]
    journeys: list[int]
    total: int
    contacts: int
    distinct: int


@dataclass(frozen=True, slots=True)
class _Paths:
    """Different paths: their hashes, how often each, and one example as codes from ``begins``."""

    hashes: Hashes
    journeys: Ints
    begins: Ints
    lengths: Ints
    codes: NDArray[np.unsignedinteger]


class PathsKernel:
    """Count equal journeys.

    The hash is multilinear over hashes of the touchpoint names, so it does not depend on the order of rows.
    All journeys of one hash are compared contact by contact within a chunk, the examples of the chunks at
    the end; should two different paths share a hash, ``again`` asks for a walk with another salt.

    Parameters
    ----------
    top : int or None
        Paths to report; all when None. Equal counts are ordered by the touchpoints' names.
    gap : int or None
        Microseconds after which a new journey begins.
    salt : int
        Which hash is taken.
    """

    def __init__(self, top: int | None, gap: int | None = None, salt: int = 0) -> None:
        self._top = top
        self._gap = gap
        self._salt = salt
        self._pieces: list[_Paths] = []
        self._words: Hashes = np.empty(0, np.uint64)
        self._factors: Hashes = np.empty(0, np.uint64)
        self._collided = False
        self._contacts = 0
        self._found: PathCounts | None = None
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        starts = journey_starts(chunk, self._gap)
        self._contacts += chunk.rows
        if chunk.rows == 0 or self._collided:
            return
        hashes = self._hashed(chunk, starts)
        order = np.argsort(hashes)
        first = runs(hashes[order])
        lengths = np.diff(starts)
        self._collided = not _alike(chunk.touchpoint, starts[:-1], lengths, order, first)
        example = order[first]
        rows, begins = _rows_of(starts[example], lengths[example])
        self._pieces.append(
            _Paths(
                hashes=hashes[example],
                journeys=np.diff(np.append(first, len(order))),
                begins=begins,
                lengths=lengths[example],
                codes=chunk.touchpoint[rows].astype(_code_type(len(chunk.names))),
            )
        )

    def again(self) -> Callable[[], PathsKernel] | None:
        """Return what makes a kernel with another hash where two different paths had the same one."""
        if not self._collided and self._found is None:
            self._found = self._read()
        if not self._collided:
            return None
        return lambda: PathsKernel(self._top, self._gap, self._salt + 1)

    def result(self) -> PathCounts:
        """Return the most frequent paths."""
        found = self._read() if self._found is None else self._found
        self._found = found
        return found

    def _hashed(self, chunk: Chunk, starts: Ints) -> Hashes:
        lengths = np.diff(starts)
        fresh = [_word_hash(name, self._salt) for name in chunk.names[len(self._words) :]]
        self._words = np.append(self._words, np.array(fresh, np.uint64))
        longest = int(lengths.max())
        if longest > len(self._factors):
            self._factors = _scrambled(np.arange(2 * longest, dtype=np.uint64)) | np.uint64(1)
        place = np.arange(chunk.rows) - np.repeat(starts[:-1], lengths)
        weighted = self._words[chunk.touchpoint]
        weighted *= self._factors[place]
        return np.add.reduceat(weighted, starts[:-1]) + _scrambled(lengths.astype(np.uint64))

    def _read(self) -> PathCounts:
        if not self._pieces:
            return PathCounts([], [], 0, 0, 0)
        every = _joined(self._pieces)
        self._pieces = []
        order = np.argsort(every.hashes)
        first = runs(every.hashes[order])
        journeys = np.add.reduceat(every.journeys[order], first)
        example = order[first]
        rank = np.empty(len(self.names), np.int64)
        rank[sorted(range(len(self.names)), key=self.names.__getitem__)] = np.arange(len(self.names))
        merged = _Paths(
            every.hashes[example], journeys, every.begins[example], every.lengths[example], every.codes
        )
        chosen = _most_frequent(merged, rank, self._top)
        same = np.isin(every.hashes[order], merged.hashes[chosen])
        kept = order[same]
        self._collided = not _alike(every.codes, every.begins, every.lengths, kept, runs(every.hashes[kept]))
        reported = [
            (-int(merged.journeys[i]), tuple(self.names[code] for code in _codes_of(merged, int(i))))
            for i in chosen
        ]
        reported.sort()
        return PathCounts(
            paths=[path for _, path in reported],
            journeys=[-n for n, _ in reported],
            total=int(journeys.sum()),
            contacts=self._contacts,
            distinct=len(journeys),
        )


def _word_hash(name: str, salt: int) -> int:
    digest = hashlib.blake2b(
        name.encode("utf-8", "surrogatepass"), digest_size=8, salt=salt.to_bytes(8, "little")
    )
    return int.from_bytes(digest.digest(), "little")


def _scrambled(numbers: Hashes) -> Hashes:
    """Return well mixed 64-bit numbers (the finaliser of SplitMix64; Steele, Lea and Flood, 2014)."""
    mixed = (numbers + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def _code_type(names: int) -> type[np.unsignedinteger]:
    return np.uint8 if names <= 1 << 8 else np.uint16 if names <= 1 << 16 else np.uint32


def _rows_of(begins: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Return the rows of some stretches one after another, and where each then begins."""
    ends = np.cumsum(lengths)
    shifted = ends - lengths
    return np.arange(int(lengths.sum())) + np.repeat(begins - shifted, lengths), shifted


def _alike(codes: NDArray[np.integer], begins: Ints, lengths: Ints, order: Ints, first: Ints) -> bool:
    """Return whether all paths of one run of ``order`` are the same, contact by contact."""
    repeats = np.ones(len(order), np.bool_)
    repeats[first] = False
    later = np.flatnonzero(repeats)
    one, other = order[later], order[later - 1]
    if not np.array_equal(lengths[one], lengths[other]):
        return False
    rows, _ = _rows_of(begins[one], lengths[one])
    others, _ = _rows_of(begins[other], lengths[other])
    return bool(np.array_equal(codes[rows], codes[others]))


def _joined(pieces: list[_Paths]) -> _Paths:
    ends = np.cumsum([len(piece.codes) for piece in pieces])
    begins = [piece.begins + end - len(piece.codes) for piece, end in zip(pieces, ends, strict=True)]
    return _Paths(
        hashes=np.concatenate([piece.hashes for piece in pieces]),
        journeys=np.concatenate([piece.journeys for piece in pieces]),
        begins=np.concatenate(begins),
        lengths=np.concatenate([piece.lengths for piece in pieces]),
        codes=np.concatenate([piece.codes for piece in pieces]),
    )


def _codes_of(paths: _Paths, number: int) -> list[int]:
    begin = int(paths.begins[number])
    return paths.codes[begin : begin + int(paths.lengths[number])].tolist()


def _most_frequent(paths: _Paths, rank: Ints, top: int | None) -> Ints:
    """Return the numbers of the ``top`` most frequent paths, equal counts in the order of names."""
    size = len(paths.journeys)
    if top is None or top >= size:
        return np.arange(size)
    if top == 0:
        return np.empty(0, np.int64)
    least = np.partition(paths.journeys, size - top)[size - top]
    above = np.flatnonzero(paths.journeys > least)
    tied = np.flatnonzero(paths.journeys == least)
    return np.concatenate([above, *_first_by_name(paths, rank, tied, top - len(above))])


def _first_by_name(paths: _Paths, rank: Ints, tied: Ints, need: int) -> list[Ints]:
    """Return the first ``need`` of different paths in the order of names, place by place."""
    chosen: list[Ints] = []
    place = 0
    while len(tied) > need:
        running: Flags = paths.lengths[tied] > place
        value = np.zeros(len(tied), np.int64)
        value[running] = rank[paths.codes[paths.begins[tied[running]] + place]] + 1
        limit = np.partition(value, need - 1)[need - 1]
        chosen.append(tied[value < limit])
        need -= len(chosen[-1])
        tied = tied[value == limit]
        place += 1
    return [*chosen, tied]
