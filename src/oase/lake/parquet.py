"""Contacts straight from Parquet files: some row groups at a time, words as codes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from oase.errors import (
    ColumnMissing,
    ColumnUnusable,
    OptionInvalid,
    SourceMissing,
    SourceUnreadable,
    StorageForbidden,
)
from oase.lake.cleaning import is_time_type
from oase.lake.persons import is_person_type
from oase.lake.words import is_word_type

__all__ = ["ParquetFiles"]

_ROWS = 500_000  # rows read at a time
_GIANT = 4_000_000  # a row group with more is read in parts
_UTC = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Z", "+00:00"})


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    rows: int
    groups: tuple[int, ...]
    words: tuple[str, ...]
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """Parquet files with the same columns, opened and looked at, but not read.

    Parameters
    ----------
    columns : mapping of str to str
        Canonical name to column in the files.
    files : tuple
        What was found in each file.
    """

    columns: Mapping[str, str]
    files: tuple[_File, ...]

    @classmethod
    def opened(
        cls, paths: Sequence[Path], columns: Mapping[str, str], *, timezone: str | None = None
    ) -> ParquetFiles:
        """Look at the files' footers.

        Raises
        ------
        SourceMissing, SourceUnreadable
            If a file is not there or not Parquet.
        ColumnMissing, ColumnUnusable
            If a column is not there or cannot serve as what it is named for.
        OptionInvalid
            If times have no zone and ``timezone`` is not UTC.
        """
        return cls(dict(columns), tuple(_look(Path(path), columns, timezone) for path in paths))

    @property
    def rows(self) -> int:
        """Rows in all files."""
        return sum(file.rows for file in self.files)

    def place(self, row: int) -> tuple[str, int]:
        """Name the file and the line (header = 1) of a row counted from 0 over all files."""
        for file in self.files:
            if row < file.rows:
                return file.path.name, row + 2
            row -= file.rows
        return "table", row + 2

    def blocks(self, columns: Sequence[str]) -> Iterator[pa.Table | pa.RecordBatch]:
        """Read the files from begin to end, about half a million rows at a time.

        Raises
        ------
        SourceUnreadable
            If a file is torn or was changed since it was opened.
        """
        sources = [self.columns[name] for name in columns]
        for file in self.files:
            with _readable(file.path):
                if _stamp(file.path) != file.stamp:
                    raise SourceUnreadable(
                        "The file was changed while it was in use", where=str(file.path), todo="read it again"
                    )
                for block in _read(file, list(dict.fromkeys(sources))):
                    yield type(block).from_arrays(
                        [block.column(name) for name in sources], names=list(columns)
                    )


def _read(file: _File, columns: list[str]) -> Iterator[pa.Table | pa.RecordBatch]:
    words = [name for name in columns if name in file.words]
    with pq.ParquetFile(file.path, read_dictionary=words) as source:
        for groups in _spans(file.groups):
            if len(groups) == 1 and file.groups[groups[0]] > _GIANT:
                yield from source.iter_batches(_ROWS, row_groups=groups, columns=columns)
            else:
                yield source.read_row_groups(groups, columns=columns)


def _spans(groups: tuple[int, ...]) -> Iterator[list[int]]:
    """Yield numbers of neighbouring row groups that have about ``_ROWS`` together."""
    span: list[int] = []
    count = 0
    for number, rows in enumerate(groups):
        if span and count + rows > _ROWS:
            yield span
            span, count = [], 0
        span.append(number)
        count += rows
    if span:
        yield span


def _look(path: Path, columns: Mapping[str, str], timezone: str | None) -> _File:
    with _readable(path), pq.ParquetFile(path) as source:
        schema, meta = source.schema_arrow, source.metadata
    for role, name in columns.items():
        if name not in schema.names:
            raise ColumnMissing(name, schema.names, where=str(path), role=role)
        _check(role, schema.field(name), path, timezone)
    return _File(
        path,
        meta.num_rows,
        tuple(meta.row_group(number).num_rows for number in range(meta.num_row_groups)),
        tuple(name for name in schema.names if is_word_type(schema.field(name).type)),
        _stamp(path),
    )


def _check(role: str, field: pa.Field, path: Path, timezone: str | None) -> None:
    fits, expected = {
        "person": (is_person_type, "words or whole numbers"),
        "at": (is_time_type, "timestamps, or whole microseconds since 1970"),
        "touchpoint": (lambda kind: is_word_type(kind) or pa.types.is_null(kind), "words"),
    }.get(role, (lambda _: True, ""))
    if not fits(field.type):
        raise ColumnUnusable(
            f"The column {field.name!r} cannot serve as {role}",
            expected=expected,
            got=str(field.type),
            where=str(path),
        )
    if role == "at" and pa.types.is_timestamp(field.type) and not field.type.tz and timezone not in _UTC:
        raise OptionInvalid(
            f"The times in {field.name!r} have no time zone",
            expected="timezone='UTC' when they are in UTC",
            got=f"timezone={timezone!r}",
            where=str(path),
        )


@contextmanager
def _readable(path: Path) -> Generator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SourceMissing("There is no such file", where=str(path)) from error
    except PermissionError as error:
        raise StorageForbidden("The file must not be read", where=str(path)) from error
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise SourceUnreadable(
            "The file cannot be read as Parquet", got=str(error).splitlines()[0], where=str(path)
        ) from error


def _stamp(path: Path) -> tuple[int, int]:
    info = path.stat()
    return info.st_size, info.st_mtime_ns
