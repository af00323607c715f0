"""Parquet files of the lake: written so that any engine can read them and no value leaks into statistics."""

# pyright: reportUnknownParameterType=false
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from oase.db import fsync_path
from oase.lake.tables import WORDS

__all__ = ["ROW_GROUP", "fsync_folders", "read_file", "write_file"]

ROW_GROUP = 131_072
_CODED = ("alias", "person", "attributes")
"""Dictionary-encoded in Parquet beside the columns of words; the others have too many values."""


def write_file(table: pa.Table, path: Path) -> None:
    """Write one bucket's sorted rows, durable before this returns (the folder's entry apart).

    Parameters
    ----------
    table : Arrow table
        Sorted rows with the columns of the lake.
    path : Path
        A new file; its folder is made.

    Raises
    ------
    OSError
        The disk.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    coded = [f.name for f in table.schema if f.type == WORDS or f.name in _CODED]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=coded,  # pyright: ignore[reportArgumentType]  # takes names, too
        column_encoding={"at": "BYTE_STREAM_SPLIT", "position": "DELTA_BINARY_PACKED"},
        write_statistics=False,
        row_group_size=ROW_GROUP,
    )
    fsync_path(path)


def fsync_folders(house: Path, paths: Sequence[Path]) -> None:
    """Make new files' names durable, up to the house folder."""
    folders = {parent for path in paths for parent in path.parents if parent.is_relative_to(house)}
    for folder in sorted(folders, reverse=True):
        fsync_path(folder)


def read_file(path: Path, columns: Sequence[str]) -> pa.Table:
    """Return some columns of one file.

    Raises
    ------
    FileNotFoundError
        A fold replaced the file meanwhile.
    """
    with path.open("rb") as handle:
        return pq.ParquetFile(handle, pre_buffer=True).read(columns=list(columns), use_threads=False)
