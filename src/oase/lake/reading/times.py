"""Columns as moments: microseconds since 1970, UTC.

Read are: ISO 8601 (``T`` or a blank between, ``/`` for ``-`` too, fractions, ``Z`` or an offset, also the
compact ``20261121T143205``), German ``21.11.2026 14:32[:05]``, epoch seconds, milliseconds, microseconds or
nanoseconds (told apart by their size; one column has one unit), a given ``time_format``, and the native
types of typed sources. Fractions finer than a microsecond are cut. Accepted are the years 1900 to 2199, of
epochs those from 1973.

Times without offset stand for the wall clock of ``timezone``; for the two hours of a clock change see
``zones``. Dates alone mean midnight there, or midnight UTC where no zone is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.errors import ColumnUnusable, OptionInvalid
from oase.lake.reading.time_forms import Parsed, check_format, parse_times
from oase.lake.reading.words import flags
from oase.lake.reading.zones import to_utc, zone_of

__all__ = ["FIRST", "LAST", "Moments", "Times"]

FIRST, LAST = np.array(["1900", "2200"], "datetime64[us]").astype(np.int64).tolist()
_SMALLEST = 1e8  # epoch seconds of March 1973; below, a number is more likely an id or a day
_UNITS = ("seconds", "milliseconds", "microseconds", "nanoseconds")
_EDGES = np.array([1e11, 1e14, 1e17])


@dataclass(frozen=True, slots=True)
class Moments:
    """A batch of times.

    Parameters
    ----------
    at : int64 array
        Microseconds since 1970, UTC; 0 where there is none.
    empty, bad, outside : bool arrays
        Nothing there; not a time; outside the years that are accepted.
    """

    at: NDArray[np.int64]
    empty: NDArray[np.bool_]
    bad: NDArray[np.bool_]
    outside: NDArray[np.bool_]


class Times:
    """Reads one column of times over all batches of a source.

    Parameters
    ----------
    column : str
        Its name, for messages.
    timezone : str or None
        IANA name of the zone of times without offset.
    time_format : str or None
        ``strptime`` format; then nothing else is tried on text.
    repeated_hour : {"first", "second"}
        Which occurrence an hour that occurs twice means.

    Raises
    ------
    OptionInvalid
        When zone, format or rule are not known.

    Examples
    --------
    >>> times = Times("ts", "Europe/Berlin")
    >>> times.read(pa.array(["21.11.2026 14:32"]), "a.csv").at.astype("datetime64[us]").astype(str).tolist()
    ['2026-11-21T13:32:00.000000']
    """

    def __init__(
        self,
        column: str,
        timezone: str | None = None,
        time_format: str | None = None,
        repeated_hour: Literal["first", "second"] = "first",
    ) -> None:
        if repeated_hour not in ("first", "second"):
            raise OptionInvalid(
                "repeated_hour is not known", expected="'first' or 'second'", got=repr(repeated_hour)
            )
        if time_format is not None:
            check_format(time_format)
        self.column = column
        self._zone = None if timezone is None else zone_of(timezone)
        self._format = time_format
        self._repeated_hour: Literal["first", "second"] = repeated_hour
        self._unit: str | None = None
        self._repeated = self._moved = self._dates = 0

    def notes(self) -> list[str]:
        """Return what was found out about the column."""
        zone = self._zone.key if self._zone else ""
        said = {
            f"epoch {self._unit}": self._unit is not None,
            f"{self._repeated:,} times in an hour that occurs twice in {zone}, read as the "
            f"{self._repeated_hour}": self._repeated,
            f"{self._moved:,} times in an hour that does not occur in {zone}, "
            "moved forward by the gap": self._moved,
            f"{self._dates:,} dates without time, read as midnight UTC": self._dates,
        }
        return [f"{self.column}: {text}" for text, holds in said.items() if holds]

    def read(self, column: pa.Array, where: str) -> Moments:
        """Read one batch.

        Raises
        ------
        ColumnUnusable
            When times without offset come without ``timezone``, when epochs of several units are mixed,
            or when the type can hold no time.
        """
        parsed = parse_times(column, self._format)
        if parsed is None:
            raise ColumnUnusable(
                f"The column {self.column!r} holds no times",
                got=str(column.type),
                where=where,
                todo="name another",
            )
        at, known = _values(parsed.at)
        self._add_wall(parsed, at, known, where)
        outside = self._add_epoch(parsed.epoch, at, known, where)
        outside |= known & ((at < FIRST) | (at >= LAST))
        bad = ~known & ~parsed.empty & ~outside
        at[outside | ~known] = 0
        return Moments(at, parsed.empty, bad, outside)

    def _add_wall(self, parsed: Parsed, at: NDArray[np.int64], known: NDArray[np.bool_], where: str) -> None:
        wall, is_wall = _values(parsed.wall)
        if not is_wall.any():
            return
        if self._zone is not None:
            near = is_wall & (wall >= FIRST) & (wall < LAST)
            found = to_utc(wall[near], self._zone, self._repeated_hour)
            at[is_wall] = wall[is_wall]
            at[near] = found.at
            self._repeated += found.repeated
            self._moved += found.moved
        elif bool((is_wall & ~parsed.is_date).any()):
            raise self._without_zone(wall[is_wall & ~parsed.is_date], where)
        else:
            at[is_wall] = wall[is_wall]
            self._dates += int(is_wall.sum())
        known |= is_wall

    def _without_zone(self, wall: NDArray[np.int64], where: str) -> ColumnUnusable:
        shown = str(wall[:1].astype("datetime64[us]").astype("datetime64[s]")[0]).replace("T", " ")
        return ColumnUnusable(
            f"The times in {self.column!r} say no time zone",
            expected="an offset in the times, or timezone=…",
            got=shown,
            where=where,
            todo='pass timezone="Europe/Berlin" (or the zone whose clock they show)',
        )

    def _add_epoch(
        self, epoch: pa.Array, at: NDArray[np.int64], known: NDArray[np.bool_], where: str
    ) -> NDArray[np.bool_]:
        """Add counts since 1970; return where they are too small to be one."""
        counts, is_count = _values(epoch)
        small = is_count & (counts < _SMALLEST)
        told = is_count & ~small
        if told.any():
            unit = self._unit_of(counts[told], where)
            power = 6 - 3 * _UNITS.index(unit)
            exact = counts[told] * 10**power if power >= 0 else counts[told] // 1000
            at[told] = np.rint(exact).astype(np.int64)
            known |= told
        return small

    def _unit_of(self, counts: NDArray[np.int64], where: str) -> str:
        sizes = np.searchsorted(
            _EDGES, counts[[counts.argmin(), counts.argmax()]].astype(np.float64), side="right"
        )
        units = [_UNITS[size] for size in sizes.tolist()]
        if self._unit is not None:
            units.append(self._unit)
        if len(set(units)) > 1:
            raise ColumnUnusable(
                f"The times in {self.column!r} mix epoch {' and '.join(sorted(set(units)))}",
                expected="one unit in the whole column",
                got=f"{counts.min()} and {counts.max()}",
                where=where,
                todo="convert them to one unit first",
            )
        self._unit = units[0]
        return units[0]


def _values(column: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    known = flags(column.is_valid())
    values = (column if column.null_count == 0 else column.fill_null(0)).to_numpy(zero_copy_only=False)
    return values.copy(), known
