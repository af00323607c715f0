"""From whatever encoding a text has to UTF-8, block by block."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.lake.reading.records import Block, ByteStream
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

    def decode(self, block: Block) -> Decoded:
        """Return the block in UTF-8."""
        data = block.data
        if self._encoding == "cp1252":
            return self._from_cp1252(block)
        if data.isascii():
            return Decoded(data, block.lines)
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            if self._encoding == "ascii" and data[: error.start].isascii():
                self._found("cp1252")
                return self._from_cp1252(block)
            return self._without_lost(block, "utf-8")
        self._found("utf-8")
        return Decoded(data, block.lines)

    def _found(self, encoding: str) -> None:
        if self._encoding == "ascii":
            self._notes.append(f"{self._name}: encoding {encoding.upper().replace('CP', 'cp')}")
        self._encoding = encoding

    def _from_cp1252(self, block: Block) -> Decoded:
        try:
            return Decoded(block.data.decode("cp1252").encode(), block.lines)
        except UnicodeDecodeError:
            return self._without_lost(block, "cp1252")

    def _without_lost(self, block: Block, encoding: str) -> Decoded:
        """Keep the records that can be decoded, refuse the others."""
        self._found(encoding)
        lines = iter(block.lines().tolist())
        kept: list[bytes] = []
        kept_lines: list[int] = []
        lost: list[Refusal] = []
        for start, end in block.records().tolist():
            record = block.data[start:end]
            if not record.strip(b"\r\n"):
                continue
            line = next(lines)
            try:
                kept.append(record.decode(encoding).encode())
                kept_lines.append(line)
            except UnicodeDecodeError:
                shown = record[:200].decode(encoding, "replace").strip()
                lost.append(Refusal(self._name, line, RefusalReason.ROW_UNREADABLE, "", shown))
        found = np.array(kept_lines, np.int64)
        return Decoded(b"".join(kept), lambda: found, tuple(lost))
