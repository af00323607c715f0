"""Files that do not count: replaced by a fold, or left behind by a killed import."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import select

from oase.db import disk_errors
from oase.db.schema import lake_files
from oase.lake.store.catalogue import forget_files
from oase.lake.store.lock import MICROSECONDS, is_alive
from oase.lake.store.place import Place

__all__ = ["new_spool", "orphans", "sweep"]

_LONGEST_IMPORT_SECONDS = 86_400


def new_spool(place: Place) -> Path:
    """Return a folder for the rows of one import; its name says whose it is."""
    return place.folder / "lake" / "spool" / f"{os.getpid()}-{place.new_id()}"


def sweep(place: Place, grace_seconds: float | None = None) -> list[Path]:
    """Remove files that do not count and are older than the grace period; the caller holds the lock.

    Without the lock the files of a running import would go; with it, an import that lost its lease fails
    when it seals, so nothing that counts can be lost.
    """
    grace = place.grace_seconds if grace_seconds is None else grace_seconds
    before = place.clock() - int(grace * MICROSECONDS)
    with place.database.reading() as connection:
        query = select(lake_files.c.path).where(lake_files.c.retired <= before)
        retired = [path for (path,) in connection.execute(query)]
    gone = [place.folder / path for path in retired] + orphans(place, grace)
    with disk_errors(place.folder / "lake"):
        for path in gone:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    place.steps("unlinked")
    if retired:
        with place.database.writing() as connection:
            forget_files(connection, retired)
    return gone


def orphans(place: Place, grace_seconds: float | None = None) -> list[Path]:
    """Return spools of ended imports, and files that the catalogue does not know, past the grace period."""
    now = place.clock()
    grace = int((place.grace_seconds if grace_seconds is None else grace_seconds) * MICROSECONDS)
    found: list[Path] = []
    for path in _strangers(place):
        with suppress(FileNotFoundError):  # an import that ended right now removed its spool
            age = now - path.stat().st_mtime_ns // 1000
            if age >= grace and not (_is_in_use(path) and age < _LONGEST_IMPORT_SECONDS * MICROSECONDS):
                found.append(path)
    return sorted(found)


def _is_in_use(path: Path) -> bool:
    owner = path.name.partition("-")[0]
    return path.is_dir() and owner.isdecimal() and is_alive(int(owner))


def _strangers(place: Place) -> Generator[Path, None, None]:
    lake = place.folder / "lake"
    with place.database.reading() as connection:
        known = {path for (path,) in connection.execute(select(lake_files.c.path))}
    spool = lake / "spool"
    if spool.is_dir():
        yield from spool.iterdir()
    for path in lake.glob("*/b=*/*"):
        if path.is_file() and path.relative_to(place.folder).as_posix() not in known:
            yield path
