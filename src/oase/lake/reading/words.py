"""Columns as words: any Arrow type as text, repeated words as codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from oase.lake.tables import WORDS

__all__ = ["MISSING", "WordBook", "coded", "flags", "texts", "without_missing"]

MISSING = ("NA", "N/A", "#N/A", "n/a", "NaN", "nan", "NULL", "null", "None", "NaT", "<NA>", r"\N", "#NULL!")
"""Words that mean "nothing here" where a person, a time or a number is expected."""


def flags(mask: pa.Array) -> NDArray[np.bool_]:
    """Return a boolean Arrow array as NumPy, null as False."""
    filled = pc.fill_null(mask, False)  # noqa: FBT003
    return filled.to_numpy(zero_copy_only=False)


def texts(column: pa.Array, labels: Mapping[float, str] | None = None) -> pa.Array:
    """Return a column as strings (or coded strings); empty and blank cells are null.

    Whole floats lose their fraction (``7.0`` is ``7``), labels replace the codes they belong to.

    Examples
    --------
    >>> texts(pa.array([7.0, 1.5, None])).to_pylist()
    ['7', '1.5', None]
    >>> texts(pa.array([" ", "Kauf"])).to_pylist()
    [None, 'Kauf']
    """
    if pa.types.is_dictionary(column.type):
        words = _without_blank(_strings(column.dictionary))
        return pa.DictionaryArray.from_arrays(column.indices.cast(pa.int32()), words)
    if labels:
        column = _labelled(column, labels)
    return _without_blank(_strings(column))


def coded(column: pa.Array, labels: Mapping[float, str] | None = None) -> pa.DictionaryArray:
    """Return a column as codes into words without null among the words.

    Examples
    --------
    >>> coded(pa.array(["a", "", "a"])).dictionary.to_pylist()
    ['a']
    """
    if pa.types.is_string(column.type) and not labels:
        column = column.dictionary_encode()  # so that each word is looked at once
    words = texts(column, labels)
    if not pa.types.is_dictionary(words.type):
        return words.dictionary_encode().cast(WORDS)
    if words.dictionary.null_count or len(words.dictionary.unique()) < len(words.dictionary):
        return words.cast(pa.string()).dictionary_encode().cast(WORDS)
    return words


def without_missing(words: pa.Array) -> pa.Array:
    """Return strings with the words that mean "nothing here" as null."""
    hit = pc.is_in(words, value_set=_missing())
    return pc.if_else(hit, pa.scalar(None, words.type), words) if pc.any(hit).as_py() else words


@cache
def _missing() -> pa.Array:
    """Return them as Arrow: not while importing, since the first array makes Arrow import pandas."""
    return pa.array(MISSING)


def _without_blank(words: pa.Array) -> pa.Array:
    blank = pc.or_(pc.utf8_is_space(words), pc.equal(pc.binary_length(words), 0))
    return pc.if_else(blank, pa.scalar(None, pa.string()), words) if pc.any(blank).as_py() else words


def _strings(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_floating(kind):
        return _floats(column.cast(pa.float64()))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array(
            [None if cell is None else cell.decode("utf-8", "replace") for cell in column.to_pylist()],
            pa.string(),
        )
    if pa.types.is_nested(kind):
        return pa.array(
            [None if cell is None else json.dumps(cell, default=str) for cell in column.to_pylist()],
            pa.string(),
        )
    if isinstance(column, pa.ExtensionArray):
        return _strings(column.storage)
    return column.cast(pa.string())


def _floats(column: pa.Array) -> pa.Array:
    values = column.to_numpy(zero_copy_only=False)
    is_whole = np.isfinite(values) & (np.floor(values) == values) & (np.abs(values) < 2**53)
    whole = pa.array(np.where(is_whole, values, 0).astype(np.int64)).cast(pa.string())
    if is_whole.all():
        return whole
    other = pa.array([None if np.isnan(v) else repr(v) for v in values.tolist()], pa.string())
    return pc.if_else(pa.array(is_whole), whole, other)


def _labelled(column: pa.Array, labels: Mapping[float, str]) -> pa.Array:
    codes = column.to_pylist()
    return pa.array(
        [None if code is None else labels.get(code, str(code).removesuffix(".0")) for code in codes],
        pa.string(),
    )


class WordBook:
    """Gives each word of a column one code over all batches.

    Examples
    --------
    >>> book = WordBook()
    >>> book.codes(pa.array(["b", None])).to_pylist(), book.codes(pa.array(["a", "b"])).to_pylist()
    ([0, None], [1, 0])
    >>> book.words
    ['b', 'a']
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self._places: dict[str, int] = {}

    def codes(self, column: pa.Array, labels: Mapping[float, str] | None = None) -> pa.Array:
        """Return the codes (int32, null where empty) of a batch, learning new words."""
        found = coded(column, labels)
        own = np.array([self._code(word) for word in found.dictionary.to_pylist()], np.int32)
        empty = flags(found.indices.is_null())
        indices = pc.fill_null(found.indices, 0).to_numpy(zero_copy_only=False)
        values = own[indices] if len(own) else np.zeros(len(indices), np.int32)
        return pa.array(values, pa.int32(), mask=empty)

    def _code(self, word: str) -> int:
        place = self._places.get(word)
        if place is None:
            place = self._places[word] = len(self.words)
            self.words.append(word)
        return place

    def dictionary(self) -> pa.Array:
        """Return all words as an Arrow array."""
        return pa.array(self.words, pa.string())
