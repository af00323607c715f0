"""Typed sources as streams of raw batches: Parquet and Arrow files, pandas, Polars and Arrow frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import ipc, parquet

from oase.errors import SourceUnreadable
from oase.lake.reading.failures import told
from oase.lake.reading.openers import Opener
from oase.lake.reading.raw import Kind, RawBatch, Stream, rows_from
from oase.lake.reading.sniffing import refuse_twins

__all__ = ["is_frame", "open_arrow", "open_frame", "open_parquet"]

_ROWS = 131_072


def open_parquet(opener: Opener) -> Stream:
    """Return a Parquet file as a stream."""
    with opener.seekable("Parquet file") as file:
        opened = parquet.ParquetFile(file)
        schema, rows = opened.schema_arrow, opened.metadata.num_rows

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        with opener.seekable("Parquet file") as file:
            opened = parquet.ParquetFile(file)
            words = [field.name for field in schema if pa.types.is_string(field.type)]
            opened = parquet.ParquetFile(file, read_dictionary=[name for name in words if name in columns])
            yield from _numbered(opened.iter_batches(_ROWS, columns=list(columns)), columns)

    return _stream(opener.name, "parquet", schema, read, rows, opener=opener)


def open_arrow(opener: Opener) -> Stream:
    """Return an Arrow IPC (Feather) file as a stream."""
    with opener.seekable("Arrow file") as file:
        schema = ipc.open_file(file).schema

    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        with opener.seekable("Arrow file") as file:
            reader = ipc.open_file(file)
            batches = (reader.get_batch(place) for place in range(reader.num_record_batches))
            yield from _numbered(batches, columns)

    return _stream(opener.name, "arrow", schema, read, None, opener=opener)


def is_frame(source: object) -> bool:
    """Tell whether an object is a frame: pandas, or anything that hands over Arrow.

    Examples
    --------
    >>> is_frame(pa.table({"a": [1]})), is_frame("a.csv")
    (True, False)
    """
    return _is_pandas(source) or hasattr(source, "__arrow_c_stream__") or _is_lazy_polars(source)


def _is_pandas(source: object) -> bool:
    kind = type(source)
    return kind.__module__.partition(".")[0] == "pandas" and kind.__name__ == "DataFrame"


def _is_lazy_polars(source: object) -> bool:
    kind = type(source)
    return kind.__module__.partition(".")[0] == "polars" and kind.__name__ == "LazyFrame"


def open_frame(frame: Any, name: str = "table") -> Stream:
    """Return a frame in memory as a stream; a named pandas index counts as columns.

    Raises
    ------
    HeaderInvalid
        When a column name occurs twice.
    SourceUnreadable
        When the frame cannot be handed over as Arrow.
    """
    if _is_pandas(frame):
        return _open_pandas(frame, name)
    if _is_lazy_polars(frame):
        frame = frame.collect()
    try:
        table = frame if isinstance(frame, pa.Table) else pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise SourceUnreadable(
            "The table cannot be handed over as Arrow", got=str(error)[:200], where=type(frame).__name__
        ) from error
    refuse_twins(table.column_names, name)
    return _stream(name, "frame", table.schema, _table_reader(table), table.num_rows)


def _open_pandas(frame: Any, name: str) -> Stream:
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    names = [str(column) for column in frame.columns]
    refuse_twins(names, name)
    arrays = [_pandas_column(frame.iloc[:, place], name) for place in range(len(names))]
    table = pa.Table.from_arrays(arrays, names=names)
    return _stream(name, "frame", table.schema, _table_reader(table), table.num_rows)


def _pandas_column(series: Any, where: str) -> pa.Array | pa.ChunkedArray:
    try:
        return pa.array(series, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        pass  # an object column of several types is read as text
    except pa.ArrowException as error:
        raise SourceUnreadable("A column cannot be handed over", got=str(error)[:200], where=where) from error
    return pa.array(
        [None if missing else str(cell) for cell, missing in zip(series, series.isna(), strict=True)]
    )


def _table_reader(table: pa.Table) -> Callable[[Sequence[str]], Iterator[RawBatch]]:
    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        wanted = table.select(list(columns))
        with told("table", "table"):
            yield from _numbered(wanted.to_batches(max_chunksize=_ROWS), columns)

    return read


def _numbered(batches: Iterable[pa.RecordBatch], columns: Sequence[str]) -> Iterator[RawBatch]:
    done = 0
    for batch in batches:
        arrays = {name: batch.column(name) for name in columns}
        yield RawBatch(
            batch.num_rows, arrays, rows_from(done + 2, batch.num_rows), done=done + batch.num_rows
        )
        done += batch.num_rows


def _stream(
    name: str,
    kind: Kind,
    schema: pa.Schema,
    read: Callable[[Sequence[str]], Iterator[RawBatch]],
    rows: int | None,
    *,
    opener: Opener | None = None,
) -> Stream:
    refuse_twins(schema.names, name)
    return Stream(
        name=name,
        kind=kind,
        columns=tuple(schema.names),
        read=read,
        size=rows,
        types={field.name: field.type for field in schema},
        path=opener.path if opener else None,
        archive=opener.archive if opener else "",
    )
