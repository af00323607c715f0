"""Imports by the page of a house that is really served: killed and cancelled in the middle."""

from __future__ import annotations

import http.client
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import pytest
from tests.crash.running import Served, parent

from oase.accounts import begin_session, open_account
from oase.app import open_house
from oase.app.tasks import State, Task
from oase.app.tasks.queue import Queue
from oase.app.uploads import UPLOADS
from oase.db import open_database
from oase.settings import Settings, now
from oase.web.kinds import KINDS

PATIENCE_SECONDS = 120.0
ROWS = 40_000
T = TypeVar("T")


def until(look: Callable[[], T]) -> T:
    """Return what is looked for as soon as it is there; processes start anew meanwhile."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := look()):
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.02)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_database(tmp_path / "house", create=True):
        return tmp_path / "house"


@pytest.fixture
def queue(folder: Path) -> Iterator[Queue]:
    with open_database(folder) as database, closing(Queue(database, Settings(), KINDS)) as queue:
        yield queue


class Browser:
    """One that is signed in and hands in a file."""

    def __init__(self, served: Served, folder: Path) -> None:
        with open_database(folder) as database:
            account = open_account(database, name="Kaya", email="kaya@example.org", role="admin")
            self._cookie = f"oase_session={begin_session(database, account.id, at=now())}"
        self._port = served.port
        self._token = (re.search(r'name="csrf" value="([^"]+)"', self.get("/imports")) or ["", ""])[1]

    def get(self, path: str) -> str:
        return self._asked("GET", path)[1]

    def send(self, path: str, **fields: str) -> str:
        """Send a form; return where it leads to."""
        body = urlencode({"csrf": self._token, **fields}).encode()
        return self._asked("POST", path, body, "application/x-www-form-urlencoded")[0]

    def hand_in(self, name: str, content: str) -> str:
        parts = [
            f'--B\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{self._token}\r\n',
            f'--B\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n',
            f"Content-Type: text/csv\r\n\r\n{content}\r\n--B--\r\n",
        ]
        return self._asked("POST", "/imports", "".join(parts).encode(), "multipart/form-data; boundary=B")[0]

    def _asked(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[str, str]:
        headers = {"Cookie": self._cookie, "Sec-Fetch-Site": "same-origin"}
        if kind:
            headers["Content-Type"] = kind
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status in {200, 303}, text
            return answer.getheader("Location", ""), text


def log(rows: int) -> str:
    lines = (f"K{row % 5_000};2026-01-{1 + row % 28:02} 10:00:{row % 60:02};T{row}" for row in range(rows))
    return "\n".join(["Kunde;Zeit;Kontaktpunkt", *lines])


def begun(browser: Browser, queue: Queue) -> tuple[str, Task]:
    """Hand in a file and have it imported; return its page and the task once that runs."""
    here = browser.hand_in("log.csv", log(ROWS))
    until(lambda: 'id="mapping"' in browser.get(here))
    page = browser.get(here)
    form = page.split('id="mapping"')[1].split("</form>", maxsplit=1)[0]
    fields = {
        name: (re.search(r'<option value="([^"]*)" selected', options) or ["", ""])[1]
        for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL)
    }
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and "hidden" not in tag and ("radio" not in tag or "checked" in tag):
            fields[name[1]] = value[1]
    browser.send(here, **fields, do="go")
    until(lambda: (found := latest(queue)) is not None and (found.done > 0 or found.state.is_over))
    task = latest(queue)
    assert task is not None
    return here, task


def latest(queue: Queue) -> Task | None:
    found = queue.recent("import_rows", 1)
    return found[0] if found else None


def over(queue: Queue, task: Task) -> Task:
    found = until(lambda: one if (one := queue.find(task.id)) is not None and one.state.is_over else None)
    assert found is not None
    return found


def tasks_of(served: Served) -> int:
    """Return the process "tasks": it holds the lock of that name."""
    return next(pid for pid in served.children if any("tasks.lock" in name for name in held_open(pid)))


def held_open(pid: int) -> list[str]:
    names: list[str] = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):  # closed meanwhile
            names.append(str(link.readlink()))
    return names


def is_helper(pid: int, tasks: int) -> bool:
    """Tell whether a process was begun by another one, or copied by what that one had begun."""
    return pid != tasks and tasks in {parent(pid), parent(parent(pid))}


@pytest.mark.parametrize("name", ["tasks", "helpers"])
def test_an_import_survives_that_its_process_is_killed(folder: Path, queue: Queue, name: str) -> None:
    """It is done again: each row is there once, and the file that was handed in is gone."""
    with Served(folder) as served:
        browser = Browser(served, folder)
        here, task = begun(browser, queue)
        tasks = tasks_of(served)
        for pid in [tasks] if name == "tasks" else [pid for pid in served.children if is_helper(pid, tasks)]:
            os.kill(pid, signal.SIGKILL)
        assert over(queue, task).state is State.DONE, served.tail()
        assert "neue Kontakte" in browser.get(here) or "new contacts" in browser.get(here)
        assert not list((folder / UPLOADS).glob("*/file"))
        assert not list((folder / UPLOADS).glob("*/*.part"))
        if name == "helpers":
            assert "is done again" in served.log.read_text()
        assert served.stop() == 0
    with open_house(folder) as house:
        assert house.contacts().count == ROWS
        assert house.check() == ()


def test_a_cancelled_import_leaves_nothing(folder: Path, queue: Queue) -> None:
    """Neither rows nor the file; the page says so, and the same file can be imported afterwards."""
    with Served(folder) as served:
        browser = Browser(served, folder)
        here, task = begun(browser, queue)
        leads = browser.send(f"{here}/discard")
        assert "imports.said.cancelled" in leads
        assert "ins Haus kam nichts" in browser.get(leads) or "nothing entered the house" in browser.get(
            leads
        )
        assert over(queue, task).state is State.CANCELLED
        until(lambda: not list((folder / UPLOADS).glob("*/file")))
        with open_house(folder) as house:
            assert house.contacts().count == 0
            assert house.imports() == []
        _, again = begun(browser, queue)
        assert over(queue, again).state is State.DONE, served.tail()
        assert served.stop() == 0
    with open_house(folder) as house:
        assert house.contacts().count == ROWS
        assert house.check() == ()


def test_a_check_is_read_through_every_web_process(folder: Path, queue: Queue) -> None:
    """What is not kept stands there for whoever asks, whichever process answers, until it is forgotten."""
    with Served(folder, ("--workers", "2")) as served:
        browser = Browser(served, folder)
        here = browser.hand_in("log.csv", log(200))
        until(lambda: 'id="mapping"' in browser.get(here))
        look = queue.recent("import_look", 1)[0]
        for _ in range(12):  # each on a connection of its own: either process may take it
            assert '"done"' in browser.get(f"/tasks/{look.id}")
            assert 'id="mapping"' in browser.get(here)
        assert queue.result(look.id)["rows"] == 200
        assert served.stop() == 0
