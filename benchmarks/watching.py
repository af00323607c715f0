"""A served house, and what its processes and its contacts do while it is under load."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from benchmarks.measure import REPOSITORY

TURN_SECONDS = 0.25
CODE = """
import sys
from functools import partial
from oase.cli import main
from oase.web import server

if __name__ == "__main__":
    server.Inbox = partial(server.Inbox, limit_bytes=int(sys.argv.pop()))
    main()
"""
STATE = """
select (select coalesce(sum(contacts), 0) from door_counts where outcome = 'accepted'),
       (select coalesce(sum(rows), 0) from lake_files where table_name = 'contacts' and retired is null)
"""


class Seen(NamedTuple):
    """One look: when, how many contacts are visible and sealed, memory of the two processes in bytes."""

    moment: float
    visible: int
    sealed: int
    web: int
    works: int


class Served(NamedTuple):
    """A running ``oase serve``."""

    port: int
    web: int
    works: int


@contextmanager
def served(folder: Path, inbox_bytes: int) -> Iterator[Served]:
    """Start ``oase serve`` as a shop does, but for how much the inbox may hold."""
    command = [sys.executable, "-c", CODE, "serve", str(folder), "--port", "0", str(inbox_bytes)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline()
            works = None
            while works is None:
                time.sleep(TURN_SECONDS)
                works = works_of(server.pid)
            yield Served(int(re.search(r":(\d+) \(", said)[1]), server.pid, works)
        finally:
            server.terminate()
            server.wait(60)


def works_of(server: int) -> int | None:
    for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    return None


class Watch:
    """Looks at a house again and again until it is told to end."""

    def __init__(self, folder: Path, server: Served) -> None:
        self.seen: list[Seen] = []
        self._folder, self._server = folder, server
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def wait_for(self, contacts: int, seconds: float) -> None:
        """Wait until so many contacts are visible."""
        until = time.perf_counter() + seconds
        while not self.seen or self.seen[-1].visible < contacts:
            if time.perf_counter() > until:
                raise RuntimeError(f"{contacts:,} were accepted, {self.seen[-1].visible:,} are visible")
            time.sleep(TURN_SECONDS / 5)

    def _run(self) -> None:
        with closing(sqlite3.connect(self._folder / "house.sqlite", timeout=60)) as house:
            while not self._end.wait(TURN_SECONDS):
                visible, sealed = house.execute(STATE).fetchone()
                memory = resident(self._server.web), of_works(self._server.works, resident)
                self.seen.append(Seen(time.perf_counter(), visible, sealed, *memory))

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()


def resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def of_works(pid: int, measure: Callable[[int], float]) -> float:
    """Return the sum over the background process and the helper that seals for it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return measure(pid) + sum(measure(int(child)) for child in children)


def slope(seen: list[Seen], of: str) -> float:
    """Return by how many bytes a contact memory grows over the second half of the contacts."""
    half = [one for one in seen if one.visible >= seen[-1].visible / 2]
    while len(half) > 1 and half[-2].visible == half[-1].visible:
        half.pop()  # nothing arrived any more
    visible = np.array([one.visible for one in half])
    return float(np.polyfit(visible - visible[0], [getattr(one, of) for one in half], 1)[0])
