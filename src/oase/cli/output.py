"""How a result leaves the command: a table for people, or JSON, CSV, Excel, Parquet for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
import pyarrow as pa
import pyarrow.compute as pc

from oase.cli.plain import escaped, plain
from oase.errors import OptionInvalid, storage_errors

__all__ = [
    "FORMATS",
    "TEXT_FORMATS",
    "console",
    "emit",
    "write_file",
    "write_lines",
    "write_note",
    "write_table",
    "write_text",
]

FORMATS = ("table", "json", "csv", "xlsx", "parquet")
TEXT_FORMATS = ("table", "json", "csv")


def console() -> Any:
    """Return the terminal to write to: wide where piped, so that nothing is wrapped or cut."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=False)


def emit(
    tables: Mapping[str, pa.Table],
    *,
    format: str,  # noqa: A002
    out: Path | None,
    show: Callable[[str], None],
) -> None:
    """Write results in the asked format, to a file or to standard output; none overwrites another.

    Several results are one JSON object, one workbook with a sheet each, or a CSV or Parquet file each.

    Parameters
    ----------
    tables : dict of name to Arrow table
        The results.
    format : str
        One of ``FORMATS``.
    out : Path or None
        File to write; standard output when None. Excel and Parquet need a file or a pipe.
    show : callable
        Prints the result of a name for people, called for format ``table`` without a file.
    """
    if format == "table" and out is None:
        for name in tables:
            show(name)
        return
    kind = _kind_of(out) if format == "table" else format
    if out is None and kind not in TEXT_FORMATS and sys.stdout.isatty():
        raise OptionInvalid(
            f"{kind} is not for a terminal",
            expected="a file",
            todo=f"add --out result.{kind}, or pipe it",
        )
    if out is None and kind in ("csv", "parquet") and len(tables) > 1:
        raise OptionInvalid(
            f"{kind} holds one table, and these are {len(tables)}: {', '.join(tables)}",
            todo=f"add --show {next(iter(tables))}, or --out result.{kind}, which writes a file each",
        )
    for path, part in _files(tables, kind, out).items():
        content = _WRITERS[kind](part)
        if path is None:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
            write_file(path, content)
            click.echo(f"Written: {path}", err=True)


def _files(
    tables: Mapping[str, pa.Table], kind: str, out: Path | None
) -> dict[Path | None, Mapping[str, pa.Table]]:
    """Return which results go to which file."""
    if out is None or len(tables) == 1 or kind in ("json", "xlsx"):
        return {out: tables}
    return {out.with_stem(f"{out.stem}-{name}"): {name: table} for name, table in tables.items()}


def _kind_of(out: Path | None) -> str:
    """Return the format a file's name asks for; CSV where it asks for none."""
    ending = out.suffix.removeprefix(".").lower() if out else ""
    if ending and ending not in _WRITERS:
        raise OptionInvalid(
            "The ending of the file names no format",
            expected=" or ".join(f".{kind}" for kind in _WRITERS),
            got=str(out),
            where="--out",
            todo="change it, or say what to write with --format",
        )
    return ending or "csv"


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, telling plainly when the disk or the rights do not allow it."""
    if path.is_dir():
        raise OptionInvalid(
            "The output is a folder", expected="a file name", got=str(path), todo=f"--out {path}/result.csv"
        )
    if path.exists() and not path.is_file():  # a pipe or a device, such as /dev/stdout
        path.write_bytes(content)
        return
    with storage_errors(
        "The file cannot be written", path, todo="choose another place, or make room; nothing was replaced"
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_bytes(content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def write_table(rows: Sequence[Mapping[str, str]], *, title: str = "", right: Sequence[str] = ()) -> None:
    """Print rows of texts as a table for people; columns named in ``right`` are aligned to the right."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, title_style="bold"
    )
    for name in rows[0] if rows else ():
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(cell) for cell in row.values()))
    console().print(table)


def write_text(text: str, *, bullet: str = "") -> None:
    """Print a paragraph, wrapped to the terminal; whole in one line where piped."""
    indent = "  " * bool(bullet)
    click.echo(_wrapped(f"{bullet} {text}" if bullet else text, indent, sys.stdout))


def write_lines(text: str) -> None:
    """Print lines, each wrapped to the terminal and its rest set in; as they are where piped."""
    for line in text.splitlines():
        click.echo(_wrapped(line, " " * (len(line) - len(line.lstrip()) + 3), sys.stdout))


def write_note(text: str) -> None:
    """Say something on standard error, wrapped to the terminal."""
    click.echo(_wrapped(text, "  ", sys.stderr), err=True)


def _wrapped(text: str, indent: str, stream: TextIO) -> str:
    import textwrap

    text = plain(text)
    if not stream.isatty():
        return text
    width = min(console().width, 100)
    return textwrap.fill(text, width, subsequent_indent=indent, break_on_hyphens=False)


def _cell(text: str) -> Any:
    """Return a cell that is shown as it is: names of touchpoints may look like markup or orders."""
    from rich.text import Text

    return Text(plain(text))


def _json(tables: Mapping[str, pa.Table]) -> bytes:
    rows = {name: table.to_pylist() for name, table in tables.items()}
    shown = rows if len(rows) > 1 else next(iter(rows.values()))
    return (escaped(json.dumps(shown, ensure_ascii=False, indent=2, default=str)) + "\n").encode()


def _csv(tables: Mapping[str, pa.Table]) -> bytes:
    import pyarrow.csv as pacsv

    (table,) = tables.values()
    sink = pa.BufferOutputStream()
    pacsv.write_csv(_harmless(_flat(table)), sink)
    return sink.getvalue().to_pybytes()


def _parquet(tables: Mapping[str, pa.Table]) -> bytes:
    import pyarrow.parquet as pq

    (table,) = tables.values()
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _xlsx(tables: Mapping[str, pa.Table]) -> bytes:
    import io

    import xlsxwriter

    sink = io.BytesIO()
    # a touchpoint named "=1+1" stays a text: nothing of the data becomes a formula or a link
    book = xlsxwriter.Workbook(
        sink,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": True,
        },
    )
    bold = book.add_format({"bold": True})
    for title, table in tables.items():
        _sheet(book.add_worksheet(title), table, bold)
    book.close()
    return sink.getvalue()


def _sheet(sheet: Any, table: pa.Table, bold: Any) -> None:
    flat = _flat(table)
    for column, name in enumerate(flat.column_names):
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(flat[name].to_pylist(), start=1):
            if value is not None:
                sheet.write(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit()


def _flat(table: pa.Table) -> pa.Table:
    """Turn list columns into texts, joined by arrows for paths and commas for sets."""
    for index, item in enumerate(table.schema):
        if pa.types.is_list(item.type):
            glue = " → " if item.name == "path" else ", "
            texts = [
                None if cell is None else glue.join(map(str, cell)) for cell in table[item.name].to_pylist()
            ]
            table = table.set_column(index, item.name, pa.array(texts, pa.string()))
        elif pa.types.is_dictionary(item.type):
            table = table.set_column(index, item.name, table[item.name].cast(pa.string()))
    return table


def _harmless(table: pa.Table) -> pa.Table:
    """Put an apostrophe before words that a spreadsheet would run as a formula, as the report does."""
    for index, item in enumerate(table.schema):
        if pa.types.is_string(item.type) or pa.types.is_large_string(item.type):
            words = pc.replace_substring_regex(table[item.name], r"^([=+\-@\t\r])", r"'\1")
            table = table.set_column(index, item.name, words)
    return table


_WRITERS: dict[str, Callable[[Mapping[str, pa.Table]], bytes]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
