"""A place for batches of contacts: in memory while they are few, else in a temporary file."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pyarrow as pa

from oase.errors import ColumnUnusable, HeaderInvalid, storage_errors
from oase.lake.words import Names, plain
from oase.settings import Settings

__all__ = ["Spool", "as_batch", "disk"]

_CODED = ("touchpoint", "channel", "phase")


def disk(where: Path | str) -> AbstractContextManager[None]:
    """Tell what the system says about a temporary file, with the way out."""
    return storage_errors(
        "The temporary folder cannot be written",
        where,
        todo="free some space, or choose another folder with OASE_SPOOL=… or Settings(spool=…)",
        room="room for a temporary copy of the rows",
    )


class Spool:
    """Batches kept in the order they came; each can be read back by its number.

    The first batch sets names and types. Touchpoint, channel and phase are kept as codes, so that they come
    back with one dictionary for all batches; other coded columns are kept plain. The file is removed with
    the object.

    Parameters
    ----------
    settings : Settings
        A quarter of ``memory_mb`` is held in memory; what is more goes to a folder in ``spool``.

    Examples
    --------
    >>> with_two = Spool(Settings())
    >>> for name in ("shop", "app"):
    ...     with_two.append(pa.RecordBatch.from_pydict({"at": [1], "touchpoint": [name]}))
    >>> with_two.seal()
    >>> len(with_two), with_two.read([1])[0].column("touchpoint").to_pylist(), with_two.folder
    (2, ['app'], None)
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._most = settings.memory_mb * 1_000_000 // 4
        self._names: dict[str, Names] = {}
        self._schema: pa.Schema | None = None
        self._held: list[pa.RecordBatch] = []
        self._size = 0
        self._count = 0
        self._writer: pa.RecordBatchFileWriter | None = None
        self._sink: pa.OSFile | None = None
        self.rows: list[int] = []
        self.folder: Path | None = None

    def __len__(self) -> int:
        """Return the number of batches."""
        return len(self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns; none before the first batch."""
        return tuple(self._schema.names) if self._schema is not None else ()

    def append(self, batch: pa.RecordBatch) -> None:
        """Keep one more batch.

        Raises
        ------
        ColumnUnusable
            If a column has another type than in the first batch.
        StorageFull, StorageForbidden
        """
        stored = self._stored(batch)
        self.rows.append(stored.num_rows)
        if self._writer is None:
            self._held.append(stored)
            self._size += stored.nbytes
            if self._size > self._most:
                self._move()
        else:
            with disk(self._file):
                self._writer.write_batch(stored)

    def seal(self) -> None:
        """Finish writing; batches can be read from now on."""
        with disk(self._file):
            if self._writer is not None and self._sink is not None:
                self._writer.close()
                self._sink.close()

    def read(self, numbers: Sequence[int], columns: Sequence[str] | None = None) -> list[pa.RecordBatch]:
        """Read some batches back, in the order asked for."""
        return list(self.blocks(columns, numbers))

    def blocks(
        self, columns: Sequence[str] | None = None, numbers: Sequence[int] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Read batches back one by one; all of them unless numbers are given."""
        wanted = self.columns if columns is None else columns
        chosen = range(len(self)) if numbers is None else numbers
        for batch in self._from_file(chosen) if self.folder else (self._held[number] for number in chosen):
            yield self._restored(batch, wanted)

    def _from_file(self, numbers: Sequence[int]) -> Iterator[pa.RecordBatch]:
        with disk(self._file), pa.OSFile(str(self._file)) as file:
            reader = pa.ipc.open_file(file)
            for number in numbers:
                yield reader.get_batch(number)

    @property
    def _file(self) -> Path:
        return (self.folder or Path()) / "contacts.arrow"

    def _move(self) -> None:
        spool = self._settings.spool
        with disk(spool or tempfile.gettempdir()):
            if spool is not None:
                spool.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix="oase-spool-", dir=spool))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
            self._sink = pa.OSFile(str(self._file), "wb")
            self._writer = writer = pa.ipc.new_file(self._sink, self._schema)
            for batch in self._held:
                writer.write_batch(batch)
        self._held = []

    def _stored(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = {name: self._stored_column(name, batch.column(name)) for name in batch.schema.names}
        schema = self._schema or pa.schema([(name, column.type) for name, column in columns.items()])
        self._schema = schema
        if columns.keys() != set(schema.names):
            raise HeaderInvalid(
                "The columns differ",
                expected=", ".join(schema.names),
                got=", ".join(columns),
                where="contacts",
            )
        return pa.RecordBatch.from_arrays(
            [_cast(columns[field.name], field) for field in schema], schema=schema
        )

    def _stored_column(self, name: str, column: pa.Array) -> pa.Array:
        if name in _CODED:
            codes = self._names.setdefault(name, Names()).encode(column)
            return pa.array(codes, mask=codes < 0)
        return column.cast(pa.string()) if pa.types.is_null(column.type) else plain(column)

    def _restored(self, batch: pa.RecordBatch, columns: Sequence[str]) -> pa.RecordBatch:
        arrays = [batch.column(name) for name in columns]
        return pa.RecordBatch.from_arrays(
            [
                pa.DictionaryArray.from_arrays(array, self._words(name)) if name in self._names else array
                for name, array in zip(columns, arrays, strict=True)
            ],
            names=list(columns),
        )

    def _words(self, name: str) -> pa.Array:
        return pa.array(self._names[name].known, pa.string())


def _cast(column: pa.Array, field: pa.Field) -> pa.Array:
    try:
        return column if column.type == field.type else column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ColumnUnusable(
            f"The column {field.name!r} changes its type",
            expected=f"{field.type} as in the first rows",
            got=str(column.type),
            todo="bring the column to one type in all files",
        ) from error


def as_batch(table: pa.Table) -> pa.RecordBatch:
    """Return one batch with the rows of a table."""
    whole = table.unify_dictionaries().combine_chunks()
    arrays = [column.chunk(0) if column.num_chunks else pa.array([], column.type) for column in whole.columns]
    return pa.RecordBatch.from_arrays(arrays, names=whole.schema.names)
