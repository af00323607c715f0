"""From whatever encoding a text has to UTF-8, block by block."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.lake.reading.records import Block, ByteStream, broken_records
from oase.model import Refusal, RefusalReason

__all__ = ["Decoded", "Decoder", "Transcoder", "decode_sample"]


def decode_sample(text: bytes) -> str:
    """Decode a beginning that may be cut within a letter: UTF-8, else cp1252.

    Examples
    --------
    >>> decode_sample("Schlüssel".encode("cp1252"))
    'Schlüssel'
    """
    try:
        return codecs.getincrementaldecoder("utf-8-sig")().decode(text)
    except UnicodeDecodeError:
        return text.decode("cp1252", "replace")


class Transcoder:
    """Reads UTF-16 or UTF-32 bytes as UTF-8 bytes."""

    def __init__(self, file: ByteStream, encoding: str) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int, /) -> bytes:
        """Return up to about ``size`` bytes of UTF-8, none at the end."""
        while piece := self._file.read(size):
            if text := self._decoder.decode(piece):
                return text.encode("utf-8", "replace")
        return self._decoder.decode(b"", final=True).encode("utf-8")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Whole records in UTF-8, with the line of each, and those that could not be decoded."""

    data: bytes
    lines: Callable[[], NDArray[np.int64]]
    lost: tuple[Refusal, ...] = ()


class Decoder:
    """Decides on UTF-8 or cp1252 as a text goes by.

    Parameters
    ----------
    name : str
        The stream.
    notes : list of str
        Receives what was found out.
    """

    def __init__(self, name: str, notes: list[str]) -> None:
        self._name = name
        self._notes = notes
        self._encoding = "ascii"

    def begin(self, header: bytes) -> None:
        """Let the header decide, where it is not plain ASCII."""
        self._encoding_of(header)

    def decode(self, block: Block) -> Decoded:
        """Return the block in UTF-8, without records that cannot be decoded or are broken by a quote."""
        encoding = self._encoding_of(block.data)
        broken = broken_records(block) if b'"' in block.data else np.zeros(0, np.intp)
        if len(broken):
            return self._by_record(block, encoding, frozenset(broken.tolist()))
        if encoding == "ascii":
            return Decoded(block.data, block.lines)
        try:
            text = block.data.decode(encoding)
        except UnicodeDecodeError:
            return self._by_record(block, encoding)
        return Decoded(block.data if encoding == "utf-8" else text.encode(), block.lines)

    def _encoding_of(self, data: bytes) -> str:
        """Return the encoding of a block, and keep the decision for the blocks that follow."""
        if self._encoding == "cp1252" or data.isascii():
            return self._encoding if self._encoding == "cp1252" else "ascii"
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            is_first = self._encoding == "ascii" and data[: error.start].isascii()
            self._found("cp1252" if is_first else "utf-8")
        else:
            self._found("utf-8")
        return self._encoding

    def _found(self, encoding: str) -> None:
        if self._encoding == "ascii":
            self._notes.append(f"{self._name}: encoding {encoding.upper().replace('CP', 'cp')}")
        self._encoding = encoding

    def _by_record(self, block: Block, encoding: str, broken: frozenset[int] = frozenset()) -> Decoded:
        """Keep the records that can be read, refuse the others."""
        lines = iter(block.lines().tolist())
        kept: list[bytes] = []
        kept_lines: list[int] = []
        lost: list[Refusal] = []
        for place, (start, end) in enumerate(block.records().tolist()):
            record = block.data[start:end]
            if not record.strip(b"\r\n"):
                continue
            line = next(lines)
            text = None if place in broken else _decoded(record, encoding)
            if text is not None:
                kept.append(text.encode())
                kept_lines.append(line)
            else:
                shown = record[:200].decode(encoding, "replace").strip()
                lost.append(Refusal(self._name, line, RefusalReason.ROW_UNREADABLE, "", shown))
        found = np.array(kept_lines, np.int64)
        return Decoded(b"".join(kept), lambda: found, tuple(lost))


def _decoded(record: bytes, encoding: str) -> str | None:
    try:
        return record.decode(encoding)
    except UnicodeDecodeError:
        return None
