"""Cells of any Python type, as Excel, SPSS and JSON hand them over, as Arrow columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import pyarrow as pa

__all__ = ["column_of"]


def column_of(cells: Sequence[Any]) -> pa.Array:
    """Return cells as one Arrow array: of their own type where all share one, else as text.

    Examples
    --------
    >>> column_of([1.0, None, 2.0]).type, column_of([1, "a"]).to_pylist()
    (DataType(double), ['1', 'a'])
    """
    kinds = {type(cell) for cell in cells} - {type(None)}
    if not kinds:
        return pa.nulls(len(cells), pa.string())
    if kinds == {str}:
        return pa.array(cells, pa.string())
    if kinds == {int} and all(cell is None or -(2**63) <= cell < 2**63 for cell in cells):
        return pa.array(cells, pa.int64())
    if kinds <= {float, int}:
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    if kinds <= {dt.datetime, dt.date} and all(getattr(cell, "tzinfo", None) is None for cell in cells):
        return pa.array([_moment(cell) for cell in cells], pa.timestamp("us"))
    return pa.array([_text(cell) for cell in cells], pa.string())


def _moment(cell: dt.date | None) -> dt.datetime | None:
    if cell is None or isinstance(cell, dt.datetime):
        return cell
    return dt.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - naive as in the file


def _text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    if isinstance(cell, dict | list):
        return msgspec.json.encode(cell).decode()
    return str(cell)
