"""``Worker``: the two threads behind the door, and the lock that lets one process of a house run them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

from filelock import FileLock, Timeout

from oase.app.mover import Mover
from oase.app.rooms import WORKS_LOCK, Rooms
from oase.app.trouble import Trouble
from oase.contacts.calendar import Calendar
from oase.contacts.pipeline import Pipeline, Worked
from oase.db import about
from oase.db.versions import beat
from oase.decisions.keeping import KeepsDecisions
from oase.errors import HouseBusy

__all__ = ["BEAT_SECONDS", "Worker"]

log = logging.getLogger("oase.works")

T = TypeVar("T")

IDLE_SECONDS = 0.03
BEAT_SECONDS = 1.0
TROUBLE_SECONDS = 1.0
DRAIN_SECONDS = 10.0
PATIENCE_SECONDS = 600.0


class Worker:
    """Works off what the door has taken in.

    Parameters
    ----------
    rooms : Rooms
    elsewhere : callable, optional
        Does the mover's heavy duties in another process; see ``Mover``.
    """

    def __init__(self, rooms: Rooms, elsewhere: Callable[[str], None] | None = None) -> None:
        self._rooms = rooms
        self._elsewhere = elsewhere
        path = rooms.folder / WORKS_LOCK
        path.parent.mkdir(exist_ok=True)
        self._lock = FileLock(path, thread_local=False)
        self._turn = threading.Lock()

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop, then drain; waits first while another process does it.

        Raises
        ------
        OaseError
            The house is damaged or its key is missing. A full disk is waited for instead.
        """
        if not self._is_first(stop):
            return
        try:
            self._run(stop)
        finally:
            self._lock.release()

    def run_until_idle(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        """Work off everything that is there now; or wait until the process that runs has done so.

        Raises
        ------
        HouseBusy
            It took longer than the patience.
        """
        mover = Mover(self._rooms, self._turn)
        self.run_until(lambda: mover.is_idle() or None, patience_seconds)

    def run_until(self, ask: Callable[[], T | None], patience_seconds: float = PATIENCE_SECONDS) -> T:
        """Work, or wait for the process that does, until an answer is there; return it.

        Raises
        ------
        HouseBusy
            It took longer than the patience.
        """
        until = time.perf_counter() + patience_seconds
        while (found := ask()) is None:
            if time.perf_counter() > until:
                raise HouseBusy(
                    "The house is still working off what came in", todo="wait a moment and try again"
                )
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                time.sleep(IDLE_SECONDS)
                continue
            try:
                self._work_off(ask, until)
            finally:
                self._lock.release()
        return found

    def _work_off(self, ask: Callable[[], object], until: float) -> None:
        mover = Mover(self._rooms, self._turn)
        pipeline = self._pipeline()
        try:
            while ask() is None and time.perf_counter() < until:
                if not _is_something(pipeline.run_once()):
                    mover.work_off()
        finally:
            pipeline.close()

    def _is_first(self, stop: threading.Event) -> bool:
        while not stop.is_set():
            with suppress(Timeout):
                self._lock.acquire(timeout=BEAT_SECONDS, poll_interval=0.1)
                return True
        return False

    def _run(self, stop: threading.Event) -> None:
        mover = Mover(self._rooms, self._turn, self._elsewhere)
        # an erasure that was cut short is finished before anything new comes in
        Trouble("the erasure").attempt(mover.take_up)
        with ThreadPoolExecutor(2, "works") as pool:
            threads = [pool.submit(self._pipe, stop), pool.submit(self._move, mover, stop)]
            try:
                self._live(threads, stop)
            finally:
                stop.set()
        for thread in threads:
            thread.result()

    def _live(self, threads: list[Future[None]], stop: threading.Event) -> None:
        trouble = Trouble("the sign of life")
        while not stop.is_set():
            trouble.attempt(self._beat)
            if wait(threads, BEAT_SECONDS, FIRST_COMPLETED).done:
                return

    def _beat(self) -> None:
        with self._rooms.database.writing() as connection:
            beat(connection, self._rooms.clock())

    def _pipe(self, stop: threading.Event) -> None:
        pipeline = self._pipeline()
        try:
            trouble = Trouble("the pipeline")
            while not stop.is_set():
                worked = trouble.attempt(lambda: self._step(pipeline))
                if not worked:
                    stop.wait(TROUBLE_SECONDS if worked is None else IDLE_SECONDS)
            until = time.perf_counter() + DRAIN_SECONDS
            while time.perf_counter() < until and trouble.attempt(lambda: self._step(pipeline)):
                pass
        finally:
            pipeline.close()

    def _step(self, pipeline: Pipeline) -> bool:
        with self._turn:
            return _is_something(pipeline.run_once())

    def _move(self, mover: Mover, stop: threading.Event) -> None:
        while not stop.wait(BEAT_SECONDS):
            mover.look()

    def _pipeline(self) -> Pipeline:
        rooms = self._rooms
        keeps = KeepsDecisions(rooms.erased, Calendar(about(rooms.database).timezone))
        return Pipeline(
            rooms.database, rooms.folder, rooms.key, rooms.settings, clock=rooms.clock, decided=keeps
        )


def _is_something(worked: Worked) -> bool:
    return worked.requests > 0
