"""Cells: everybody and every segment, the whole time and every period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.errors import ColumnMissing, ColumnUnusable, OptionInvalid
from oase.experience.coding import Coded, segment_codes, words_of

__all__ = ["Cell", "cells"]


@dataclass(frozen=True, slots=True)
class Cell:
    """Some rows looked at together; no mask means all, no segment everybody, no period the whole time."""

    segment: str | None = None
    period: str | None = None
    mask: NDArray[np.bool_] | None = None


def cells(table: pa.Table, segment: str | None, period: str | None, timezone: str) -> list[Cell]:
    """Return the cells of a table: the whole first, then every segment, every period, and both together.

    Parameters
    ----------
    segment : str or None
        A column; its missing values are a segment "(missing)".
    period : {"month", "quarter", "year"} or None
        Of the time of the answer, by the calendar of ``timezone``.
    """
    found = [Cell()]
    by_segment = [] if segment is None else _parts(_segments(table, segment))
    by_period = [] if period is None else _parts(_periods(table, period, timezone))
    found += [Cell(segment=name, mask=mask) for name, mask in by_segment]
    found += [Cell(period=name, mask=mask) for name, mask in by_period]
    found += [
        Cell(segment=who, period=when, mask=mask1 & mask2)
        for who, mask1 in by_segment
        for when, mask2 in by_period
    ]
    return found


def _parts(coded: Coded) -> list[tuple[str, NDArray[np.bool_]]]:
    return [(level, coded.codes == code) for code, level in enumerate(coded.levels)]


def _segments(table: pa.Table, column: str) -> Coded:
    if column not in table.column_names:
        raise ColumnMissing(column, table.column_names, role="segment")
    return segment_codes(table.column(column))


def _periods(table: pa.Table, period: str, timezone: str) -> Coded:
    if period not in ("month", "quarter", "year"):
        raise OptionInvalid("The period is not known", expected="month, quarter or year", got=repr(period))
    if "at" not in table.column_names:
        raise ColumnUnusable(
            "Periods need the times of the answers", where="at", todo="name the column with at=…"
        )
    local = table.column("at").cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us", timezone))
    years = pc.year(local).cast(pa.int32())
    part = {"month": pc.month, "quarter": pc.quarter}.get(period)
    number = years if part is None else pc.add(pc.multiply(years, 100), part(local).cast(pa.int32()))
    codes, levels = words_of(number)
    named = [_name(level, period) for level in levels]
    if len(named) > 255:
        raise OptionInvalid(
            "There are too many periods", expected="at most 255", got=str(len(named)), where="period"
        )
    return Coded(codes.astype(np.uint8), tuple(named))


def _name(level: str, period: str) -> str:
    if period == "year" or not level.isdecimal():
        return level
    return f"{level[:4]}-{level[4:]}" if period == "month" else f"{level[:4]}-Q{int(level[4:])}"
