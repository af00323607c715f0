"""Rows of an import, gathered by bucket: in memory while they fit, else in files beside the lake."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pyarrow as pa

from oase.lake.store.order import one_piece
from oase.lake.store.shape import BUCKETS, bucket_of

__all__ = ["BucketSpool"]


class BucketSpool:
    """Gather rows by bucket, keeping the order in which they came.

    Parameters
    ----------
    folder : Path
        Where rows go that do not fit; made when needed, removed by ``close``.
    limit_bytes : int
        Most that is held in memory.
    """

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self.folder = folder
        self._limit = limit_bytes
        self._held = 0
        self._parts: list[list[pa.Table]] = [[] for _ in range(BUCKETS)]
        self._files: dict[int, pa.RecordBatchStreamWriter] = {}
        self._open = ExitStack()
        self.rows = np.zeros(BUCKETS, np.int64)

    def add(self, table: pa.Table) -> None:
        """Add rows with a column ``person`` of aliases."""
        bucket = bucket_of(table["person"].to_numpy())
        counts = np.bincount(bucket, minlength=BUCKETS)
        sorted_rows = table.take(pa.array(np.argsort(bucket, kind="stable")))
        ends = np.cumsum(counts)
        for number in np.flatnonzero(counts):
            self._parts[number].append(
                sorted_rows.slice(int(ends[number] - counts[number]), int(counts[number]))
            )
        self.rows += counts
        self._held += sorted_rows.nbytes
        if self._held > self._limit:
            self._spill()

    def bucket(self, number: int) -> pa.Table | None:
        """Return the rows of one bucket, None when there are none."""
        parts = self._parts[number]
        if number in self._files:
            with pa.OSFile(str(self._path(number)), "rb") as file, pa.ipc.open_stream(file) as reader:
                parts = [reader.read_all(), *parts]
        return one_piece(pa.concat_tables(parts)) if parts else None

    def finish(self) -> None:
        """End adding; what lies in files can be read now."""
        if self._files:
            self._spill()
        self._open.close()

    def close(self) -> None:
        """Remove what lies in files."""
        self._parts = [[] for _ in range(BUCKETS)]
        try:
            self._open.close()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _spill(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for number, parts in enumerate(self._parts):
            if parts:
                table = one_piece(pa.concat_tables(parts))
                if number not in self._files:
                    sink = self._open.enter_context(pa.OSFile(str(self._path(number)), "wb"))
                    self._files[number] = self._open.enter_context(pa.ipc.new_stream(sink, table.schema))
                self._files[number].write_table(table)
        self._parts = [[] for _ in range(BUCKETS)]
        self._held = 0

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:02d}.arrow"
