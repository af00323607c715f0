"""Answers brought into long form: one answer a row, with the person, the outcome and the context repeated."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.answers import Answers
from oase.lake.store.keys import unknown_persons
from oase.lake.store.order import one_piece
from oase.model import NOT_ANSWERED

__all__ = ["melt"]

STEP_ROWS = 65_536


def melt(answers: Answers, source: str) -> Generator[pa.RecordBatch, None, None]:
    """Yield answers in long form, ready for ``Store.append_answers``.

    In wide form each row gives one long row per touchpoint that was answered; touchpoints that were not, or
    did not apply, give none. A rating fills ``rating`` with its value and ``answer`` with its reading as
    missed, met, exceeded. Where no person is known, the answer gets an alias of its own from the source and
    its transaction, or, where there is none, its row number in the import; in wide form all answers of a row
    share it.

    Parameters
    ----------
    answers : Answers
        Persons as aliases (int64), empty or absent where unknown.
    source : str
        Name of the source.

    Yields
    ------
    Arrow record batches
        Columns of ``lake.tables.ANSWERS`` that exist, and the context columns.

    Examples
    --------
    >>> from oase.model import Scale
    >>> rows = pa.table({"person": [7], "app": pa.array([5], pa.int8()), "shop": pa.array([None], pa.int8())})
    >>> wide = Answers(rows, "wide", ("app", "shop"), Scale("rating", 1, 5))
    >>> [long] = melt(wide, "survey")
    >>> long.select(["person", "touchpoint", "answer", "rating"]).to_pylist()
    [{'person': 7, 'touchpoint': 'app', 'answer': 1, 'rating': 5}]
    """
    for start in range(0, answers.table.num_rows, STEP_ROWS):
        rows = one_piece(answers.table.slice(start, STEP_ROWS))
        rows = _with_persons(rows, source, start)
        table = _long(rows, answers) if answers.form == "wide" else rows
        yield from table.to_batches()


def _with_persons(rows: pa.Table, source: str, start: int) -> pa.Table:
    known = rows["person"].combine_chunks() if "person" in rows.column_names else None
    if known is not None and not known.null_count:
        return rows
    number = pa.array(np.arange(start, start + rows.num_rows))
    alone = unknown_persons(number, source)
    if "transaction" in rows.column_names:
        transaction = rows["transaction"].combine_chunks().cast(pa.string())
        named = unknown_persons(transaction, f"{source} transaction")
        alone = np.where(transaction.is_valid().to_numpy(zero_copy_only=False), named, alone)
    if known is None:
        return rows.append_column("person", pa.array(alone))
    filled = pc.coalesce(known.cast(pa.int64()), pa.array(alone))
    return rows.set_column(rows.column_names.index("person"), "person", filled)


def _long(rows: pa.Table, answers: Answers) -> pa.Table:
    shared = rows.select([name for name in rows.column_names if name not in answers.touchpoints])
    words = pa.array(answers.touchpoints, pa.string())
    parts: list[pa.Table] = []
    for code, name in enumerate(answers.touchpoints):
        given = rows[name].combine_chunks().cast(pa.int8())
        # a null stays null here, and filter takes it as False
        mask = pc.not_equal(given, pa.scalar(NOT_ANSWERED, pa.int8()))
        values = given.filter(mask)
        three_way = pa.array(answers.scale.three_way(values.to_numpy()), pa.int8())
        coded = pa.DictionaryArray.from_arrays(pa.array(np.full(len(values), code, np.int32)), words)
        part = shared.filter(mask).append_column("touchpoint", coded).append_column("answer", three_way)
        parts.append(part.append_column("rating", values) if answers.scale.kind == "rating" else part)
    return one_piece(pa.concat_tables(parts))
