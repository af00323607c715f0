"""Processes of the server: started, started again when they die, ended together.

A child never outlives its parent: when the parent is killed, its end of a pipe closes, and the child ends
itself in order.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import perf_counter
from typing import Any, NoReturn

from oase.app.processes import CONTEXT
from oase.errors import HouseError, OaseError

__all__ = ["Child", "Supervisor", "as_child", "log", "show_log", "stop_on_signal"]

log = logging.getLogger("oase.serve")

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
SOUND_AFTER_SECONDS = 30.0
ORPHAN_SECONDS = 20.0
TURN_SECONDS = 0.1


class Child:
    """One process of the server.

    Parameters
    ----------
    name : str
        How it is called in the log.
    target : callable
        Named at the top of a module; is given ``args``, and first, where ``is_awaited``, the function to call
        when it is ready.
    args : tuple
        What can be pickled, sockets too.
    is_awaited : bool
        Whether it tells when it is ready.
    """

    def __init__(
        self, name: str, target: Callable[..., None], args: tuple[Any, ...], *, is_awaited: bool = False
    ) -> None:
        self.name = name
        self._target = target
        self._args = args
        self.is_awaited = is_awaited
        self._process: BaseProcess | None = None
        self._news: Connection | None = None
        self._started = self._due = 0.0
        self._pause = FIRST_PAUSE_SECONDS

    @property
    def sentinel(self) -> int | None:
        """What becomes readable when the process ends; None while there is none."""
        return self._process.sentinel if self._process else None

    def start(self) -> None:
        """Start the process; it is not waited for."""
        self._news, theirs = CONTEXT.Pipe(duplex=False)
        parts = (self.name, self._target, self._args, theirs, self.is_awaited)
        self._process = CONTEXT.Process(target=as_child, args=parts, name=f"oase {self.name}")
        with _interrupts_blocked():
            self._process.start()
        theirs.close()
        self._started = perf_counter()

    def is_ready(self, seconds: float) -> bool:
        """Wait that long for the process to be ready; one that does not tell is ready at once.

        Raises
        ------
        OaseError
            What kept it from starting.
        """
        if not self.is_awaited or self._news is None:
            return True
        if not self._news.poll(seconds):
            return False
        try:
            said = self._news.recv()
        except EOFError:
            said = HouseError(
                f"The process {self.name} ended before it was ready",
                todo="look at the lines above; `oase doctor` checks the house",
            )
        if isinstance(said, OaseError):
            raise said
        return True

    def tend(self) -> None:
        """Note an unforeseen end, and start again when the pause is over."""
        if self._process is not None and not self._process.is_alive():
            code = self._process.exitcode
            if perf_counter() - self._started > SOUND_AFTER_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            log.warning("%s ended with code %s; it is started again in %.1f s", self.name, code, self._pause)
            self._forget()
            self._due = perf_counter() + self._pause
            self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
        elif self._process is None and perf_counter() >= self._due:
            self.start()

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait for the end, and after so many seconds enforce it."""
        if self._process is None:
            return
        self._process.join(seconds)
        if self._process.is_alive():
            log.warning("%s did not end within %.0f s and is killed", self.name, seconds)
            self._process.kill()
            self._process.join()
        self._forget()

    def _forget(self) -> None:
        if self._process is not None:
            self._process.close()
        if self._news is not None:
            self._news.close()
        self._process = self._news = None


class Supervisor:
    """Keep processes alive until told to stop.

    Parameters
    ----------
    *groups : sequence of Child
        Ended one group after the other, in this order.
    """

    def __init__(self, *groups: Sequence[Child]) -> None:
        self._groups = groups
        self._children = [child for group in groups for child in group]
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self, asked: threading.Event) -> None:
        """Start all processes, wait until they are ready or an end is asked for, and watch them from now on.

        Those that do not tell when they are ready are started by the watch: nobody waits for them to load.

        Raises
        ------
        OaseError
            One of them cannot start; all of them are ended again.
        """
        try:
            awaited = [child for child in self._children if child.is_awaited]
            for child in awaited:
                child.start()
            for child in awaited:
                while not child.is_ready(TURN_SECONDS) and not asked.is_set():
                    pass
        except BaseException:
            self._end_all(LONGEST_PAUSE_SECONDS)
            raise
        self._thread.start()

    def stop(self, seconds: float) -> None:
        """End all processes in order: each is asked, given so many seconds, and then killed."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()
        self._end_all(seconds)

    def _end_all(self, seconds: float) -> None:
        for group in self._groups:
            for child in group:
                child.ask_to_end()
            for child in group:
                child.end(seconds)

    def _watch(self) -> None:
        while not self._stopping.is_set():
            for child in self._children:
                child.tend()
            alive = [child.sentinel for child in self._children if child.sentinel is not None]
            wait(alive, TURN_SECONDS)
            if self._stopping.wait(0 if alive else TURN_SECONDS):
                return


def as_child(
    name: str, target: Callable[..., None], args: tuple[Any, ...], news: Connection, is_awaited: bool
) -> None:
    """Be a process of the server: end with the parent, tell when ready, show errors as lines."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says when
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    show_log()
    try:
        if is_awaited:
            target(lambda: _tell(news, None), *args)
        else:
            target(*args)
    except OaseError as error:
        if is_awaited:
            _tell(news, error)
        log.error("%s: %s", name, " ".join(str(error).split()))  # noqa: TRY400  told without a traceback
        raise SystemExit(1) from None


@contextmanager
def _interrupts_blocked() -> Generator[None]:
    """Keep Ctrl-C from a process that is being born: a child inherits what its parent's thread blocks."""
    if os.name != "posix":
        yield
        return
    resource_tracker.ensure_running()  # its first start, within that of the first child, would unblock it
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tell(news: Connection, said: OaseError | None) -> None:
    try:
        news.send(said)
    except OSError as closed:
        log.debug("nobody listens: %s", closed)


def _end_with_parent() -> NoReturn:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(ORPHAN_SECONDS)
    os._exit(1)


def show_log() -> None:
    """Show the server's own log lines on standard error, and of the web server only errors."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s oase: %(message)s", "%Y-%m-%d %H:%M:%S"))
    for name, level in (("oase", logging.INFO), ("uvicorn", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def stop_on_signal(*, with_interrupt: bool = True) -> threading.Event:
    """Return an event that SIGTERM sets, and Ctrl-C; may be called in the main thread only."""
    asked = threading.Event()
    for number in (signal.SIGTERM, *([signal.SIGINT] if with_interrupt else [])):
        signal.signal(number, lambda *_: asked.set())
    return asked
