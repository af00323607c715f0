"""``Task`` and what is around it: kinds, states, a look at a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

import msgspec

from oase.errors import OaseError

if TYPE_CHECKING:
    from oase.app.house import House
    from oase.db import Database

__all__ = ["Arguments", "Kind", "Lane", "Look", "Progress", "State", "TakesTasks", "Task", "Trouble"]

Arguments = Mapping[str, Any]
"""What a task is asked with: plain values, so that they can be written down."""

Progress = Callable[[int, int | None], None]
"""Is told how much is done, and of how much where that is known."""

Lane = Literal["views", "files", "long", "background"]
"""Tasks of one lane wait for each other; a view waits neither for a strange file nor for an import.

Nobody waits for what is in the background: it gets what everything else leaves of the machine.
"""


class State(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come of it."""
        return self in (State.DONE, State.FAILED, State.CANCELLED)


class Kind(NamedTuple):
    """A kind of task.

    Parameters
    ----------
    run : callable
        Gets the house, the arguments and whom to tell of progress; returns plain values (msgpack).
    lane : {"views", "files", "long", "background"}
    is_kept : bool
        Whether the result is kept and shown again until the data has changed.
    warm : sequence of mappings, or callable
        Arguments for which the result is made before anybody asks: at the start, after an import, at night;
        or what returns them for a house's database, where they depend on what a company has set.
    """

    run: Callable[[House, Arguments, Progress], Any]
    lane: Lane = "views"
    is_kept: bool = True
    warm: Sequence[Arguments] | Callable[[Database], Sequence[Arguments]] = ()


class Trouble(msgspec.Struct, frozen=True):
    """Why a task failed, in the parts of every error of the house, and of which kind it is."""

    what: str
    expected: str | None = None
    got: str | None = None
    where: str | None = None
    todo: str | None = None
    kind: str = "other"

    @classmethod
    def of(cls, error: OaseError) -> Trouble:
        """Return the parts of an error."""
        return cls(error.what, error.expected, error.got, error.where, error.todo, type(error).__name__)


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work that was asked for.

    Parameters
    ----------
    id : str
        Hexadecimal, never given twice.
    kind : str
    arguments : dict
    by : int or None
        Account that asked; None for the house itself.
    state : State
    done, total : int, int or None
        Progress; ``total`` None where nobody knows.
    requested, started, finished : int, int or None
        Microseconds since 1970, UTC.
    trouble : Trouble or None
        Why it failed.
    """

    id: str
    kind: str
    arguments: dict[str, Any]
    by: int | None = None
    state: State = State.WAITING
    done: int = 0
    total: int | None = None
    requested: int
    started: int | None = None
    finished: int | None = None
    trouble: Trouble | None = None


class Look(NamedTuple):
    """What is there now of a result.

    Parameters
    ----------
    result : plain values or None
        None where nothing was ever computed.
    as_of : int or None
        When the data was read that it rests on, microseconds since 1970, UTC.
    is_stale : bool
        Whether data was imported, erased or mapped anew since; then ``task`` makes a newer one.
    task : Task or None
        The one under way for this result, or the last where it failed or was cancelled.
    """

    result: Any
    as_of: int | None = None
    is_stale: bool = False
    task: Task | None = None


class TakesTasks(Protocol):
    """Whoever is asked: the queue of a served house, or ``AtOnce``."""

    def look(self, kind: str, arguments: Arguments, caused: int | None = None) -> Look:
        """Return what is kept, and ask for a newer one where there is none or the data has changed.

        ``caused`` is the account that looks.
        """
        ...

    def ask(self, kind: str, arguments: Arguments, by: int | None = None) -> Task:
        """Ask for a task; one that waits or runs with the same arguments is returned instead."""
        ...

    def find(self, task: str) -> Task | None:
        """Return a task by its id; None for an unknown or forgotten one."""
        ...

    def result(self, task: str) -> Any:
        """Return the result of a task that is done; None else."""
        ...

    def cancel(self, task: str) -> None:
        """Cancel a task; one that is over stays as it is."""
        ...

    def recent(self, kind: str, limit: int = 20) -> list[Task]:
        """Return the latest tasks of a kind, the newest first."""
        ...
