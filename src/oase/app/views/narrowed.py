"""The filters of a page applied to contacts and answers: period, channel, segment."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from oase.app.tasks.task import Arguments
from oase.lake import Answers, Contacts
from oase.lake.instants import instant
from oase.settings import Settings

__all__ = ["about_own", "ends_of", "narrowed", "narrowed_answers", "segment_columns"]

_OWN_COLUMNS = frozenset(
    {"person", "at", "touchpoint", "channel", "phase", "value", "tie", "brand", "source", "attributes"}
)


def narrowed(contacts: Contacts, arguments: Arguments) -> Contacts:
    """Return the contacts that the filters leave; what the house does not have leaves none out.

    Parameters
    ----------
    contacts : Contacts
    arguments : mapping
        ``start``, ``end`` (ISO days; the end is the first day left out), ``channel``, ``segment``
        (``[column, value]``); any may be missing or None.
    """
    start, end = arguments.get("start"), arguments.get("end")
    if start or end:
        contacts = contacts.between(start, end)
    if (channel := arguments.get("channel")) and "channel" in contacts.columns:
        contacts = contacts.only(channel=channel)
    if (segment := arguments.get("segment")) and segment[0] in segment_columns(contacts):
        contacts = contacts.segment(*segment)
    return contacts


def segment_columns(contacts: Contacts) -> list[str]:
    """Return the columns that may be segments: none by which one person could be picked out, such as ids."""
    return [name for name in contacts.columns if name not in _OWN_COLUMNS]


def ends_of(answers: Answers) -> tuple[int | None, int | None]:
    """Return the first and the last moment of answers; None where they carry no time."""
    if "at" not in answers.table.column_names or answers.table["at"].null_count == len(answers):
        return None, None
    ends = pc.min_max(answers.table["at"]).as_py()
    return ends["min"], ends["max"]


def about_own(answers: Answers, own: str | None = None) -> int:
    """Return how many answers are about the own brand."""
    if not len(answers) or "brand" not in answers.table.column_names:
        return len(answers)
    counts = answers.table["brand"].combine_chunks().value_counts().to_pylist()
    return sum(entry["counts"] for entry in counts if entry["values"] in (None, own or answers.own))


def narrowed_answers(answers: Answers, arguments: Arguments, settings: Settings) -> Answers:
    """Return the answers that the filters leave: ``start``, ``end`` and ``segment`` as in ``narrowed``."""
    table = answers.table
    keep: list[pa.Array] = []
    for side, holds in (("start", pc.greater_equal), ("end", pc.less)):
        if (told := arguments.get(side)) and "at" in table.column_names:
            keep.append(holds(table["at"], pa.scalar(instant(told, settings.timezone), pa.int64())))
    if (segment := arguments.get("segment")) and segment[0] in answers.context:
        keep.append(pc.equal(pc.cast(table[segment[0]], pa.string()), segment[1]))
    for mask in keep[1:]:
        keep[0] = pc.and_(keep[0], mask)
    return replace(answers, table=table.filter(keep[0])) if keep else answers
