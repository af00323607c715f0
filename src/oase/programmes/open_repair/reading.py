"""A file of Open Repair Data, read row by row: CSV, also packed with gzip."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import BinaryIO, Literal

from oase.errors import HeaderInvalid, SourceUnreadable
from oase.programmes.open_repair.record import COLUMNS, REQUIRED, SUMMARY_COLUMNS, Count, Record
from oase.programmes.open_repair.rows import Refused, RowRefused, count_of, record_of

__all__ = ["MOST_BYTES", "RepairFile", "opened"]

MOST_BYTES = 2 << 30
"""Bytes of a file, unpacked, at most."""

_MOST_CELL = 1 << 20
_MOST_LINE = 4 * _MOST_CELL
_GZIP = b"\x1f\x8b"


class RepairFile:
    """A file of records or of counts.

    Parameters
    ----------
    stream : binary file
        Unpacked.
    name : str
        For messages.
    today : date

    Attributes
    ----------
    kind : {"records", "summary"}
    odd : Counter
        What deviates from the published schema and was taken all the same.
    ignored : tuple of str
        Columns that nobody knows.
    """

    def __init__(self, stream: BinaryIO, name: str, today: date) -> None:
        self._name, self._today = name, today
        self._bounded = _Bounded(stream, name)
        text = io.TextIOWrapper(io.BufferedReader(self._bounded), encoding="utf-8-sig", newline="")
        csv.field_size_limit(max(csv.field_size_limit(), _MOST_CELL))
        self._reader = csv.reader(_lines(text, name), strict=True)
        self.odd: Counter[str] = Counter()
        with _told(name, lambda: 1):
            self._header = [cell.strip() for cell in next(self._reader, [])]
        self.kind: Literal["records", "summary"] = self._kind()
        known = COLUMNS if self.kind == "records" else SUMMARY_COLUMNS
        self.ignored = tuple(column for column in self._header if column not in known)

    def __iter__(self) -> Iterator[Record | Count | Refused]:
        """Yield every row: what it tells, or why it was refused.

        Raises
        ------
        SourceUnreadable
            The file cannot be read from here on.
        """
        seen: set[tuple[str, ...]] = set()
        width = len(self._header)
        with _told(self._name, lambda: self._reader.line_num):
            while True:
                line = self._reader.line_num + 1
                cells = next(self._reader, None)
                if cells is None:
                    return
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != width:
                    what = "The row has another number of cells than the header"
                    yield Refused(line, "", what, str(width), str(len(cells)))
                    continue
                yield self._one(dict(zip(self._header, cells, strict=True)), line, seen)

    def _one(self, row: dict[str, str], line: int, seen: set[tuple[str, ...]]) -> Record | Count | Refused:
        try:
            if self.kind == "summary":
                count = count_of(row)
                _need_new(seen, (count.data_provider, count.product_category, count.repair_status), "total")
                return count
            odd: Counter[str] = Counter()
            record = record_of(row, self._today, odd)
            _need_new(seen, (record.data_provider, record.id), "id")
        except RowRefused as refused:
            return refused.at(line)
        self.odd += odd
        return record

    def _kind(self) -> Literal["records", "summary"]:
        header = self._header
        twice = [name for name, count in Counter(header).items() if count > 1]
        if twice:
            raise HeaderInvalid("A column stands there twice", got=", ".join(twice), where=self._name)
        if set(SUMMARY_COLUMNS) <= set(header) and "id" not in header:
            return "summary"
        missing = [name for name in REQUIRED if name not in header]
        if missing:
            raise HeaderInvalid(
                f"Columns are missing: {', '.join(missing)}",
                expected=f"{', '.join(REQUIRED)}; or of a summary {', '.join(SUMMARY_COLUMNS)}",
                got=", ".join(header)[:300] or "nothing",
                where=self._name,
                todo="hand in a file of Open Repair Data 0.3",
            )
        return "records"


@contextmanager
def opened(stream: BinaryIO, name: str, today: date) -> Generator[RepairFile]:
    """Open a file, unpacking it where it is packed.

    Parameters
    ----------
    stream : binary file
        At its beginning; that can be read again from there.
    name : str
    today : date

    Raises
    ------
    SourceUnreadable, HeaderInvalid
        It is not a file of Open Repair Data.
    """
    start = stream.read(2)
    stream.seek(0)
    if not start:
        raise SourceUnreadable("The file is empty", where=name)
    if start == _GZIP:
        with gzip.GzipFile(fileobj=stream, mode="rb") as unpacked:
            yield RepairFile(unpacked, name, today)  # pyright: ignore[reportArgumentType]  a binary file
    else:
        yield RepairFile(stream, name, today)


class _Bounded(io.RawIOBase):
    """A stream that ends with an error where a packed file unpacks to more than it should."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        super().__init__()
        self._stream, self._name, self._read = stream, name, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        piece = self._stream.read(len(buffer))
        self._read += len(piece)
        if self._read > MOST_BYTES:
            raise SourceUnreadable(
                "The file is too large", expected=f"at most {MOST_BYTES:,} bytes, unpacked", where=self._name
            )
        buffer[: len(piece)] = piece
        return len(piece)


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """Yield line after line; one without an end, which little packed data can hold, is not kept in memory."""
    while line := text.readline(_MOST_LINE):
        if len(line) == _MOST_LINE and not line.endswith("\n"):
            raise SourceUnreadable(
                "The file has a line without an end", expected=f"up to {_MOST_LINE:,} characters", where=name
            )
        yield line


@contextmanager
def _told(name: str, line: object) -> Generator[None]:
    """Say what cannot be read, and where."""
    where = f"{name}, line {line()}" if callable(line) else name
    try:
        yield
    except UnicodeDecodeError as error:
        raise SourceUnreadable("The file is not UTF-8", expected="UTF-8", where=where) from error
    except csv.Error as error:
        where = f"{name}, line {line()}" if callable(line) else name
        raise SourceUnreadable(
            "The file is no CSV", expected="cells in rows", got=str(error), where=where
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceUnreadable(
            "The packed file is torn", expected="gzip", got=str(error), where=name, todo="fetch it again"
        ) from error


def _need_new(seen: set[tuple[str, ...]], key: tuple[str, ...], field: str) -> None:
    if key in seen:
        raise RowRefused(field, "The same stands there twice", "each once", " / ".join(key))
    seen.add(key)
