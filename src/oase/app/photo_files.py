"""What ``oase doctor`` looks at in ``photos/``: rows without their file, files that no row names."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from sqlalchemy import select

from oase.app.rooms import Rooms
from oase.db import disk_errors
from oase.lake.store import Finding
from oase.programmes.cases.photos import FOLDER, path_of
from oase.programmes.tables import case_photos

__all__ = ["check", "mend"]

YOUNG_SECONDS = 3_600
"""A file comes before its row: one that was written just now may be about to get it."""

_SECOND = 1_000_000


def check(rooms: Rooms) -> Generator[Finding, None, None]:
    """Yield what is not as it should be; changes nothing."""
    for digest in sorted(_named(rooms)):
        if not (path := path_of(rooms.folder, digest)).is_file():
            yield Finding("A photo of a case is missing", str(path), "take it from an older backup")
    if left := list(_left(rooms)):
        what = f"{len(left)} files of photos belong to no case"
        yield Finding(what, str(rooms.folder / FOLDER), "mend removes them", mendable=True)


def mend(rooms: Rooms) -> None:
    """Remove files that no row names and that are no longer about to get one."""
    for path in list(_left(rooms)):
        with disk_errors(path):
            path.unlink(missing_ok=True)


def _named(rooms: Rooms) -> set[str]:
    with rooms.database.reading() as connection:
        return set(connection.execute(select(case_photos.c.digest).distinct()).scalars())


def _left(rooms: Rooms) -> Generator[Path, None, None]:
    named = _named(rooms)
    for path in (rooms.folder / FOLDER).glob("*/*"):
        age = rooms.clock() / _SECOND - path.stat().st_mtime
        if path.stem not in named and age > YOUNG_SECONDS:
            yield path
