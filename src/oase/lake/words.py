"""Repeated words: columns of few words, kept as a code per row."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.tables import WORDS

__all__ = ["Names", "as_words", "is_word_type", "plain"]


def is_word_type(kind: pa.DataType) -> bool:
    """Say whether a column of this type holds words, plain or coded."""
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def as_words(column: pa.Array) -> pa.Array:
    """Return words as codes of 32 bits into plain strings (``tables.WORDS``)."""
    if column.type == WORDS:
        return column
    if pa.types.is_dictionary(column.type):
        words = column.dictionary.cast(pa.string())
        return pa.DictionaryArray.from_arrays(column.indices.cast(pa.int32()), words)
    return column.cast(pa.string()).dictionary_encode()


def plain(column: pa.Array) -> pa.Array:
    """Return the words themselves instead of codes."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


class Names:
    """The words met so far, each with the code it keeps.

    Examples
    --------
    >>> names = Names()
    >>> names.encode(pa.array(["shop", "app", "shop"])).tolist(), names.known
    ([0, 1, 0], ('shop', 'app'))
    """

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self._codes = {name: code for code, name in enumerate(known)}
        self._known = known
        self._last: pa.Array | None = None
        self._map = np.zeros(0, np.int32)
        self._ranks = np.zeros(0, np.int32)

    @property
    def known(self) -> tuple[str, ...]:
        """All words met so far, in the order of their codes."""
        if len(self._known) != len(self._codes):
            self._known = tuple(self._codes)
        return self._known

    @property
    def ranks(self) -> NDArray[np.int32]:
        """Place of each code when the words are sorted."""
        if len(self._ranks) != len(self._codes):
            order = sorted(range(len(self.known)), key=self.known.__getitem__)
            self._ranks = np.empty(len(order), np.int32)
            self._ranks[order] = np.arange(len(order), dtype=np.int32)
        return self._ranks

    def encode(self, column: pa.Array) -> NDArray[np.int32]:
        """Return the code of each row, -1 where the word is null; learn new words."""
        column = as_words(column)
        codes = self._mapping(column.dictionary)
        if not len(codes):
            return np.full(len(column), -1, np.int32)
        if column.null_count:
            return np.where(column.is_valid(), codes[column.indices.fill_null(0)], np.int32(-1))
        return codes[column.indices.to_numpy()]

    def _mapping(self, words: pa.Array) -> NDArray[np.int32]:
        if self._last is None or not words.equals(self._last):
            codes = self._codes
            found = [-1 if w is None else codes.setdefault(w, len(codes)) for w in words.to_pylist()]
            self._map, self._last = np.array(found, np.int32), words
        return self._map
