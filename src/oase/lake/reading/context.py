"""Columns to adjust for or to segment by: numbers or words, decided when all is read."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pyarrow as pa

from oase.lake.reading.answer_columns import Part, PlainColumn
from oase.lake.reading.columns import attribute_of
from oase.lake.reading.numbers import numbers
from oase.lake.reading.words import WordBook

__all__ = ["ContextColumn"]

_PADDED = re.compile(r"[+-]?0\d")


class ContextColumn(PlainColumn):
    """A column to adjust for or to segment by: numbers where all its cells are numbers, else words.

    Numbers written with leading zeros (postcodes) are words.
    """

    def __init__(self, name: str, *, is_number: bool) -> None:
        super().__init__(name, name)
        self._is_number = is_number
        self._book = WordBook()
        self._decimal: Literal[".", ","] = "."
        self._values: pa.Array | None = None

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        self._decimal = part.stream.decimal
        labels = part.stream.labels.get(self.source)
        if self._is_number:
            return attribute_of(part.batch.columns[self.source], is_number=True)
        return self._book.codes(part.batch.columns[self.source], labels)

    def check(self, where: str) -> None:  # noqa: ARG002 - as in Column
        """Decide whether the words are numbers, all of them being known now."""
        words = self._book.dictionary()
        if self._is_number or not len(words):
            return
        values, empty, bad = numbers(words, self._decimal)
        if bad.any() or empty.all() or any(_PADDED.match(word) for word in self._book.words):
            return
        column = pa.array(values, mask=empty)
        is_whole = bool(np.all(empty | (np.floor(values) == values)))
        self._values = column.cast(pa.int64()) if is_whole and np.nanmax(np.abs(values)) < 2**53 else column

    def final(self, cells: pa.Array) -> pa.Array:
        """Return the numbers that codes stand for, or the codes."""
        return cells if self._values is None else self._values.take(cells)

    def dictionary(self) -> pa.Array | None:
        """Return the words, unless they are numbers."""
        return None if self._is_number or self._values is not None else self._book.dictionary()
