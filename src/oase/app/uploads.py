"""Uploads: files that somebody hands in on a page, kept in the house folder until they are imported.

Comes in: the bytes of one file, piece by piece. Goes out: an ``Upload`` with a path to read it from, and what
was found out about it so far. An upload is no part of the house yet: it is in no backup, and it is deleted
after the import, when it is given up, and after ``KEPT_HOURS`` at the latest.

Every upload has a folder of its own with a random name; the name that the browser gave is only shown.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from oase.errors import InputError, storage_errors

__all__ = ["KEPT_HOURS", "MOST_BYTES", "UPLOADS", "Incoming", "Upload", "UploadRefused", "Uploads"]

UPLOADS = "uploads"
"""Folder of the house; passed over by backups and by the proof of an erasure."""

MOST_BYTES = 1 << 30
"""The largest file that is taken."""

KEPT_HOURS = 24

FREE_BYTES = 256 << 20
"""What must stay free on the disk: the house itself needs room to work."""

MOST_OPEN = 20
"""Files that may lie there or arrive at once."""

_HOUR = 3_600_000_000
_LOOK_AT_DISK_BYTES = 32 << 20
_ID = re.compile(r"[0-9a-f]{32}")
_FILE, _CARD, _BEGUN = "file", "upload", "begun"
_LONGEST_NAME = 120

Why = Literal["too_large", "disk_full", "too_many", "empty", "two_files", "no_file", "cut_off", "unreadable"]


class UploadRefused(InputError):
    """A file was not taken, and nothing of it was kept; ``why`` is one of a closed list."""

    def __init__(self, why: Why, **parts: str) -> None:
        super().__init__(f"The file was not taken: {why.replace('_', ' ')}", **parts)
        self.why: Why = why


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One file that was handed in.

    Parameters
    ----------
    id : str
        Random, 32 hexadecimal digits; also the name of its folder.
    name : str
        As the browser called it, without folders and control characters; only for reading.
    size : int
    created, until : int
        Microseconds since 1970, UTC; it is deleted at ``until``.
    by : int or None
        Account that handed it in.
    tasks : dict of str to str
        The latest task of each kind that was asked for.
    """

    id: str
    name: str
    size: int
    created: int
    until: int
    by: int | None = None
    tasks: dict[str, str] = {}


class Incoming:
    """A file while it arrives.

    Parameters
    ----------
    uploads : Uploads
    name : str
        As the browser calls it.
    """

    def __init__(self, uploads: Uploads, name: str) -> None:
        self._uploads = uploads
        self.id, self._name, self.size = secrets.token_hex(16), _shown(name), 0
        self._look_at = _LOOK_AT_DISK_BYTES
        folder = uploads.folder_of(self.id)
        with storage_errors("The file cannot be kept", folder):
            uploads.folder.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700)
            (folder / _BEGUN).write_text(str(uploads.clock()), "ascii")
            self._file: BinaryIO = _private(folder / _FILE)

    def write(self, piece: bytes | bytearray) -> None:
        """Add a piece.

        Raises
        ------
        UploadRefused
            It is larger than ``MOST_BYTES``, or the disk gets full; nothing of it is kept.
        """
        self.size += len(piece)
        if self.size > MOST_BYTES:
            self.give_up()
            raise UploadRefused("too_large")
        if self.size > self._look_at:
            self._look_at += _LOOK_AT_DISK_BYTES
            try:
                self._uploads.need_room(0)
            except UploadRefused:
                self.give_up()
                raise
        with storage_errors("The file cannot be kept", self._uploads.folder):
            self._file.write(piece)

    def finish(self, by: int | None) -> Upload:
        """Keep it.

        Raises
        ------
        UploadRefused
            There is nothing in it.
        """
        with storage_errors("The file cannot be kept", self._uploads.folder):
            self._file.close()
        if not self.size:
            self.give_up()
            raise UploadRefused("empty")
        now = self._uploads.clock()
        upload = Upload(
            id=self.id, name=self._name, size=self.size, created=now, until=now + KEPT_HOURS * _HOUR, by=by
        )
        self._uploads.save(upload)
        return upload

    def give_up(self) -> None:
        """Delete what has arrived."""
        self._file.close()
        self._uploads.discard(self.id)


