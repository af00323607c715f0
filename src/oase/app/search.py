"""Look for the bytes of ids in every file of a house: what was erased must be nowhere."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Generator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from oase.db import disk_errors
from oase.db.connection import plain

__all__ = ["SHORTEST", "Trace", "bytes_of", "files_with", "traces"]

SHORTEST = 6
"""Ids of fewer bytes occur by chance in any large file; the rooms alone answer for them."""

_BLOCK = 8 << 20


class Trace(NamedTuple):
    """Live rows of a database in which an id stands.

    ``is_hers`` is false for rows of other persons and of nobody: an order number that looks like her id.
    """

    table: str
    column: str
    rows: int
    is_hers: bool

    def __str__(self) -> str:
        """Return the place without what stands there."""
        return f"{self.rows} rows of {self.table}.{self.column}"


def bytes_of(aliases: Collection[int], values: Collection[str]) -> tuple[bytes, ...]:
    r"""Return every form in which ids and aliases are written into files.

    Examples
    --------
    >>> bytes_of([1], ["Jörg@lindwerk.example"])[-1]
    b'J\\u00f6rg@lindwerk.example'
    >>> bytes_of([], ["anna"])
    ()
    """
    forms = [form for alias in aliases for form in _of_alias(alias)]
    for value in values:
        forms += _of_value(value)
    return tuple(dict.fromkeys(forms))


def files_with(paths: Collection[Path], needles: Collection[bytes]) -> Generator[Path, None, None]:
    """Yield the files in which one of the needles stands; those that vanish meanwhile are left out."""
    longest = max(map(len, needles), default=0)
    for path in paths:
        with disk_errors(path):
            try:
                if _stands_in(path, needles, longest):
                    yield path
            except FileNotFoundError:
                continue


def traces(path: Path, aliases: Collection[int], values: Collection[str]) -> list[Trace]:
    """Return the live rows of a SQLite file in which ids or aliases stand as words of their own.

    Parameters
    ----------
    path : Path
    aliases : collection of int
        Those that were erased; a row whose ``alias`` is another one is not hers.
    values : collection of str
    """
    words = [form for value in values for form in _of_value(value)]
    words += [str(alias).encode() for alias in aliases]
    found: list[Trace] = []
    with disk_errors(path), closing(plain(path)) as connection:
        for table, columns in _tables(connection).items():
            for column in columns:
                for word in words:
                    found += _rows_with(connection, table, column, "alias" in columns, word, aliases)
    return found


def _of_alias(alias: int) -> tuple[bytes, ...]:
    # SQLite writes integers with the highest byte first, Arrow and Parquet with the lowest
    return alias.to_bytes(8, "big"), alias.to_bytes(8, "little"), str(alias).encode()


def _of_value(value: str) -> list[bytes]:
    plain_form = value.encode("utf-8", "surrogatepass")
    if len(plain_form) < SHORTEST:
        return []
    escaped = re.sub(r"[^\x00-\x7f]", lambda one: f"\\u{ord(one[0]):04x}", value).encode()
    quoted = msgspec.json.encode(value)[1:-1]
    return list(dict.fromkeys((plain_form, quoted, escaped)))


def _stands_in(path: Path, needles: Collection[bytes], longest: int) -> bool:
    kept = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            window = kept + block
            if any(needle in window for needle in needles):
                return True
            kept = window[-longest:]
    return False


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    names = [
        name
        for (name,) in connection.execute("select name from sqlite_master where type = 'table'")
        if not name.startswith("sqlite_")
    ]
    return {
        name: [row[1] for row in connection.execute(f'pragma table_info("{name}")')]  # names from the schema
        for name in names
    }


def _rows_with(
    connection: sqlite3.Connection,
    table: str,
    column: str,
    has_alias: bool,  # private
    word: bytes,
    aliases: Collection[int],
) -> list[Trace]:
    whose = "alias" if has_alias else "null"
    query = (
        f'select {whose}, cast("{column}" as blob) from "{table}" where instr(cast("{column}" as blob), ?)'
    )
    alone = re.compile(rb"(?<![0-9A-Za-z])" + re.escape(word) + rb"(?![0-9A-Za-z])")
    owners = [owner for owner, content in connection.execute(query, (word,)) if alone.search(content)]
    hers = sum(1 for owner in owners if has_alias and (owner is None or owner in aliases))
    parts = ((hers, True), (len(owners) - hers, False))
    return [Trace(table, column, rows, is_hers) for rows, is_hers in parts if rows]
