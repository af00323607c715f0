"""Parquet files of the lake: written so that any engine can read them and no value leaks into statistics."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from oase.db import fsync_path
from oase.errors import HouseDamaged
from oase.lake.tables import WORDS

__all__ = ["RESTORE", "ROW_GROUP", "fsync_folders", "read_file", "read_opened", "write_file"]

ROW_GROUP = 131_072
RESTORE = "restore this file, or the whole house, from a backup; oase doctor says what else is wrong"
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
    """Return some columns of one file that counts.

    Raises
    ------
    HouseDamaged
        The file is missing or cannot be read.
    """
    try:
        handle = path.open("rb")
    except FileNotFoundError as error:
        raise HouseDamaged("A file that counts is missing", where=str(path), todo=RESTORE) from error
    with handle:
        return read_opened(handle, columns)


def read_opened(handle: BinaryIO, columns: Sequence[str]) -> pa.Table:
    """Return some columns of a file that is open; it stays readable when a fold unlinks it.

    Raises
    ------
    HouseDamaged
        The file cannot be read or lacks a column.
    """
    try:
        return pq.ParquetFile(handle).read(columns=list(columns), use_threads=False).select(list(columns))
    except (pa.ArrowException, OSError, KeyError) as error:
        raise HouseDamaged(
            "A file that counts cannot be read", got=str(error), where=handle.name, todo=RESTORE
        ) from error
