"""Feeds that are tables: CSV with commas or semicolons, and Google's feeds with tabs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from oase.errors import HeaderInvalid, SourceUnreadable
from oase.retail.feed import Refused
from oase.retail.reading.names import Kind, fields_of, kind_of
from oase.retail.reading.rows import Numbered

__all__ = ["table_rows"]

_BLOCK = 1 << 20
_SAMPLE = 1 << 16
_WIDEST = 1 << 20
_DELIMITERS = "\t;,|"
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def table_rows(source: BinaryIO, where: str, kind: Kind | None = None) -> Iterator[Numbered | Refused]:
    """Yield the rows of a table with a header; read bit by bit.

    Parameters
    ----------
    source : binary file
        That can be read again from its beginning.
    where : str
        Its name, for messages.
    kind : {"articles", "stock", "stores"}, optional
        What the rows tell of; else what the columns say.

    Raises
    ------
    SourceUnreadable, HeaderInvalid
    """
    text = io.TextIOWrapper(source, encoding=_encoding(source), newline="")
    try:
        sample = text.read(_SAMPLE)
        text.seek(0)
        first = next((line for line in sample.splitlines() if line.strip()), "")
        if not first:
            raise SourceUnreadable("The file is empty", expected="a header and rows", where=where)
        delimiter = max(_DELIMITERS, key=first.count)
        yield from _rows(csv.reader(text, delimiter=delimiter), where, kind)
    except UnicodeDecodeError as error:
        raise SourceUnreadable("The file is not text", got=str(error)[:100], where=where) from error
    finally:
        text.detach()


def _rows(reader: Iterator[list[str]], where: str, kind: Kind | None) -> Iterator[Numbered | Refused]:
    before = csv.field_size_limit(_WIDEST)
    try:
        start, header = _header(reader, where)
        told = kind or kind_of(header)
        fields = fields_of(header, told) if told else []
        if told is None or not any(fields):
            raise HeaderInvalid(
                "The columns do not say what the rows tell of",
                expected="articles: gtin, name, color, size, price; stock: store_code, gtin, quantity;"
                " stores: code, name, street, city, hours",
                got=", ".join(header[:20]) or "no column",
                where=where,
                todo="name the columns so, in English or German",
            )
        for number, cells in enumerate(reader, start + 1):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header) and any(cell.strip() for cell in cells[len(header) :]):
                yield Refused(number, "The row has too many cells", f"{len(header)}", f"{len(cells)}")
                continue
            pairs = zip(fields, cells, strict=False)
            yield number, told, {field: cell.strip() for field, cell in pairs if field and cell.strip()}
    except csv.Error as error:
        raise SourceUnreadable("The table cannot be read", got=str(error), where=where) from error
    finally:
        csv.field_size_limit(before)


def _header(reader: Iterator[list[str]], where: str) -> tuple[int, list[str]]:
    for number, cells in enumerate(reader, 1):
        if any(cell.strip() for cell in cells):
            return number, cells
    raise SourceUnreadable("The file is empty", expected="a header and rows", where=where)


def _encoding(source: BinaryIO) -> str:
    """Return UTF-8 where all of a file is that, UTF-16 where it says so, else what Windows writes."""
    source.seek(0)
    start = source.read(4)
    source.seek(0)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)
    if marked:
        return marked
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := source.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        source.seek(0)
    return "utf-8-sig"
