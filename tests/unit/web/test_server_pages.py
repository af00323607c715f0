"""The pages of a house that is really served: computed apart, cancelled, told live, ended in order."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.crash.running import Served, _is_worker, _session

from oase.accounts import begin_session, open_account
from oase.app import open_house
from oase.app.tasks import State
from oase.app.tasks.queue import Queue
from oase.db import open_database
from oase.settings import Settings, now
from oase.web.kinds import KINDS

from .asking import ask, make_key, until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "house"


@pytest.fixture
def write(folder: Path) -> str:
    return make_key(folder, "write")


def signed_in(folder: Path, role: str = "admin") -> dict[str, str]:
    with open_database(folder) as database:
        account = open_account(database, name="Kaya", email=f"{role}@example.org", role=role)
        return {"Cookie": f"oase_session={begin_session(database, account.id, at=now())}"}


def shown(served: Served, path: str, headers: dict[str, str]) -> tuple[int, str]:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def events(served: Served, headers: dict[str, str]) -> Iterator[dict[str, object]]:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("GET", "/live", headers=headers)
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("Content-Type", "").startswith("text/event-stream")
        while line := answer.readline():
            if line.startswith(b"data: "):
                yield json.loads(line[6:])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_page_is_computed_by_another_process(folder: Path, write: str, workers: str) -> None:
    """Asked for by a page, done by "tasks", followed by its id; no process is left at the end."""
    headers = signed_in(folder)
    with Served(folder, ("--workers", workers)) as served:
        assert ask(served.url, "/health/live").status == 200
        status, _ = shown(served, "/reports?period=30d", headers)
        assert status == 200, served.tail()
        with open_database(folder) as database:
            queue = Queue(database, Settings(), KINDS)
            slow = queue.ask("journey", {"start": "2026-01-01"})
            assert until(lambda: (found := queue.find(slow.id)) is not None and found.state is State.DONE)
            queue.close()
        status, standing = shown(served, f"/tasks/{slow.id}", headers)
        assert (status, json.loads(standing)["state"]) == (200, "done")
        assert served.children
        leader = served.process.pid if served.process else 0
        assert served.stop() == 0
        assert until(lambda: not [pid for pid in _session(leader) if _is_worker(pid)])
        assert "Traceback" not in served.log.read_text()


def test_a_view_is_cancelled_and_asked_for_again(folder: Path, write: str) -> None:
    """By forms such as the pages have them; a strange token changes nothing."""
    headers = signed_in(folder)
    with Served(folder) as served, open_database(folder) as database:
        queue = Queue(database, Settings(), KINDS)
        token = re.search(r'name="csrf" value="([^"]+)"', shown(served, "/reports", headers)[1])
        assert token
        form = {
            **headers,
            "Content-Type": "application/x-www-form-urlencoded",
            "Sec-Fetch-Site": "same-origin",
        }
        task = queue.ask("overview", {"never": "seen"})
        where = f"/tasks/{task.id}/cancel"
        assert sent(served, where, "csrf=forged", form) == 403
        assert sent(served, where, f"csrf={token[1]}&back=/journey", form) == 303
        assert until(lambda: (found := queue.find(task.id)) is not None and found.state.is_over)
        assert sent(served, "/tasks/again", f"csrf={token[1]}&task={task.id}&back=/journey", form) == 303
        assert len(queue.recent("overview", 100)) >= 2
        again = next(one for one in queue.recent("overview", 100) if one.arguments)
        assert again.by is not None
        assert until(lambda: (found := queue.find(again.id)) is not None and found.state is State.DONE)
        queue.close()
        assert served.stop() == 0


def sent(served: Served, path: str, body: str, headers: dict[str, str]) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)) as connection:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status


def test_what_arrives_is_told_at_once(folder: Path, write: str) -> None:
    """To who may see the door with the contact, to others as a count; the server ends all the same."""
    admin, guest = signed_in(folder), signed_in(folder, "workshop")
    with Served(folder) as served:
        assert until(lambda: ask(served.url, "/health/ready").status == 200)
        told, counted = events(served, admin), events(served, guest)
        assert next(told)["contacts"] == next(counted)["contacts"] == 0
        body = {"userId": "anna-17", "event": "Product Viewed"}
        assert ask(served.url, "/v1/track", method="POST", write=write, body=body).status == 200
        news, count = (
            next(one for one in told if one["contacts"]),
            next(one for one in counted if one["contacts"]),
        )
        (row,) = news["rows"]  # type: ignore[misc]
        assert row["source"] == "shop"
        assert re.fullmatch(r"[0-9a-f]{8}", row["person"])
        assert "anna" not in str(news)
        assert (count["contacts"], count["accepted_today"], count["rows"]) == (1, 1, [])
        assert served.stop() == 0
        assert list(told) == []
        told.close()
        counted.close()


def test_nobody_listens_without_a_session(folder: Path, write: str) -> None:
    with Served(folder) as served:
        assert shown(served, "/live", {})[0] in {303, 401, 403}


def test_a_served_house_is_backed_up_checked_and_erased_from(
    folder: Path, write: str, tmp_path: Path
) -> None:
    """The file of the tasks is in no backup, no finding, and in nobody's way."""
    with Served(folder) as served:
        body = {"userId": "anna-17", "event": "Product Viewed"}
        assert ask(served.url, "/v1/track", method="POST", write=write, body=body).status == 200
        with open_house(folder) as house:
            assert until(lambda: house.find_person("anna-17"))
            assert until((folder / "tasks.sqlite").exists)
            backup = house.backup(tmp_path / "backups")
            assert b"tasks.sqlite" not in backup.read_bytes()
            assert house.erase_person("anna-17").number
            assert [one for one in house.check() if "tasks" in one.where] == []
        assert served.stop() == 0
