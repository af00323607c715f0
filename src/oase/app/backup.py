"""Take a backup of a house while it works.

One plain tar file: what is large in it, the lake, is compressed already, and any tool opens it.

Order matters. Inboxes are copied first, then the main database, then the files that this copy lists, those of
the lake, photos of cases and evidence of claims: a request that was acknowledged before is in the copy of its
inbox, or further on, and nothing is in two.
The key of the pseudonyms is never in it.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import msgspec
from filelock import FileLock, Timeout
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.app.rooms import BACKUP_LOCK, Rooms
from oase.db import HOUSE_FILE, NEWEST, disk_errors, fsync_path
from oase.db.connection import plain
from oase.db.inbox import INBOX_FOLDER, inbox_paths
from oase.db.schema import backup_places
from oase.errors import HouseBusy, HouseDamaged, OptionInvalid
from oase.identity import ERASURES_FILE, ErasureList

__all__ = ["MANIFEST", "STAGING", "Manifest", "Part", "backup", "fingerprint"]

MANIFEST = "manifest.json"
STAGING = "staging"
"""Folder of links to the lake's files while they are written into the backup."""

FORMAT = 1
TRIES = 5
_BLOCK = 1 << 20
_LISTED = (
    "select path from lake_files where retired is null",
    "select distinct 'photos/' || substr(digest, 1, 2) || '/' || digest || '.jpg' from programme_case_photos",
)
"""Which files of the house count, by its database: each is written before its row and never changed."""

_EVIDENCE = "evidence"
"""All that lies there counts: it is added and never changed, and nothing in it is of a person."""

Progress = Callable[[int, int | None], None]


