"""The filters of a page applied to contacts and answers: period, channel, segment."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from oase.app.tasks.task import Arguments
from oase.lake import Answers, Contacts
from oase.lake.instants import instant
from oase.settings import Settings

__all__ = ["narrowed", "narrowed_answers"]


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
    if (segment := arguments.get("segment")) and segment[0] in contacts.columns:
        contacts = contacts.segment(*segment)
    return contacts


def narrowed_answers(answers: Answers, arguments: Arguments, settings: Settings) -> Answers:
    """Return the answers that the filters leave: ``start``, ``end`` and ``segment`` as in ``narrowed``."""
    table = answers.table
    keep: list[pa.Array] = []
    for side, holds in (("start", pc.greater_equal), ("end", pc.less)):
        if (told := arguments.get(side)) and "at" in table.column_names:
            keep.append(holds(table["at"], pa.scalar(instant(told, settings.timezone), pa.int64())))
    if (segment := arguments.get("segment")) and segment[0] in table.column_names:
        keep.append(pc.equal(pc.cast(table[segment[0]], pa.string()), segment[1]))
    for mask in keep[1:]:
        keep[0] = pc.and_(keep[0], mask)
    return replace(answers, table=table.filter(keep[0])) if keep else answers
