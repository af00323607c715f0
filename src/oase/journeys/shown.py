"""Result tables as text and as HTML, complete or with a line that says how much more there is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pyarrow as pa

__all__ = ["Row", "cell", "html_table", "text_table"]

Row = Mapping[str, Any]

_ARROW = " → "


def cell(value: object) -> str:
    r"""Return a value as people read it: four significant digits, lists with arrows, nothing for null.

    Examples
    --------
    >>> cell(0.123456), cell(1234567), cell(["a", "b"]), cell(None), cell("two\nlines")
    ('0.1235', '1,234,567', 'a → b', '', 'two⏎lines')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return _ARROW.join(cell(part) for part in value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value).replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", " ")


def text_table(table: pa.Table, most: int = 20, widest: int = 60) -> str:
    """Return a table as aligned text; what is not shown is counted in a last line.

    Examples
    --------
    >>> print(text_table(pa.table({"source": ["home", "cart"], "contacts": [1200, 7]}), most=1))
    source  contacts
    home       1,200
    … 1 more row
    """
    rows = table.slice(0, most).to_pylist()
    names = table.column_names
    lines = [names, *([_cut(cell(row[name]), widest) for name in names] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(names))]
    right = _numeric(table)
    shown = [
        "  ".join(
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    ]
    return "\n".join([*shown, *_more(table.num_rows - len(rows))])


def html_table(table: pa.Table, most: int = 50) -> str:
    """Return a table as escaped HTML; what is not shown is counted in a last line.

    Examples
    --------
    >>> "&lt;b&gt;" in html_table(pa.table({"touchpoint": ["<b>"]}))
    True
    """
    right = _numeric(table)
    head = "".join(f"<th>{escape(name)}</th>" for name in table.column_names)
    rows = table.slice(0, most).to_pylist()
    body = "".join(
        "<tr>"
        + "".join(
            f'<td style="text-align:{"right" if number else "left"}">{escape(cell(row[name]))}</td>'
            for name, number in zip(table.column_names, right, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    more = "".join(f"<p>{line}</p>" for line in _more(table.num_rows - len(rows)))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _numeric(table: pa.Table) -> Sequence[bool]:
    return [pa.types.is_integer(field.type) or pa.types.is_floating(field.type) for field in table.schema]


def _more(rows: int) -> list[str]:
    return [f"… {rows:,} more row{'s' if rows > 1 else ''}"] if rows > 0 else []


def _cut(text: str, widest: int) -> str:
    return text if len(text) <= widest else text[: widest - 1] + "…"
