"""Serial numbers taken in from a table: one item a row, each row that is refused named by line and field."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, NamedTuple

from oase.db import Database
from oase.errors import HeaderInvalid, InputError, SourceUnreadable
from oase.programmes.items.registry import New, register

__all__ = ["COLUMNS", "Refused", "Taken", "take"]

_WIDEST = 100_000
"""Characters in one cell."""

_NAMES: dict[str, tuple[str, ...]] = {
    "gtin": ("gtin", "ean", "artikelnummer"),
    "serial": ("serial", "serial_number", "seriennummer"),
    "name_de": ("name_de", "name", "bezeichnung"),
    "name_en": ("name_en",),
    "garment": ("garment", "klasse"),
    "brand": ("brand", "marke"),
    "country": ("country", "land"),
    "sold": ("sold", "verkauft", "kaufdatum"),
    "delivered": ("delivered", "geliefert", "lieferdatum"),
    "grams": ("grams", "gramm", "gewicht_g"),
}

COLUMNS = tuple(_NAMES)
"""What a table may say; ``serial`` must be there, all else where it is known."""

_PART = 2_000
_MOST_REFUSED = 10_000
_LONGEST_LINE = 1 << 20
_DAYS = ("%Y-%m-%d", "%d.%m.%Y")


class Refused(NamedTuple):
    """A row that was not taken; the header is line 1."""

    line: int
    field: str
    what: str
    expected: str = ""
    got: str = ""


class Taken(NamedTuple):
    """What became of a table: how many items are new, how many were known, which rows were refused."""

    new: int
    known: int
    refused: int
    refusals: tuple[Refused, ...]


def take(database: Database, source: BinaryIO, where: str, now: int) -> Taken:
    """Take serial numbers into a house; the same table again adds nothing.

    Parameters
    ----------
    database : Database
    source : binary file
        CSV in UTF-8, with commas, semicolons or tabs, and a header; see ``COLUMNS``.
    where : str
        Its name, for messages.
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    HeaderInvalid
        Nothing was taken.
    SourceUnreadable
        The rest was not taken; mended and taken again, nothing is there twice.
    """
    new = known = refused = 0
    refusals: list[Refused] = []
    for part in _parts(_rows(source, where)):
        with database.writing() as connection:
            for line, row in part:
                try:
                    done = register(connection, _new(row), now)
                except InputError as error:
                    refused += 1
                    refusals += [_refused(line, error)] if len(refusals) < _MOST_REFUSED else []
                    continue
                new, known = new + done.is_new, known + (not done.is_new)
    return Taken(new, known, refused, tuple(refusals))


def _refused(line: int, error: InputError) -> Refused:
    field = error.where or ("gtin" if "article number" in error.what or "GTIN" in error.what else "")
    return Refused(line, field, error.what, error.expected or "", error.got or "")


def _new(row: Mapping[str, str]) -> New:
    grams = row.get("grams", "")
    if grams and not (grams.isascii() and grams.isdecimal() and len(grams) <= 9):
        raise InputError("That is no weight", expected="whole grams", got=repr(grams[:40]), where="grams")
    return New(
        gtin=row.get("gtin", ""),
        serial=row.get("serial", ""),
        name={lang: row.get(f"name_{lang}", "") for lang in ("de", "en")},
        garment=row.get("garment", ""),
        brand=row.get("brand", ""),
        country=row.get("country", ""),
        sold=_day(row, "sold"),
        delivered=_day(row, "delivered"),
        grams=int(grams) if grams else None,
        source="import",
    )


def _day(row: Mapping[str, str], field: str) -> date | None:
    said = row.get(field, "")
    if not said:
        return None
    for form in _DAYS:
        try:
            return datetime.strptime(said, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise InputError("That is no day", expected="2026-11-22 or 22.11.2026", got=repr(said[:40]), where=field)


def _lines(text: io.TextIOWrapper, where: str) -> Iterator[str]:
    """Yield line after line; one without an end is not kept in memory."""
    while line := text.readline(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE and not line.endswith("\n"):
            expected = f"up to {_LONGEST_LINE:,} characters"
            raise SourceUnreadable("The table has a line without an end", expected=expected, where=where)
        yield line


def _rows(source: BinaryIO, where: str) -> Iterator[tuple[int, dict[str, str]]]:
    text = io.TextIOWrapper(source, encoding="utf-8-sig", newline="")
    try:
        first = text.readline(_LONGEST_LINE)
        text.seek(0)
        if not first.strip():
            raise SourceUnreadable("The file is empty", expected="a header and rows", where=where)
        reader = csv.reader(_lines(text, where), delimiter=max("\t;,", key=first.count))
        fields = _fields(next(reader), where)
        for cells in reader:
            if any(len(cell) > _WIDEST for cell in cells):  # the limit of csv is the whole process's
                raise csv.Error(f"a cell of more than {_WIDEST:,} characters in line {reader.line_num}")
            row = {name: cell.strip() for name, cell in zip(fields, cells, strict=False) if name}
            if any(row.values()):
                yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            "The file is not text in UTF-8", got=str(error)[:100], where=where, todo="save it as CSV UTF-8"
        ) from error
    except csv.Error as error:
        raise SourceUnreadable("The table cannot be read", got=str(error), where=where) from error
    finally:
        text.detach()


def _fields(header: Sequence[str], where: str) -> list[str]:
    """Return which field each column is; empty for one that says nothing here."""
    named = {other: field for field, others in _NAMES.items() for other in others}
    fields = [named.get(cell.strip().lower().replace(" ", "_"), "") for cell in header]
    if "serial" not in fields:
        raise HeaderInvalid(
            "There is no column of serial numbers",
            expected=f"serial, and where known {', '.join(name for name in COLUMNS if name != 'serial')}",
            got=", ".join(header)[:200],
            where=where,
        )
    doubled = next((name for name in fields if name and fields.count(name) > 1), "")
    if doubled:
        raise HeaderInvalid("A column is there twice", got=doubled, where=where)
    return fields


def _parts(rows: Iterable[tuple[int, Any]]) -> Iterator[list[tuple[int, Any]]]:
    part: list[tuple[int, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _PART:
            yield part
            part = []
    if part:
        yield part
