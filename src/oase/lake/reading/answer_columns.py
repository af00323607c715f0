"""The columns of an answer: each reads its cells batch by batch, and says at the end how they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pyarrow as pa

from oase.lake.reading.answer_codes import AnswerCodes
from oase.lake.reading.columns import persons, plain_texts
from oase.lake.reading.numbers import numbers
from oase.lake.reading.progress import Usable
from oase.lake.reading.raw import RawBatch, Stream
from oase.lake.reading.refusals import Marks
from oase.lake.reading.times import Times
from oase.lake.reading.words import WordBook, coded, flags
from oase.model import RefusalReason

__all__ = [
    "AnswerColumn",
    "Column",
    "NumberColumn",
    "Part",
    "PersonColumn",
    "PlainColumn",
    "TextColumn",
    "TimeColumn",
    "WordColumn",
]

Labels = Mapping[float, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A batch, the stream it comes from, and the marks of its rows."""

    stream: Stream
    batch: RawBatch
    marks: Marks


class Column(Protocol):
    """A column of the result: ``name`` there, ``source`` in the files."""

    name: str
    source: str

    def read(self, part: Part) -> pa.Array:
        """Return the cells of a batch as they are kept for now; mark rows that cannot be read."""
        ...

    def final(self, cells: pa.Array) -> pa.Array:
        """Return cells as they are kept for good, once all batches were read."""
        ...

    def dictionary(self) -> pa.Array | None:
        """Return the words that kept codes stand for, if they are codes."""
        ...

    def check(self, where: str) -> None:
        """Raise when the column as a whole does not serve."""
        ...

    def notes(self) -> list[str]:
        """Return what was found out."""
        ...


class PlainColumn:
    """What most columns have in common: cells are kept as they are read."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def final(self, cells: pa.Array) -> pa.Array:
        """Return the cells as they are."""
        return cells

    def dictionary(self) -> pa.Array | None:
        """Return None: the cells are no codes."""
        return None

    def check(self, where: str) -> None:  # noqa: ARG002 - as in Column
        """Accept whatever was read."""
        return

    def notes(self) -> list[str]:
        """Return nothing."""
        return []


class PersonColumn(PlainColumn):
    """Persons, as int64 or strings; answers may be anonymous."""

    def __init__(self, source: str, *, as_integers: bool) -> None:
        super().__init__("person", source)
        self._as_integers = as_integers

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        return persons(part.batch.columns[self.source], as_integers=self._as_integers)


class TextColumn(PlainColumn):
    """Words that hardly repeat, such as the number of a transaction."""

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        return plain_texts(part.batch.columns[self.source])


class TimeColumn(PlainColumn):
    """Moments of the answers; may be empty."""

    def __init__(self, times: Times) -> None:
        super().__init__("at", times.column)
        self._times = times
        self._usable = Usable(
            times.column, "a time", 'pass time_format="%d/%m/%Y %H:%M" (as they are written)'
        )

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        cells = part.batch.columns[self.source]
        moments = self._times.read(cells, part.stream.name)
        none = moments.empty | moments.bad | moments.outside
        part.marks.refuse(moments.outside, RefusalReason.TIME_OUT_OF_RANGE, self.source)
        part.marks.refuse(moments.bad, RefusalReason.TIME_UNREADABLE, self.source)
        self._usable.watch(cells, int((~none).sum()), moments.bad | moments.outside, part.stream.name)
        return pa.array(moments.at, mask=none)

    def check(self, where: str) -> None:
        """Raise when no cell is a time."""
        self._usable.check(where)

    def notes(self) -> list[str]:
        """Return what was found out about the times."""
        return self._times.notes()


class WordColumn(PlainColumn):
    """Words that repeat, kept as codes.

    Parameters
    ----------
    name, source : str
    is_needed : bool
        Whether a row without is refused.
    read_as : callable
        Makes coded words of a column.
    """

    def __init__(
        self,
        name: str,
        source: str,
        *,
        is_needed: bool = False,
        read_as: Callable[[pa.Array, Labels | None], pa.DictionaryArray] = coded,
    ) -> None:
        super().__init__(name, source)
        self.book = WordBook()
        self._is_needed, self._read_as = is_needed, read_as
        self._usable = Usable(source, "a word", "name another column")

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        codes = self.book.codes(
            self._read_as(part.batch.columns[self.source], part.stream.labels.get(self.source))
        )
        if self._is_needed:
            empty = flags(codes.is_null())
            part.marks.refuse(empty, RefusalReason.TOUCHPOINT_EMPTY, self.source)
            self._usable.watch(codes, len(codes) - codes.null_count, np.zeros_like(empty), part.stream.name)
        return codes

    def dictionary(self) -> pa.Array | None:
        """Return the words."""
        return self.book.dictionary()

    def check(self, where: str) -> None:
        """Raise when a column that is needed is empty throughout."""
        if self._is_needed:
            self._usable.check(where, needed=True)


class NumberColumn(PlainColumn):
    """Numbers, within bounds where given."""

    def __init__(
        self, name: str, source: str, low: float = -np.inf, high: float = np.inf, *, is_scale: bool = False
    ) -> None:
        super().__init__(name, source)
        self._low, self._high = low, high
        outside = RefusalReason.ANSWER_OUTSIDE_SCALE
        self._outside = outside if is_scale else RefusalReason.NUMBER_UNREADABLE
        self._usable = Usable(source, "a number", "name another column")

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        cells = part.batch.columns[self.source]
        values, empty, bad = numbers(cells, part.stream.decimal)
        part.marks.refuse(bad, RefusalReason.NUMBER_UNREADABLE, self.source)
        outside = ~(empty | bad) & ((values < self._low) | (values > self._high))
        part.marks.refuse(outside, self._outside, self.source)
        self._usable.watch(cells, int((~(empty | bad)).sum()), bad, part.stream.name)
        return pa.array(values, mask=empty | bad)

    def check(self, where: str) -> None:
        """Raise when no cell is a number."""
        self._usable.check(where)


class AnswerColumn(PlainColumn):
    """Answers on a scale, which several columns may share."""

    def __init__(self, name: str, source: str, codes: AnswerCodes) -> None:
        super().__init__(name, source)
        self._codes = codes

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        found = self._codes.read(part.batch.columns[self.source], part.stream.labels.get(self.source))
        part.marks.refuse(found.bad, RefusalReason.ANSWER_UNREADABLE, self.source)
        part.marks.refuse(found.outside, RefusalReason.ANSWER_OUTSIDE_SCALE, self.source)
        return found.values
