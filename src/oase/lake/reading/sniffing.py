"""What a file is and how it is written, told by its first bytes: kind, encoding, delimiter, decimal sign."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from oase.errors import HeaderInvalid, SourceUnreadable

__all__ = [
    "HEAD_BYTES",
    "Dialect",
    "bom_of",
    "dialect_of",
    "kind_of",
    "name_columns",
    "parse_record",
    "refuse_twins",
]

HEAD_BYTES = 64 << 10
"""Bytes looked at."""

MOST_COLUMNS = 16_384
"""As many as a spreadsheet has."""

Container = Literal["parquet", "arrow", "zip", "gzip", "bzip2", "xz", "xls", "spss", "jsonl", "csv", "empty"]

_MAGIC: tuple[tuple[bytes, Container], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
)
_FOREIGN = (
    (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<?xml", "an XML file"),
    (b"<html", "a web page"),
    (b"<!DOCTYPE", "a web page"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_DELIMITERS = ",;\t|"
_SEP = re.compile(r"\ufeff?sep=(.)\r?\n?$", re.IGNORECASE)
_COMMA_NUMBER = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+,\d+|\d+,(\d{1,2}|\d{4,})|0,\d+)")
_POINT_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+\.\d+|\d+\.(\d{1,2}|\d{4,})|0\.\d+)")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is written."""

    delimiter: str
    decimal: Literal[".", ","]
    has_sep_line: bool = False


def kind_of(head: bytes, where: str) -> Container:
    r"""Recognise a file by its first bytes.

    Raises
    ------
    SourceUnreadable
        When it is of a kind that holds no table Oase can read.

    Examples
    --------
    >>> kind_of(b"PAR1...", "a.parquet"), kind_of(b"id;ts\n", "a.txt")
    ('parquet', 'csv')
    """
    if not head.strip(b" \t\r\n"):
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    for magic, name in _FOREIGN:
        if head.lstrip().startswith(magic):
            raise _foreign(f"This is {name}, not a table", where)
    if bom_of(head) in (None, "utf-8-sig"):
        _refuse_binary(head, where)
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith((b"[{", b"[\n", b"[ ")) or start == b"[":
        raise _foreign("This is one JSON list, not JSON lines", where, "write one JSON object per line")
    return "jsonl" if start.startswith(b"{") else "csv"


def _refuse_binary(head: bytes, where: str) -> None:
    odd = len(head) - len(head.translate(None, _CONTROL))
    if b"\x00" in head or odd > len(head) // 100:
        raise _foreign("The content is binary, not a table", where)


def _foreign(
    what: str, where: str, todo: str = "export the data as CSV, Parquet or .xlsx"
) -> SourceUnreadable:
    return SourceUnreadable(
        what,
        expected="CSV, JSON lines, Excel, SPSS .sav, Parquet, or a zip or gz of these",
        where=where,
        todo=todo,
    )


def bom_of(head: bytes) -> str | None:
    """Return the encoding that a byte-order mark announces, or None."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), None)


def parse_record(text: str, delimiter: str) -> list[str]:
    """Split one record into its cells."""
    return next(csv.reader([text], delimiter=delimiter), []) if text.strip() else []


def dialect_of(text: str) -> Dialect:
    r"""Find out delimiter and decimal sign from the beginning of a text.

    Examples
    --------
    >>> dialect_of("Kunde;Umsatz\n7;1.234,56\n")
    Dialect(delimiter=';', decimal=',', has_sep_line=False)
    """
    first, _, rest = text.partition("\n")
    if told := _SEP.match(first):
        delimiter = told.group(1)
        return Dialect(delimiter, _decimal_of(_rows(rest, delimiter)), has_sep_line=True)
    delimiter = max(_DELIMITERS, key=lambda sign: _fit(_rows(text, sign)))
    return Dialect(delimiter, _decimal_of(_rows(text, delimiter)))


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = [row for row in csv.reader(text.splitlines(keepends=True), delimiter=delimiter) if row]
    except csv.Error:
        return []
    # the last row may be cut by the end of the sample
    return rows[:-1][:500] if len(rows) > 2 else rows


def _fit(rows: list[list[str]]) -> tuple[float, int]:
    """Rate a delimiter: how many rows have as many cells as the header, then how many these are."""
    if not rows or len(rows[0]) < 2:
        return (0.0, 0)
    width = len(rows[0])
    return (round(sum(len(row) == width for row in rows) / len(rows), 1), width)


def _decimal_of(rows: list[list[str]]) -> Literal[".", ","]:
    cells = [cell.strip() for row in rows[1:] for cell in row]
    commas = sum(_COMMA_NUMBER.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT_NUMBER.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."


def name_columns(cells: list[str], where: str) -> tuple[str, ...]:
    """Return column names from a header row; an empty cell is named by its position.

    Raises
    ------
    HeaderInvalid
        When a name stands there twice, nothing at all, or more than a spreadsheet holds.

    Examples
    --------
    >>> name_columns(["", " id ", "ts"], "a.csv")
    ('column 1', 'id', 'ts')
    """
    if len(cells) > MOST_COLUMNS:
        raise HeaderInvalid(
            "The header row has too many columns",
            expected=f"up to {MOST_COLUMNS:,}",
            got=f"{len(cells):,}",
            where=where,
        )
    names = [cell.strip() or f"column {place}" for place, cell in enumerate(cells, 1)]
    if not any(cell.strip() for cell in cells):
        raise HeaderInvalid("The header row is empty", expected="a name for every column", where=where)
    refuse_twins(names, where)
    return tuple(names)


def refuse_twins(names: Sequence[str], where: str) -> None:
    """Refuse column names that occur twice.

    Raises
    ------
    HeaderInvalid
        With the name and its places.
    """
    name, count = Counter(names).most_common(1)[0] if names else ("", 0)
    if count > 1:
        places = [str(place) for place, other in enumerate(names, 1) if other == name]
        raise HeaderInvalid(
            f"The header names the column {name!r} more than once",
            expected="each name once",
            got=f"columns {', '.join(places)} of {len(names)}",
            where=where,
            todo="rename or remove one of them",
        )
