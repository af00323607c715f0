"""Google's feeds as RSS or Atom: an ``item`` or ``entry`` for each article, or for each stock of a store."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from oase.errors import SourceUnreadable
from oase.retail.feed import Refused
from oase.retail.reading.names import Kind, Row, field_of, kind_of
from oase.retail.reading.rows import Numbered

__all__ = ["xml_rows"]

_ITEMS = ("item", "entry")


def xml_rows(source: BinaryIO, where: str, kind: Kind | None = None) -> Iterator[Numbered | Refused]:
    """Yield the items of a feed; read bit by bit, without what XML can do to its reader.

    Parameters
    ----------
    source : binary file
    where : str
        Its name, for messages.
    kind : {"articles", "stock", "stores"}, optional
        What the items tell of; else what each says.

    Raises
    ------
    SourceUnreadable
        It is no XML, holds entities or a document type, or has no items.
    """
    number = 0
    within: list[Any] = []
    try:
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                within.append(element)
                continue
            within.pop()
            if _local(element.tag) not in _ITEMS:
                continue
            number += 1
            yield _row(number, list(element), kind)
            for parent in within[-1:]:
                parent.clear()  # what was read is not needed again
    except ParseError as error:
        if not number:
            raise SourceUnreadable("The file is no whole XML", got=str(error), where=where) from error
        yield Refused(number + 1, "The file breaks off here", "XML that is whole", str(error))
    except DefusedXmlException as error:
        raise SourceUnreadable(
            "The file holds a document type or entities, which feeds do not need",
            got=type(error).__name__,
            where=where,
            todo="export it without <!DOCTYPE …>",
        ) from error
    if not number:
        raise SourceUnreadable(
            "There is no article in the file", expected="RSS with <item> or Atom with <entry>", where=where
        )


def _row(number: int, children: list[Any], kind: Kind | None) -> Numbered | Refused:
    texts: dict[str, str] = {}
    for child in children:
        text = (child.text or "").strip() or str(child.get("href", "")).strip()
        name = _local(child.tag)
        if text and (name not in texts or child.tag.startswith("{http://base.google.com")):
            texts[name] = text
    told = kind or kind_of(list(texts)) or ("stock" if "store_code" in texts else "articles")
    row: Row = {}
    for name, text in texts.items():
        field = field_of(name, told)
        if field is not None:
            row.setdefault(field, text)
    return number, told, row


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
