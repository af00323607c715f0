"""``oase demo`` as people run it: the report, then a house in which customers keep arriving."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.crash.running import free_port

from oase.contacts.keys import list_keys
from oase.db import open_database

PATIENCE_SECONDS = 90.0


def test_customers_arrive_until_the_demo_is_ended(tmp_path: Path):
    """The house is served on the port that was asked for, contacts are there, and the keys end with it."""
    folder, port = tmp_path / "lindwerk", free_port()
    command = [sys.executable, "-m", "oase", "demo", "--serve", "--port", str(port), "--lang", "en"]
    with (
        (tmp_path / "said").open("w+") as said,
        subprocess.Popen(
            [*command, "--folder", str(folder), "--persons", "600"], stdout=said, stderr=subprocess.STDOUT
        ) as demo,
    ):
        try:
            key = _wait_for(tmp_path / "said", r"Bearer (oase_r_[\w-]+)", demo)
            contacts = _arrived(port, key)
        finally:
            demo.send_signal(signal.SIGINT)
        assert demo.wait(60) == 0
    assert contacts[0]["source"] == "shop-live"
    assert "requests accepted" in (tmp_path / "said").read_text()
    assert (folder / "report.html").exists()
    with open_database(folder / "house") as database:
        # the key of the customer's app is the house's own, and nobody holds its secret
        assert all(key.revoked for key in list_keys(database) if key.source != "app")


def test_without_a_terminal_the_demo_ends_after_the_report(tmp_path: Path):
    """In a pipe nobody could end it; a line says how it is served."""
    command = [sys.executable, "-m", "oase", "demo", "--lang", "de", "--persons", "600"]
    done = subprocess.run(
        [*command, "--folder", str(tmp_path / "lindwerk")],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "--serve" in done.stdout.splitlines()[-1]


def _wait_for(path: Path, pattern: str, demo: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while demo.poll() is None and time.monotonic() < deadline:
        if found := re.search(pattern, path.read_text()):
            return found[1]
        time.sleep(0.1)
    pytest.fail(f"the house was not served:\n{path.read_text()}")


def _arrived(port: int, key: str) -> list[dict[str, object]]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", "/api/v1/contacts", headers={"Authorization": f"Bearer {key}"})
            contacts: list[dict[str, object]] = json.load(connection.getresponse())["contacts"]
        if contacts:
            return contacts
        time.sleep(0.2)
    pytest.fail("nobody arrived")
