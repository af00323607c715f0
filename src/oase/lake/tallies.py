"""Small kernels of the lake itself: counts, phases, and contacts put back into one table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from oase.lake.chunk import Chunk
from oase.lake.tables import WORDS
from oase.lake.words import plain
from oase.model import Phase

__all__ = ["Collected", "PhaseCounts", "Tally"]

_JOURNEY = {phase.value: phase.rank for phase in Phase}


@dataclass(slots=True)
class Tally:
    """Counts of one walk.

    Parameters
    ----------
    rows, persons : int
    first, last : int or None
        Earliest and latest moment, microseconds since 1970, UTC.
    touchpoints : Counter
        Rows per touchpoint name, only those met.
    """

    rows: int = 0
    persons: int = 0
    first: int | None = None
    last: int | None = None
    touchpoints: Counter[str] = field(default_factory=Counter[str])

    def add(self, chunk: Chunk) -> None:
        """Count one chunk."""
        first, last = int(chunk.at.min()), int(chunk.at.max())
        self.rows += chunk.rows
        self.persons += chunk.persons
        self.first = first if self.first is None else min(first, self.first)
        self.last = last if self.last is None else max(last, self.last)
        counts = np.bincount(chunk.touchpoint)
        for code in np.flatnonzero(counts).tolist():
            self.touchpoints[chunk.names[code]] += int(counts[code])


class PhaseCounts:
    """How often each touchpoint stands with each phase."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, chunk: Chunk) -> None:
        """Count one chunk, which must carry the column ``phase``."""
        phases = chunk.columns["phase"]
        known = phases.is_valid().to_numpy(zero_copy_only=False)
        if not known.any():
            return
        codes = phases.indices.fill_null(0).to_numpy()[known].astype(np.int64)
        words = phases.dictionary.to_pylist()
        pairs, counts = np.unique(chunk.touchpoint[known] * np.int64(len(words)) + codes, return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            touchpoint, phase = divmod(pair, len(words))
            self._counts[chunk.names[touchpoint]][words[phase]] += count

    def main(self) -> dict[str, str]:
        """Return the most frequent phase of each touchpoint; ties go by journey, then by name."""
        return {
            touchpoint: min(
                counts, key=lambda phase: (-counts[phase], _JOURNEY.get(phase, len(_JOURNEY)), phase)
            )
            for touchpoint, counts in sorted(self._counts.items())
        }


class Collected:
    """All chunks of a walk that names persons, as one table."""

    def __init__(self) -> None:
        self._chunks: list[Chunk] = []

    def add(self, chunk: Chunk) -> None:
        """Keep one chunk."""
        self._chunks.append(chunk)

    def table(self, further: Sequence[str]) -> pa.Table:
        """Return canonical columns, then the further ones."""
        names = ["person", "at", "touchpoint", *further]
        if not self._chunks:
            kinds = [pa.string(), pa.int64(), WORDS, *(pa.string() for _ in further)]
            return pa.table([pa.array([], kind) for kind in kinds], names=names)
        words = pa.array(self._chunks[-1].names, pa.string())
        tables = [
            pa.table(
                [
                    plain(chunk.person),
                    pa.array(chunk.at),
                    pa.DictionaryArray.from_arrays(pa.array(chunk.touchpoint), words),
                    *(chunk.columns[name] for name in further),
                ],
                names=names,
            )
            for chunk in self._chunks
        ]
        return pa.concat_tables(tables).unify_dictionaries().combine_chunks()
