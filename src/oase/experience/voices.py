"""Answers as arrays of small codes, long and wide alike: who said what about which touchpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from oase.experience.persons import Persons
from oase.lake.kernels.moments import Codes

__all__ = ["EXCEEDED", "MET", "MISSED", "OWN", "SILENT", "Focus", "LongVoices", "Voices", "WideVoices"]

MET, EXCEEDED, MISSED, SILENT = 0, 1, 2, 3
"""Codes of an answer; met is the base of every comparison, silent means not answered."""

OWN = 0
"""Code of the own brand; competitors follow, 255 is a brand not looked at."""

Rows: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Focus:
    """One touchpoint, in one facet (0 = overall)."""

    touchpoint: int
    facet: int = 0


class Voices(Protocol):
    """What fulfilment, lead and relevance ask of the answers, whatever their form."""

    @property
    def touchpoints(self) -> tuple[str, ...]:
        """Names, in the order of the journey where known."""
        ...

    @property
    def facets(self) -> tuple[str | None, ...]:
        """Facet per code; None is overall."""
        ...

    @property
    def brands(self) -> tuple[str | None, ...]:
        """Own brand, then competitors."""
        ...

    @property
    def persons(self) -> Persons:
        """Who answered."""
        ...

    @property
    def at(self) -> NDArray[np.int64] | None:
        """Time per row, microseconds UTC."""
        ...

    @property
    def weight(self) -> NDArray[np.float64] | None:
        """Weight per row."""
        ...

    @property
    def brand(self) -> Codes | None:
        """Brand per row."""
        ...

    def __len__(self) -> int: ...

    def asked(self, focus: Focus, brand: int, mask: NDArray[np.bool_] | None) -> tuple[Rows, Codes]:
        """Return the rows that answered about a touchpoint of a brand, and their states."""
        ...


@dataclass(frozen=True, slots=True)
class WideVoices:
    """One row per person and survey, a state per touchpoint."""

    touchpoints: tuple[str, ...]
    states: list[Codes]
    persons: Persons
    at: NDArray[np.int64] | None
    weight: NDArray[np.float64] | None
    brand: Codes | None
    brands: tuple[str | None, ...]
    facets: tuple[str | None, ...] = (None,)

    def __len__(self) -> int:
        return len(self.persons.codes)

    def asked(self, focus: Focus, brand: int, mask: NDArray[np.bool_] | None) -> tuple[Rows, Codes]:
        """Return the rows that answered about a touchpoint of a brand, and their states."""
        states = self.states[focus.touchpoint]
        wanted = states != SILENT
        if self.brand is not None:
            wanted &= self.brand == brand
        elif brand != OWN:
            wanted[:] = False
        if mask is not None:
            wanted &= mask
        rows = np.flatnonzero(wanted)
        return rows, states[rows]


@dataclass(frozen=True, slots=True)
class LongVoices:
    """One row per answer, ordered by person and time; rows that are not applicable are silent."""

    touchpoints: tuple[str, ...]
    touchpoint: NDArray[np.int16]
    state: Codes
    facet: Codes
    persons: Persons
    at: NDArray[np.int64] | None
    rank: NDArray[np.int32]
    weight: NDArray[np.float64] | None
    brand: Codes | None
    brands: tuple[str | None, ...]
    facets: tuple[str | None, ...]
    places: dict[tuple[int, int, int], Rows]

    def __len__(self) -> int:
        return len(self.persons.codes)

    def asked(self, focus: Focus, brand: int, mask: NDArray[np.bool_] | None) -> tuple[Rows, Codes]:
        """Return the rows that answered about a touchpoint of a brand, and their states."""
        rows = self.places.get((focus.touchpoint, focus.facet, brand), np.empty(0, np.int64))
        if mask is not None:
            rows = rows[mask[rows]]
        return rows, self.state[rows]
