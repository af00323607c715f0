"""The columns of an answer: each reads its cells batch by batch, and says at the end how they are kept."""

# pyarrow comes without types
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.errors import AnswersUnusable, ColumnUnusable, nearest
from oase.lake.reading.answer_codes import AnswerCodes
from oase.lake.reading.columns import attribute_of, persons, plain_texts
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
    "ContextColumn",
    "NumberColumn",
    "OutcomeColumn",
    "Part",
    "PersonColumn",
    "TextColumn",
    "TimeColumn",
    "WordColumn",
]

_YES_NO = {
    "yes": 1.0,
    "ja": 1.0,
    "true": 1.0,
    "wahr": 1.0,
    "no": 0.0,
    "nein": 0.0,
    "false": 0.0,
    "falsch": 0.0,
}
_PADDED = re.compile(r"[+-]?0\d")
_SHOWN = 8

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


class _Plain:
    """What most columns have in common: cells are kept as they are read."""

    def __init__(self, name: str, source: str) -> None:
        self.name, self.source = name, source

    def final(self, cells: pa.Array) -> pa.Array:
        return cells

    def dictionary(self) -> pa.Array | None:
        return None

    def check(self, where: str) -> None:  # noqa: ARG002 - as in Column
        return

    def notes(self) -> list[str]:
        return []


class PersonColumn(_Plain):
    """Persons, as int64 or strings; answers may be anonymous."""

    def __init__(self, source: str, *, as_integers: bool) -> None:
        super().__init__("person", source)
        self._as_integers = as_integers

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        return persons(part.batch.columns[self.source], as_integers=self._as_integers)


class TextColumn(_Plain):
    """Words that hardly repeat, such as the number of a transaction."""

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        return plain_texts(part.batch.columns[self.source])


class TimeColumn(_Plain):
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


class WordColumn(_Plain):
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


class NumberColumn(_Plain):
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


class AnswerColumn(_Plain):
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


class OutcomeColumn(_Plain):
    """What came of it: numbers, yes and no, or 1 where one of the ``positive`` values stands."""

    def __init__(self, source: str, positive: Collection[object] | None) -> None:
        super().__init__("outcome", source)
        self._positive = None if positive is None else {_folded(value) for value in positive}
        self._given = positive
        self._seen: dict[str, None] = {}
        self._low, self._high = np.inf, -np.inf

    def read(self, part: Part) -> pa.Array:
        """Read a batch."""
        cells, labels = part.batch.columns[self.source], part.stream.labels.get(self.source)
        if self._positive is None and not labels and _is_number(cells.type):
            values, empty, bad = numbers(cells)
        else:
            found = coded(cells, labels)
            words = found.dictionary.to_pylist()
            self._seen |= dict.fromkeys(words[:_SHOWN] if len(self._seen) < _SHOWN else [])
            own, own_empty, own_bad = self._values(words, part.stream.decimal)
            places = pc.fill_null(found.indices, len(words)).to_numpy(zero_copy_only=False)
            values, empty, bad = own[places], own_empty[places], own_bad[places]
        part.marks.refuse(bad, RefusalReason.NUMBER_UNREADABLE, self.source)
        none = empty | bad
        if not none.all():
            self._low = min(self._low, float(values[~none].min()))
            self._high = max(self._high, float(values[~none].max()))
        return pa.array(values, mask=none)

    def _values(
        self, words: Sequence[str], decimal: Literal[".", ","]
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        values, empty, bad = numbers(pa.array(words, pa.string()), decimal)
        if self._positive is not None:
            values = np.array([float(_folded(word) in self._positive) for word in words])
            bad = np.zeros_like(empty)
        else:
            told = np.array([_YES_NO.get(_folded(word), np.nan) for word in words])
            values, bad = np.where(np.isnan(told), values, told), bad & np.isnan(told)
        return np.append(values, np.nan), np.append(empty, True), np.append(bad, False)

    def check(self, where: str) -> None:
        """Raise when the outcome cannot tell buyers from others.

        Raises
        ------
        ColumnUnusable
            When nothing stands there, or words of which nobody said which are positive.
        AnswersUnusable
            When it has one value only.
        """
        found = ", ".join(repr(word) for word in list(self._seen)[:_SHOWN])
        if self._low > self._high:
            raise ColumnUnusable(
                f"The outcome {self.source!r} holds no numbers",
                expected="numbers, yes / no, or words with positive=…",
                got=found or "nothing",
                where=where,
                todo=f"say which of them count as reached: positive={next(iter(self._seen), '…')!r}",
            )
        if self._low == self._high:
            raise self._one_value(found, where)

    def _one_value(self, found: str, where: str) -> AnswersUnusable:
        is_unmet = self._positive is not None and self._high == 0
        near = [name for value in self._given or () for name in nearest(str(value), self._seen)]
        what = f"has one value only: {self._low:g} in every row"
        return AnswersUnusable(
            f"The outcome {self.source!r} " + ("never has a positive value" if is_unmet else what),
            expected="rows with and without the outcome",
            got=found or None,
            where=where,
            todo=f"did you mean positive={near[0]!r}?"
            if is_unmet and near
            else "name another outcome, or read all rows",
        )


class ContextColumn(_Plain):
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


def _folded(value: object) -> str:
    return str(value).strip().casefold().removesuffix(".0")


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
