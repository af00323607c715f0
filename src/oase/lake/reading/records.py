"""Where records of a delimited text begin and end, and on which line.

A record ends at a line end outside quotes. Only a quote at the start of a cell opens a quoted stretch (so
does ``pyarrow.csv``); a quote elsewhere, as in ``5" screen``, is a character like any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oase.errors import SourceUnreadable

__all__ = [
    "BLOCK_BYTES",
    "RECORD_BYTES",
    "Block",
    "ByteStream",
    "blocks",
    "broken_records",
    "count_lines",
    "line_ends",
    "record_ends",
]

BLOCK_BYTES = 8 << 20
"""Bytes read at a time."""

RECORD_BYTES = 16 << 20
"""The longest record that is accepted; keeps memory bounded whatever a file holds."""

_QUOTE, _LF, _CR = 34, 10, 13


class ByteStream(Protocol):
    """Anything bytes can be read from."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """Whole records.

    Parameters
    ----------
    data : bytes
        The records with their line ends.
    delimiter : str
        One ASCII character.
    first_line : int
        Line on which the first record begins, counted from 1.
    """

    data: bytes
    delimiter: str
    first_line: int

    def records(self) -> NDArray[np.int64]:
        """Return (start, end) of every record, blank lines included, shape (records, 2)."""
        ends = record_ends(self.data, self.delimiter, final=True)
        return np.column_stack([np.concatenate([[0], ends[:-1]]).astype(np.int64), ends])

    def lines(self) -> NDArray[np.int64]:
        """Return the line on which each record that is not blank begins."""
        bounds = self.records()
        text = np.frombuffer(self.data, np.uint8)
        ends = line_ends(text)
        blank = np.isin(text[bounds[:, 0]], (_LF, _CR))
        return self.first_line + np.searchsorted(ends, bounds[~blank, 0], side="right")


def broken_records(block: Block) -> NDArray[np.intp]:
    r"""Return the records that a misplaced quote makes run over several lines, by their places.

    Such a record may have swallowed others, so it must not pass for a row.

    Examples
    --------
    >>> broken_records(Block(b'1,"Ad\n2,Shop\n3,"x" y\n4,Ad\n', ",", 1)).tolist()
    [0]
    """
    text = np.frombuffer(block.data, np.uint8)
    quotes = np.flatnonzero(text == _QUOTE)
    if len(quotes) % 2 == 0 and _is_regular(text, quotes, ord(block.delimiter)):
        return np.zeros(0, np.intp)
    bounds = block.records()
    ends = line_ends(text)
    lines = np.searchsorted(ends, bounds[:, 1], side="left") - np.searchsorted(
        ends, bounds[:, 0], side="right"
    )
    several = np.flatnonzero(lines > 0)
    strict = _well_formed(block.delimiter)
    return np.array([n for n in several if not strict.fullmatch(block.data[slice(*bounds[n])])], np.intp)


def blocks(file: ByteStream, delimiter: str, where: str, size: int = BLOCK_BYTES) -> Iterator[Block]:
    """Cut a stream of bytes into blocks of whole records.

    Raises
    ------
    SourceUnreadable
        When a record is longer than ``RECORD_BYTES``; no more than that is ever held.
    """
    rest, line, wanted = b"", 1, size
    while True:
        piece = file.read(wanted)
        text = rest + piece
        if not text:
            return
        end = _last_end(text, delimiter, final=not piece)
        if end == 0 and len(text) > RECORD_BYTES:
            raise _too_long(line, where)
        if end:
            yield Block(text[:end], delimiter, line)
            line += count_lines(text[:end])
        wanted = size if end else min(2 * wanted, RECORD_BYTES)
        rest = text[end:]
        if not piece:
            return


def record_ends(data: bytes, delimiter: str, *, final: bool) -> NDArray[np.int64]:
    r"""Return the end of every complete record, just behind its line end.

    Parameters
    ----------
    data : bytes
        Starts at the start of a record.
    delimiter : str
        One ASCII character.
    final : bool
        Whether the end of ``data`` ends the last record too.

    Examples
    --------
    >>> record_ends(b'a,b\n"x\ny",2\n5" z,3\nrest', ",", final=False).tolist()
    [4, 12, 19]
    """
    text = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(text == _QUOTE)
    if len(quotes) and not _is_regular(text, quotes, ord(delimiter)):
        return _walked_ends(data, delimiter, final=final)
    ends = line_ends(text)
    if len(quotes):
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    if len(ends) and ends[-1] == len(text) and text[-1] == _CR and not final:
        ends = ends[:-1]
    if final and len(text) and (not len(ends) or ends[-1] < len(text)):
        ends = np.append(ends, len(text))
    return ends.astype(np.int64)


def line_ends(text: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the places just behind every line end: LF, CR LF, or CR alone."""
    ends = np.flatnonzero(text == _LF) + 1
    returns = np.flatnonzero(text == _CR) + 1
    if len(returns):
        following = text[np.minimum(returns, len(text) - 1)]
        alone = returns[(following != _LF) | (returns == len(text))]
        ends = np.sort(np.concatenate([ends, alone]))
    return ends.astype(np.int64)


