"""Retention and remapping, and a works process whose disk does not do what it should."""

from __future__ import annotations

import logging
import threading

import pytest

from oase.app import erasure
from oase.app.mover import Mover
from oase.app.trouble import Trouble
from oase.app.worker import Worker
from oase.contacts.mapping import install
from oase.errors import OptionInvalid, StorageFull

from .doors import Clock, door, new_house, said

DAY = 86_400


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        yield house


def _said(house, number, **further):
    return {"messageId": f"m{number}", "userId": f"p{number}", **said(house.rooms.clock()), **further}


def test_each_kind_goes_when_its_time_is_over(house, clock):
    with door(house) as take:
        take("track", **_said(house, 1, event="Product Viewed"))
        take("track", **_said(house, 2))  # refused: no event
        take("identify", **_said(house, 3, traits={"city": "Ulm"}))
        house.work_off()
        house.seal()
        clock.wait(40 * DAY)
        take("track", **_said(house, 4, event="Product Viewed"))
        house.work_off()
    over = {one.kind: (one.days, one.rows_over) for one in house.retention()}
    assert over["contacts"] == (None, 0)
    assert over["refusals"] == (30, 1)
    assert over["messages"][1] >= 1
    considered = {one.kind: one.rows_over for one in house.retention({"contacts": 30, "profiles": 30})}
    assert considered["contacts"] == 1
    assert considered["profiles"] == 1
    house.keep("contacts", 30)
    house.keep("refusals", 60)
    gone = house.expire()
    assert gone["contacts"] == 1
    assert gone["refusals"] == 0
    assert house.contacts().count == 1
    assert not any(house.expire().values())


def test_what_cannot_be_kept_is_refused(house):
    with pytest.raises(OptionInvalid, match="no such kind"):
        house.keep("contakts", 5)
    with pytest.raises(OptionInvalid, match="so short a time"):
        house.keep("messages", 29)


def test_a_new_mapping_is_applied_to_what_is_stored(house, clock):
    with door(house) as take:
        for number in range(4):
            take("track", **_said(house, number, event="Window Tapped"))
        house.work_off()
        house.seal()
        take("track", **_said(house, 9, event="Window Tapped"))
        house.work_off()
    before = house.contacts().touchpoints
    text = '[[rule]]\nwhen = { type = "track", event = "Window Tapped" }\ntouchpoint = "Schaufenster"\n'
    with house.rooms.database.writing() as connection:
        install(connection, text, "test", clock.at)
    assert house.remap() == 5
    assert house.contacts().touchpoints == ("Schaufenster",) != before
    assert house.remap() == 0


def test_trouble_is_told_once_and_its_end_too(caplog):
    trouble, is_full = Trouble("the pipeline"), True

    def work():
        if is_full:
            raise StorageFull("No space left")
        return 7

    with caplog.at_level(logging.INFO, "oase.works"):
        assert [trouble.attempt(work), trouble.attempt(work)] == [None, None]
        is_full = False
        assert [trouble.attempt(work), trouble.attempt(work)] == [7, 7]
    assert len(caplog.records) == 2


def test_a_duty_that_fails_keeps_no_other_from_being_done(house, monkeypatch, caplog):
    """The lake cannot be written to: that is told once, and an erasure is done all the same."""
    monkeypatch.setattr("oase.app.mover.SEAL_SECONDS", 0.0)
    with door(house) as take:
        take("track", **_said(house, 1, event="Product Viewed"))
        take("track", **_said(house, 2, event="Product Viewed"))
        house.work_off()
    lake = house.folder / "lake"
    assert not lake.exists()
    lake.symlink_to(house.folder.with_name("nowhere"))
    erasure.request(house.rooms, "p1")
    mover = Mover(house.rooms, threading.Lock())
    with caplog.at_level(logging.INFO, "oase.works"):
        mover.look()
        mover.look()
        assert len(house.erasures()) == 1
        (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
        assert "the mover (seal) waits" in told
        lake.unlink()
        mover.look()
        assert "the mover (seal) goes on" in caplog.text
    assert house.contacts().count == 1
    assert house.seal() == 0


def test_what_is_unforeseen_ends_the_process_loudly(house, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("oase.app.mover.Mover.look", fail)
    with pytest.raises(ZeroDivisionError):
        Worker(house.rooms).run(threading.Event())
