"""Files that carry a claim: looked at for what they are, and safe on disk before they count."""

from __future__ import annotations

import io
import re
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from oase.db import disk_errors
from oase.db.kept_files import put_file
from oase.errors import HouseDamaged, OptionInvalid

__all__ = ["FOLDER", "KINDS", "MOST_BYTES", "Kept", "keep_file", "kind_of", "path_of", "read_file"]

FOLDER = "evidence"
MOST_BYTES = 20_000_000
KINDS: dict[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Kinds that are taken, by the end of the name; each with its media type."""

_BEGINS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
_NAME = re.compile(r"(?P<folder>[0-9a-f]{2})/(?P<digest>[0-9a-f]{64})\.(?P<kind>pdf|png|jpg|csv|xlsx)")


class Kept(NamedTuple):
    """A file in ``evidence/``: its name there, and its kind."""

    where: str
    kind: str


def kind_of(name: str, content: bytes) -> str:
    """Return the kind of a file: by the end of its name, and only where its content is of that kind.

    Raises
    ------
    OptionInvalid
        Another kind, not what its name says, empty or too large.

    Examples
    --------
    >>> kind_of("Bericht.PDF", b"%PDF-1.7 ..."), kind_of("count.csv", b"jackets;412")
    ('pdf', 'csv')
    """
    end = name.rpartition(".")[2].lower()
    kind = "jpg" if end == "jpeg" else end
    if kind not in KINDS:
        raise OptionInvalid("No such kind of file", expected=", ".join(KINDS), got=end[:20], where="file")
    if not 0 < len(content) <= MOST_BYTES:
        told = f"1 byte to {MOST_BYTES // 1_000_000} MB"
        raise OptionInvalid(
            "The file has no fitting size", expected=told, got=f"{len(content):,}", where="file"
        )
    if not _is_of(kind, content):
        raise OptionInvalid("The file is not what its name says", expected=kind, got=name[:60], where="file")
    return kind


def keep_file(folder: Path, name: str, content: bytes) -> Kept:
    """Write a file into the house's folder, safe against a power cut, and return its name there.

    Done before the row is written: a row without its file never is.

    Parameters
    ----------
    folder : Path
        Of the house.
    name : str
        As it was handed in; only its end counts.
    content : bytes

    Raises
    ------
    OptionInvalid
        As ``kind_of``.
    """
    kind = kind_of(name, content)
    digest = sha256(content).hexdigest()
    kept = Kept(f"{digest[:2]}/{digest}.{kind}", kind)
    path = path_of(folder, kept.where)
    put_file(folder, path, content)
    return kept


def read_file(folder: Path, where: str, digest: str) -> bytes:
    """Return a file that was kept, as it was kept.

    Raises
    ------
    HouseDamaged
        It is gone or was changed.
    """
    path = path_of(folder, where)
    if not path.is_file():
        raise HouseDamaged("The file of an evidence is missing", where=str(path))
    with disk_errors(path):
        content = path.read_bytes()
    if sha256(content).hexdigest() != digest:
        raise HouseDamaged("The file of an evidence was changed", where=str(path), expected=digest)
    return content


def path_of(folder: Path, where: str) -> Path:
    """Return where a kept file is.

    Examples
    --------
    >>> path_of(Path("house"), f"ab/{'ab' * 32}.pdf").parent.as_posix()
    'house/evidence/ab'
    """
    if not _NAME.fullmatch(where):
        raise ValueError(f"no evidence is called {where!r}")  # a mistake of ours
    return folder / FOLDER / where


def _is_of(kind: str, content: bytes) -> bool:
    if kind in _BEGINS:
        return content.startswith(_BEGINS[kind])
    if kind == "csv":
        try:
            return "\0" not in content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return False
    try:
        with ZipFile(io.BytesIO(content)) as book:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(book.namelist())
    except BadZipFile:
        return False
