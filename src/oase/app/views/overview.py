"""What the house holds, for filters and empty states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.narrowed import about_own, ends_of, segment_columns
from oase.lake.chunk import Chunk

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["overview"]

MOST_VALUES = 24
"""A column with more values than this is no segment."""


def overview(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return counts, period, channels, phases and segments of all contacts and answers.

    Returns
    -------
    dict
        ``contacts``, ``persons``, ``answers`` (int); ``first_at``, ``last_at`` (microseconds or None);
        ``touchpoints``, ``phases`` (name -> contacts, name -> phase); ``channels`` (name -> contacts);
        ``segments``, ``answer_segments`` (column -> values, most frequent first); ``columns`` that narrow
        ``contacts`` and ``answers``; ``ends``: first and last moment of both;
        ``own`` brand, ``own_answers`` about it.
    """
    del arguments
    contacts, answers = house.contacts(), house.answers()
    progress(0, 3)
    columns = segment_columns(contacts)
    counts = _ValueCounts(columns)
    wanted = [*columns, *(["channel"] if "channel" in contacts.columns else [])]
    if contacts.count and wanted:
        [counts] = contacts.run(lambda: [_ValueCounts(wanted)], wanted)
    progress(1, 3)
    channels = counts.found.pop("channel", {})
    context = {name: _frequent(answers.table[name]) for name in answers.context if len(answers)}
    progress(2, 3)
    return {
        "contacts": contacts.count,
        "persons": contacts.persons,
        "answers": len(answers),
        "first_at": contacts.first_at,
        "last_at": contacts.last_at,
        "touchpoints": contacts.visits(),
        "phases": contacts.phases(),
        "channels": _sorted(channels),
        "segments": _few({name: list(_sorted(found)) for name, found in counts.found.items()}),
        "answer_segments": _few(context),
        "columns": {"contacts": columns, "answers": list(answers.context)},
        "ends": {"contacts": (contacts.first_at, contacts.last_at), "answers": ends_of(answers)},
        "own_answers": about_own(answers),
        "answered_touchpoints": list(answers.touchpoints),
        "own": answers.own,
    }


class _ValueCounts:
    """Counts the values of some columns; one with amounts or too many values is given up."""

    def __init__(self, columns: list[str]) -> None:
        self.found: dict[str, dict[str, int]] = {name: {} for name in columns}

    def add(self, chunk: Chunk) -> None:
        for name, counted in list(self.found.items()):
            column = chunk.columns[name]
            if pa.types.is_dictionary(column.type):
                column = column.cast(column.type.value_type)
            if not pa.types.is_string(column.type) and not pa.types.is_null(column.type):
                del self.found[name]  # an amount is no group of persons
                continue
            for entry in column.value_counts().to_pylist():
                if entry["values"] is not None:
                    value = str(entry["values"])
                    counted[value] = counted.get(value, 0) + entry["counts"]
            if name != "channel" and len(counted) > 4 * MOST_VALUES:
                del self.found[name]


def _frequent(column: pa.ChunkedArray) -> list[str]:
    values = column.combine_chunks()
    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    counted = {
        str(e["values"]): e["counts"] for e in values.value_counts().to_pylist() if e["values"] is not None
    }
    return list(_sorted(counted))


def _sorted(counted: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def _few(columns: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in columns.items() if 1 < len(values) <= MOST_VALUES}
