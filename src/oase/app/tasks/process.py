"""The process "tasks": does what may take long for the pages, apart from the door and the pipeline."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import get_args

from filelock import FileLock, Timeout

from oase.app.processes import load_once
from oase.app.tasks.helper import Helper, kinds_of
from oase.app.tasks.lane import Lane
from oase.app.tasks.orders import Orders
from oase.app.tasks.queue import Queue
from oase.app.tasks.task import Lane as Name
from oase.app.trouble import Trouble
from oase.db import Database, open_database
from oase.settings import Settings

__all__ = ["TASKS_LOCK", "main", "run"]

log = logging.getLogger("oase.tasks")

TASKS_LOCK = "tasks.lock"
"""Held by the one process of a house that does tasks."""

LOOK_SECONDS = 1.0
FORGET_SECONDS = 60.0

Beside = Callable[[Database, Settings], Callable[[Queue], None]]


def main(folder: Path, settings: Settings, kinds: str, beside: Beside) -> None:
    """Be the process that does the tasks of a house, until SIGTERM.

    Parameters
    ----------
    folder : Path
        The house.
    settings : Settings
    kinds : str
        Name of the module whose ``KINDS`` says what a task does; helpers import it, too.
    beside : callable
        Given the house's database and the settings, returns what is called about once a second with the
        queue, and may ask for something.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if hasattr(os, "nice"):
        os.nice(1)  # it has little to do; its helpers step back further
    load_once(kinds)
    run(folder, settings, kinds, beside, stop)


def run(folder: Path, settings: Settings, kinds: str, beside: Beside, stop: threading.Event) -> None:
    """Do tasks until told to stop; waits first while another process of this house does them."""
    lock = FileLock(folder / TASKS_LOCK, thread_local=False)
    if not _is_first(lock, stop):
        return
    try:
        with open_database(folder) as database, closing(Queue(database, settings, kinds_of(kinds))) as queue:
            _run(queue, folder, settings, kinds, beside(database, settings), stop)
    finally:
        lock.release()


def _run(
    queue: Queue,
    folder: Path,
    settings: Settings,
    kinds: str,
    beside: Callable[[Queue], None],
    stop: threading.Event,
) -> None:
    orders = Orders(queue)
    lanes = [
        Lane(
            name,
            orders,
            Helper(folder, settings, kinds, name),
            settings.memory_mb,
            is_warm=name == "views",
        )
        for name in get_args(Name)
    ]
    keeping, looking = Trouble("forgetting old tasks"), Trouble("making views beforehand")
    keeping.attempt(orders.take_up)
    threads = [threading.Thread(target=lane.run, args=(stop,), name=f"lane {lane.name}") for lane in lanes]
    for thread in threads:
        thread.start()
    try:
        turn = 0
        while not stop.wait(LOOK_SECONDS) and all(thread.is_alive() for thread in threads):
            looking.attempt(lambda: beside(queue))
            if turn % (FORGET_SECONDS / LOOK_SECONDS) == 0:
                keeping.attempt(orders.forget)
            turn += 1
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _is_first(lock: FileLock, stop: threading.Event) -> bool:
    while not stop.is_set():
        with suppress(Timeout):
            lock.acquire(timeout=LOOK_SECONDS, poll_interval=0.1)
            return True
    return False