class Uploads:
    """The uploads of a house.

    Parameters
    ----------
    house : Path
        Its folder.
    clock : callable
        Microseconds since 1970, UTC.

    Examples
    --------
    >>> import tempfile
    >>> uploads = Uploads(Path(tempfile.mkdtemp()), lambda: 0)
    >>> arriving = uploads.begin("../../etc/passwd.csv")
    >>> arriving.write(b"id;ts")
    >>> upload = arriving.finish(None)
    >>> uploads.all() == [upload], upload.name
    (True, 'passwd.csv')
    """

    def __init__(self, house: Path, clock: Callable[[], int]) -> None:
        self.folder = house / UPLOADS
        self.clock = clock

    def begin(self, name: str, announced: int = 0) -> Incoming:
        """Begin to take a file; ``announced`` is how many bytes the browser says it has.

        Raises
        ------
        UploadRefused
            It is too large, there is no room, or too many wait already.
        """
        self.sweep()
        if announced > MOST_BYTES + (1 << 20):  # the form around it
            raise UploadRefused("too_large")
        if self._lying() >= MOST_OPEN:
            raise UploadRefused("too_many")
        self.need_room(announced)
        return Incoming(self, name)

    def need_room(self, size: int) -> None:
        """Make sure that so many bytes fit on the disk, and some stay free."""
        if shutil.disk_usage(self.folder.parent).free < size + FREE_BYTES:
            raise UploadRefused("disk_full")

    def folder_of(self, upload: str) -> Path:
        """Return where an upload lies; only ids of our own lead anywhere.

        Raises
        ------
        UploadRefused
        """
        if not _ID.fullmatch(upload):
            raise UploadRefused("unreadable")
        return self.folder / upload

    def file_of(self, upload: str) -> Path:
        """Return the file itself; it is gone once it was imported."""
        return self.folder_of(upload) / _FILE

    def find(self, upload: str) -> Upload | None:
        """Return an upload; None for one that is gone or never was."""
        if not _ID.fullmatch(upload):
            return None
        told = self.told(upload, _CARD)
        if told is None:
            return None
        found = msgspec.convert(told, Upload)
        return found if self.clock() < found.until else None

    def all(self) -> list[Upload]:
        """Return those that are kept, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [self.find(path.name) for path in self.folder.iterdir()]
        return sorted((one for one in found if one), key=lambda one: (-one.created, one.id))

    def _lying(self) -> int:
        """Return how many files take room: those that still arrive, too, and none that was taken in."""
        return sum(1 for _ in self.folder.glob(f"*/{_FILE}"))

    def save(self, upload: Upload) -> None:
        """Write down what is known of an upload."""
        self.tell(upload.id, _CARD, upload)

    def told(self, upload: str, what: str) -> Any:
        """Return what was written down about an upload; None for nothing."""
        try:
            return msgspec.json.decode((self.folder_of(upload) / f"{what}.json").read_bytes())
        except FileNotFoundError:
            return None

    def tell(self, upload: str, what: str, content: object) -> None:
        """Write something down about an upload, in place of what was told before."""
        path = self.folder_of(upload) / f"{what}.json"
        draft = path.with_name(f"{what}.{secrets.token_hex(4)}.draft")
        with storage_errors("The preview cannot be kept", path):
            with _private(draft) as file:
                file.write(msgspec.json.encode(content))
            draft.replace(path)

    def forget(self, upload: str, what: str) -> None:
        """Remove what was written down."""
        (self.folder_of(upload) / f"{what}.json").unlink(missing_ok=True)

    def consume(self, upload: str) -> None:
        """Delete the file and its first rows once they were taken in; the counts stay until it expires."""
        for path in (self.file_of(upload), self.folder_of(upload) / "rows.arrow"):
            path.unlink(missing_ok=True)

    def discard(self, upload: str) -> None:
        """Delete an upload with all that was found out about it."""
        shutil.rmtree(self.folder_of(upload), ignore_errors=True)

    def sweep(self) -> int:
        """Delete what has lain there for ``KEPT_HOURS``; return how many."""
        if not self.folder.is_dir():
            return 0
        over = [path for path in self.folder.iterdir() if self._is_over(path)]
        for path in over:
            shutil.rmtree(path, ignore_errors=True)
        return len(over)

    def _is_over(self, path: Path) -> bool:
        try:
            until = msgspec.json.decode((path / f"{_CARD}.json").read_bytes(), type=Upload).until
        except (OSError, msgspec.MsgspecError):
            try:
                until = int((path / _BEGUN).read_text("ascii")) + KEPT_HOURS * _HOUR
            except (OSError, ValueError):
                until = 0 if _ID.fullmatch(path.name) else self.clock() + 1
        return self.clock() >= until


def _private(path: Path) -> BinaryIO:
    """Open a new file that nobody else may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _shown(name: str) -> str:
    r"""Return a file's name as it may be shown.

    Examples
    --------
    >>> _shown("C:\\Daten\\kun\x00den.csv"), _shown("..")
    ('kunden.csv', 'file')
    """
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable()).strip()
    if len(plain) > _LONGEST_NAME:
        plain = f"{plain[: _LONGEST_NAME - 20]}…{plain[-19:]}"
    return plain if plain.strip(".") else "file"
