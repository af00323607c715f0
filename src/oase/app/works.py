"""``Works``: what goes on behind the door: requests become contacts, contacts reach the lake.

Two threads in one process of its own: the pipeline and the mover, whose heavy duties are done in a helper of
that process. There is one such process per house, held by a lock of the system, so that whoever is killed is
followed by the next.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from oase.app.apart import Apart
from oase.app.house import House, open_house
from oase.app.worker import BEAT_SECONDS, Worker
from oase.settings import Settings

__all__ = ["Works", "main"]

GARBAGE_OBJECTS = 200_000
SWITCH_SECONDS = 0.0005


class Works(Worker):
    """Works off what the door of a house has taken in.

    Parameters
    ----------
    house : House
    clock : callable, optional
        Microseconds since 1970, UTC; that of the house when left out.
    elsewhere : callable, optional
        Does the mover's heavy duties in another process; see ``Mover``.

    Examples
    --------
    >>> import tempfile
    >>> with open_house(tempfile.mkdtemp(), create=True) as house:
    ...     Works(house).run_until_idle()
    """

    def __init__(
        self,
        house: House,
        *,
        clock: Callable[[], int] | None = None,
        elsewhere: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(replace(house.rooms, clock=clock) if clock else house.rooms, elsewhere)


def main(folder: Path, settings: Settings, alive: Connection | None = None) -> None:
    """Be the background process of a house, until SIGTERM or the end of the parent.

    Parameters
    ----------
    folder : Path
    settings : Settings
    alive : multiprocessing Connection, optional
        Reading end of a pipe whose other end only the parent holds.
    """
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when to end
    parent = os.getppid()
    watch = threading.Thread(target=_end_with, args=(alive, parent, stop), name="parent", daemon=True)
    watch.start()
    with open_house(folder, settings=settings) as house, closing(Apart(folder, settings)) as apart:
        _prefer_throughput()
        Works(house, elsewhere=apart.do).run(stop)


def _prefer_throughput() -> None:
    """Suit the interpreter to two threads that make and drop many small objects."""
    # a group of messages leaves no cycles: looking for some after every 700 objects costs a fifth of its time
    gc.set_threshold(GARBAGE_OBJECTS)
    # the pipeline hands the interpreter on with every row it stores; the mover keeps it for 5 ms each time
    sys.setswitchinterval(SWITCH_SECONDS)


def _end_with(alive: Connection | None, parent: int, stop: threading.Event) -> None:
    while not stop.wait(BEAT_SECONDS):
        # a pipe that has ended has something to read, too: its end
        if os.getppid() != parent if alive is None else alive.poll():
            stop.set()
