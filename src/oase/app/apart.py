"""``Apart``: the mover's heavy duties, done in a process of their own.

Sealing and folding keep the interpreter busy, and one process runs one thread of Python at a time: beside
them the pipeline would get little done. So the background process keeps a helper that does nothing but what
it is told by name, one duty after the other.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

from oase.app.house import open_house
from oase.app.mover import Mover
from oase.errors import HouseError, OaseError
from oase.settings import Settings

__all__ = ["Apart"]

_spawning = multiprocessing.get_context("spawn")
END_SECONDS = 10.0


class Apart:
    """A helper process of one house; started with the first duty, and again when it was killed.

    Parameters
    ----------
    folder : Path
        The house folder.
    settings : Settings
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder, self._settings = folder, settings
        self._process: SpawnProcess | None = None
        self._orders: Connection | None = None

    def do(self, duty: str) -> None:
        """Let a duty be done, and wait for its end.

        Parameters
        ----------
        duty : str
            Name of one of ``mover.DUTIES``.

        Raises
        ------
        HouseError
            The helper ended before it was done; the next call starts another one.
        OaseError
            What the duty raised.
        """
        orders = self._orders or self._start()
        try:
            orders.send(duty)
            failed: OaseError | None = orders.recv()
        except (EOFError, OSError) as error:
            self.close()
            raise HouseError("The process that seals has ended", todo="it is started again") from error
        if failed is not None:
            raise failed

    def close(self) -> None:
        """Let the helper end; a duty under way is finished first."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.join(END_SECONDS)
            if self._process.is_alive():
                self._process.terminate()
                self._process.join()
        self._orders = self._process = None

    def _start(self) -> Connection:
        self._orders, theirs = _spawning.Pipe()
        given = (self._folder, self._settings, theirs)
        self._process = process = _spawning.Process(target=_obey, args=given, name="mover", daemon=True)
        process.start()
        theirs.close()  # so that the helper's end is seen here, and ours there
        return self._orders


def _obey(folder: Path, settings: Settings, orders: Connection) -> None:
    """Do what is told until the other end of the pipe is closed, or its process gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when to end
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with open_house(folder, settings=settings) as house, suppress(EOFError, OSError):
        mover = Mover(house.rooms, threading.Lock())
        while True:
            orders.send(_attempted(mover, orders.recv()))


def _attempted(mover: Mover, duty: str) -> OaseError | None:
    try:
        mover.do(duty)
    except OaseError as error:
        return error
    return None
