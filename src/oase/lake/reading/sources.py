"""From what a person hands in (path, glob, list, archive, frame) to named streams."""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from oase.errors import HeaderInvalid, OptionInvalid, SourceMissing, SourceUnreadable, nearest
from oase.lake.reading.delimited import open_delimited
from oase.lake.reading.excel import open_excel
from oase.lake.reading.failures import told
from oase.lake.reading.jsonl import open_jsonl
from oase.lake.reading.openers import Opener, file_opener, members, unpacked
from oase.lake.reading.raw import Stream
from oase.lake.reading.sniffing import HEAD_BYTES, kind_of
from oase.lake.reading.spss import open_spss
from oase.lake.reading.tabular import is_frame, open_arrow, open_frame, open_parquet

__all__ = ["Source", "parts_of", "streams_of"]

Source: TypeAlias = Any
"""A path, a glob, a list of these, a part of them, or a pandas, Polars or Arrow frame."""

_GLOB = frozenset("*?[")


def streams_of(
    source: Source, sheet: str | None = None, *, not_into: str | os.PathLike[str] | None = None
) -> list[Stream]:
    """Return every stream of a source, each recognised by its content first.

    Parameters
    ----------
    source : path, glob, list of these, or frame
        Archives (zip) stand for their members.
    sheet : str, optional
        Sheet of Excel workbooks; else the first that is not empty.
    not_into : path, optional
        A file that will be written, so it must not be one of the sources.

    Raises
    ------
    SourceMissing
        When nothing is there; the nearest file names are offered.
    SourceUnreadable
        When it is a folder, empty, binary, or of no known kind.
    HeaderInvalid
        When a header names a column twice, or the members of one archive have different headers.
    OptionInvalid
        When it is no source at all, or would be overwritten.
    """
    if is_frame(source):
        return [open_frame(source)]
    if isinstance(source, Opener):
        return _open(source, sheet)
    paths = _all_paths(source)
    if not_into is not None and Path(not_into).resolve() in {path.resolve() for path in paths}:
        raise OptionInvalid(
            "The refusals file is one of the sources and would overwrite it",
            got=str(not_into),
            where="refusals",
            todo="name another file",
        )
    return [stream for path in paths for stream in _open(file_opener(path, path.name), sheet)]


def parts_of(source: Source) -> list[Opener]:
    """Return each file, and each member of an archive, as a source of its own, in their order.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid, OptionInvalid
        As `streams_of`, before any row is read.
    """
    parts: list[Opener] = []
    for path in _all_paths(source):
        opener = file_opener(path, path.name)
        is_archive = kind_of(opener.head(HEAD_BYTES), opener.name) == "zip" and not _is_workbook(opener)
        parts += members(opener) if is_archive else [opener]
    return parts


def _all_paths(source: Source) -> list[Path]:
    paths: list[Path] = []
    for one in _listed(source):
        with told(str(one)[:200]):
            paths += _paths(one)
    return paths


def _listed(source: Source) -> Sequence[str | Path]:
    if isinstance(source, str | os.PathLike):
        return [Path(source) if isinstance(source, os.PathLike) else source]
    if isinstance(source, Iterable) and not isinstance(source, Mapping):
        many = list(source)
        if many and all(isinstance(one, str | os.PathLike) for one in many):
            return many
        if not many:
            raise SourceMissing("The list of files is empty", expected="at least one path")
    raise OptionInvalid(
        "This is no source",
        expected="a path, a glob, a list of paths, or a pandas, Polars or Arrow table",
        got=type(source).__name__,
    )


def _paths(one: str | Path) -> list[Path]:
    path = Path(one).expanduser()
    if path.is_dir():
        raise _folder(path)
    if path.is_file():
        return [path]
    if path.exists():
        raise SourceUnreadable(
            "This is a pipe or a device, not a file", where=str(path), todo="write it to a file first"
        )
    if _GLOB & set(str(one)):
        # Path.glob takes no pattern that begins at the root
        names = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207
        found = [Path(name) for name in names if Path(name).is_file()]
        if found:
            return found
        raise SourceMissing("No file matches the pattern", got=str(one), todo="check folder and ending")
    raise _missing(path)


def _folder(path: Path) -> SourceUnreadable:
    if (path / "house.sqlite").exists():
        return SourceUnreadable(
            "This is a house, not a file", where=str(path), todo=f"open it with oase.open({str(path)!r})"
        )
    endings = sorted({file.suffix for file in path.iterdir() if file.is_file() and file.suffix})
    ending = ".csv" if ".csv" in endings or not endings else endings[0]
    return SourceUnreadable(
        "This is a folder, not a file",
        where=str(path),
        todo=f"name its files with a pattern: {str(path / ('*' + ending))!r}",
    )


def _missing(path: Path) -> SourceMissing:
    if not path.parent.is_dir():
        return SourceMissing("There is no such folder", got=str(path.parent), todo="check the path")
    near = nearest(path.name, [file.name for file in path.parent.iterdir()])
    return SourceMissing(
        "There is no such file",
        got=str(path),
        todo=f"did you mean {' or '.join(repr(name) for name in near)}?" if near else "check the path",
    )


def _open(opener: Opener, sheet: str | None) -> list[Stream]:
    kind = kind_of(opener.head(HEAD_BYTES), opener.name)
    if kind == "empty":
        raise SourceUnreadable("The file is empty", where=opener.name, todo="export it again")
    if kind in ("gzip", "bzip2", "xz"):
        return _open(unpacked(opener, kind), sheet)
    if kind == "zip" and not _is_workbook(opener):
        return _archive(opener, sheet)
    return [_open_one(opener, kind, sheet)]


def _open_one(opener: Opener, kind: str, sheet: str | None) -> Stream:
    if kind in ("zip", "xls"):
        return open_excel(opener, sheet)
    openers = {"parquet": open_parquet, "arrow": open_arrow, "spss": open_spss, "jsonl": open_jsonl}
    return openers.get(kind, open_delimited)(opener)


def _is_workbook(opener: Opener) -> bool:
    """Tell a workbook, which is a zip archive inside, from an archive of files."""
    with opener.seekable("zip archive") as file, zipfile.ZipFile(file) as archive:
        return not {"[Content_Types].xml", "META-INF/manifest.xml"}.isdisjoint(archive.namelist())


def _archive(opener: Opener, sheet: str | None) -> list[Stream]:
    streams = [stream for member in members(opener) for stream in _open(member, sheet)]
    first = streams[0]
    for other in streams[1:]:
        if set(other.columns) != set(first.columns):
            raise HeaderInvalid(
                "The files in the archive have different headers and cannot be read as one table",
                expected=f"{first.name}: {_shown(first, other)}",
                got=f"{other.name}: {_shown(other, first)}",
                where=opener.name,
                todo="read them one by one",
            )
    return streams


def _shown(stream: Stream, other: Stream) -> str:
    own = [name for name in stream.columns if name not in other.columns]
    names = ", ".join(stream.columns[:12]) + (" …" if len(stream.columns) > 12 else "")
    return f"{names} (only here: {', '.join(own[:12])})" if own else names
