"""What the door took in becomes contacts, and contacts reach the lake."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from oase.app import Works, open_house
from oase.db.inbox import InboxReader, inbox_paths
from oase.db.schema import contact_log
from oase.db.versions import seen

from .doors import Clock, door, new_house, said


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


def _view(house, at, n, user="anna"):
    return {"event": "Product Viewed", "userId": user, "messageId": f"m-{user}-{n}", **said(at)}


def test_requests_become_contacts_once(house, clock):
    with door(house) as take:
        for number in range(5):
            clock.wait(1)
            take("track", **_view(house, clock.at, number))
        take("track", **_view(house, clock.at, 4))  # sent again
    Works(house).run_until_idle()
    Works(house).run_until_idle()
    contacts = house.contacts()
    assert contacts.count == 5
    assert contacts.persons == 1


def test_sealing_moves_contacts_and_changes_nothing_that_is_seen(house, clock):
    with door(house) as take:
        for number in range(20):
            clock.wait(1)
            take("track", **_view(house, clock.at, number, user=f"p{number % 3}"))
    house.work_off()
    before = house.contacts().to_arrow()
    assert house.seal() == 20
    assert house.seal() == 0
    with house.rooms.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(contact_log)).scalar() == 0
    assert house.contacts().to_arrow().equals(before)


def test_threads_work_until_they_are_told_to_stop_and_drain(house, clock):
    stop = threading.Event()
    running = threading.Thread(target=Works(house).run, args=(stop,))
    with door(house) as take:
        running.start()
        for number in range(30):
            take("track", **_view(house, clock.at, number))
        stop.set()
        running.join(60)
    assert not running.is_alive()
    assert house.contacts().count == 30
    with house.rooms.database.reading() as connection:
        at = seen(connection)
    assert at == clock.at


def test_a_second_one_waits_and_takes_over(house, clock):
    first_stop, second_stop = threading.Event(), threading.Event()
    first = threading.Thread(target=Works(house).run, args=(first_stop,))
    second = threading.Thread(target=Works(house).run, args=(second_stop,))
    with door(house) as take:
        first.start()
        take("track", **_view(house, clock.at, 1))
        Works(house).run_until_idle()  # waits for the first
        second.start()
        first_stop.set()
        first.join(60)
        take("track", **_view(house, clock.at, 2))
        Works(house).run_until_idle()
        second_stop.set()
        second.join(60)
    assert house.contacts().count == 2


def test_inboxes_of_workers_that_are_gone_are_emptied(house, clock):
    from oase.app.mover import Mover

    with door(house, "w7") as take:
        take("track", **_view(house, clock.at, 1))
    house.work_off()
    Mover(house.rooms, threading.Lock()).clean_inboxes()
    with InboxReader(inbox_paths(house.folder)["w7"]) as reader:
        assert reader.after(0, 10, 1 << 20) == []
        assert reader.newest() == 1


def test_another_process_sees_contacts_that_are_not_sealed(house, clock):
    with door(house) as take:
        take("track", **_view(house, clock.at, 1))
    house.work_off()
    with open_house(house.folder) as other:
        assert other.contacts().count == 1
