"""``Reach``: what the interface and the pages can reach of a house."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from litestar.datastructures import State
from litestar.di import NamedDependency

from oase.contacts.keys import Keyring
from oase.db import Database
from oase.db.inbox import Inbox
from oase.settings import Settings, now
from oase.web.scene import Scene

if TYPE_CHECKING:
    from oase.app import House
    from oase.decisions.counter import Counter

__all__ = ["Here", "Reach", "reach_of"]


class Reach:
    """One house, as the handlers of the interface and of the pages see it; shared by threads.

    Parameters
    ----------
    database : Database
    keyring : Keyring
    inbox : Inbox
        Of this web process.
    settings : Settings
    clock : callable
        Microseconds since 1970, UTC.
    is_demo : bool
        Whether the customers are invented: then browsers on the same machine are signed in by themselves.

    Attributes
    ----------
    shift : int
        Microseconds by which the demo's stage has moved the time of its customer; 0 everywhere else.
    scene : Scene or None
        What else the demo's stage has set; None everywhere else.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        inbox: Inbox,
        settings: Settings,
        clock: Callable[[], int] = now,
        *,
        is_demo: bool = False,
    ) -> None:
        self.database = database
        self.keyring = keyring
        self.inbox = inbox
        self.settings = settings
        self.clock = clock
        self.is_demo = is_demo
        self.shift = 0
        self.scene = Scene() if is_demo else None
        self._lock = Lock()
        self._house: House | None = None
        self._counter: Counter | None = None

    def moment(self) -> int:
        """Return the moment in which a customer acts; the demo's stage may have shifted it."""
        return self.clock() + self.shift

    @property
    def house(self) -> House:
        """Every room of the house; opened when the first request needs it."""
        with self._lock:
            if self._house is None:
                from oase.app import open_house  # here, so that a web process starts in half the time

                held = self.database.folder
                self._house = open_house(held, settings=self.settings, clock=self.clock)
            return self._house

    @property
    def counter(self) -> Counter:
        """Where decisions are made; opened when the first is asked for."""
        _ = self.house.rooms.key  # made where nothing is stored yet
        with self._lock:
            if self._counter is None:
                from oase.app.deciding import make_counter  # here, for the same reason

                staged = self.scene.weather if self.scene is not None else None
                held = self.database, self.inbox, self.keyring, self.settings
                self._counter = make_counter(*held, clock=self.clock, staged=staged)
            return self._counter

    def close(self) -> None:
        """Let go of what was opened here."""
        with self._lock:
            if self._counter is not None:
                self._counter.close()
                self._counter = None
            if self._house is not None:
                self._house.close()
                self._house = None


Here = NamedDependency[Reach]
"""What a handler writes to be given the ``Reach``."""


def reach_of(state: State) -> Reach:
    """Return what a handler can reach: the interface's one dependency, ``reach``."""
    reach: Reach = state.reach
    return reach
