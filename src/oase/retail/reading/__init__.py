"""Feeds of the shop: schema.org JSON-LD, Google's product and local inventory feeds, CSV.

Comes in: a file. Goes out: articles, stores and stock, and each row that could not be taken with its reason.
Next room: ``retail.keeping``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal, get_args

from oase.errors import OptionInvalid, SourceMissing, SourceUnreadable
from oase.retail.feed import Feed, Item, Refused, gathered
from oase.retail.reading.linked import json_rows, page_rows
from oase.retail.reading.names import Kind
from oase.retail.reading.rows import Numbered, Terms, items_of
from oase.retail.reading.table import table_rows
from oase.retail.reading.xml import xml_rows

__all__ = ["FORMATS", "KINDS", "Format", "Kind", "Terms", "format_of", "read", "stream"]

Format = Literal["jsonld", "html", "xml", "table"]
"""How a feed is written."""

FORMATS: tuple[Format, ...] = get_args(Format)
KINDS: tuple[Kind, ...] = get_args(Kind)

_BY_ENDING: dict[str, Format] = {
    ".json": "jsonld", ".jsonld": "jsonld", ".jsonl": "jsonld", ".ndjson": "jsonld", ".html": "html",
    ".htm": "html", ".xml": "xml", ".rss": "xml", ".atom": "xml", ".csv": "table", ".tsv": "table",
    ".txt": "table", ".tab": "table",
}  # fmt: skip
_LOOK = 4096


def read(path: Path, terms: Terms, kind: Kind | None = None) -> Feed:
    """Return all that a file tells of.

    Parameters
    ----------
    path : Path
    terms : Terms
        What the file does not say itself.
    kind : {"articles", "stock", "stores"}, optional
        What its rows tell of; else what its columns say.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, OptionInvalid
    """
    if not path.is_file():
        raise SourceMissing("There is no such file", got=str(path), todo="check the path")
    try:
        with path.open("rb") as source:
            return gathered(stream(source, path.name, terms, kind))
    except OSError as error:
        raise SourceUnreadable("The file cannot be read", got=str(error), where=str(path)) from error


def stream(source: BinaryIO, name: str, terms: Terms, kind: Kind | None = None) -> Iterator[Item | Refused]:
    """Yield what a file tells of bit by bit; a table or XML of any size needs little memory.

    Parameters
    ----------
    source : binary file
        That can be read again from its beginning.
    name : str
        Of the file; its ending tells how it is written, else its beginning does.
    terms, kind
        As for ``read``, and the errors too.
    """
    if kind is not None and kind not in KINDS:
        raise OptionInvalid(
            "There is no such kind of feed", expected=", ".join(KINDS), got=repr(kind), where="--kind"
        )
    return items_of(_rows(source, name, format_of(source, name), kind), terms)


def format_of(source: BinaryIO, name: str) -> Format:
    """Return how a file is written; the file is left at its beginning.

    Examples
    --------
    >>> import io
    >>> [format_of(io.BytesIO(start), "feed") for start in (b"<rss/>", b"gtin;name", b'{"@type": "Product"}')]
    ['xml', 'table', 'jsonld']
    """
    start = source.read(_LOOK).lstrip(b"\xef\xbb\xbf").lstrip()
    source.seek(0)
    if not start:
        raise SourceUnreadable("The file is empty", expected="articles, stock or stores", where=name)
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF")):
        raise SourceUnreadable(
            "The file is packed or no text", expected="JSON-LD, XML, CSV or a web page", where=name,
            todo="unpack it, or save the sheet as CSV",
        )  # fmt: skip
    lower = start[:200].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        return "html"
    if lower.startswith((b"<?xml", b"<rss", b"<feed")):
        return "xml"
    if start.startswith((b"{", b"[")):
        return "jsonld"
    return _BY_ENDING.get(Path(name).suffix.lower(), "table")


def _rows(source: BinaryIO, name: str, form: Format, kind: Kind | None) -> Iterator[Numbered | Refused]:
    match form:
        case "jsonld":
            return json_rows(source, name)
        case "html":
            return page_rows(source, name)
        case "xml":
            return xml_rows(source, name, kind)
        case "table":
            return table_rows(source, name, kind)
