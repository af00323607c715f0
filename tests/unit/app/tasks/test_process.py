"""The process that does tasks, and its helpers: done, cancelled, killed, ended in order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from oase.app.tasks import State, Task
from oase.app.tasks import lane as lanes
from oase.app.tasks.helper import Helper
from oase.app.tasks.orders import Orders
from oase.app.tasks.process import main
from oase.app.tasks.queue import Queue
from oase.app.views.warming import Warming
from oase.db import open_database
from oase.settings import Settings, now

from .kinds import KINDS

NAME = "tests.unit.app.tasks.kinds"
PATIENCE_SECONDS = 90.0
_spawning = multiprocessing.get_context("spawn")


def be_the_process(folder: Path) -> None:
    main(folder, Settings(), NAME, lambda database, told: Warming(database, told.timezone, now).look)


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    with open_database(tmp_path / "house", create=True) as database:
        queue = Queue(database, Settings(), KINDS)
        yield queue
        queue.close()


@pytest.fixture
def process(queue: Queue) -> Iterator[Any]:
    process = started(queue)
    yield process
    if process.is_alive():
        process.kill()
    process.join()


def started(queue: Queue) -> Any:
    process = _spawning.Process(target=be_the_process, args=(queue.file.path.parent,))
    process.start()
    return process


def until(ask: Callable[[], Any]) -> Any:
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := ask()):
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)
    return found


def held(queue: Queue, task: Task) -> Task:
    found = queue.find(task.id)
    assert found is not None
    return found


def is_(queue: Queue, task: Task, state: State) -> Callable[[], bool]:
    return lambda: held(queue, task).state is state


def children(pid: int) -> list[int]:
    """Return the processes that any of its threads has started."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for text in lists for child in text.split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def test_tasks_are_done_with_progress_and_troubles_told(queue: Queue, process: Any):
    """Beside each other in two lanes, by a helper that stays; warm views before anybody asks."""
    until(lambda: queue.recent("echo"))
    slow = queue.ask("slow", {})
    report = queue.ask("once", {"a": 1})
    until(is_(queue, report, State.DONE))
    assert queue.result(report.id)["told"] == {"a": 1}
    noted = until(lambda: (one := held(queue, slow)).done > 1 and one)
    assert (noted.state, noted.total) == (State.RUNNING, 600)
    queue.cancel(slow.id)
    refused, broken, unwritable = (queue.ask(kind, {}) for kind in ("refused", "broken", "unwritable"))
    until(is_(queue, unwritable, State.FAILED))
    trouble = held(queue, refused).trouble
    assert trouble is not None
    assert (trouble.what, trouble.expected, trouble.todo) == (
        "There is nothing to count",
        "contacts",
        "import some",
    )
    for unforeseen in (broken, unwritable):
        trouble = held(queue, unforeseen).trouble
        assert trouble is not None
        assert "unforeseen" in trouble.what
    first, second = (queue.ask("echo", {"number": number}) for number in range(2))
    until(is_(queue, second, State.DONE))
    assert queue.result(first.id)["process"] == queue.result(second.id)["process"] != process.pid


LOGGING = """
import logging, sys
from pathlib import Path
from oase.app.tasks.helper import Helper
from oase.app.tasks.task import Task
from oase.settings import Settings

if __name__ == "__main__":
    shown = logging.StreamHandler()
    shown.setFormatter(logging.Formatter("the server: %(message)s"))
    logging.getLogger("oase").addHandler(shown)
    helper = Helper(Path(sys.argv[1]), Settings(), sys.argv[2], "views")
    helper.order(Task(id="1", kind="broken", arguments={}, requested=0))
    while helper.news(1.0) is None:
        pass
    helper.end()
"""


