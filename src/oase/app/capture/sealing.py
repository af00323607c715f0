"""Answers of the house's own surveys: into the lake when they can no longer be changed, beside it before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.identity.ledger import withdrawn_aliases
from oase.lake import Answers
from oase.lake.store import melt
from oase.lake.tables import ANSWERS, WORDS
from oase.model import Purpose, Scale
from oase.surveys.closing import (
    ROLES,
    Record,
    close,
    close_others,
    closed,
    count_as_sealed,
    due,
    open_ones,
    waiting,
)

__all__ = ["CONTEXT", "SOURCE", "WAY", "is_time", "seal_answers", "with_open"]

SOURCE = "capture"
"""Name of the source under which the house's own answers lie in the lake."""

WAY = "way"
"""Context column that says how an answer came: ``invited``, ``passive`` or ``foreign``."""

MANY = 5_000
AT_ONCE = 2_000
"""So many are marked in one transaction: others who write need not wait for the whole."""

LONGEST_WAIT = 2 * 86_400_000_000

CONTEXT = ("channel", "store", "customer", "order_value", "day", WAY)
"""Context columns of the house's own answers."""

_NAMES = {
    "answer": "disconfirmation",
    "expectation": "expectation",
    "recommend": "recommend",
    "compared": "compared",
}
_NOTE = "answers on different scales: read as missed, met, exceeded"


def is_time(rooms: Rooms) -> bool:
    """Return whether sealing is worth it: enough answers have waited, or some for long.

    Each time a few files are written; who reads meanwhile finds open answers beside the lake.
    """
    with rooms.database.reading() as connection:
        rows, oldest = waiting(connection)
    return rows >= MANY or (oldest is not None and rooms.clock() - oldest >= LONGEST_WAIT)


def seal_answers(rooms: Rooms) -> int:
    """Bring into the lake what can no longer be changed, exactly once whatever is killed when.

    Taken aside is first, in a transaction of its own; then it cannot change any more, and what a killed
    process had brought into the lake before is known there by its key.

    Returns
    -------
    int
        Rows that are new in the lake.

    Raises
    ------
    HouseBusy, StorageFull, StorageForbidden
        It is done the next time.
    """
    now = rooms.clock()
    _close(rooms, now)
    rooms.steps("answers closed")
    with rooms.database.reading() as connection:
        records, mark = closed(connection)
        kept = _allowed(withdrawn_aliases(connection, [Purpose.ANALYTICS]), records)
        phases = _phases(rooms)
    if not mark:
        return 0
    added = 0
    if kept:
        added = rooms.store.append_answers(_answers(kept, phases), source=SOURCE).rows
    rooms.steps("answers appended")
    _to_the_end(rooms, lambda connection: count_as_sealed(connection, mark, now, AT_ONCE))
    rooms.steps("answers sealed")
    return added


def _close(rooms: Rooms, now: int) -> None:
    with rooms.database.reading() as connection:
        numbers = due(connection, now)
    for start in range(0, len(numbers), AT_ONCE):
        with rooms.database.writing() as connection:
            close(connection, now, numbers[start : start + AT_ONCE])
    _to_the_end(rooms, lambda connection: close_others(connection, now, AT_ONCE))


def _to_the_end(rooms: Rooms, mark: Callable[[Connection], int]) -> None:
    """Mark rows, each portion in a transaction of its own, until there are none left."""
    while True:
        with rooms.database.writing() as connection:
            if mark(connection) < AT_ONCE:
                return


def with_open(rooms: Rooms, read: Callable[[], Answers]) -> Answers:
    """Return the answers of the lake with those that may still be changed; each once.

    Parameters
    ----------
    rooms : Rooms
    read : callable
        Reads the lake; asked after the open ones were read, so that none is missed that moves meanwhile.
    """
    with rooms.database.reading() as connection:
        records = open_ones(connection)
        kept = _allowed(withdrawn_aliases(connection, [Purpose.ANALYTICS]), records) if records else []
    answers = read()
    return _beside(rooms, answers, kept) if kept else answers


