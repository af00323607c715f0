"""What came of it: the outcome of an answer as a number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.errors import AnswersUnusable, ColumnUnusable, nearest
from oase.lake.reading.answer_columns import Part, PlainColumn
from oase.lake.reading.numbers import numbers
from oase.lake.reading.words import coded
from oase.model import RefusalReason

__all__ = ["OutcomeColumn"]

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
_SHOWN = 8


class OutcomeColumn(PlainColumn):
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
                todo="say which of them counts as reached, with positive=…",
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


def _folded(value: object) -> str:
    return str(value).strip().casefold().removesuffix(".0")


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
