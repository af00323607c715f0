"""One table of the lake as it stands at one moment, read while others import, seal and fold."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import Connection

from oase.lake.store.attributes import from_json, kinds_in, with_kinds
from oase.lake.store.catalogue import attribute_kinds, next_position, optional_columns, totals
from oase.lake.store.log_rows import as_rows, read_log
from oase.lake.store.moves import changes_of_persons
from oase.lake.store.order import one_piece
from oase.lake.store.passes import Tail, blocks_of
from oase.lake.store.place import Place
from oase.lake.store.shape import Shape

__all__ = ["Snapshot", "filled_columns"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One table as of a moment: rows that come later are left out; seals and folds change nothing.

    Who belongs together is asked anew with every pass.

    Parameters
    ----------
    place : Place
    shape : Shape
    until : int
        The next position when the snapshot was taken; rows below it belong to it.
    rows : int
    first_at, last_at : int or None
        Microseconds.
    optional : tuple of str
        Columns of the schema that hold values, beyond those that always do.
    attributes : dict of str to str
        Attributes and their kinds.
    tail : Tail or None
        Contacts that were not sealed yet.
    """

    place: Place
    shape: Shape
    until: int
    rows: int
    first_at: int | None
    last_at: int | None
    optional: tuple[str, ...]
    attributes: dict[str, str]
    tail: Tail | None = None

    @classmethod
    def taken(cls, place: Place, shape: Shape) -> Snapshot:
        """Return the table as it stands now: catalogue and tail of one transaction."""
        with place.database.reading() as connection:
            sealed = cls._sealed(connection, place, shape)
            read = read_log(connection) if shape.has_log else ()
            changes = changes_of_persons(connection)
        if not read:
            return sealed
        return sealed.with_tail(Tail(as_rows(read, sealed.until), changes))

    @classmethod
    def _sealed(cls, connection: Connection, place: Place, shape: Shape) -> Snapshot:
        return cls(
            place,
            shape,
            next_position(connection, shape.name),
            *totals(connection, shape.name),
            optional_columns(connection, shape.name),
            attribute_kinds(connection, shape.name),
        )

    def with_tail(self, tail: Tail) -> Snapshot:
        """Return the snapshot with rows that are not sealed."""
        rows = tail.rows
        times = pc.min_max(rows["at"]).as_py()
        found = kinds_in(rows["attributes"], self.shape)
        return Snapshot(
            self.place,
            self.shape,
            self.until,
            self.rows + rows.num_rows,
            min(times["min"], times["min"] if self.first_at is None else self.first_at),
            max(times["max"], times["max"] if self.last_at is None else self.last_at),
            tuple(dict.fromkeys([*self.optional, *filled_columns(rows, self.shape)])),
            with_kinds(self.attributes, found),
            tail,
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that can be asked for."""
        always = [f.name for f in self.shape.schema if not f.nullable and f.name in self.shape.given]
        asked = [name for name in self.shape.given if name in always or name in self.optional]
        return (*asked, *self.attributes)

    def blocks(self, columns: Sequence[str]) -> Generator[pa.Table, None, None]:
        """Yield blocks of whole persons in the lake's order, each person in one block only.

        Parameters
        ----------
        columns : sequence of str
            Some of ``columns``, in the order wanted.

        Raises
        ------
        HouseDamaged
            A file that counts is missing or cannot be read.
        """
        for block in blocks_of(self.place, self.shape, self.until, self.tail, self._stored(columns)):
            yield self._unfolded(block, columns)

    def empty(self, columns: Sequence[str]) -> pa.Table:
        """Return a block without rows."""
        return self._unfolded(self.shape.schema.empty_table().select(self._stored(columns)), columns)

    def _stored(self, columns: Sequence[str]) -> list[str]:
        stored = [name for name in columns if name not in self.attributes]
        return stored if len(stored) == len(columns) else [*stored, "attributes"]

    def _unfolded(self, table: pa.Table, columns: Sequence[str]) -> pa.Table:
        wanted = {name: self.attributes[name] for name in columns if name in self.attributes}
        if not wanted:
            return table
        found = from_json(one_piece(table)["attributes"].combine_chunks(), wanted)
        return pa.table({name: found[name] if name in wanted else table[name] for name in columns})


def filled_columns(rows: pa.Table, shape: Shape) -> list[str]:
    """Return the columns of the schema that may be empty but hold a value in some row."""
    nullable = [name for name in shape.given if shape.schema.field(name).nullable]
    return [name for name in nullable if rows[name].null_count < rows.num_rows]
