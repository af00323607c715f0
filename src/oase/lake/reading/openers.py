"""Ways to open the bytes of a file or an archive member, as often as needed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tempfile
import zipfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol

from oase.errors import SourceUnreadable
from oase.lake.reading.failures import told
from oase.lake.reading.records import ByteStream

__all__ = ["OpenFile", "Opener", "file_opener", "members", "unpacked"]


class OpenFile(Protocol):
    """What is asked of an open file; ``tell`` counts in the unit of ``Opener.size``."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...

    def tell(self) -> int:
        """Return how far it was read."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


@dataclass(frozen=True, slots=True)
class Opener:
    """A named run of bytes.

    Parameters
    ----------
    name : str
        Shown in messages.
    open : callable
        Opens it from its beginning.
    size : int
        Bytes in all, as ``OpenFile.tell`` counts them.
    path : Path or None
        The file, where it lies on disk as it is.
    archive : str
        Name of the archive it lies in, else empty.
    """

    name: str
    open: Callable[[], OpenFile]
    size: int
    path: Path | None = None
    archive: str = ""

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        with told(self.name), closing(self.open()) as file:
            return file.read(size)

    @contextmanager
    def seekable(self, kind: str = "file") -> Generator[IO[bytes]]:
        """Open for readers that must seek; a compressed source is unpacked to a temporary file first.

        ``kind`` is what it is called when it turns out to be torn.
        """
        if self.path is not None:
            with told(self.name, kind), self.path.open("rb") as file:
                yield file
            return
        with told(self.name, kind), tempfile.TemporaryFile() as copy, closing(self.open()) as file:
            while piece := file.read(1 << 20):
                copy.write(piece)
            copy.seek(0)
            yield copy


def file_opener(path: Path, name: str) -> Opener:
    """Return the opener of a file on disk."""
    with told(str(path)):
        return Opener(name, lambda: path.open("rb"), path.stat().st_size, path)


class _Unpacking:
    """A compressed file read unpacked; ``tell`` counts the packed bytes."""

    def __init__(self, packed: OpenFile, plain: ByteStream) -> None:
        self._packed, self._plain = packed, plain

    def read(self, size: int = -1, /) -> bytes:
        return self._plain.read(size)

    def tell(self) -> int:
        return self._packed.tell()

    def close(self) -> None:
        self._packed.close()


def unpacked(opener: Opener, kind: str) -> Opener:
    """Return the opener of what a gz, bz2 or xz file holds."""

    def opening() -> OpenFile:
        packed: Any = opener.open()
        if kind == "gzip":
            return _Unpacking(packed, gzip.GzipFile(fileobj=packed))
        return _Unpacking(packed, bz2.BZ2File(packed) if kind == "bzip2" else lzma.LZMAFile(packed))

    return replace(opener, open=opening, path=None)


def members(opener: Opener) -> list[Opener]:
    """Return the openers of a zip archive's files, by name; folders, dot files and __MACOSX are passed over.

    Members are read in place, never written under their own names.

    Raises
    ------
    SourceUnreadable
        When the archive is torn, encrypted, inside another archive, or holds no file.
    """
    if opener.path is None:
        raise SourceUnreadable(
            "The archive lies inside another one", where=opener.name, todo="unpack it first"
        )
    with told(opener.name, "zip archive"):
        archive = zipfile.ZipFile(opener.path)  # its directory is read once; closed when no member is left
    infos = [info for info in archive.infolist() if _is_data(info)]
    if any(info.flag_bits & 1 for info in infos):
        raise SourceUnreadable("The zip archive is encrypted", where=opener.name, todo="unpack it first")
    if not infos:
        raise SourceUnreadable("The zip archive holds no file", where=opener.name, todo="put a table into it")
    return [_member(opener, archive, info) for info in sorted(infos, key=lambda info: info.filename)]


def _is_data(info: zipfile.ZipInfo) -> bool:
    parts = info.filename.replace("\\", "/").split("/")
    return not (info.is_dir() or "__MACOSX" in parts or parts[-1].startswith("."))


def _member(opener: Opener, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Opener:
    def opening() -> OpenFile:
        return archive.open(info)

    return Opener(f"{opener.name}/{info.filename}", opening, info.file_size, archive=opener.name)
