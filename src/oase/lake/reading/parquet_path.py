"""The fast way: Parquet files whose columns are canonical by type are not read before they are walked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from oase.lake.contacts import Contacts
from oase.lake.reading.failures import told
from oase.lake.reading.raw import Stream
from oase.lake.reading.times import FIRST, LAST
from oase.lake.words import is_word_type
from oase.model import Phase, Reading
from oase.settings import Settings

__all__ = ["can_stay_on_disk", "without_reading"]

_UTC = frozenset({"UTC", "Etc/UTC"})


def can_stay_on_disk(streams: Sequence[Stream], columns: Mapping[str, str], timezone: str | None) -> bool:
    """Tell whether every column of every file can be walked as it lies there.

    Persons are words or whole numbers, touchpoints and further words plain or coded; times are timestamps
    with a zone (or without, where ``timezone`` is UTC) or microseconds, within the years that are accepted
    as far as the files' statistics tell; phases bear their standard names.
    """
    kinds = [{stream.types.get(column) for stream in streams} for column in columns.values()]
    if any(stream.kind != "parquet" or stream.path is None for stream in streams):
        return False
    if any(len(kind) > 1 for kind in kinds):
        return False
    types = {role: streams[0].types[column] for role, column in columns.items()}
    if not all(_fits(role, kind, timezone) for role, kind in types.items()):
        return False
    paths = [stream.path for stream in streams if stream.path is not None]
    return all(_times_fit(path, columns["at"]) for path in paths) and (
        "phase" not in columns or all(_phases_fit(path, columns["phase"]) for path in paths)
    )


def without_reading(
    streams: Sequence[Stream], columns: Mapping[str, str], timezone: str | None, settings: Settings
) -> Contacts:
    """Return contacts that are read when they are walked."""
    reading = Reading(
        files=tuple(stream.name for stream in streams), rows_read=sum(stream.size or 0 for stream in streams)
    )
    paths = [stream.path for stream in streams if stream.path is not None]
    return Contacts.from_parquet(paths, columns, timezone=timezone, reading=reading, settings=settings)


def _fits(role: str, kind: pa.DataType, timezone: str | None) -> bool:
    if role == "person":
        return is_word_type(kind) or (pa.types.is_integer(kind) and not pa.types.is_uint64(kind))
    if role == "at":
        return pa.types.is_int64(kind) or (
            pa.types.is_timestamp(kind) and (kind.tz is not None or timezone in _UTC)
        )
    if role == "value":
        return pa.types.is_float64(kind)
    if role == "tie":
        return False
    is_attribute = role not in ("touchpoint", "channel", "phase")
    return is_word_type(kind) or (is_attribute and (pa.types.is_integer(kind) or pa.types.is_floating(kind)))


def _times_fit(path: Path, column: str) -> bool:
    """Look at the statistics; for bare numbers without statistics, at the first rows."""
    with told(str(path), "Parquet file"), parquet.ParquetFile(path) as file:
        place = file.schema_arrow.names.index(column)
        kind = file.schema_arrow.field(column).type
        is_count = pa.types.is_int64(kind)
        bounds: list[Any] = []
        for group in range(file.num_row_groups):
            told_by = file.metadata.row_group(group).column(place).statistics
            if told_by is not None and told_by.has_min_max:
                bounds += [told_by.min, told_by.max]
        if is_count and not bounds:
            first = next(file.iter_batches(1_000, columns=[column]), None)
            bounds = (
                [] if first is None else [cell for cell in first.column(0).to_pylist() if cell is not None]
            )
        counts = pa.array(bounds, kind).cast(
            pa.timestamp("us", kind.tz) if not is_count else kind, safe=False
        )
        values = counts.cast(pa.int64()).to_numpy(zero_copy_only=False)
        # as seconds or milliseconds these would lie in the first days of 1970
        is_micros = not is_count or bool(np.all(np.abs(values) >= 10**14))
        return is_micros and bool(np.all((values >= FIRST) & (values < LAST)))


def _phases_fit(path: Path, column: str) -> bool:
    standard = {phase.value for phase in Phase}
    with told(str(path), "Parquet file"), parquet.ParquetFile(path, read_dictionary=[column]) as file:
        return all(
            set(batch.column(0).dictionary.to_pylist()) <= standard
            for batch in file.iter_batches(1 << 20, columns=[column])
        )
