"""The server as real processes: started, asked, ended, killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.crash.running import Served

from oase.app import open_house
from oase.db import KEY_FILE
from oase.errors import HouseBusy, HouseDamaged, HouseMissing, InputError, OaseError, OptionInvalid
from oase.settings import Settings
from oase.web.server import Serving, serve

from .asking import ask, make_key, until

EVENT = {"userId": "anna-17", "event": "Product Viewed", "messageId": "m1", "properties": {"price": 89}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "house"


@pytest.fixture
def started(folder: Path) -> Iterator[Served]:
    make_key(folder, "write")
    with Served(folder) as served:
        yield served


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0]
    except OSError:
        return False
    return state != "Z"


def test_an_event_walks_from_the_door_to_the_interface(folder: Path) -> None:
    """Taken by the door, worked off by the other process, read with a read key; SIGTERM ends all with 0."""
    write, read = make_key(folder, "write"), make_key(folder, "read")
    with Served(folder) as served:
        assert until(lambda: ask(served.url, "/health/ready").status == 200)
        assert ask(served.url, "/v1/track", method="POST", write=write, body=EVENT).json == {"success": True}
        (contact,) = until(lambda: ask(served.url, "/api/v1/contacts", key=read).json["contacts"])
        assert contact["source"] == "shop"
        assert contact["attributes"]["price"] == 89
        assert "anna-17" not in str(contact)
        children = served.children
        assert served.stop() == 0
        assert not any(map(_is_alive, children))


def test_several_processes_share_the_port(folder: Path) -> None:
    """Each has its own inbox, all are worked off, their answers add up, and one that dies comes again."""
    write = make_key(folder, "write")
    with Served(folder, options=("--workers", "2")) as served:
        for number in range(30):
            event = {**EVENT, "messageId": f"m{number}"}
            assert ask(served.url, "/v1/track", method="POST", write=write, body=event).status == 200

        def counted() -> bool:
            text = ask(served.url, "/metrics").body.decode()
            answers = [line for line in text.splitlines() if line.startswith("oase_door_answers_total{")]
            accepted = 'oase_contacts_total{outcome="accepted",source="shop"} 30.0' in text
            return accepted and sum(float(line.split()[-1]) for line in answers) == 30

        assert until(counted)
        assert {path.name for path in (folder / "inbox").glob("*.sqlite")} == {"w1.sqlite", "w2.sqlite"}
        assert until(lambda: "http://" in served.tail())  # all of them are ready
        first = served.children[0]
        os.kill(first, signal.SIGKILL)
        assert until(lambda: first not in served.children and "w1 ended with code -9" in served.tail())
        assert ask(served.url, "/health/live").status == 200
        assert served.stop() == 0


@pytest.mark.parametrize("options", [(), ("--workers", "2")])
def test_nobody_outlives_a_killed_server(folder: Path, options: tuple[str, ...]) -> None:
    """After kill -9 the other processes end by themselves, and the house can be served again at once."""
    make_key(folder, "write")
    with Served(folder, options=options) as served:
        children = until(lambda: served.children)
        served.kill("web")
        assert until(lambda: not any(map(_is_alive, children)))
        served.start()
        assert served.stop() == 0


def test_a_killed_pipeline_is_started_again(started: Served) -> None:
    """The door goes on meanwhile, and what it takes is worked off afterwards."""
    assert until(lambda: ask(started.url, "/health/ready").status == 200)
    before = set(started.children)
    started.kill("works")
    assert until(lambda: set(started.children) - before)
    assert until(lambda: ask(started.url, "/health/ready").status == 200)
    assert "works ended with code -9" in started.tail()


def _failing(folder: Path, *options: str) -> tuple[Served, Path]:
    make_key(folder, "write")
    failing = folder.with_name("failing")
    entry = (str(Path(__file__).parents[2] / "crash" / "serve_failing.py"),)
    return Served(folder, options, entry=entry, environ={"OASE_TEST_FAILING": str(failing)}), failing


def test_a_server_without_an_inbox_ends(folder: Path) -> None:
    """A door that can only say 503 says so once and ends: who watches the server starts it again."""
    server, failing = _failing(folder)
    with server as served:
        failing.touch()
        assert served.process is not None
        assert served.process.wait(60) != 0
        assert "The inbox has ended by itself" in served.tail()
        failing.unlink()
        served.start()
        assert served.stop() == 0


def test_of_several_processes_one_without_an_inbox_is_started_again(folder: Path) -> None:
    server, failing = _failing(folder, "--workers", "2")
    with server as served:
        assert until(lambda: "http://" in served.tail())  # all of them are ready
        first = served.children
        failing.touch()
        assert until(lambda: "ended with code 1; it is started again" in served.log.read_text())
        failing.unlink()
        assert until(lambda: ask(served.url, "/health/ready").status == 200)
        assert served.children != first
        assert served.stop() == 0


def test_ctrl_c_is_an_end_like_any_other(folder: Path) -> None:
    """The address is told on port 0, the hint about the missing key too; SIGINT to all ends with 0."""
    make_key(folder, "read")
    command = [sys.executable, "-m", "oase", "serve", str(folder), "--port", "0", "--lang", "en"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = process.stdout.readline()
        url = told.partition(": ")[2].split(" ")[0]
        assert ask(url, "/health/live").status == 200
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 0
        said = process.stderr.read()
        assert "no write key" in said
        assert "Traceback" not in said


def test_a_half_sent_request_does_not_hold_up_the_end(started: Served) -> None:
    """SIGTERM while a client dribbles: the server ends within its patience."""
    with closing(socket.create_connection(("127.0.0.1", started.port))) as dribbling:
        dribbling.sendall(b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Le")
        assert started.stop() == 0


@pytest.mark.parametrize(
    ("serving", "error"),
    [
        ({"port": -1}, OptionInvalid),
        ({"port": 65536}, OptionInvalid),
        ({"workers": 0}, OptionInvalid),
        ({"workers": 10}, OptionInvalid),
        ({"most_connections": 0}, OptionInvalid),
    ],
)
def test_numbers_outside_what_is_allowed(serving: dict[str, int], error: type[OaseError]) -> None:
    """Told before anything is opened."""
    with pytest.raises(error):
        Serving(**serving)


def test_addresses_that_cannot_be_listened_on(folder: Path) -> None:
    """Taken, not of this machine, no such name: each is told, and no process was started."""
    make_key(folder, "write")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match="cannot listen") as told:
            serve(folder, Settings(), Serving(port=port))
        assert "choose another --port" in str(told.value)
    with pytest.raises(InputError, match="cannot listen"):
        serve(folder, Settings(), Serving(host="192.0.2.1", port=0))


def test_no_house_no_server(tmp_path: Path) -> None:
    """The error of the house comes before any socket is opened."""
    with pytest.raises(HouseMissing):
        serve(tmp_path / "nothing", Settings(), Serving(port=0))


def test_a_house_that_lost_its_key_is_not_served(folder: Path) -> None:
    """Requests would be accepted that could never become contacts; a house without data gets a key."""
    with open_house(folder, create=True) as house:
        house.merge("anna-17", "a.meier-2019")
    (folder / KEY_FILE).unlink()
    with pytest.raises(HouseDamaged, match="key of the pseudonyms is missing"):
        serve(folder, Settings(), Serving(port=0))
    (folder / KEY_FILE).write_bytes(b"torn")
    with pytest.raises(HouseDamaged, match="not whole"):
        serve(folder, Settings(), Serving(port=0))


def test_a_second_server_is_told(started: Served, folder: Path) -> None:
    """It changes nothing, and the first goes on."""
    with pytest.raises(HouseBusy, match="Another server"):
        serve(folder, Settings(), Serving(port=0))
    assert ask(started.url, "/health/live").status == 200
