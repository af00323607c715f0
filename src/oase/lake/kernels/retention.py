"""Which share of those who came first in a period came again in later ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from oase.lake.chunk import Chunk
from oase.lake.kernels.calendar import Period, periods
from oase.lake.kernels.kernel import Ints, numbered
from oase.lake.kernels.sums import Sums

__all__ = ["Cohorts", "RetentionKernel"]

_LATER_BITS = 24


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Persons of a cohort active some periods later; one pair a row, ascending, only where there are any."""

    cohort: Ints
    period: Ints
    persons: Ints
    last: int | None
    """Number of the last period in which any contact lies; None without contacts."""


class RetentionKernel:
    """Group persons by the calendar period of their first contact.

    Parameters
    ----------
    by : {"day", "week", "month", "quarter", "year"}
        The period.
    zone : ZoneInfo
        Time zone of the calendar.
    """

    def __init__(self, by: Period, zone: ZoneInfo) -> None:
        self._by: Period = by
        self._zone = zone
        self._sums = Sums(1)
        self._last: int | None = None
        self.names: tuple[str, ...] = ()

    def add(self, chunk: Chunk) -> None:
        """Take some whole persons into account."""
        self.names = chunk.names
        if chunk.rows == 0:
            return
        number = periods(chunk.at, self._by, self._zone)
        last = int(number.max())
        self._last = last if self._last is None else max(self._last, last)
        changes = np.empty(chunk.rows, np.bool_)
        np.not_equal(number[1:], number[:-1], out=changes[1:])
        changes[chunk.starts[:-1]] = True
        rows = np.flatnonzero(changes)
        cohort = number[chunk.starts[:-1]][numbered(chunk.starts)[rows]]
        keys, persons = np.unique((cohort << _LATER_BITS) | (number[rows] - cohort), return_counts=True)
        self._sums.add(keys, persons[:, None])

    def again(self) -> Callable[[], RetentionKernel] | None:
        """Return None: one walk is enough."""
        return None

    def result(self) -> Cohorts:
        """Return the counts of all cohorts."""
        keys = self._sums.keys
        later = keys & ((1 << _LATER_BITS) - 1)
        return Cohorts(keys >> _LATER_BITS, later, self._sums.numbers[:, 0], self._last)