def _is_regular(text: NDArray[np.uint8], quotes: NDArray[np.intp], delimiter: int) -> bool:
    """Tell whether every first quote stands behind, every second before, an edge of a cell or a quote."""
    edges = (delimiter, _LF, _CR, _QUOTE)
    opening, closing = quotes[0::2], quotes[1::2]
    before = text[opening[opening > 0] - 1]
    after = text[closing[closing < len(text) - 1] + 1]
    return bool(np.isin(before, edges).all() and np.isin(after, edges).all())


@lru_cache(maxsize=16)
def _record(delimiter: str) -> re.Pattern[bytes]:
    edge = re.escape(delimiter).encode()
    plain = rb"[^\r\n" + edge + rb"]*+"
    cell = rb'(?:"[^"]*+(?:""[^"]*+)*+(?:"' + plain + rb"|\Z)|" + plain + rb")"
    return re.compile(cell + rb"(?:" + edge + cell + rb")*+(\r\n|\n|\r|\Z)")


@lru_cache(maxsize=16)
def _well_formed(delimiter: str) -> re.Pattern[bytes]:
    edge = re.escape(delimiter).encode()
    cell = rb'(?:"(?:[^"]|"")*+"|(?!")[^\r\n' + edge + rb"]*+)"
    return re.compile(cell + rb"(?:" + edge + cell + rb")*+(?:\r\n|\n|\r|\Z)")


def _walked_ends(data: bytes, delimiter: str, *, final: bool) -> NDArray[np.int64]:
    match: Callable[[bytes, int], re.Match[bytes] | None] = _record(delimiter).match
    ends: list[int] = []
    start = 0
    while start < len(data) and (found := match(data, start)) is not None:
        is_open = found.end() == len(data) and found.group(1) in (b"", b"\r")
        if is_open and not final:
            break
        start = found.end()
        ends.append(start)
    return np.array(ends, np.int64)


def _last_end(text: bytes, delimiter: str, *, final: bool) -> int:
    if final:
        return len(text)
    if b'"' in text:
        ends = record_ends(text, delimiter, final=False)
        return int(ends[-1]) if len(ends) else 0
    return max(text.rfind(b"\n"), text.rfind(b"\r", 0, len(text) - 1)) + 1


def count_lines(text: bytes) -> int:
    """Return the number of line ends."""
    lines = text.count(b"\n")
    return lines + text.count(b"\r") - text.count(b"\r\n") if b"\r" in text else lines


def _too_long(line: int, where: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"Line {line:,} does not end within {RECORD_BYTES >> 20} MB",
        expected="one row per line",
        where=where,
        todo='look for a quote (") that is never closed near that line, or export the table again',
    )