class Part(msgspec.Struct, frozen=True):
    """One file of a backup: its place, size in bytes and BLAKE2b-256."""

    path: str
    size: int
    hash: str


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds, as its last member.

    Parameters
    ----------
    format : int
    made_by, house_version : str
        Version of the program, and of the house's tables.
    created : int
        When the first file was copied, microseconds since 1970, UTC.
    house : str
        Where the house stood.
    key : str
        Tells whether a key is the right one, and nothing about it.
    parts : tuple of Part
    """

    format: int
    made_by: str
    house_version: str
    created: int
    house: str
    key: str
    parts: tuple[Part, ...]


def fingerprint(key: bytes) -> str:
    """Return what tells whether a key is the right one: a keyed hash of a constant.

    Examples
    --------
    >>> fingerprint(bytes(32))
    'f4a0d8d29a66faaef69b5c7981c80911'
    """
    return blake2b(b"key", digest_size=16, key=key[:64], person=b"oase.backup").hexdigest()


def backup(rooms: Rooms, target: Path, progress: Progress = lambda _done, _all: None) -> Path:
    """Write a backup of a house into a folder; see ``House.backup``."""
    if target.resolve().is_relative_to(rooms.folder.resolve()):
        raise OptionInvalid(
            "The backup would lie inside the house",
            expected="a folder elsewhere, best on another disk",
            got=str(target),
        )
    with disk_errors(target):
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(rooms), _drafts(rooms, target) as (copies, links, draft):
            created = rooms.clock()
            files = _taken(rooms, copies, links)
            rooms.steps("taken")
            _write(rooms, files, draft, created, progress)
            _list_erasures(rooms, target)
            done = _free_name(target, created)
            draft.rename(done)
            fsync_path(target)
    _remember(rooms, target)
    rooms.steps("backed up")
    return done


@contextmanager
def _alone(rooms: Rooms) -> Generator[None, None, None]:
    lock = FileLock(rooms.folder / BACKUP_LOCK)
    try:
        lock.acquire(timeout=rooms.patience_seconds)
    except Timeout as error:
        raise HouseBusy(
            "Another backup, or an erasure, is under way",
            where=str(rooms.folder),
            todo="wait until it has finished, then run the same command again",
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _drafts(rooms: Rooms, target: Path) -> Generator[tuple[Path, Path, Path], None, None]:
    """Give folders for copies and links and the name of the draft; nothing of them stays."""
    name = rooms.new_id()
    copies, draft = target / f".oase-{name}", target / f".oase-{name}.tar.part"
    links = rooms.folder / STAGING
    shutil.rmtree(links, ignore_errors=True)  # of a backup that was killed: we hold the lock
    copies.mkdir()
    copies.chmod(0o700)
    try:
        yield copies, links, draft
    finally:
        draft.unlink(missing_ok=True)
        for folder in (copies, links):
            shutil.rmtree(folder, ignore_errors=True)


def _taken(rooms: Rooms, copies: Path, links: Path) -> dict[str, Path]:
    """Return the files of the backup by their names in it: copies of databases, links to the lake."""
    for _ in range(TRIES):
        files: dict[str, Path] = {}
        for worker, path in inbox_paths(rooms.folder).items():
            name = f"{INBOX_FOLDER}/{worker}.sqlite"
            files[name] = _copied(path, copies / f"{worker}.inbox")
            rooms.steps("inbox copied")
        files[HOUSE_FILE] = _copied(rooms.database.path, copies / HOUSE_FILE)
        rooms.steps("database copied")
        try:
            names = [*_listed(files[HOUSE_FILE]), *_evidence(rooms.folder)]
            return files | {name: _linked(rooms, name, links) for name in names}
        except FileNotFoundError:
            continue  # rewritten meanwhile: take the database anew, too
    raise HouseDamaged(
        "Files that count are missing, so that no backup can be whole",
        where=str(rooms.folder),
        todo="oase doctor says which; restore them from an older backup",
    )


def _copied(path: Path, copy: Path) -> Path:
    copy.unlink(missing_ok=True)
    with closing(plain(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _listed(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for query in _LISTED for (name,) in connection.execute(query)]


def _evidence(folder: Path) -> list[str]:
    found = (path for path in (folder / _EVIDENCE).rglob("*") if path.is_file() and path.name[0] != ".")
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _linked(rooms: Rooms, name: str, links: Path) -> Path:
    link = links / name
    if not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        try:
            link.hardlink_to(rooms.folder / name)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copyfile(rooms.folder / name, link)  # a file system without links
    return link


def _write(rooms: Rooms, files: dict[str, Path], draft: Path, created: int, progress: Progress) -> None:
    whole = sum(path.stat().st_size for path in files.values())
    done = 0
    parts: list[Part] = []
    with draft.open("xb") as raw:
        draft.chmod(0o600)
        with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name, path in files.items():
                with path.open("rb") as file:
                    watched = _Watched(file)
                    _add(tar, name, os.fstat(file.fileno()).st_size, created, watched)
                parts.append(Part(name, watched.size, watched.hash))
                done += watched.size
                progress(done, whole)
            manifest = Manifest(
                FORMAT,
                version("oase"),
                NEWEST,
                created,
                str(rooms.folder.resolve()),
                fingerprint(rooms.key),
                tuple(parts),
            )
            content = msgspec.json.format(msgspec.json.encode(manifest))
            _add(tar, MANIFEST, len(content), created, io.BytesIO(content))
        raw.flush()
        os.fsync(raw.fileno())


def _add(tar: tarfile.TarFile, name: str, size: int, created: int, content: object) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, created // 1_000_000, 0o600
    tar.addfile(member, content)  # pyright: ignore[reportArgumentType]  # anything that reads


class _Watched:
    """A file that is hashed while it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._hash, self.size = file, blake2b(digest_size=32), 0

    @property
    def hash(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = _BLOCK) -> bytes:
        block = self._file.read(size)
        self._hash.update(block)
        self.size += len(block)
        return block


def _list_erasures(rooms: Rooms, target: Path) -> None:
    """Unite the list beside the backups with that of the house."""
    path = target / ERASURES_FILE
    path.touch(mode=0o600)
    if (rooms.folder / ERASURES_FILE).exists():
        ErasureList(path, rooms.aliases).merge(rooms.folder / ERASURES_FILE)
    fsync_path(path)


def _free_name(target: Path, created: int) -> Path:
    stamp = datetime.fromtimestamp(created / 1_000_000, UTC).strftime("%Y%m%dT%H%M%SZ")
    for number in range(1, 1000):
        path = target / (f"oase-{stamp}.tar" if number == 1 else f"oase-{stamp}-{number}.tar")
        if not path.exists():
            return path
    raise OptionInvalid("There are too many backups of this second", where=str(target))


def _remember(rooms: Rooms, target: Path) -> None:
    query = upsert(backup_places).values(path=str(target.resolve()), last=rooms.clock())
    with rooms.database.writing() as connection:
        connection.execute(query.on_conflict_do_update(["path"], set_={"last": query.excluded.last}))
