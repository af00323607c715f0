"""A look at a source before reading it: what it is, its columns, its first rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from oase.errors import SourceUnreadable
from oase.lake.reading.choosing import check_columns
from oase.lake.reading.columns import plain_texts
from oase.lake.reading.openers import Opener
from oase.lake.reading.raw import Kind
from oase.lake.reading.sources import Source, streams_of
from oase.lake.reading.sources import parts_of as files_and_members

__all__ = ["Finding", "columns_of", "parts_of", "sample", "sniff"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one file, archive member or frame was recognised as.

    Parameters
    ----------
    name : str
    kind : str
        csv, jsonl, excel, spss, parquet, arrow or frame.
    columns : tuple of str
    notes : tuple of str
        Delimiter, encoding, decimal sign, sheet, as far as they were found out.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def sniff(source: Source, *, sheet: str | None = None) -> tuple[Finding, ...]:
    """Return what a source consists of, without reading its rows.

    Examples
    --------
    >>> sniff(pa.table({"id": [1], "ts": ["2026-11-21"]}))[0].columns
    ('id', 'ts')
    """
    return tuple(
        Finding(stream.name, stream.kind, stream.columns, tuple(stream.notes))
        for stream in streams_of(source, sheet)
    )


def columns_of(source: Source, *, sheet: str | None = None) -> list[str]:
    """Return the names of a source's columns: those of its first file.

    Examples
    --------
    >>> columns_of(pa.table({"id": [1], "ts": ["2026-11-21"]}))
    ['id', 'ts']
    """
    return list(streams_of(source, sheet)[0].columns)


def parts_of(
    source: Source, roles: Mapping[str, str], *, sheet: str | None = None, not_into: Path | None = None
) -> list[Opener]:
    """Return each file or archive member as a source of its own, once all are known to have the columns.

    Parameters
    ----------
    source : path, glob, or list of paths
    roles : dict of role to column
    sheet : str, optional
    not_into : Path, optional
        A file that will be written, so it must not be one of the sources.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, ColumnMissing, OptionInvalid
        Before any row is read.
    """
    check_columns(streams_of(source, sheet, not_into=not_into), roles)
    return files_and_members(source)


def sample(source: Source, rows: int, *, sheet: str | None = None) -> pa.Table:
    """Return the first rows of a source, as they stand there: text, or the type the source declares.

    Parameters
    ----------
    source : path, glob, list of paths, or frame
    rows : int
        How many at most.
    sheet : str, optional

    Examples
    --------
    >>> sample(pa.table({"id": [1, 2, 3]}), 2).num_rows
    2
    """
    stream = streams_of(source, sheet)[0]
    taken: list[pa.RecordBatch] = []
    left = rows
    for batch in stream.read(stream.columns):
        part = min(left, batch.rows)
        if part:
            arrays = [
                _shown(batch.columns[name].slice(0, part), name in stream.types) for name in stream.columns
            ]
            taken.append(pa.RecordBatch.from_arrays(arrays, names=list(stream.columns)))
            left -= part
        if left <= 0:
            break
    if not taken:
        raise SourceUnreadable("There are no rows below the header", where=stream.name)
    return pa.Table.from_batches(taken)


def _shown(cells: pa.Array, is_typed: bool) -> pa.Array:
    if pa.types.is_dictionary(cells.type):
        return cells.cast(cells.type.value_type)
    return cells if is_typed else plain_texts(cells)
