"""Columns as numbers: point or comma, thousands signs, currency signs."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.reading.vectors import evaluate
from oase.lake.reading.words import flags, texts, without_missing

__all__ = ["numbers"]

_CLEAN = r"replace(regexp_replace(x, '[\s\x{00a0}\x{202f}''’€$£]|EUR|CHF|USD', '', 'g'), '−', '-')"
_SWAPPED = "replace(replace(x, '.', ''), ',', '.')"
_NO_COMMAS = "replace(x, ',', '')"
_NO_POINTS = "replace(x, '.', '')"
_PLAIN = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_GERMAN = r"[+-]?(\d*,\d+|\d+,|[1-9]\d{0,2}(\.\d{3})+,\d*)"
_ENGLISH = r"[+-]?[1-9]\d{0,2}(,\d{3})+\.\d*"
_MANY_POINTS = r"[+-]?[1-9]\d{0,2}(\.\d{3}){2,}"
_ONE_POINT = r"[+-]?[1-9]\d{0,2}\.\d{3}"
_MANY_COMMAS = r"[+-]?[1-9]\d{0,2}(,\d{3}){2,}"
_ONE_COMMA = r"[+-]?[1-9]\d{0,2},\d{3}"


def numbers(
    column: pa.Array, decimal: Literal[".", ","] = "."
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Read a column as numbers.

    ``1.234,56`` and ``1,234.56`` are read in either setting; ``decimal`` only decides on what could be both:
    ``1.234`` and ``1,234``. Infinite values are unreadable.

    Parameters
    ----------
    column : Arrow array of any type
    decimal : {".", ","}
        The decimal sign of the file.

    Returns
    -------
    values : float64 array, NaN where there is none
    empty : bool array
        Where the cell holds nothing.
    bad : bool array
        Where the cell cannot be read.

    Examples
    --------
    >>> numbers(pa.array(["1.234,5", "7 €", "", "x"]), ",")
    (array([1234.5, 7. , nan, nan]), array([False, False, True, False]), array([False, False, False, True]))
    """
    if not _is_numeric(column.type):
        column = texts(column)
        if pa.types.is_dictionary(column.type):
            return _by_word(column, decimal)
        column = without_missing(column)
    values = _values(column, decimal).to_numpy(zero_copy_only=False).astype(np.float64)
    empty = flags(column.is_null()) | (np.isnan(values) if _is_numeric(column.type) else False)
    bad = ~np.isfinite(values) & ~empty
    return np.where(bad, np.nan, values), empty, bad


def _is_numeric(kind: pa.DataType) -> bool:
    tests = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    return any(test(kind) for test in tests)


def _by_word(
    column: pa.DictionaryArray, decimal: Literal[".", ","]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
    values, empty, bad = numbers(column.dictionary, decimal)
    places = pc.fill_null(column.indices, len(values)).to_numpy(zero_copy_only=False)
    return np.append(values, np.nan)[places], np.append(empty, True)[places], np.append(bad, False)[places]


def _values(column: pa.Array, decimal: Literal[".", ","]) -> pa.Array:
    if _is_numeric(column.type):
        return column.cast(pa.float64(), safe=False)
    if decimal == ".":
        try:
            return column.cast(pa.float64())
        except pa.ArrowInvalid:
            pass  # at least one cell is not plain: read each by its form
    return evaluate(column, _expression(decimal), prepare=_CLEAN)[0]


def _expression(decimal: Literal[".", ","]) -> str:
    forms = {
        _ONE_POINT: "x" if decimal == "." else _NO_POINTS,
        _ONE_COMMA: _SWAPPED if decimal == "," else _NO_COMMAS,
        _PLAIN: "x",
        _GERMAN: _SWAPPED,
        _ENGLISH: _NO_COMMAS,
        _MANY_POINTS: _NO_POINTS,
        _MANY_COMMAS: _NO_COMMAS,
    }
    cases = " ".join(f"when regexp_full_match(x, '{form}') then {text}" for form, text in forms.items())
    return f"try_cast(case {cases} end as double)"
