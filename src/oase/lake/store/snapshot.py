"""The lake as it stands at one position, read bucket by bucket while others import and fold."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc

from oase.db import disk_errors
from oase.errors import HouseDamaged
from oase.lake.store.attributes import from_json
from oase.lake.store.catalogue import (
    FileRow,
    attribute_kinds,
    live_files,
    next_position,
    optional_columns,
    totals,
)
from oase.lake.store.files import RESTORE, read_opened
from oase.lake.store.order import ORDER, one_piece, splice
from oase.lake.store.place import Place
from oase.lake.store.shape import BUCKETS, Shape

__all__ = ["Snapshot"]

PATIENCE = 20
"""How often a bucket is listed anew when a file is gone before it is called missing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One table as of a position: rows sealed later are left out, folds change nothing.

    Parameters
    ----------
    place : Place
    shape : Shape
    until : int
        The next position when the snapshot was taken; rows below it belong to it.
    rows : int
    first_at, last_at : int or None
        Microseconds, from the catalogue.
    optional : tuple of str
        Columns of the schema that hold values, beyond those that always do.
    attributes : dict of str to str
        Attributes and their kinds.
    """

    place: Place
    shape: Shape
    until: int
    rows: int
    first_at: int | None
    last_at: int | None
    optional: tuple[str, ...]
    attributes: dict[str, str]

    @classmethod
    def taken(cls, place: Place, shape: Shape) -> Snapshot:
        """Return the table as it stands now."""
        with place.database.reading() as connection:
            return cls(
                place,
                shape,
                next_position(connection, shape.name),
                *totals(connection, shape.name),
                optional_columns(connection, shape.name),
                attribute_kinds(connection, shape.name),
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that can be asked for."""
        always = [f.name for f in self.shape.schema if not f.nullable and f.name in self.shape.given]
        asked = [name for name in self.shape.given if name in always or name in self.optional]
        return (*asked, *self.attributes)

    def blocks(self, columns: Sequence[str]) -> Generator[pa.Table, None, None]:
        """Yield each bucket's rows in the lake's order: whole persons, each in one block only.

        Parameters
        ----------
        columns : sequence of str
            Some of ``columns``, in the order wanted.
        """
        for bucket in range(BUCKETS):
            block = self.bucket(bucket, columns)
            if block.num_rows:
                yield block

    def bucket(self, bucket: int, columns: Sequence[str]) -> pa.Table:
        """Return one bucket's rows in the lake's order.

        Raises
        ------
        HouseDamaged
            A file that counts is missing or cannot be read.
        """
        stored = [name for name in columns if name not in self.attributes]
        if len(stored) < len(columns):
            stored.append("attributes")
        for _ in range(PATIENCE):
            with suppress(FileNotFoundError):
                return self._unfolded(self._spliced(self._files(bucket), stored), columns)
        raise HouseDamaged("A file that counts is missing", where=str(self.place.folder), todo=RESTORE)

    def _files(self, bucket: int) -> list[FileRow]:
        with self.place.database.reading() as connection:
            files = live_files(connection, self.shape.name, bucket)
        return [file for file in files if file.first_position < self.until]

    def _spliced(self, files: Sequence[FileRow], stored: Sequence[str]) -> pa.Table:
        if not files:
            return self.shape.schema.empty_table().select(list(stored))
        late = any(file.last_position >= self.until for file in files)
        needed = list(stored)
        if len(files) > 1:
            ordering = [name for name in ORDER if name in self.shape.schema.names and name != "position"]
            needed += [name for name in ordering if name not in needed]
        if late:
            needed.append("position")
        table = splice(self._read(files, needed))
        if late:
            table = table.filter(pc.less(table["position"], self.until))
        return table.select(list(stored))

    def _read(self, files: Sequence[FileRow], needed: Sequence[str]) -> list[pa.Table]:
        # all are opened before the first is read: what is open stays readable when a fold unlinks it
        with ExitStack() as stack:
            paths = [self.place.folder / file.path for file in files]
            handles = [stack.enter_context(_opened(path)) for path in paths]
            return [read_opened(handle, needed) for handle in handles]

    def _unfolded(self, table: pa.Table, columns: Sequence[str]) -> pa.Table:
        wanted = {name: self.attributes[name] for name in columns if name in self.attributes}
        if not wanted:
            return table
        found = from_json(one_piece(table)["attributes"].combine_chunks(), wanted)
        return pa.table({name: found[name] if name in wanted else table[name] for name in columns})


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except PermissionError:
        with disk_errors(path):
            raise
