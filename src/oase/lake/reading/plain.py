"""Small tables as plain rows of text: what people keep in a sheet, such as a list of touchpoints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from oase.lake.reading.openers import Opener, file_opener
from oase.lake.reading.sources import Source, streams_of
from oase.model import Refusal

__all__ = ["PlainRow", "plain_columns", "plain_rows"]


class PlainRow(NamedTuple):
    """One row: the line or row on which it stands, and its cells by column, without those that are empty."""

    line: int
    cells: dict[str, str]


def plain_columns(source: Source) -> list[str]:
    """Return the names of the columns of a table, in their order."""
    return list(dict.fromkeys(name for stream in streams_of(source) for name in stream.columns))


def plain_rows(source: Source, name: str = "") -> Iterator[PlainRow | Refusal]:
    """Yield the rows of a table (CSV, Excel, …) as text, and what could not be split into cells.

    Parameters
    ----------
    source : path
        Recognised by its content.
    name : str
        What messages call the file; its own name when empty.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid
    """
    opened: Source | Opener = file_opener(source, name) if name else source
    for stream in streams_of(opened):
        for batch in stream.read(stream.columns):
            yield from batch.unread
            columns = {key: _texts(column) for key, column in batch.columns.items()}
            for row, line in enumerate(batch.lines().tolist()):
                cells = {key: texts[row].strip() for key, texts in columns.items() if texts[row]}
                yield PlainRow(line, {key: text for key, text in cells.items() if text})


def _texts(column: pa.Array) -> list[str]:
    if pa.types.is_floating(column.type):  # workbooks know no whole numbers
        return ["" if value is None else f"{value:.15g}" for value in column.to_pylist()]
    texts: list[str | None] = pc.cast(column, pa.string()).to_pylist()
    return [text or "" for text in texts]
