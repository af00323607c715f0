"""``Helper``: a process that opens the house once, stays warm, and does one task after the other.

It is a process of its own so that a task can be cancelled in the middle, takes no turn from anybody else's
interpreter, and gives back its memory: killing it is safe, what a house does survives that.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import msgspec

from oase.app.processes import CONTEXT
from oase.app.tasks.task import Arguments, Kind, Task, Trouble
from oase.errors import OaseError
from oase.settings import Settings

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["Done", "Failed", "Helper", "Noted", "kinds_of"]

log = logging.getLogger("oase.tasks")

NICE = 5
"""The door and the pipeline come first; on a busy machine a helper still gets a fifth of a core."""

BACKGROUND = "background"
NICEST = 19
"""Of the lane for which nobody waits."""

TELL_SECONDS = 0.2
MOST_RESULT_BYTES = 64 << 20
END_SECONDS = 5.0


class Noted(msgspec.Struct, frozen=True):
    """How far a task is."""

    done: int
    total: int | None


class Done(msgspec.Struct, frozen=True):
    """The result of a task, written down."""

    content: bytes


class Failed(msgspec.Struct, frozen=True):
    """Why nothing came of a task."""

    trouble: Trouble


class _Log(NamedTuple):
    """How a process shows its log, so that a helper can do it in the same way."""

    level: int
    forms: list[logging.Formatter | None]

    @classmethod
    def here(cls) -> _Log:
        shown = logging.getLogger("oase")
        return cls(shown.level, [handler.formatter for handler in shown.handlers])

    def show(self) -> None:
        shown = logging.getLogger("oase")
        shown.setLevel(self.level)
        shown.propagate = not self.forms
        for form in self.forms:
            handler = logging.StreamHandler()
            handler.setFormatter(form)
            shown.addHandler(handler)


class Helper:
    """The helper process of one lane; started with the first task, and again after it was killed.

    Parameters
    ----------
    folder : Path
        The house folder.
    settings : Settings
    kinds : str
        Name of the module whose ``KINDS`` says what a task does.
    name : str
        How the process is called.
    """

    def __init__(self, folder: Path, settings: Settings, kinds: str, name: str) -> None:
        self._given = (folder, settings, kinds)
        self._name = name
        self._process: BaseProcess | None = None
        self._orders: Connection | None = None

    @property
    def pid(self) -> int | None:
        """The process, None while there is none."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Let there be a process."""
        if self._process is None or not self._process.is_alive():
            self.kill()
            self._orders, theirs = CONTEXT.Pipe()
            self._process = CONTEXT.Process(
                target=_obey,
                args=(*self._given, NICEST if self._name == BACKGROUND else NICE, theirs, _Log.here()),
                name=f"oase tasks {self._name}",
                daemon=True,
            )
            self._process.start()
            theirs.close()  # so that the helper's end is seen here, and ours there

    def order(self, task: Task) -> None:
        """Let a task be done."""
        self.start()
        if self._orders is not None:
            with suppress(OSError):  # it has just ended: ``news`` tells
                self._orders.send((task.kind, task.arguments))

    def news(self, seconds: float) -> Noted | Done | Failed | None:
        """Wait so long for news of the task; None where there are none yet.

        Raises
        ------
        EOFError
            The process has ended.
        """
        try:
            if self._orders is None or not self._orders.poll(seconds):
                return None
            return self._orders.recv()
        except OSError as error:
            raise EOFError from error

    def resident_bytes(self) -> int:
        """Return how much memory the process holds; 0 where the system does not say."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except OSError:
            return 0
        return pages * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Let an idle process end by itself."""
        if self._orders is not None:
            self._orders.close()
            self._orders = None
        if self._process is not None:
            self._process.join(END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the process in the middle of what it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._orders is not None:
            self._orders.close()
        self._process = self._orders = None


def kinds_of(module: str) -> Mapping[str, Kind]:
    """Return the ``KINDS`` of a module, given by its name."""
    kinds: Mapping[str, Kind] = import_module(module).KINDS
    return kinds


def _obey(folder: Path, settings: Settings, kinds: str, nice: int, orders: Connection, told: _Log) -> None:
    """Do what is told until the other end of the pipe is closed, or its process gone."""
    told.show()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when to end
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, name="lifeline", daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(nice)
    from oase.app.house import open_house

    house: House | None = None
    known = kinds_of(kinds)
    with suppress(EOFError, OSError):
        while True:
            kind, arguments = orders.recv()
            try:
                house = house or open_house(folder, settings=settings)
                content = _done(known[kind].run, house, arguments, orders)
            except OaseError as error:
                orders.send(Failed(Trouble.of(error)))
            except Exception:
                log.exception("the task %s failed", kind)
                orders.send(Failed(_UNFORESEEN))
            else:
                orders.send(content)


_UNFORESEEN = Trouble(
    "Something unforeseen happened while it was computed",
    todo="look at the server's log, and tell those who make Oase",
    kind="unforeseen",
)


def _done(run: Callable[..., Any], house: House, arguments: Arguments, orders: Connection) -> Done | Failed:
    told = 0.0

    def progress(done: int, total: int | None) -> None:
        nonlocal told
        if monotonic() - told >= TELL_SECONDS:
            told = monotonic()
            orders.send(Noted(done, total))

    content = msgspec.msgpack.encode(run(house, arguments, progress))
    if len(content) > MOST_RESULT_BYTES:
        what, todo = "The result is too large to be shown", "choose a shorter period, a channel or a segment"
        sizes = f"at most {MOST_RESULT_BYTES >> 20} MB", f"{len(content) >> 20} MB"
        return Failed(Trouble(what, *sizes, todo=todo, kind="too_large"))
    return Done(content)


def _end_with_parent() -> NoReturn:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
    os._exit(1)
