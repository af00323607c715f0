"""The background process: it works, ends in order, and is followed when it is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

import pytest

from oase.app.works import main
from oase.settings import Settings, now

from .doors import door, new_house, said

_CONTEXT = multiprocessing.get_context("spawn")


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path / "house", now) as house:
        yield house


@pytest.fixture
def start(house):
    running = []

    def run():
        ours, theirs = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=main, args=(house.folder, Settings(), ours))
        process.start()
        ours.close()
        running.append((process, theirs))
        return process, theirs

    yield run
    for process, alive in running:
        process.kill()
        process.join()
        alive.close()


def _wait_for(house, contacts):
    until = time.perf_counter() + 60
    while house.contacts().count < contacts:
        assert time.perf_counter() < until, "the contacts never came"
        time.sleep(0.05)


def _send(take, numbers):
    for number in numbers:
        message = {"event": "Product Viewed", "userId": f"p{number}", "messageId": f"m{number}"}
        take("track", **message, **said(now()))


def test_it_ends_in_order_when_asked(house, start):
    process, _ = start()
    with door(house) as take:
        _send(take, range(5))
        _wait_for(house, 5)
        _send(take, range(5, 10))
        os.kill(process.pid, signal.SIGTERM)
        process.join(60)
    assert process.exitcode == 0
    assert house.contacts().count == 10


def test_it_ends_with_its_parent(start):
    process, alive = start()
    alive.close()
    process.join(60)
    assert process.exitcode == 0


def test_when_it_is_killed_the_next_goes_on(house, start):
    first, _ = start()
    with door(house) as take:
        _send(take, range(5))
        _wait_for(house, 5)
        _send(take, range(5, 40))
        first.kill()
        first.join()
        start()
        _wait_for(house, 40)
    assert house.contacts().count == house.contacts().persons == 40
