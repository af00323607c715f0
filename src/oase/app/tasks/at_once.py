"""``AtOnce``: every task is done while the caller waits; for notebooks, commands and tests."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from oase.app.tasks.task import Arguments, Kind, Look, State, Task, Trouble
from oase.errors import OaseError, OptionInvalid

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["AtOnce"]


class AtOnce:
    """Does tasks in the calling thread, and keeps nothing but what became of them.

    Parameters
    ----------
    house : House
    kinds : mapping of str to Kind
    """

    def __init__(self, house: House, kinds: Mapping[str, Kind]) -> None:
        self._house = house
        self._kinds = kinds
        self._over: dict[str, tuple[Task, Any]] = {}

    def look(self, kind: str, arguments: Arguments, caused: int | None = None) -> Look:
        """Return the result, computed now."""
        task = self.ask(kind, arguments, by=caused)
        return Look(self.result(task.id), task.started, task=task if task.state != State.DONE else None)

    def ask(self, kind: str, arguments: Arguments, by: int | None = None) -> Task:
        """Do a task now and return what became of it."""
        if kind not in self._kinds:
            raise OptionInvalid("There is no such task", expected=", ".join(self._kinds), got=repr(kind))
        at = self._house.rooms.clock()
        task = Task(
            id=uuid.uuid4().hex, kind=kind, arguments=dict(arguments), by=by, requested=at, started=at
        )
        result, trouble = None, None
        try:
            result = self._kinds[kind].run(self._house, arguments, lambda _done, _total: None)
        except OaseError as error:
            trouble = Trouble.of(error)
        state, finished = State.FAILED if trouble else State.DONE, self._house.rooms.clock()
        task = msgspec.structs.replace(task, finished=finished, state=state, trouble=trouble)
        # as the queue keeps them: what cannot be written down is found out here
        self._over[task.id] = (task, msgspec.msgpack.decode(msgspec.msgpack.encode(result)))
        return task

    def find(self, task: str) -> Task | None:
        """Return a task by its id."""
        return self._over[task][0] if task in self._over else None

    def result(self, task: str) -> Any:
        """Return the result of a task that is done; None else."""
        return self._over[task][1] if task in self._over else None

    def cancel(self, task: str) -> None:
        """Do nothing: every task is over."""

    def recent(self, kind: str, limit: int = 20) -> list[Task]:
        """Return the latest tasks of a kind, the newest first."""
        found = [task for task, _ in self._over.values() if task.kind == kind]
        return found[::-1][:limit]
