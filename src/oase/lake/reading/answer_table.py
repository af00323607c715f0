"""From the columns of answers to the table of ``Answers``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
import pyarrow as pa

from oase.errors import AnswersUnusable, nearest
from oase.lake.answers import Answers
from oase.lake.reading.answer_codes import AnswerCodes
from oase.lake.reading.answer_columns import Column, Part
from oase.lake.reading.answer_rows import AnswerRows
from oase.lake.reading.progress import Progress, check_rows, walk
from oase.lake.reading.raw import Stream
from oase.lake.reading.refusals import Marks, Refusals
from oase.lake.tables import ANSWERS
from oase.model import NOT_ANSWERED, Phase, RefusalReason, Scale
from oase.settings import Settings

__all__ = ["AnswerReader"]


class AnswerReader:
    """Reads all rows once, then makes the table.

    Parameters
    ----------
    streams : sequence of Stream
    columns : sequence of Column
        In their order in the table.
    codes : AnswerCodes
        The scale that the answers share.
    refusals : Refusals
    settings : Settings
    """

    def __init__(
        self,
        streams: Sequence[Stream],
        columns: Sequence[Column],
        codes: AnswerCodes,
        refusals: Refusals,
        settings: Settings,
    ) -> None:
        self._streams, self._columns, self._codes = streams, columns, codes
        self._refusals = refusals
        self._kept = AnswerRows(settings)
        self._rows = 0
        self._where = ", ".join(stream.name for stream in streams[:3])

    def read(self, progress: Progress | None) -> None:
        """Read all rows and check that they serve.

        Raises
        ------
        ColumnUnusable, AnswersUnusable, SourceUnreadable, StorageFull
        """
        wanted = list(dict.fromkeys(column.source for column in self._columns))
        for stream, batch in walk(self._streams, wanted, progress):
            self._rows += batch.rows + len(batch.unread)
            marks = Marks(stream.name, batch)
            part = Part(stream, batch, marks)
            arrays = [column.read(part) for column in self._columns]
            marks.hand_to(self._refusals)
            rows = pa.RecordBatch.from_arrays(arrays, names=[column.name for column in self._columns])
            self._kept.append(rows.filter(pa.array(marks.kept())) if marks.refused.any() else rows)
        self._check()

    def _check(self) -> None:
        check_rows(self._streams, self._rows)
        self._check_refused()
        self._codes.scale()
        for column in self._columns:
            column.check(self._where)

    def _check_refused(self) -> None:
        samples = ", ".join(map(repr, self._codes.samples))
        low, high = self._codes.bounds
        for reason, what, todo in (
            (
                RefusalReason.ANSWER_OUTSIDE_SCALE,
                "lie outside the scale",
                "give the scale that was asked, or not_applicable=…",
            ),
            (RefusalReason.ANSWER_UNREADABLE, "cannot be read", "name the column that holds the answers"),
        ):
            count = self._refusals.reasons[reason]
            if 2 * count > self._rows:
                raise AnswersUnusable(
                    f"{count:,} of {self._rows:,} rows hold answers that {what}",
                    expected=f"{low} to {high}, or words such as worse / as expected / better",
                    got=samples,
                    where=self._where,
                    todo=todo,
                )

    def wide(self, touchpoints: tuple[str, ...], context: tuple[str, ...], own: str | None) -> Answers:
        """Return the answers with one column per touchpoint."""
        return self._answers("wide", self._table(self._final), touchpoints, context, own)

    def long(self, context: tuple[str, ...], own: str | None) -> Answers:
        """Return the answers with one row each.

        Raises
        ------
        AnswersUnusable
            When the own brand does not occur.
        """
        scale = self._codes.scale()
        table = self._table(lambda batch: _with_rating(self._final(batch), scale))
        _check_own(table, own, self._where)
        return self._answers("long", table, _in_order(table), context, own)

    def _final(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        arrays = [column.final(cells) for column, cells in zip(self._columns, batch.columns, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=batch.schema.names)

    def _table(self, final: Callable[[pa.RecordBatch], pa.RecordBatch]) -> pa.Table:
        words = {column.name: column.dictionary() for column in self._columns}
        return self._kept.table(final, {name: words for name, words in words.items() if words is not None})

    def _answers(
        self,
        form: Literal["long", "wide"],
        table: pa.Table,
        touchpoints: tuple[str, ...],
        context: tuple[str, ...],
        own: str | None,
    ) -> Answers:
        scale = self._codes.scale()
        found = f"answers: {scale.low} to {scale.high}, as found in the data"
        notes = [note for stream in self._streams for note in stream.notes]
        notes += [note for column in self._columns for note in column.notes()]
        notes += [found] if self._codes.is_found_out else []
        names = [stream.name for stream in self._streams]
        reading = self._refusals.reading(names, self._rows, notes)
        return Answers(table, form, touchpoints, scale, context, own, reading)


def _with_rating(batch: pa.RecordBatch, scale: Scale) -> pa.RecordBatch:
    """Add what a rating means against the expectation, in the order of ``tables.ANSWERS``."""
    if scale.kind == "three_way":
        return batch
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    rating = columns["answer"]
    values = scale.three_way(rating.fill_null(NOT_ANSWERED).to_numpy(zero_copy_only=False))
    columns |= {"rating": rating, "answer": pa.array(values, mask=values == NOT_ANSWERED)}
    first = [name for name in ANSWERS.names if name in columns]
    return pa.RecordBatch.from_pydict({name: columns[name] for name in dict.fromkeys([*first, *columns])})


def _check_own(table: pa.Table, own: str | None, where: str) -> None:
    if own is None or "brand" not in table.column_names:
        return
    brand = table.column("brand")
    names = {word for chunk in brand.chunks for word in chunk.dictionary.to_pylist()}
    if own not in names and not brand.null_count:
        near = nearest(own, names)
        raise AnswersUnusable(
            f"No answer is about the own brand {own!r}",
            expected="one of: " + ", ".join(sorted(names)[:30]),
            where=where,
            todo=f"did you mean own={near[0]!r}?" if near else "name it with own=…",
        )


def _in_order(table: pa.Table) -> tuple[str, ...]:
    """Return the touchpoints by their most frequent phase where phases are known, then by name."""
    if not table.num_rows:
        return ()
    touchpoint = table.column("touchpoint")
    names = touchpoint.chunk(0).dictionary.to_pylist()
    ranks = np.zeros(len(names), np.int64)
    if "phase" in table.column_names:
        phases = table.column("phase")
        words = phases.chunk(0).dictionary.to_pylist()
        counts = np.zeros((len(names), len(words) + 1), np.int64)
        for codes, found in zip(touchpoint.chunks, phases.chunks, strict=True):
            places = found.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
            np.add.at(counts, (codes.indices.to_numpy(zero_copy_only=False), places), 1)
        order = np.array([Phase(word).rank if word in set(Phase) else len(Phase) for word in words] + [99])
        counts[:, -1] = 0
        ranks = np.where(counts.any(axis=1), order[counts.argmax(axis=1)], 99)
    return tuple(name for _, name in sorted(zip(ranks.tolist(), names, strict=True)))
