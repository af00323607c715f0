"""Rows as tables to read and as CSV to take along."""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from oase import words
from oase.report.catalogue import text
from oase.report.data import Row
from oase.words import MISSING, Language
from oase.words.row import figure

__all__ = ["Column", "Table", "csv_link", "table", "texts_of"]

MOST_ROWS = 25
FORMULA = ("=", "+", "-", "@", "\t", "\r")

Form = Callable[[Row, str, Language], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column to read: key in the row, heading, form of the figure."""

    key: str
    form: str = "text"

    @property
    def is_number(self) -> bool:
        """Whether the column stands right, in tabular figures."""
        return self.form not in ("text", "state", "evidence", "phase", "path", "flags")


@dataclass(frozen=True, slots=True)
class Table:
    """A table ready to be shown.

    Parameters
    ----------
    name : str
        Stem of the file to take along.
    caption : str
        What the rows are, for those who do not see the heading above.
    heads : sequence of (str, bool)
        Heading, and whether it is a figure.
    rows : sequence of sequence of str
        Cells in the order of the headings.
    csv : str
        All rows with all columns as ``data:`` address.
    hidden : int
        Rows that are only in the CSV.
    """

    name: str
    caption: str
    heads: Sequence[tuple[str, bool]]
    rows: Sequence[Sequence[str]]
    csv: str
    hidden: int = 0


def table(
    name: str, rows: Sequence[Row], columns: Iterable[Column], lang: Language, most: int = MOST_ROWS
) -> Table:
    """Return rows as a table; columns that no row has are left out, rows beyond ``most`` are counted.

    Examples
    --------
    >>> shown = table("paths", [{"path": ["A", "B"], "journeys": 1200}], [Column("path", "path"),
    ...               Column("journeys", "count"), Column("low", "share")], "de")
    >>> shown.heads, shown.rows
    ([('Weg', False), ('Reisen', True)], [['A → B', '1.200']])
    """
    kept = [column for column in columns if any(row.get(column.key) is not None for row in rows)]
    return Table(
        name=name,
        caption=text(f"table.{name}", lang),
        heads=[(text(f"column.{column.key}", lang), column.is_number) for column in kept],
        rows=[[_FORMS[column.form](row, column.key, lang) for column in kept] for row in rows[:most]],
        csv=csv_link(rows, lang),
        hidden=max(0, len(rows) - most),
    )


def csv_link(rows: Sequence[Row], lang: Language) -> str:
    """Return all rows with all columns as a ``data:`` address of a CSV file.

    German files have semicolons and decimal commas, as spreadsheets there expect. Words that a spreadsheet
    would run as a formula get an apostrophe in front.
    """
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if lang == "de" else ",", lineterminator="\r\n")
    writer.writerow([_safe(key) for key in columns])
    writer.writerows([_plain(row.get(key), lang) for key in columns] for row in rows)
    encoded = base64.b64encode(out.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def texts_of(value: object) -> list[str]:
    """Return the words of a list cell, none for a missing one."""
    if value is None:
        return []
    if isinstance(value, str | int | dt.date):
        return [str(value)]
    return [str(part) for part in cast(Iterable[object], value)]


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def _plain(value: object, lang: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, float):
        shown = "" if value != value else repr(value)  # noqa: PLR0124 - NaN
        return shown.replace(".", ",") if lang == "de" else shown
    return _safe(value if isinstance(value, str) else " → ".join(texts_of(value)))


def _text(row: Row, key: str, lang: Language) -> str:
    value = row.get(key)
    if isinstance(value, float):
        return words.number(value, lang)
    parts = texts_of(value)
    return f" {text('or', lang)} ".join(words.one_line(part, lang) for part in parts) if parts else MISSING


def _path(row: Row, key: str, lang: Language) -> str:
    steps = texts_of(row.get(key))
    return " → ".join(words.one_line(step, lang) for step in steps) if steps else text("paths.other", lang)


def _range(row: Row, key: str, lang: Language) -> str:
    return words.interval(figure(row, f"{key}_low"), figure(row, f"{key}_high"), lang)


def _points_range(row: Row, key: str, lang: Language) -> str:
    value = words.points(figure(row, key), lang)
    shown = _range(row, key, lang)
    return value if shown == MISSING else f"{value} {shown}"


def _phase(row: Row, key: str, lang: Language) -> str:
    value = row.get(key)
    return words.phase(None if value is None else str(value), lang)


def _flags(row: Row, key: str, lang: Language) -> str:
    return ", ".join(words.flag(flag, lang) for flag in texts_of(row.get(key))) or MISSING


_FORMS: Mapping[str, Form] = {
    "text": _text,
    "path": _path,
    "phase": _phase,
    "flags": _flags,
    "count": lambda row, key, lang: words.number(figure(row, key), lang, 0),
    "number": lambda row, key, lang: words.number(figure(row, key), lang, 2),
    "share": lambda row, key, lang: words.share(figure(row, key), lang),
    "points": lambda row, key, lang: words.points(figure(row, key), lang),
    "points_range": _points_range,
    "range": _range,
    "duration": lambda row, key, lang: words.duration(figure(row, key), lang),
    "p": lambda row, key, lang: words.number(figure(row, key), lang, 4),
    "state": lambda row, key, lang: words.signed_state(str(row.get(key) or "open"), lang),
    "evidence": lambda row, key, lang: words.badge(texts_of(row.get(key)), lang),
}
