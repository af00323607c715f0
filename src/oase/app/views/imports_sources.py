"""An uploaded file as sources to read: unpacked with limits, each member of an archive for itself."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

from oase.errors import SourceUnreadable
from oase.lake.reading.failures import told
from oase.lake.reading.openers import Opener, OpenFile, file_opener, members, unpacked
from oase.lake.reading.sniffing import HEAD_BYTES, kind_of

__all__ = ["MOST_MEMBERS", "MOST_UNPACKED", "MOST_WORKBOOK", "parts_of_file"]

MOST_UNPACKED = 20 << 30
"""What a compressed file may unpack to: beyond it is more than a billion rows, or a trap."""

MOST_WORKBOOK = 1 << 30
"""A workbook is read in memory, so it may unpack to less."""

MOST_MEMBERS = 1_000

_PACKED = ("gzip", "bzip2", "xz")
_WORKBOOK = {"[Content_Types].xml", "META-INF/manifest.xml"}


def parts_of_file(path: Path, name: str) -> list[Opener]:
    """Return the tables in a file: itself, or the members of a zip archive.

    Parameters
    ----------
    path : Path
    name : str
        As it is called in messages.

    Raises
    ------
    SourceUnreadable
        It is no table, torn, or unpacks to more than is taken.
    """
    opener = file_opener(path, name)
    kind = kind_of(opener.head(HEAD_BYTES), name)
    while kind in _PACKED:
        opener = _bounded(unpacked(opener, kind))
        kind = kind_of(opener.head(HEAD_BYTES), name)
    if kind != "zip":
        return [opener]
    if _is_workbook(opener):
        return [opener]
    parts = members(opener)
    if len(parts) > MOST_MEMBERS:
        raise SourceUnreadable(
            "The archive holds too many files",
            expected=f"at most {MOST_MEMBERS:,}",
            got=f"{len(parts):,}",
            where=name,
            todo="put them into one table first",
        )
    _need_less([part.size for part in parts], MOST_UNPACKED, name)
    for part in parts:
        if kind_of(part.head(HEAD_BYTES), part.name) in _PACKED:
            raise SourceUnreadable(
                "A compressed file lies inside the archive", where=part.name, todo="unpack it first"
            )
    return parts


def _is_workbook(opener: Opener) -> bool:
    """Tell a workbook from an archive, and refuse one that is more than it says it is."""
    kind = "zip archive"
    with opener.seekable(kind) as file, told(opener.name, kind), zipfile.ZipFile(file) as archive:
        if _WORKBOOK.isdisjoint(archive.namelist()):
            return False
        _need_less([info.file_size for info in archive.infolist()], MOST_WORKBOOK, opener.name)
        torn = archive.testzip()  # reads no more of a member than it says it has
        if torn is not None:
            raise SourceUnreadable(
                "The workbook is damaged", got=torn[:200], where=opener.name, todo="save it again"
            )
        return True


def _need_less(sizes: list[int], most: int, name: str) -> None:
    if sum(sizes) > most:
        raise _too_much(most, name)


def _too_much(most: int, name: str) -> SourceUnreadable:
    return SourceUnreadable(
        "The file unpacks to more than is taken",
        expected=f"at most {most >> 30} GB",
        where=name,
        todo="split it into smaller files",
    )


class _Bounded:
    """An open file that gives up beyond ``MOST_UNPACKED``."""

    def __init__(self, file: OpenFile, name: str) -> None:
        self._file, self._name, self._read = file, name, 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(size)
        self._read += len(piece)
        if self._read > MOST_UNPACKED:
            raise _too_much(MOST_UNPACKED, self._name)
        return piece

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


def _bounded(opener: Opener) -> Opener:
    return replace(opener, open=lambda: _Bounded(opener.open(), opener.name))
