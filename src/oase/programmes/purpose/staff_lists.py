"""Lists of employees and their trainings as CSV: taken row by row, each refused one named by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from oase.errors import HeaderInvalid, OptionInvalid, SourceUnreadable
from oase.programmes.purpose import employees

__all__ = ["COLUMNS", "RefusedRow", "Taken", "take"]

COLUMNS = ("name", "team", "place", "joined", "left", "topic", "part", "day")
"""``name`` is needed; a row with a ``topic`` tells in which ``part`` she took part, on which ``day``."""

MOST_ROWS = 100_000
_LONGEST_SHOWN = 80


class RefusedRow(NamedTuple):
    """A row that was not taken."""

    line: int
    field: str
    what: str
    expected: str
    got: str


class Taken(NamedTuple):
    """What became of a list."""

    employees: int
    parts: int
    refused: list[RefusedRow]


def take(connection: Connection, content: bytes, *, who: str, now: int) -> Taken:
    """Take a list; commas or semicolons, UTF-8.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    content : bytes
    who : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    SourceUnreadable, HeaderInvalid
        Not UTF-8, too many rows, or no column ``name``.
    """
    people: set[int] = set()
    parts, refused = 0, list[RefusedRow]()
    for line, row in _rows(content):
        try:
            number, is_part = _one(connection, row, who, now)
        except OptionInvalid as error:
            got = (error.got or "")[:_LONGEST_SHOWN]
            refused.append(RefusedRow(line, error.where or "", error.what, error.expected or "", got))
            continue
        people.add(number)
        parts += is_part
    return Taken(len(people), parts, refused)


def _rows(content: bytes) -> list[tuple[int, Mapping[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceUnreadable(
            "The list is not UTF-8", expected="a CSV file in UTF-8", got=f"byte {error.start}"
        ) from error
    first = text.partition("\n")[0]
    sign = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if "name" not in header or len(set(header)) != len(header):
            raise HeaderInvalid(
                "The list has no column for the name, or one twice",
                expected=", ".join(COLUMNS),
                got=", ".join(header)[:_LONGEST_SHOWN],
                where="line 1",
                todo="name at least the column: name",
            )
        found: list[tuple[int, Mapping[str, str]]] = []
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append(
                    (reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
                )
            if len(found) > MOST_ROWS:
                raise SourceUnreadable("The list is too long", expected=f"at most {MOST_ROWS:,} rows")
    except csv.Error as error:
        raise SourceUnreadable(
            "The list is no CSV", expected="rows of cells", got=str(error), where=f"line {reader.line_num}"
        ) from error
    return found


def _one(connection: Connection, row: Mapping[str, str], who: str, now: int) -> tuple[int, bool]:
    topic, part = row.get("topic", ""), row.get("part", "") or "trained"
    joined, left = _day(row, "joined"), _day(row, "left")
    day = _day(row, "day")
    if topic and day is None:
        raise OptionInvalid("A training has a day", expected="such as 2026-11-21", got="nothing", where="day")
    if topic and part not in employees.PARTS:
        expected = ", ".join(employees.PARTS)
        raise OptionInvalid("There is no such way of taking part", expected=expected, got=part, where="part")
    names = {name: row.get(name, "") for name in ("team", "place")}
    made = employees.add(connection, row.get("name", ""), **names, joined=joined, left=left, now=now)
    if topic and day is not None:
        employees.note(connection, made.id, topic, part, day, who=who)
    return made.id, bool(topic)


def _day(row: Mapping[str, str], name: str) -> date | None:
    told = row.get(name, "")
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid("That is no day", expected="such as 2026-11-21", got=told, where=name) from error
