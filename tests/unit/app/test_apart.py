"""The helper process that seals and folds: does what it is told, and is followed by another when killed."""

from __future__ import annotations

import os
import signal
import time
from contextlib import closing

import pyarrow as pa
import pytest

import oase
from oase.app import open_house
from oase.app.apart import Apart
from oase.errors import HouseBusy, HouseError
from oase.settings import Settings


@pytest.fixture
def folder(tmp_path):
    rows = pa.table({"who": ["a", "b"], "ts": ["2026-11-21T10:00Z"] * 2, "what": ["web", "shop"]})
    with open_house(tmp_path / "house", create=True) as house:
        contacts = oase.read_contacts(rows, person="who", at="ts", touchpoint="what")
        house.import_contacts(contacts, source="shop")
    return tmp_path / "house"


def snapshots_due(folder):
    with open_house(folder) as house, house.rooms.database.reading() as connection:
        return connection.exec_driver_sql("select count(*) from snapshots_due").scalar_one()


def warm_all(apart, folder):
    """Let snapshots be made until none is due; a busy machine makes some of them at a time."""
    for _ in range(100):
        apart.do("snapshots")
        if not snapshots_due(folder):
            return
    pytest.fail("snapshots are still due")


def test_a_duty_is_done_by_another_process(folder):
    assert snapshots_due(folder)
    with closing(Apart(folder, Settings())) as apart:
        warm_all(apart, folder)


def test_what_a_duty_raises_is_raised_here(folder):
    with (
        open_house(folder) as house,
        house.rooms.store._place.writing(),
        closing(Apart(folder, Settings())) as apart,
        pytest.raises(HouseBusy, match="Another process is writing"),
    ):
        apart.do("snapshots")


def test_one_that_was_killed_is_followed_by_the_next(folder):
    with closing(Apart(folder, Settings())) as apart:
        apart.do("tidy")
        os.kill(apart._process.pid, signal.SIGKILL)
        with pytest.raises(HouseError, match="has ended"):
            apart.do("snapshots")
        warm_all(apart, folder)


def test_it_ends_with_whoever_gives_the_orders(folder):
    apart = Apart(folder, Settings())
    apart.do("tidy")
    helper = apart._process
    apart._orders.close()
    until = time.monotonic() + 10
    while helper.is_alive() and time.monotonic() < until:
        time.sleep(0.05)
    assert not helper.is_alive()
    apart.close()
