"""``read_contacts``: rows of any source become contacts, or refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.contacts import Contacts
from oase.lake.reading.choosing import check_columns, check_names
from oase.lake.reading.columns import (
    attribute_of,
    has_integers,
    is_typed_alike,
    order_words,
    persons,
    phase_words,
)
from oase.lake.reading.numbers import numbers
from oase.lake.reading.parquet_path import can_stay_on_disk, without_reading
from oase.lake.reading.progress import Progress, Usable, check_rows, walk
from oase.lake.reading.raw import RawBatch, Stream
from oase.lake.reading.refusals import Marks, Refusals
from oase.lake.reading.sources import Source, streams_of
from oase.lake.reading.times import Times
from oase.lake.reading.words import coded, flags
from oase.lake.tables import CONTACTS
from oase.model import Reading, RefusalReason
from oase.settings import Settings

__all__ = ["read_contacts"]


def read_contacts(
    source: Source,
    *,
    person: str,
    at: str,
    touchpoint: str,
    channel: str | None = None,
    phase: str | None = None,
    value: str | None = None,
    tie: str | None = None,
    attributes: Sequence[str] = (),
    timezone: str | None = None,
    time_format: str | None = None,
    repeated_hour: Literal["first", "second"] = "first",
    sheet: str | None = None,
    refusals: str | os.PathLike[str] | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Contacts:
    """Read contacts from files or frames.

    A row without person, time or touchpoint, or with a time or value that cannot be read, is refused and
    counted. NULL, NA and the like are empty persons, times and numbers, but may be touchpoints.

    Parameters
    ----------
    source : path, glob, list of paths, or frame
        CSV, JSON lines, Excel, SPSS, Parquet, Arrow; also inside gz and zip; pandas, Polars, Arrow in memory.
    person, at, touchpoint : str
        Columns that say who, when and where.
    channel, phase, value, tie : str, optional
        Columns that say by which medium, in which phase (German and English words), worth how much, and what
        orders contacts of the same moment (whole numbers by size, else words by alphabet).
    attributes : sequence of str
        Further columns to keep under their own names.
    timezone : str, optional
        IANA zone of times that come without offset.
    time_format : str, optional
        ``strptime`` format where the times are written in no usual way.
    repeated_hour : {"first", "second"}
        What a time means that occurs twice when clocks go back. A time that does not occur when clocks go
        forward is moved forward by the gap. Both are counted in ``reading.notes``.
    sheet : str, optional
        Sheet of a workbook; else the first that is not empty.
    refusals : path, optional
        CSV file that receives every row that could not be read.
    settings : Settings, optional
    progress : callable, optional
        Called with what is done and what there is in all.

    Returns
    -------
    Contacts
        ``.reading`` tells rows read and refused, why, and what was found out about the files. Parquet files
        whose columns have the right types are not read before they are walked.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, ColumnMissing, ColumnUnusable, OptionInvalid, ExtraMissing

    Examples
    --------
    >>> log = pa.table({"id": [7, 7], "ts": ["2026-11-21 10:00", "2026-11-21 11:00"], "what": ["Ad", "Shop"]})
    >>> contacts = read_contacts(log, person="id", at="ts", touchpoint="what", timezone="Europe/Berlin")
    >>> contacts.count, contacts.touchpoints
    (2, ('Ad', 'Shop'))
    """
    settings = settings or Settings()
    named = {
        "person": person,
        "at": at,
        "touchpoint": touchpoint,
        "channel": channel,
        "phase": phase,
        "value": value,
        "tie": tie,
    }
    roles = {role: column for role, column in named.items() if column is not None}
    check_names(attributes, CONTACTS.names, "attributes")
    times = Times(at, timezone, time_format, repeated_hour)
    streams = streams_of(source, sheet, not_into=refusals)
    check_columns(streams, roles, attributes=attributes)
    columns = roles | {name: name for name in attributes}
    if refusals is None and can_stay_on_disk(streams, columns, timezone):
        return without_reading(streams, columns, timezone, settings)
    with Refusals(None if refusals is None else Path(refusals)) as collector:
        reader = _Reader(
            streams, roles, tuple(attributes), times=times, refusals=collector, progress=progress
        )
        return Contacts.from_batches(reader.batches(), reading=reader.reading, settings=settings)


class _Reader:
    """Turns raw batches into canonical ones."""

    def __init__(
        self,
        streams: Sequence[Stream],
        roles: Mapping[str, str],
        attributes: tuple[str, ...],
        *,
        times: Times,
        refusals: Refusals,
        progress: Progress | None,
    ) -> None:
        self._streams, self._roles, self._attributes = streams, roles, attributes
        self._times, self._refusals, self._progress = times, refusals, progress
        self._has_integers = has_integers(streams, roles["person"])
        self._numeric = {name for name in attributes if is_typed_alike(streams, name)}
        self._rows = 0
        self._usable = {
            "person": Usable(roles["person"], "a person", "name another column"),
            "at": Usable(
                roles["at"],
                "a time",
                'pass time_format="%d/%m/%Y %H:%M" (as the times are written) or name another',
            ),
            "touchpoint": Usable(roles["touchpoint"], "a touchpoint", "name another column"),
            "value": Usable(roles.get("value", ""), "a number", "name another column"),
        }

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield canonical batches, then check that every needed column held something."""
        where = ", ".join(stream.name for stream in self._streams[:3])
        columns = list(dict.fromkeys([*self._roles.values(), *self._attributes]))
        for stream, batch in walk(self._streams, columns, self._progress):
            self._rows += batch.rows + len(batch.unread)
            yield self._canonical(stream, batch)
        check_rows(self._streams, self._rows)
        for role, usable in self._usable.items():
            usable.check(where, needed=role != "value")

    def reading(self) -> Reading:
        """Return the counts once all batches were taken."""
        notes = [note for stream in self._streams for note in stream.notes]
        names = [stream.name for stream in self._streams]
        return self._refusals.reading(names, self._rows, [*notes, *self._times.notes()])

    def _canonical(self, stream: Stream, batch: RawBatch) -> pa.RecordBatch:
        marks = Marks(stream.name, batch)
        columns = self._needed(stream, batch, marks) | self._further(stream, batch, marks)
        marks.hand_to(self._refusals)
        rows = pa.RecordBatch.from_pydict(columns)
        return rows.filter(pa.array(marks.kept())) if marks.refused.any() else rows

    def _needed(self, stream: Stream, batch: RawBatch, marks: Marks) -> dict[str, pa.Array]:
        who, when, what = (self._roles[role] for role in ("person", "at", "touchpoint"))
        person = persons(batch.columns[who], as_integers=self._has_integers)
        marks.refuse(flags(person.is_null()), RefusalReason.PERSON_EMPTY, who)
        moments = self._times.read(batch.columns[when], stream.name)
        marks.refuse(moments.empty, RefusalReason.TIME_EMPTY, when)
        marks.refuse(moments.outside, RefusalReason.TIME_OUT_OF_RANGE, when)
        marks.refuse(moments.bad, RefusalReason.TIME_UNREADABLE, when)
        touchpoint = coded(batch.columns[what], stream.labels.get(what))
        marks.refuse(flags(touchpoint.indices.is_null()), RefusalReason.TOUCHPOINT_EMPTY, what)
        nothing = np.zeros(batch.rows, np.bool_)
        times_read = int((~(moments.empty | moments.bad | moments.outside)).sum())
        self._watch("person", stream, batch, batch.rows - person.null_count, nothing)
        self._watch("at", stream, batch, times_read, moments.bad | moments.outside)
        self._watch("touchpoint", stream, batch, batch.rows - touchpoint.indices.null_count, nothing)
        return {"person": person, "at": pa.array(moments.at), "touchpoint": touchpoint}

    def _further(self, stream: Stream, batch: RawBatch, marks: Marks) -> dict[str, pa.Array]:
        found: dict[str, pa.Array] = {}
        for role in ("channel", "phase", "value", "tie"):
            if role in self._roles:
                column = self._roles[role]
                cells, labels = batch.columns[column], stream.labels.get(column)
                if role == "value":
                    found[role] = self._value(stream, batch, marks, column)
                elif role == "tie":
                    found[role] = order_words(cells)
                else:
                    found[role] = (phase_words if role == "phase" else coded)(cells, labels)
        for name in self._attributes:
            is_number = name in self._numeric
            found[name] = attribute_of(
                batch.columns[name], is_number=is_number, labels=stream.labels.get(name)
            )
        return found

    def _value(self, stream: Stream, batch: RawBatch, marks: Marks, column: str) -> pa.Array:
        values, empty, bad = numbers(batch.columns[column], stream.decimal)
        marks.refuse(bad, RefusalReason.NUMBER_UNREADABLE, column)
        self._watch("value", stream, batch, int((~(empty | bad)).sum()), bad)
        return pa.array(values, mask=empty | bad)

    def _watch(self, role: str, stream: Stream, batch: RawBatch, good: int, bad: NDArray[np.bool_]) -> None:
        self._usable[role].watch(batch.columns[self._roles[role]], good, bad, stream.name)
