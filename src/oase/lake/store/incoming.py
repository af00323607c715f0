"""Incoming batches brought into the lake's columns, with their base keys and attributes."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from oase.errors import ColumnMissing, ColumnUnusable
from oase.lake.store.attributes import kind_of, to_json, wider
from oase.lake.store.keys import base_keys
from oase.lake.store.order import one_piece
from oase.lake.store.shape import FILE, Shape
from oase.lake.tables import WORDS

__all__ = ["KEY_PARTS", "Incoming", "in_groups"]

GROUP_ROWS = 262_144
KEY_PARTS = ("_key0", "_key1")
"""Columns of the base key while rows wait in the spool."""


@dataclass
class Incoming:
    """What an import brings, seen row group by row group.

    Parameters
    ----------
    shape : Shape
    source : str

    Attributes
    ----------
    rows : int
        Rows seen.
    optional : dict of str to None
        Columns of the schema that came with at least one value, as an ordered set.
    attributes : dict of str to str
        Other columns and their kinds.
    touchpoints : dict of str to (channel, phase)
        In the order in which they came.
    """

    shape: Shape
    source: str
    rows: int = 0
    optional: dict[str, None] = field(default_factory=dict[str, None])
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    touchpoints: dict[str, tuple[str | None, str | None]] = field(
        default_factory=dict[str, tuple[str | None, str | None]]
    )

    def prepare(self, table: pa.Table) -> pa.Table:
        """Return rows in the lake's columns (alias, position and message key still to come).

        Raises
        ------
        ColumnMissing, ColumnUnusable
            A column that every row needs is not there, or holds something else.
        """
        given = {name: self._column(table, name) for name in self.shape.given}
        others = [name for name in table.column_names if name not in given and name != FILE]
        self._note(table, given, others)
        whole = pa.table({name: column for name, column in given.items() if column is not None})
        keys = base_keys(whole, self.source, self.shape.identifying)
        for name in self.shape.given:
            if given[name] is None:
                given[name] = pa.nulls(table.num_rows, self.shape.schema.field(name).type)
        files = table[FILE].cast(pa.int32()) if FILE in table.column_names else _zeros(table.num_rows)
        extra = {"attributes": to_json(table, others), FILE: files}
        return pa.table({**given, **extra, **dict(zip(KEY_PARTS, map(pa.array, keys), strict=True))})

    def _column(self, table: pa.Table, name: str) -> pa.Array | None:
        wanted = self.shape.schema.field(name)
        if name not in table.column_names:
            if not wanted.nullable:
                raise ColumnMissing(name, table.column_names, role=name)
            return None
        column = _as_type(table[name].combine_chunks(), wanted.type, name)
        if column.null_count and not wanted.nullable:
            raise ColumnUnusable(f"The column {name!r} has empty rows", got=f"{column.null_count} empty rows")
        if name == "person" and len(column) and pc.min(column).as_py() < 0:
            raise ColumnUnusable("Persons must come as aliases", expected="whole numbers from 0")
        return column

    def _note(self, table: pa.Table, given: dict[str, pa.Array | None], others: list[str]) -> None:
        self.rows += table.num_rows
        for name, column in given.items():
            nullable = self.shape.schema.field(name).nullable
            if nullable and column is not None and column.null_count < len(column):
                self.optional[name] = None
        for name in others:
            kind = table.schema.field(name).type
            kind = kind_of(kind.value_type if pa.types.is_dictionary(kind) else kind)
            self.attributes[name] = wider(self.attributes.get(name, kind), kind)
        self._meet(given)

    def _meet(self, given: dict[str, pa.Array | None]) -> None:
        column = given["touchpoint"]
        if column is None:
            return
        _, first = np.unique(column.indices.to_numpy(), return_index=True)
        for row in np.sort(first).tolist():
            name = column[row].as_py()
            if name not in self.touchpoints:
                words = [given.get(other) for other in ("channel", "phase")]
                channel, phase = (word[row].as_py() if word is not None else None for word in words)
                self.touchpoints[name] = (channel, phase)


def in_groups(batches: Iterable[pa.RecordBatch]) -> Generator[pa.Table, None, None]:
    """Gather batches into tables of about a quarter of a million rows, one chunk per column."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        if waiting and batch.schema != waiting[0].schema:
            yield one_piece(pa.Table.from_batches(waiting))
            waiting, rows = [], 0
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= GROUP_ROWS:
            yield one_piece(pa.Table.from_batches(waiting))
            waiting, rows = [], 0
    if rows:
        yield one_piece(pa.Table.from_batches(waiting))


def _as_type(column: pa.Array, wanted: pa.DataType, name: str) -> pa.Array:
    try:
        if wanted == WORDS:
            return _words(column)
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        return column.cast(wanted)
    except pa.ArrowInvalid as error:
        raise ColumnUnusable(
            f"The column {name!r} does not fit the lake", expected=str(wanted), got=str(error)
        ) from error


def _words(column: pa.Array) -> pa.Array:
    """Return words with each word once and no null among them."""
    if pa.types.is_dictionary(column.type):
        words = column.dictionary
        if column.type == WORDS and not words.null_count and len(words.unique()) == len(words):
            return column
        column = column.cast(column.type.value_type)
    return column.cast(pa.string()).dictionary_encode()


def _zeros(rows: int) -> pa.Array:
    return pa.array(np.zeros(rows, np.int32))
