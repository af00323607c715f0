"""How a result leaves the command: a table for people, or JSON, CSV, Excel, Parquet for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
import pyarrow as pa

from oase.cli.plain import escaped, plain
from oase.errors import OptionInvalid, storage_errors
from oase.report.exports import as_csv, as_parquet, as_xlsx

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
    (table,) = tables.values()
    return as_csv(table)


def _parquet(tables: Mapping[str, pa.Table]) -> bytes:
    (table,) = tables.values()
    return as_parquet(table)


_WRITERS: dict[str, Callable[[Mapping[str, pa.Table]], bytes]] = {
    "json": _json,
    "csv": _csv,
    "xlsx": as_xlsx,
    "parquet": _parquet,
}
