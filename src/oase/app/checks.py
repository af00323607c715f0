"""What ``oase doctor`` looks at beside the lake: inboxes, jobs, the list of erasures, signs of life."""

from __future__ import annotations

import shutil
from collections.abc import Generator

from filelock import FileLock, Timeout

from oase.app import erasure, photo_files, readers
from oase.app.backup import STAGING
from oase.app.jobs import open_jobs
from oase.app.rooms import BACKUP_LOCK, ERASING, WORKS_LOCK, Rooms
from oase.app.worker import Worker
from oase.db import KEY_FILE
from oase.db.inbox import InboxReader, inbox_paths
from oase.db.versions import seen
from oase.errors import OaseError
from oase.lake.store import Finding

__all__ = ["check", "mend"]

SILENT_SECONDS = 30
_SECOND = 1_000_000


def check(rooms: Rooms) -> tuple[Finding, ...]:
    """Return what is not as it should be in the warm memory; changes nothing."""
    found = (*_inboxes(rooms), *_erasures(rooms), *_jobs(rooms), *_left_behind(rooms), *_works(rooms))
    return (*found, *readers.check(rooms), *photo_files.check(rooms))


def mend(rooms: Rooms) -> tuple[Finding, ...]:
    """Work off what waits, take up what was cut short, remove what was left behind, never data."""
    found = [one for one in check(rooms) if one.mendable]
    readers.mend(rooms)
    photo_files.mend(rooms)
    erasure.close_unknown(rooms)
    erasure.retry(rooms)
    with FileLock(rooms.folder / BACKUP_LOCK, timeout=rooms.patience_seconds):
        shutil.rmtree(rooms.folder / STAGING, ignore_errors=True)
    if (rooms.folder / KEY_FILE).exists() and not _is_working(rooms):
        Worker(rooms).run_until_idle()
    return tuple(found)


def _inboxes(rooms: Rooms) -> Generator[Finding, None, None]:
    done = rooms.worked_off()
    waiting = 0
    for worker, path in inbox_paths(rooms.folder).items():
        try:
            with InboxReader(path) as reader:
                waiting += max(reader.newest() - done.get(worker, 0), 0)
        except OaseError as error:
            yield Finding(
                f"An inbox cannot be read: {error.got or error.what}", str(path), "restore a backup"
            )
    if waiting and not _is_working(rooms):
        yield Finding(
            f"{waiting} accepted requests are not contacts yet, and nothing works them off",
            str(rooms.folder / "inbox"),
            "start `oase serve`, or mend works them off now",
            mendable=True,
        )


def _erasures(rooms: Rooms) -> Generator[Finding, None, None]:
    if not (rooms.folder / KEY_FILE).exists():
        return
    try:
        _ = rooms.erased.is_empty
    except OaseError as error:
        yield Finding(f"{error.what}: {error.got or ''}".rstrip(": "), error.where or "", error.todo or "")
    else:
        if rooms.erased.is_empty and erasure.receipts(rooms):
            yield Finding(
                "The list of erasures is gone, so that erased persons may come back",
                str(rooms.erased.path),
                "put it back from beside the newest backup",
            )


def _jobs(rooms: Rooms) -> Generator[Finding, None, None]:
    is_working = _is_working(rooms)
    for job in open_jobs(rooms):
        if is_working and not job.is_stuck:
            continue
        what = "An erasure" if job.kind == "erase" else "The new mapping of stored contacts"
        yield Finding(
            f"{what} is not finished (step: {job.step})",
            f"job {job.id}",
            "mend takes it up again",
            mendable=True,
        )


def _left_behind(rooms: Rooms) -> Generator[Finding, None, None]:
    if (rooms.folder / STAGING).exists() and _is_free(rooms, BACKUP_LOCK):
        what, todo = "A backup was cut short", "mend removes its drafts; take it again"
        yield Finding(what, STAGING, todo, mendable=True)
    is_erasing = any(job.kind == "erase" for job in open_jobs(rooms))
    if not is_erasing and any((rooms.folder / ERASING).glob("*")):
        yield Finding(
            "A request for erasure was cut short before it was one",
            ERASING,
            f"ask for the erasure again, then remove what is in {rooms.folder / ERASING}",
        )


def _works(rooms: Rooms) -> Generator[Finding, None, None]:
    if not _is_working(rooms):
        return
    with rooms.database.reading() as connection:
        at = seen(connection)
    silent = (rooms.clock() - (at or 0)) // _SECOND
    if silent > SILENT_SECONDS and at is not None:
        yield Finding(
            f"The process behind the door has given no sign of life for {silent:,} s",
            str(rooms.folder / WORKS_LOCK),
            "look at its log; end it, and the server starts it again",
        )


def _is_working(rooms: Rooms) -> bool:
    return not _is_free(rooms, WORKS_LOCK)


def _is_free(rooms: Rooms, name: str) -> bool:
    path = rooms.folder / name
    if not path.exists():
        return True
    try:
        FileLock(path).acquire(timeout=0).lock.release()
    except Timeout:
        return False
    return True
