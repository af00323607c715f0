"""A short form of ``make crash``: killed under load, nothing accepted is lost, and nothing is there twice."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.crash.kill import kill_again_and_again
from tests.crash.running import Served, free_port, write_key
from tests.unit.web.asking import until


@pytest.fixture(autouse=True)
def needs_proc() -> None:
    """Skip where processes cannot be found by their session."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")


def test_killed_under_load_everything_accepted_is_there_once(tmp_path):
    """Web process, works and all of them are killed; contacts, snapshots and lake agree afterwards."""
    outcome = kill_again_and_again(tmp_path / "house", kills=3, longest_seconds=0.8, rng=random.Random(1))
    assert outcome.accepted > 0
    assert outcome.problems == ()


def test_asked_to_end_the_server_works_off_what_it_accepted(tmp_path):
    """SIGTERM ends all processes with code 0, and a second server can take over at once."""
    folder, port = tmp_path / "house", free_port()
    write_key(folder, "shop")
    for _ in range(2):
        with Served(folder, port=port) as served:
            assert until(lambda: served.children)
            assert served.stop() == 0
            assert until(lambda: not served.children)