def _beside(rooms: Rooms, answers: Answers, records: Sequence[Record]) -> Answers:
    new = _new_ones(answers, _answers(records, _phases(rooms)))
    if not new.num_rows:
        return answers
    held, reading = answers.table, answers.reading
    if answers.scale.kind == "rating" and len(answers):
        held = held.drop_columns(["rating"]) if "rating" in held.column_names else held
        reading = msgspec.structs.replace(reading, notes=tuple(dict.fromkeys((*reading.notes, _NOTE))))
    table = _joined(held, new) if len(answers) else new
    present = set(table["touchpoint"].combine_chunks().dictionary.to_pylist())
    context = dict.fromkeys((*answers.context, *(one for one in CONTEXT if one in table.column_names)))
    return replace(
        answers,
        table=table,
        form="long",
        touchpoints=_ordered(rooms, present),
        scale=Scale(),
        context=tuple(context),
        reading=reading,
    )


def _ordered(rooms: Rooms, present: set[str]) -> tuple[str, ...]:
    """Return touchpoints in the order in which the house met them; those it has not met, last."""
    met = tuple(name for name in rooms.store.touchpoints() if name in present)
    return (*met, *sorted(present.difference(met)))


def _allowed(withdrawn: set[int], records: Sequence[Record]) -> list[Record]:
    """Leave out those who want no evaluation of what they do."""
    return [one for one in records if one.alias not in withdrawn]


def _phases(rooms: Rooms) -> dict[str, str | None]:
    return {name: phase for name, (_, phase) in rooms.store.touchpoints().items()}


def _answers(records: Sequence[Record], phases: dict[str, str | None]) -> Answers:
    """Return records as answers in long form, in the lake's columns."""
    columns: dict[str, pa.Array] = {
        "person": pa.array([one.alias for one in records], pa.int64()),
        "at": pa.array([one.at for one in records], pa.int64()),
        "touchpoint": pa.array([one.touchpoint for one in records], pa.string()).cast(WORDS),
    }
    for name, role in _NAMES.items():
        kind = ANSWERS.field(name).type
        place = ROLES.index(role)
        columns[name] = pa.array([one.values[place] for one in records], pa.float64()).cast(kind)
    columns["phase"] = pa.array([phases.get(one.touchpoint) for one in records], pa.string()).cast(WORDS)
    columns["transaction"] = pa.array([one.transaction for one in records], pa.string())
    for name in [*_NAMES, "phase"]:  # as in the lake, there are only columns in which something was said
        if name != "answer" and columns[name].null_count == len(records):
            del columns[name]
    for name in CONTEXT:
        words = [one.way for one in records] if name == WAY else [one.context.get(name) for one in records]
        columns[name] = pa.array(words, pa.string()).cast(WORDS)
    names = tuple(dict.fromkeys(one.touchpoint for one in records))
    return Answers(pa.table(columns), "long", names, Scale(), CONTEXT)


def _new_ones(answers: Answers, found: Answers) -> pa.Table:
    """Return the rows that do not lie in the lake, with an alias for everybody."""
    rows = pa.Table.from_batches(list(melt(found, SOURCE)))
    if not len(answers) or WAY not in answers.table.column_names:
        return rows
    ours = _named(answers.table.filter(pc.is_valid(answers.table[WAY])))
    return rows.filter(pc.invert(pc.is_in(_named(rows), value_set=ours.combine_chunks())))


def _named(rows: pa.Table) -> pa.ChunkedArray:
    """Return by what an answer is known: its transaction and its moment."""
    transaction, at = rows["transaction"].cast(pa.string()), rows["at"].cast(pa.string())
    return pc.binary_join_element_wise(transaction, at, " ")


def _joined(held: pa.Table, new: pa.Table) -> pa.Table:
    """Return both tables as one; where the lake holds a context column of another kind, both as words."""
    for name in new.column_names:
        if name in held.column_names and held.schema.field(name).type != new.schema.field(name).type:
            held, new = _as_words(held, name), _as_words(new, name)
    return pa.concat_tables([held, new], promote_options="default").unify_dictionaries().combine_chunks()


def _as_words(table: pa.Table, name: str) -> pa.Table:
    place = table.column_names.index(name)
    return table.set_column(place, name, table[name].cast(pa.string()).cast(WORDS))
