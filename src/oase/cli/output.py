"""How a result leaves the command: a table for people, or JSON, CSV, Excel, Parquet for programs."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pyarrow as pa

from oase.errors import OptionInvalid, StorageError, StorageForbidden, StorageFull

__all__ = ["FORMATS", "TEXT_FORMATS", "console", "emit", "write_file", "write_table", "write_text"]

FORMATS = ("table", "json", "csv", "xlsx", "parquet")
TEXT_FORMATS = ("table", "json", "csv")


def console() -> Any:
    """Return the terminal to write to: wide where piped, so that nothing is wrapped or cut."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else 200, highlight=False, soft_wrap=False)


def emit(
    table: pa.Table,
    *,
    format: str,  # noqa: A002
    out: Path | None,
    show: Callable[[], None],
) -> None:
    """Write a result in the asked format, to a file or to standard output.

    Parameters
    ----------
    table : Arrow table
        The result.
    format : str
        One of ``FORMATS``.
    out : Path or None
        File to write; standard output when None. Excel and Parquet need a file or a pipe.
    show : callable
        Prints the result for people, called for format ``table`` without a file.
    """
    if format == "table" and out is None:
        show()
        return
    kind = _kind_of(out) if format == "table" else format
    if out is None and kind not in TEXT_FORMATS and sys.stdout.isatty():
        raise OptionInvalid(
            f"{kind} is not for a terminal",
            expected="a file",
            todo=f"add --out result.{kind}, or pipe it",
        )
    write = _WRITERS[kind]
    content = write(table)
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_file(out, content)
    click.echo(f"Written: {out}", err=True)


def _kind_of(out: Path | None) -> str:
    """Return the format a file's name asks for; CSV where it asks for none."""
    ending = out.suffix.removeprefix(".").lower() if out else ""
    return ending if ending in _WRITERS else "csv"


def write_file(path: Path, content: bytes) -> None:
    """Write a file, telling plainly when the disk or the rights do not allow it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except PermissionError as error:
        raise StorageForbidden(
            "The file cannot be written",
            got="permission denied",
            where=str(path),
            todo="choose another --out",
        ) from error
    except IsADirectoryError as error:
        raise OptionInvalid(
            "The output is a folder", expected="a file name", got=str(path), todo=f"--out {path}/result.csv"
        ) from error
    except OSError as error:
        kind = StorageFull if error.errno == errno.ENOSPC else StorageError
        raise kind(
            "The file could not be written", got=error.strerror or str(error), where=str(path)
        ) from error


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
        table.add_row(*(_plain(cell) for cell in row.values()))
    console().print(table)


def write_text(text: str, *, bullet: str = "") -> None:
    """Print a paragraph, wrapped to the terminal; whole in one line where piped."""
    import textwrap

    indent = "  " * bool(bullet)
    first = f"{bullet} " if bullet else ""
    if sys.stdout.isatty():
        width = min(console().width, 100)
        text = textwrap.fill(text, width, initial_indent=first, subsequent_indent=indent)
        click.echo(text)
    else:
        click.echo(first + text)


def _plain(text: str) -> Any:
    """Return a cell that is shown as it is: names of touchpoints may look like markup."""
    from rich.text import Text

    return Text(text)


def _json(table: pa.Table) -> bytes:
    return (json.dumps(table.to_pylist(), ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _csv(table: pa.Table) -> bytes:
    import pyarrow.csv as pc

    sink = pa.BufferOutputStream()
    pc.write_csv(_flat(table), sink)
    return sink.getvalue().to_pybytes()


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def _xlsx(table: pa.Table) -> bytes:
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
    sheet = book.add_worksheet("Oase")
    bold = book.add_format({"bold": True})
    flat = _flat(table)
    for column, name in enumerate(flat.column_names):
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(flat[name].to_pylist(), start=1):
            if value is not None:
                sheet.write(row, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return sink.getvalue()


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


_WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
}
