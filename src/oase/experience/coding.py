"""Context and segment columns as small codes: a level per word, fifths of numbers, missing kept."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.kernels.moments import Codes

__all__ = ["MISSING", "OTHER", "Coded", "context_codes", "segment_codes", "words_of"]


MISSING = "(missing)"
OTHER = "(other)"
_RARE = 0.01
_FIFTHS = (0.2, 0.4, 0.6, 0.8)
_MOST_SEGMENTS = 30


@dataclass(frozen=True, slots=True)
class Coded:
    """A column as codes into its levels."""

    codes: Codes
    levels: tuple[str, ...]


def context_codes(column: pa.ChunkedArray) -> Coded:
    """Return a context column as codes.

    Words (and truth values) get a level each, levels below one per cent are pooled as "(other)". Numbers
    of at most five values keep them, others are cut at their fifths. Missing values are a level of their own,
    so that no row is lost.

    Examples
    --------
    >>> context_codes(pa.chunked_array([["b", None, "a", "b"]]))
    Coded(codes=array([1, 2, 0, 1], dtype=uint8), levels=('a', 'b', '(missing)'))
    """
    if _is_number(column.type) and len(pc.unique(column).drop_null()) > len(_FIFTHS) + 1:
        return _fifths(column)
    codes, levels = words_of(column)
    counts = np.bincount(codes, minlength=len(levels))
    rare = (counts < _RARE * len(codes)) & np.array([level != MISSING for level in levels])
    if np.count_nonzero(rare) < 2:
        rare[:] = False
    kept = [i for i in range(len(levels)) if not rare[i]]
    table = np.full(max(1, len(levels)), len(kept), np.uint8)
    table[kept] = np.arange(len(kept), dtype=np.uint8)
    return Coded(table[codes], (*(levels[i] for i in kept), *([OTHER] if rare.any() else [])))


def segment_codes(column: pa.ChunkedArray) -> Coded:
    """Return a segment column as codes: every word a segment, numbers of many values by their fifths.

    Examples
    --------
    >>> segment_codes(pa.chunked_array([[1, 2, 2]])).levels
    ('1', '2')
    """
    if _is_number(column.type) and len(pc.unique(column)) > _MOST_SEGMENTS:
        return _fifths(column)
    codes, levels = words_of(column)
    return Coded(codes.astype(np.uint8), tuple(levels)) if len(levels) <= 256 else context_codes(column)


def words_of(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """Return codes into the sorted distinct values as words; null and nan become "(missing)", the last.

    Examples
    --------
    >>> words_of(pa.chunked_array([["b", None, "a"]]))
    (array([1, 2, 0], dtype=int32), ['a', 'b', '(missing)'])
    """
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), None, column)
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    array = encoded.unify_dictionaries().combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    values = array.dictionary.to_pylist()
    used = np.zeros(len(values) + 1, bool)
    raw = pc.fill_null(array.indices.cast(pa.int32()), len(values)).to_numpy(zero_copy_only=False)
    used[raw] = True
    order = sorted(
        (i for i in range(len(values)) if used[i] and values[i] is not None), key=lambda i: values[i]
    )
    table = np.full(len(values) + 1, len(order), np.int32)
    table[order] = np.arange(len(order), dtype=np.int32)
    levels = [_word(values[i]) for i in order]
    codes = table[raw]
    return codes, [*levels, MISSING] if (codes == len(order)).any() else levels


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _fifths(column: pa.ChunkedArray) -> Coded:
    values = pc.fill_null(column.cast(pa.float64()), np.nan).to_numpy()
    known = values[~np.isnan(values)]
    cuts = np.unique(np.quantile(known, _FIFTHS, method="inverted_cdf"))
    codes = np.searchsorted(cuts, values, side="left").astype(np.uint8)
    lost = np.isnan(values)
    ends = [float(known.min()), *cuts.tolist(), float(known.max())]
    levels = [f"{low:g}–{high:g}" for low, high in pairwise(ends)]
    if ends[-1] <= ends[-2]:
        levels = levels[:-1]
    if lost.any():
        codes[lost] = len(levels)
        levels.append(MISSING)
    return Coded(codes, tuple(levels))


def _is_number(kind: Any) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
