"""``Mover``: moves contacts from the log into the lake, keeps both tidy, does long jobs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any, NamedTuple

from sqlalchemy import func, select

from oase.app import erasure, remapping, retention
from oase.app.capture.sealing import is_time, seal_answers
from oase.app.emptying import truncate
from oase.app.jobs import open_jobs
from oase.app.rooms import Rooms
from oase.app.trouble import Trouble
from oase.app.uploads import Uploads
from oase.db.inbox import backlogs, clean, inbox_paths
from oase.db.schema import alias_moves, contact_log, snapshots_due
from oase.errors import HouseBusy
from oase.retail.reservations import expire, is_some_over

__all__ = ["DUTIES", "Duty", "Mover"]

log = logging.getLogger("oase.works")

SEAL_ROWS = 100_000
SEAL_SECONDS = 60.0
SNAPSHOT_SECONDS = 0.5
PAUSE_SECONDS = {"jobs": 10.0}
"""How long a duty rests when somebody was in the way: an erasure must not hold up the pipeline at once."""

MINUTE, DAY = 60.0, 86_400.0
WAL_BYTES = 64 << 20


class Mover:
    """Everything that is done between requests, one duty after the other.

    Parameters
    ----------
    rooms : Rooms
    turn : threading.Lock
        Held while no request may become a contact.
    elsewhere : callable, optional
        Does a heavy duty, given by name, in another process; without it they are done here.
    """

    def __init__(
        self, rooms: Rooms, turn: threading.Lock, elsewhere: Callable[[str], None] | None = None
    ) -> None:
        self.rooms = rooms
        self._turn = turn
        self._elsewhere = elsewhere
        self._next: dict[str, float] = {}
        self._trouble = {duty.name: Trouble(f"the mover ({duty.name})") for duty in DUTIES}
        self._waiting_since: float | None = None

    def look(self) -> None:
        """Do every duty that is due; what the disk or another process is in the way of is done the next time.

        A duty that fails again and again keeps no other from being done.
        """
        for duty in DUTIES:
            if time.perf_counter() >= self._next.get(duty.name, 0.0):
                self._trouble[duty.name].attempt(lambda duty=duty: self._attempt(duty))

    def _attempt(self, duty: Duty) -> None:
        now = time.perf_counter()
        self._next[duty.name] = now + PAUSE_SECONDS.get(duty.name, 0.0)
        with suppress(HouseBusy):
            self._do(duty)
            self._next[duty.name] = now + duty.every_seconds

    def do(self, name: str) -> None:
        """Do the duty of that name here and now."""
        next(duty for duty in DUTIES if duty.name == name).work(self)

    def _do(self, duty: Duty) -> None:
        if duty.is_heavy and self._elsewhere is not None:
            self._elsewhere(duty.name)
        else:
            duty.work(self)

    def work_off(self) -> None:
        """Do now what a command waits for: jobs, and the snapshots of imports."""
        self.do_jobs()
        self.catch_up()

    def take_up(self) -> None:
        """Finish what was cut short in the middle of a person, before anything new comes in."""
        with suppress(HouseBusy):
            self.do_jobs()

    def is_idle(self) -> bool:
        """Whether no request waits to become a contact, and no job to be done."""
        with self.rooms.database.reading() as connection:
            due = connection.execute(select(snapshots_due.c.id).limit(1)).first()
            waiting = backlogs(connection, self.rooms.folder)
        return due is None and not any(waiting.values()) and not self._open_jobs()

    def seal(self) -> None:
        """Seal the log when it is long or its oldest contact has waited a minute."""
        with self.rooms.database.reading() as connection:
            query = select(func.min(contact_log.c.id), func.max(contact_log.c.id))
            first, last = connection.execute(query).one()
        now = time.perf_counter()
        if first is None:
            self._waiting_since = None
            return
        since = self._waiting_since = self._waiting_since or now
        if last - first + 1 >= SEAL_ROWS or now - since >= SEAL_SECONDS:
            self.rooms.store.seal_log()
            self._waiting_since = None

    def tidy(self) -> None:
        """Fold, put persons who were merged together, and clean up."""
        self.rooms.store.fold()
        with self.rooms.database.reading() as connection:
            is_moved = connection.execute(select(alias_moves.c.seq).limit(1)).first() is not None
        if is_moved:
            self.rooms.store.recluster()

    def catch_up(self) -> None:
        """Make snapshots of imported contacts, a portion at a time."""
        with self.rooms.database.reading() as connection:
            is_due = connection.execute(select(snapshots_due.c.id).limit(1)).first() is not None
        if is_due:
            self.rooms.store.catch_up_snapshots(SNAPSHOT_SECONDS)

    def do_jobs(self) -> None:
        """Take long jobs as far as they go; one that failed waits for `oase doctor --mend`."""
        kinds = self._open_jobs()
        if "erase" in kinds:
            erasure.work_off(self.rooms, self._quiet)
        if "remap" in kinds:
            remapping.work_off(self.rooms)

    def _open_jobs(self) -> list[str]:
        return [job.kind for job in open_jobs(self.rooms) if not job.is_stuck]

    def clean_inboxes(self) -> None:
        """Delete what was worked off from inboxes whose worker is gone."""
        done = self.rooms.worked_off()
        for worker, path in inbox_paths(self.rooms.folder).items():
            with suppress(HouseBusy):
                clean(path, done.get(worker, 0))

    def expire(self) -> None:
        """Forget what is older than it may become."""
        gone = retention.expire(self.rooms)
        if any(gone.values()):
            log.info("retention: %s", ", ".join(f"{rows} {kind}" for kind, rows in gone.items() if rows))

    def end_reservations(self) -> None:
        """Give back to the shop what was put aside long enough."""
        with self.rooms.database.reading() as connection:
            is_due = is_some_over(connection, self.rooms.clock())
        if is_due:
            with self.rooms.database.writing() as connection:
                expire(connection, self.rooms.clock())

    def seal_answers(self) -> None:
        """Bring answers into the lake that can no longer be changed, many at a time."""
        if is_time(self.rooms):
            seal_answers(self.rooms)

    def clear_uploads(self) -> None:
        """Delete files that were handed in on a page and not taken in within a day."""
        Uploads(self.rooms.folder, self.rooms.clock).sweep()

    def shorten_wal(self) -> None:
        """Empty the write-ahead log once it is long."""
        path = self.rooms.database.path
        wal = path.with_name(f"{path.name}-wal")
        if wal.exists() and wal.stat().st_size > WAL_BYTES:
            truncate(path, patience_seconds=0.0)

    def _quiet(self) -> AbstractContextManager[Any]:
        return self._turn


class Duty(NamedTuple):
    """Something that is looked after at least every so many seconds.

    A heavy one keeps the interpreter busy for long, and needs nothing of the pipeline's turn.
    """

    name: str
    every_seconds: float
    work: Callable[[Mover], None]
    is_heavy: bool = False


DUTIES = (
    Duty("seal", 0.0, Mover.seal, is_heavy=True),
    Duty("jobs", 0.0, Mover.do_jobs),
    Duty("snapshots", 0.0, Mover.catch_up, is_heavy=True),
    Duty("tidy", MINUTE, Mover.tidy, is_heavy=True),
    Duty("reservations", MINUTE / 6, Mover.end_reservations),
    Duty("answers", 10 * MINUTE, Mover.seal_answers, is_heavy=True),
    Duty("inboxes", MINUTE, Mover.clean_inboxes),
    Duty("uploads", MINUTE, Mover.clear_uploads),
    Duty("wal", MINUTE / 6, Mover.shorten_wal),
    Duty("retention", DAY, Mover.expire, is_heavy=True),
)
"""What the mover looks after, in this order, each second."""
