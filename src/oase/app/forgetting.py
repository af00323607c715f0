"""Forget persons in every room, and make sure that no byte of them is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from oase.app.emptying import truncate, vacuum
from oase.app.rights import LakeRights, keepers
from oase.app.rooms import ERASING, Rooms
from oase.app.search import bytes_of, files_with, traces
from oase.app.uploads import UPLOADS
from oase.db.inbox import InboxReader, clean, inbox_paths
from oase.db.schema import lake_files
from oase.errors import HouseBusy
from oase.model import Person

__all__ = ["Looked", "empty", "forget", "look"]

INBOX_PATIENCE_SECONDS = 30.0
"""A worker under load empties its inbox's log every ten seconds."""

PAUSE_SECONDS = 0.1
ALL = 1 << 40


class Looked(NamedTuple):
    """Where something of a person still is, and where equal words stand in the data of others."""

    places: list[str]
    notes: list[str]


def forget(
    rooms: Rooms, people: Sequence[Person], tell: Callable[[str, list[int]], None] = lambda *_: None
) -> None:
    """Let every room forget, identity last; the lake in one pass for all.

    Parameters
    ----------
    rooms : Rooms
    people : sequence of Person
    tell : callable
        Is told the room and how many rows of each person it erased.
    """
    for keeper in keepers(rooms):
        if isinstance(keeper, LakeRights):
            rows = keeper.erase_all(people)
        else:
            rows = [keeper.erase(person) for person in people]
        tell(keeper.room, rows)
        rooms.steps(f"erased from {keeper.room}")


def empty(rooms: Rooms) -> None:
    """Take what was deleted out of inboxes, write-ahead logs and free pages."""
    done = rooms.worked_off()
    for worker, path in inbox_paths(rooms.folder).items():
        with suppress(HouseBusy):  # a worker that is alive cleans its inbox by itself
            clean(path, done.get(worker, 0))
    truncate(rooms.database.path)
    rooms.steps("emptied")


def look(rooms: Rooms, people: Sequence[Person]) -> Looked:
    """Search every file of the house for ids and aliases."""
    aliases = [alias for person in people for alias in person.aliases]
    values = [value for person in people for value in person.values]
    needles = bytes_of(aliases, values)
    sealed = LakeRights(rooms).rows_of(aliases)
    places = [f"{rows.num_rows} {kind} of the lake" for kind, rows in sealed.items() if rows.num_rows]
    found = _found(rooms, needles)
    if rooms.database.path in found:
        vacuum(rooms.database.path)
        found = _found(rooms, needles)
    rows = traces(rooms.database.path, aliases, values) if rooms.database.path in found else []
    places += [path.relative_to(rooms.folder).as_posix() for path in found if path != rooms.database.path]
    places += [str(trace) for trace in rows if trace.is_hers]
    notes = [f"the same word stands in {trace}, in the data of others" for trace in rows if not trace.is_hers]
    return Looked(places, notes)


def _found(rooms: Rooms, needles: Collection[bytes]) -> list[Path]:
    """Return the files in which something stands; a database for itself and its log."""
    found = list(dict.fromkeys(_owner(path) for path in files_with(_files(rooms), needles)))
    stores = set(inbox_paths(rooms.folder).values())
    return [path for path in found if path not in stores or not _is_settled(rooms, path, needles)]


def _is_settled(rooms: Rooms, path: Path, needles: Collection[bytes]) -> bool:
    """Wait for a worker to empty its inbox's log; what came after the erasure may stay: it starts anew."""
    until = time.perf_counter() + INBOX_PATIENCE_SECONDS
    parts = [path, path.with_name(f"{path.name}-wal")]
    while any(True for _ in files_with(parts, needles)):
        with InboxReader(path) as reader:
            later = reader.after(rooms.worked_off().get(path.stem, 0), ALL, ALL)
        if any(needle in request.body for request in later for needle in needles):
            return True
        if time.perf_counter() > until:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _files(rooms: Rooms) -> list[Path]:
    """Return every file but the request itself, and the lake's that count: they answer by their rows.

    An upload is no part of the house yet: its rows of erased persons are refused when it is taken in, and it
    is deleted within a day.
    """
    with rooms.database.reading() as connection:
        query = select(lake_files.c.path).where(lake_files.c.retired.is_(None))
        counting = {rooms.folder / path for path in connection.execute(query).scalars()}
    out = {"keys", ERASING, UPLOADS}
    return [
        path
        for path in sorted(rooms.folder.rglob("*"))
        if path.is_file() and path.relative_to(rooms.folder).parts[0] not in out and path not in counting
    ]


def _owner(path: Path) -> Path:
    """Return the database a file belongs to, or the file itself."""
    for ending in ("-wal", "-shm", "-journal"):
        path = path.with_name(path.name.removesuffix(ending))
    return path
