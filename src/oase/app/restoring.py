"""Make a house again from a backup, and erase again whom it would bring back."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path, PurePosixPath

import msgspec
import pyarrow.parquet as pq
from sqlalchemy import delete, select, update

from oase.app.access_ended import end_again
from oase.app.backup import FORMAT, MANIFEST, Manifest, Part, fingerprint
from oase.app.forgetting import empty, forget, look
from oase.app.house import House, open_house
from oase.app.rooms import Rooms
from oase.contacts.tables import refusals
from oase.db import HOUSE_FILE, KEY_FILE, disk_errors, fsync_path
from oase.db.schema import contact_log, identifiers, jobs, lake_files, lake_lock, snapshots
from oase.errors import HouseDamaged, HouseExists, InputError, SourceMissing, SourceUnreadable
from oase.identity import ERASURES_FILE, Aliases, ErasureList
from oase.identity.key import KEY_BYTES
from oase.identity.tables import consents, links, profiles
from oase.model import Person
from oase.programmes.tables import cases, item_owners, news, participations, resales, take_backs, tickets
from oase.settings import Settings, now

__all__ = ["Restored", "restore"]

Progress = Callable[[int, int | None], None]
_BLOCK = 1 << 20
_PLACES = {HOUSE_FILE: (1,), "inbox": (2,), "lake": (4,), "photos": (3,), "evidence": (2, 3)}
"""First part of the names in a backup, and how many parts such a name may have."""

_IN_PROGRAMMES = (cases, item_owners, news, participations, resales, take_backs, tickets)


class Restored(msgspec.Struct, frozen=True):
    """What was made of a backup.

    Parameters
    ----------
    created : int
        When the backup was taken, microseconds since 1970, UTC.
    contacts, answers : int
        What the house holds now.
    ids_erased_again : int
        Ids in the backup whose persons were erased later.
    """

    created: int
    contacts: int
    answers: int
    ids_erased_again: int


def restore(
    backup: Path,
    folder: Path,
    *,
    key: Path,
    erasures: Path | None = None,
    settings: Settings | None = None,
    clock: Callable[[], int] = now,
    progress: Progress = lambda _done, _all: None,
) -> Restored:
    """Make a house from a backup; nobody comes back who was erased since.

    The house appears under its name when all is done, or not at all.

    Parameters
    ----------
    backup : Path
        From ``House.backup``.
    folder : Path
        The house to be; not there yet, or empty.
    key : Path
        File of the key of the pseudonyms, from its safe place.
    erasures : Path, optional
        A further list of erasures; that beside the backup is always taken.
    settings : Settings, optional
    clock : callable
        Microseconds since 1970, UTC.
    progress : callable
        Is told bytes done and bytes in all.

    Raises
    ------
    HouseExists
        Something is there already.
    SourceMissing
        Backup, key or list of erasures is not there.
    SourceUnreadable
        The backup is not whole, or not one.
    InputError
        The key is that of another house.
    """
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise HouseExists(
            "The path is taken; a backup never replaces a house",
            expected="a new or an empty folder",
            where=str(folder),
            todo="choose another folder, or move the house out of the way first",
        )
    secret = _key(key)
    lists = _lists(backup, erasures)
    draft = folder.with_name(f".{folder.name}.restoring")
    with disk_errors(folder):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True, mode=0o700)
        try:
            manifest = _unpacked(backup, draft, secret, progress)
            _furnish(draft, secret, [*lists, *_former(manifest, secret)])
            restored = _settled(draft, manifest, settings or Settings(), clock, secret)
            with suppress(FileNotFoundError):
                folder.rmdir()
            draft.rename(folder)
            fsync_path(folder.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return restored


def _key(path: Path) -> bytes:
    if not path.is_file():
        raise SourceMissing(
            "The key of the pseudonyms is not there",
            expected="the file keys/pseudonym.key of the house, kept apart from its backups",
            where=str(path),
            todo="name it with --key",
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise InputError(
            "That is no key of pseudonyms",
            expected=f"{KEY_BYTES} bytes",
            got=f"{len(key)}",
            where=str(path),
        )
    return key


def _lists(backup: Path, given: Path | None) -> list[Path]:
    if not backup.is_file():
        raise SourceMissing("The backup is not there", where=str(backup))
    lists = [path for path in (backup.parent / ERASURES_FILE, given) if path is not None and path.is_file()]
    if given is not None and given not in lists:
        raise SourceMissing("The list of erasures is not there", where=str(given))
    if not lists:
        raise SourceMissing(
            "Without the list of erasures a backup would bring erased persons back",
            expected=f"{ERASURES_FILE} beside the backup, or named",
            where=str(backup.parent),
            todo="name it with --erasures; the newest copy lies in the house or beside another backup",
        )
    return lists


def _unpacked(backup: Path, draft: Path, key: bytes, progress: Progress) -> Manifest:
    try:
        with tarfile.open(backup, "r:") as tar:
            manifest = _manifest(tar, backup, key)
            whole, done = sum(part.size for part in manifest.parts), 0
            for part in manifest.parts:
                _extract(tar, part, draft, backup)
                done += part.size
                progress(done, whole)
    except (tarfile.TarError, EOFError, KeyError, msgspec.DecodeError) as error:
        raise _broken(backup, str(error)) from error
    return manifest


def _manifest(tar: tarfile.TarFile, backup: Path, key: bytes) -> Manifest:
    file = tar.extractfile(MANIFEST)
    if file is None:
        raise _broken(backup, f"{MANIFEST} is no file")
    with file:
        manifest = msgspec.json.decode(file.read(), type=Manifest)
    if manifest.format != FORMAT:
        raise SourceUnreadable(
            "The backup was made by a newer version of Oase",
            expected=f"format {FORMAT}",
            got=f"format {manifest.format} of version {manifest.made_by}",
            where=str(backup),
            todo="pip install --upgrade oase",
        )
    if manifest.key != fingerprint(key):
        raise InputError(
            "The key is not that of the house in the backup",
            where=str(backup),
            todo="name the key that lay in keys/ of that house with --key",
        )
    return manifest


def _extract(tar: tarfile.TarFile, part: Part, draft: Path, backup: Path) -> None:
    """Write one file of the backup; only names that a house has, only plain files, only what was hashed."""
    places = PurePosixPath(part.path).parts
    member = tar.getmember(part.path)
    is_ours = places and len(places) in _PLACES.get(places[0], ()) and ".." not in places
    file = tar.extractfile(member) if is_ours and member.isfile() else None
    if file is None:
        raise _broken(backup, f"{part.path!r} is no file of a house")
    path = draft.joinpath(*places)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = blake2b(digest_size=32)
    path.touch(mode=0o600, exist_ok=False)
    with file, path.open("wb") as target:
        while block := file.read(_BLOCK):
            digest.update(block)
            target.write(block)
    if member.size != part.size or digest.hexdigest() != part.hash:
        raise _broken(backup, f"{part.path} is not what was written")
    fsync_path(path)


def _broken(backup: Path, got: str) -> SourceUnreadable:
    return SourceUnreadable("The backup is not whole", got=got, where=str(backup), todo="take an older one")


def _former(manifest: Manifest, key: bytes) -> list[Path]:
    """Return the list of the house that was backed up, where that still stands."""
    house = _standing(manifest, key)
    listed = [house / ERASURES_FILE] if house is not None else []
    return [path for path in listed if path.is_file()]


def _standing(manifest: Manifest, key: bytes) -> Path | None:
    """Return the house that was backed up, where that still stands."""
    house = Path(manifest.house)
    with suppress(OSError):
        if (house / KEY_FILE).read_bytes() == key:
            return house
    return None


def _furnish(draft: Path, key: bytes, lists: Sequence[Path]) -> None:
    path = draft / KEY_FILE
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(key)
    fsync_path(path)
    united = ErasureList(draft / ERASURES_FILE, Aliases(key))
    for one in lists:
        united.merge(one)


def _settled(
    draft: Path, manifest: Manifest, settings: Settings, clock: Callable[[], int], key: bytes
) -> Restored:
    with open_house(draft, settings=settings, clock=clock) as house:
        end_again(house.rooms, _standing(manifest, key))
        under_way = _without_jobs(house.rooms)
        house.work_off()
        again = _erased_again(house.rooms, manifest.created, under_way)
        _forget_again(house, again)
        counts = house.rooms.store.counts()
    return Restored(manifest.created, counts["contacts"], counts["answers"], len(again))


def _without_jobs(rooms: Rooms) -> list[int]:
    """Leave behind what was under way in the house; return when each unfinished erasure was asked for."""
    is_open = (jobs.c.kind == "erase") & jobs.c.finished.is_(None)
    with rooms.database.writing() as connection:
        requested = connection.execute(select(jobs.c.requested).where(is_open)).scalars().all()
        closed = {"finished": rooms.clock(), "arguments": "{}", "result": '{"restored": true}'}
        connection.execute(update(jobs).where(is_open).values(closed))
        connection.execute(delete(lake_lock))
        connection.execute(delete(lake_files).where(lake_files.c.retired.is_not(None)))  # not in the backup
    return list(requested)


def _erased_again(rooms: Rooms, created: int, under_way: Collection[int]) -> list[int]:
    """Return the aliases in the house whose persons were erased after its backup was taken, or just then.

    Who was erased before and has started anew is kept: an erasure is on the list with the moment at which it
    was asked for, and by that those under way are told from those that were done.
    """
    known: set[int] = set()
    columns = (
        *(table.c.alias for table in (identifiers, contact_log, snapshots, profiles, consents, refusals)),
        *(table.c.alias for table in _IN_PROGRAMMES),
        links.c.one,
        links.c.other,
    )
    with rooms.database.reading() as connection:
        for column in columns:
            query = select(column).where(column.is_not(None)).distinct()
            known.update(connection.execute(query).scalars())
        paths = connection.execute(select(lake_files.c.path)).scalars().all()
    for path in paths:
        column = pq.read_table(rooms.folder / path, columns=["alias"], use_threads=False)["alias"]
        known.update(column.unique().to_pylist())
    moments = {alias: at for alias in known if (at := rooms.erased.time_of(alias)) is not None}
    return sorted(alias for alias, at in moments.items() if at >= created or at in under_way)


def _forget_again(house: House, aliases: Sequence[int]) -> None:
    if not aliases:
        return
    rooms = house.rooms
    query = select(identifiers.c.alias, identifiers.c.value)
    with rooms.database.reading() as connection:
        rows = connection.execute(query.where(identifiers.c.alias.in_(aliases)))
        values = {row.alias: row.value for row in rows}
    people = [Person(alias, (alias,), (value,) if (value := values.get(alias)) else ()) for alias in aliases]
    forget(rooms, people)
    empty(rooms)
    found = look(rooms, people)
    if found.places:
        raise HouseDamaged(
            "Persons who were erased are still in the backup, and cannot be taken out",
            where="; ".join(found.places),
            todo="take an older or a newer backup",
        )