def test_what_helpers_log_is_in_the_log_of_the_server(queue: Queue):
    """In its form, though a helper is a process of its own."""
    command = [sys.executable, "-c", LOGGING, str(queue.file.path.parent), NAME]
    said = subprocess.run(
        command, cwd=Path(__file__).parents[4], capture_output=True, text=True, check=True
    ).stderr
    assert said.startswith("the server: the task broken failed\nTraceback")
    assert "ZeroDivisionError" in said


@pytest.mark.parametrize(
    ("is_warm", "allowed", "becomes"),
    [(True, 0, "a fresh one"), (True, 1 << 40, "the same"), (False, 1 << 40, "none")],
)
def test_an_idle_helper_gives_back_its_memory(
    queue: Queue, monkeypatch: pytest.MonkeyPatch, is_warm: bool, allowed: int, becomes: str
):
    """One that holds much is followed by a fresh one where one is to be there, else by none."""
    monkeypatch.setattr(lanes, "REST_SECONDS", 0.0)
    monkeypatch.setattr(lanes, "IDLE_BYTES", allowed)
    helper = Helper(queue.file.path.parent, Settings(), NAME, "views")
    helper.start()
    first, stop = helper.pid, threading.Event()
    lane = threading.Thread(
        target=lanes.Lane("views", Orders(queue), helper, 512, is_warm=is_warm).run, args=(stop,)
    )
    assert first is not None
    lane.start()
    try:
        if becomes == "the same":
            time.sleep(0.5)
            assert helper.pid == first
        else:
            until(lambda: not is_alive(first))
            until(lambda: (helper.pid is None) == (becomes == "none"))
    finally:
        stop.set()
        lane.join()
    assert helper.pid is None


def test_what_is_cancelled_is_ended_at_once(queue: Queue, process: Any):
    """The next task does not wait for it: it has a new helper."""
    slow = queue.ask("slow", {})
    until(lambda: held(queue, slow).done > 1)
    queue.cancel(slow.id)
    after = queue.ask("echo", {"after": "it"})
    until(is_(queue, after, State.DONE))
    assert held(queue, slow).state is State.CANCELLED


def test_a_killed_helper(queue: Queue, process: Any, tmp_path: Path):
    """What it did is done again; what kills it twice has failed; the lane goes on."""
    unlucky = queue.ask("fatal", {"mark": str(tmp_path / "one"), "lives_at_last": True})
    deadly = queue.ask("fatal", {"mark": str(tmp_path / "two")})
    after = queue.ask("echo", {"after": "both"})
    until(is_(queue, after, State.DONE))
    assert queue.result(unlucky.id) == "lived"
    until(is_(queue, deadly, State.FAILED))


def test_a_killed_process_is_followed_by_the_next(queue: Queue, process: Any):
    """No helper outlives it, and what was running is done again."""
    slow = queue.ask("slow", {})
    until(lambda: held(queue, slow).done > 1)
    helpers = children(process.pid)
    assert helpers
    first = held(queue, slow).started
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: not any(map(is_alive, helpers)))
    assert held(queue, slow).state is State.RUNNING
    following = started(queue)
    until(lambda: (one := held(queue, slow)).started not in {None, first} and one.done > 1)
    helpers = children(following.pid)
    following.terminate()
    following.join(30)
    assert following.exitcode == 0
    assert held(queue, slow).state is State.WAITING  # ended in order: it waits for the next start
    until(lambda: not any(map(is_alive, helpers)))


def test_only_one_process_of_a_house_does_tasks(queue: Queue, process: Any):
    """The second one waits, takes nothing up, and ends when it is told to."""
    slow = queue.ask("slow", {})
    until(lambda: held(queue, slow).done > 1)
    second = started(queue)
    here = os.getpriority(os.PRIO_PROCESS, 0)
    until(lambda: os.getpriority(os.PRIO_PROCESS, second.pid) > here)  # it is up, and steps back
    time.sleep(1)
    assert held(queue, slow).state is State.RUNNING
    second.terminate()
    second.join(30)
    assert second.exitcode == 0
    assert held(queue, slow).state is State.RUNNING
