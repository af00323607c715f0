"""Rows on their way into a table: in memory while they are few, else in a file mapped into memory."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ipc

from oase.lake.spool import disk
from oase.settings import Settings

__all__ = ["AnswerRows"]


class AnswerRows:
    """Takes batches of one schema and gives them back as one table.

    Parameters
    ----------
    settings : Settings
        A quarter of ``memory_mb`` is held in memory; what is more goes to a temporary folder in ``spool``,
        which is removed with the table.

    Examples
    --------
    >>> rows = AnswerRows(Settings())
    >>> rows.append(pa.RecordBatch.from_pydict({"a": [1, 2]}))
    >>> rows.table(lambda batch: batch, {}).num_rows
    2
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._most = settings.memory_mb * 1_000_000 // 4
        self._held: list[pa.RecordBatch] = []
        self._size = 0
        self._folder: Path | None = None
        self._writer: ipc.RecordBatchFileWriter | None = None
        self._cleanup: Any = None

    def append(self, batch: pa.RecordBatch) -> None:
        """Take a batch.

        Raises
        ------
        StorageFull, StorageForbidden
        """
        if self._writer is not None:
            with disk(self._file("read")):
                self._writer.write_batch(batch)
            return
        self._held.append(batch)
        self._size += batch.nbytes
        if self._size > self._most:
            self._move(batch.schema)

    def table(
        self, final: Callable[[pa.RecordBatch], pa.RecordBatch], dictionaries: Mapping[str, pa.Array]
    ) -> pa.Table:
        """Return all rows.

        Parameters
        ----------
        final : callable
            Applied to every batch.
        dictionaries : mapping of str to Arrow array
            Words of the columns that hold codes.

        Raises
        ------
        StorageFull, StorageForbidden
        """
        if self._writer is None:
            return _with_words(pa.Table.from_batches([final(batch) for batch in self._held]), dictionaries)
        with disk(self._file("read")):
            self._writer.close()
            self._rewrite(final)
            self._file("read").unlink()
            reader = ipc.open_file(pa.memory_map(str(self._file("final"))))
            table = _with_words(reader.read_all(), dictionaries)
        if self._cleanup is not None and self._cleanup.detach():
            weakref.finalize(table, shutil.rmtree, self._file("final").parent, ignore_errors=True)
        return table

    def _file(self, name: str) -> Path:
        return (self._folder or Path()) / f"{name}.arrow"

    def _move(self, schema: pa.Schema) -> None:
        spool = self._settings.spool
        with disk(spool or tempfile.gettempdir()):
            if spool is not None:
                spool.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="oase-answers-", dir=spool))
            self._cleanup = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
            self._writer = writer = ipc.new_file(str(self._file("read")), schema)
            for batch in self._held:
                writer.write_batch(batch)
        self._held = []

    def _rewrite(self, final: Callable[[pa.RecordBatch], pa.RecordBatch]) -> None:
        batches = map(final, self._batches())
        first = next(batches, None)
        if first is None:
            return
        with ipc.new_file(str(self._file("final")), first.schema) as writer:
            for batch in chain((first,), batches):
                writer.write_batch(batch)

    def _batches(self) -> Iterator[pa.RecordBatch]:
        with pa.OSFile(str(self._file("read"))) as file:
            reader = ipc.open_file(file)
            for place in range(reader.num_record_batches):
                yield reader.get_batch(place)


def _with_words(table: pa.Table, dictionaries: Mapping[str, pa.Array]) -> pa.Table:
    columns = [
        pa.chunked_array(
            [
                pa.DictionaryArray.from_arrays(chunk, dictionaries[name])
                for chunk in table.column(name).chunks
            ],
            pa.dictionary(pa.int32(), pa.string()),
        )
        if name in dictionaries
        else table.column(name)
        for name in table.column_names
    ]
    return pa.Table.from_arrays(columns, names=table.column_names)
