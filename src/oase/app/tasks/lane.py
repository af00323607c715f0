"""``Lane``: does the tasks of one lane, one after the other, in a helper process of its own."""

from __future__ import annotations

import logging
import threading
from time import monotonic

from oase.app.tasks.helper import Done, Failed, Helper, Noted
from oase.app.tasks.orders import Orders
from oase.app.tasks.task import Lane as Name
from oase.app.tasks.task import State, Task, Trouble
from oase.app.trouble import Trouble as Waits

__all__ = ["Lane"]

log = logging.getLogger("oase.tasks")

IDLE_SECONDS = 0.05
TURN_SECONDS = 0.1
TROUBLE_SECONDS = 1.0
REST_SECONDS = 300.0
"""After so long without a task the helper gives back its memory."""

IDLE_BYTES = 300 << 20
"""So much may be held by an idle one that stays; beyond that a fresh one takes its place."""

BASE_BYTES = 512 << 20
MEGABYTE = 1 << 20


class Lane:
    """One lane of tasks.

    Parameters
    ----------
    name : {"views", "files", "long", "background"}
    orders : Orders
    helper : Helper
    memory_mb : int
        What one analysis may hold (``Settings.memory_mb``); a helper that holds clearly more afterwards is
        replaced, one that holds many times as much is ended.
    is_warm : bool
        Whether there is a helper before the first task and between tasks.
    """

    def __init__(
        self, name: Name, orders: Orders, helper: Helper, memory_mb: int, *, is_warm: bool = False
    ) -> None:
        self.name: Name = name
        self._orders = orders
        self._helper = helper
        self._much = BASE_BYTES + memory_mb * MEGABYTE
        self._too_much = 2 * BASE_BYTES + 4 * memory_mb * MEGABYTE
        self._is_warm = is_warm
        self._waits = Waits(f"the tasks ({name})")
        self._used = monotonic()

    def run(self, stop: threading.Event) -> None:
        """Do tasks until told to stop; one under way then waits for the next start."""
        try:
            while not stop.is_set():
                task = self._waits.attempt(lambda: self._orders.take(self.name))
                if task is not None:
                    self._waits.attempt(lambda task=task: self._do(task, stop))
                    self._used = monotonic()
                else:
                    self._rest()
                    stop.wait(IDLE_SECONDS)
        finally:
            self._helper.kill()

    def _rest(self) -> None:
        is_idle = self._helper.pid is not None and monotonic() - self._used > REST_SECONDS
        if is_idle and (not self._is_warm or self._helper.resident_bytes() > IDLE_BYTES):
            self._helper.end()
            self._used = monotonic()
        if self._is_warm:
            self._helper.start()

    def _do(self, task: Task, stop: threading.Event) -> None:
        try:
            self._helper.order(task)
            self._follow(task, stop)
        except EOFError:
            self._helper.kill()
            state = self._orders.interrupted(task.id)
            became = "is done again" if state is State.WAITING else "has failed"
            log.warning("the process that computed %s ended; the task %s", task.kind, became)
        except BaseException:
            self._helper.kill()  # else it goes on with what nobody listens to
            raise
        if self._helper.resident_bytes() > self._much:
            self._helper.end()

    def _follow(self, task: Task, stop: threading.Event) -> None:
        """Pass on what the helper says, until the task is over, cancelled, or the server ends."""
        while True:
            news = self._helper.news(TURN_SECONDS)
            if isinstance(news, Done):
                return self._orders.finish(task, news.content)
            if isinstance(news, Failed):
                return self._orders.fail(task, news.trouble)
            if isinstance(news, Noted):
                self._orders.note(task.id, news.done, news.total)
            if stop.is_set():
                self._helper.kill()
                return self._orders.put_back(task)
            if not self._orders.is_wanted(task.id):
                return self._helper.kill()
            if self._helper.resident_bytes() > self._too_much:
                self._helper.kill()
                return self._orders.fail(task, self._too_large())

    def _too_large(self) -> Trouble:
        return Trouble(
            "It took too much memory",
            expected=f"at most {self._too_much // MEGABYTE:,} MB",
            todo="choose a shorter period, a channel or a segment, or raise OASE_MEMORY_MB",
            kind="too_large",
        )
