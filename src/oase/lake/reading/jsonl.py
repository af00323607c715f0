"""JSON lines as streams of raw batches: one object a line, a broken line is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from oase.errors import SourceUnreadable
from oase.lake.reading.cells import column_of
from oase.lake.reading.encoding import Transcoder
from oase.lake.reading.failures import told
from oase.lake.reading.openers import Opener
from oase.lake.reading.raw import RawBatch, Stream
from oase.lake.reading.records import RECORD_BYTES
from oase.lake.reading.sniffing import HEAD_BYTES, bom_of
from oase.model import Refusal, RefusalReason

__all__ = ["open_jsonl"]

_BLOCK = 4 << 20
_SHOWN = 200
_Row = dict[str, Any]


def open_jsonl(opener: Opener) -> Stream:
    """Return a file of JSON lines as a stream; its columns are the keys met in the first 4 MB.

    Raises
    ------
    SourceUnreadable
        When no line of the beginning is a JSON object.
    """
    encoding = bom_of(opener.head(HEAD_BYTES))
    reader = _Reader(opener, encoding if encoding in ("utf-16", "utf-32") else None)
    return Stream(
        name=opener.name,
        kind="jsonl",
        columns=reader.keys(),
        read=reader.batches,
        size=opener.size,
        archive=opener.archive,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    opener: Opener
    wide_encoding: str | None

    def keys(self) -> tuple[str, ...]:
        with told(self.opener.name), closing(self.opener.open()) as file:
            _, lines, _ = next(self._blocks(file), (0, [], 0))
        rows, _ = self._decoded(1, lines)
        names = dict.fromkeys(name for _, row in rows for name in row)
        if not names:
            raise SourceUnreadable(
                "No line is a JSON object",
                expected='one object a line, such as {"person": "7", "at": "2026-11-21T14:32:00Z"}',
                where=self.opener.name,
                todo="export it again",
            )
        return tuple(names)

    def batches(self, columns: Sequence[str]) -> Iterator[RawBatch]:
        with told(self.opener.name), closing(self.opener.open()) as file:
            for first, lines, done in self._blocks(file):
                rows, unread = self._decoded(first, lines)
                arrays = {name: column_of([row.get(name) for _, row in rows]) for name in columns}
                places = np.array([line for line, _ in rows], np.int64)
                yield RawBatch(len(rows), arrays, lambda places=places: places, tuple(unread), done)

    def _blocks(self, file: Any) -> Iterator[tuple[int, list[bytes], int]]:
        """Yield (number of the first line, lines, bytes read)."""
        source = Transcoder(file, self.wide_encoding) if self.wide_encoding else file
        rest, first = b"", 1
        while True:
            piece = source.read(_BLOCK)
            text = rest + piece
            end = text.rfind(b"\n") + 1 if piece else len(text)
            if end == 0 and len(text) > RECORD_BYTES:
                raise SourceUnreadable(
                    f"Line {first:,} does not end within {RECORD_BYTES >> 20} MB",
                    expected="one JSON object a line",
                    where=self.opener.name,
                )
            if end:
                lines = text[:end].removeprefix(b"\xef\xbb\xbf").split(b"\n")
                yield first, lines, file.tell()
                first += len(lines) - 1
            rest = text[end:]
            if not piece:
                return

    def _decoded(self, first: int, lines: list[bytes]) -> tuple[list[tuple[int, _Row]], list[Refusal]]:
        decode = msgspec.json.Decoder(_Row).decode
        rows: list[tuple[int, _Row]] = []
        unread: list[Refusal] = []
        for line, text in enumerate(lines, first):
            if not text.strip():
                continue
            try:
                rows.append((line, decode(text)))
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # no JSON, or without end
                shown = text[:_SHOWN].decode("utf-8", "replace").strip()
                unread.append(Refusal(self.opener.name, line, RefusalReason.ROW_UNREADABLE, "", shown))
        return rows, unread
