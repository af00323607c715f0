"""Rows of an import on their way through the steps: contacts chunk by chunk, answers at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import pyarrow as pa

from oase.contacts.bulk import Bulk
from oase.lake import Answers, Contacts
from oase.lake.tables import CONTACTS
from oase.model import Reading

__all__ = ["answers_through", "contacts_through", "reading_with"]

_FIXED = frozenset((*CONTACTS.names, "brand", "_file"))


def contacts_through(
    bulk: Bulk, contacts: Contacts, progress: Callable[[int, int | None], None] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield contacts with all columns that may be kept, persons as aliases, what is personal masked."""
    done = 0
    given = [name for name in contacts.columns if name not in ("person", "at", "touchpoint")]
    for chunk in contacts.walk(given, person=True):
        names = pa.array(chunk.names, pa.string())
        rows = {
            "person": chunk.person,
            "at": pa.array(chunk.at),
            "touchpoint": pa.DictionaryArray.from_arrays(pa.array(chunk.touchpoint), names),
            **chunk.columns,
        }
        yield pa.RecordBatch.from_pydict(bulk.take(rows, _FIXED))
        done += len(chunk.at)
        if progress is not None:
            progress(done, contacts.count)


def answers_through(bulk: Bulk, answers: Answers) -> Answers:
    """Return answers whose persons are aliases, without the rows and columns that may not be kept."""
    if not len(answers):
        return answers
    names = answers.table.column_names
    fixed = frozenset(names) - frozenset(answers.context)
    batches = answers.table.combine_chunks().to_batches()
    taken = [pa.table(bulk.take(dict(zip(names, batch.columns, strict=True)), fixed)) for batch in batches]
    kept = pa.concat_tables(taken).unify_dictionaries()
    context = tuple(name for name in kept.column_names if name not in fixed)
    return replace(answers, table=kept, context=context, reading=reading_with(answers.reading, bulk))


def reading_with(reading: Reading, bulk: Bulk) -> Reading:
    """Return what became of the rows, with those that the steps refused and the columns left out."""
    if not bulk.refused and not bulk.dropped:
        return reading
    notes = (f"left out as personal: {', '.join(bulk.dropped)}",) if bulk.dropped else ()
    return msgspec.structs.replace(
        reading,
        rows_refused=reading.rows_refused + bulk.refused.total(),
        reasons=dict(Counter(reading.reasons) + bulk.refused),
        notes=(*reading.notes, *notes),
    )
