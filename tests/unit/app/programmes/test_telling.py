"""What happened in programmes becomes a contact, once, of whom a contact can name."""

from __future__ import annotations

import threading
from time import monotonic, sleep

import pytest
from sqlalchemy import select
from tests.unit.app.doors import Clock, door, iso, new_house

from oase.app.programmes.telling import SOURCE, Told, tell, telling
from oase.contacts.keys import create_key, list_keys, revoke_key
from oase.contacts.mapping import Mapping, Message, default_text
from oase.db.inbox import Inbox
from oase.db.schema import contact_log, identifiers
from oase.programmes import news
from oase.programmes.news import News

NOBODY = 77


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    """A house that has met Anna once, in the shop."""
    with new_house(tmp_path / "house", clock) as made:
        with door(made) as take:
            take("track", userId="anna", event="Product Viewed", messageId="m1", timestamp=iso(clock.at))
        made.work_off()
        yield made


@pytest.fixture
def anna(house):
    """Her alias."""
    with house.rooms.database.reading() as connection:
        return connection.execute(
            select(identifiers.c.alias).where(identifiers.c.kind == "user")
        ).scalar_one()


def note(house, *told):
    with house.rooms.database.writing() as connection:
        for one in told:
            news.tell(connection, one)


def waiting(house):
    with house.rooms.database.reading() as connection:
        return news.waiting(connection)


def contacts(house):
    with house.rooms.database.reading() as connection:
        rows = connection.execute(select(contact_log.c.touchpoint))
        return list(rows.scalars())


def told_by(house, clock, worker="programmes"):
    database = house.rooms.database
    basis = {"basis": "contract", "basis_text": "Reparatur"}
    keys = [one for one in list_keys(database) if one.source == SOURCE]
    key = keys[0] if keys else create_key(database, "write", "P", source=SOURCE, clock=clock, **basis)[0]
    done = lambda: house.rooms.worked_off().get(worker, 0)  # noqa: E731
    with Inbox(house.folder / "inbox" / f"{worker}.sqlite", done=done) as inbox:
        return tell(database, inbox, key.id, now=clock.at)


def test_it_is_told_once_and_of_known_persons_only(house, anna, clock):
    opened = News("case:12:opened", anna, "Case Opened", clock.at, {"kind": "repair", "case": "R-12"})
    note(house, opened, News("case:13:opened", NOBODY, "Case Opened", clock.at))
    assert told_by(house, clock) == Told(told=1, nameless=1)
    assert waiting(house) == []
    note(house, opened)  # as after a crash between the door and the forgetting
    assert told_by(house, clock) == Told(told=1, nameless=0)
    house.work_off()
    assert contacts(house).count("Anfrage nach Reparatur") == 1


def test_the_process_tells_by_a_key_of_its_own_until_it_is_revoked(house, anna, clock):
    note(house, News("case:1:opened", anna, "Case Opened", clock.at))
    stop = threading.Event()
    with telling(house.rooms.database, clock, stop):
        wait_until(lambda: waiting(house) == [])
    (key,) = [one for one in list_keys(house.rooms.database) if one.source == SOURCE]
    house.work_off()
    assert len(contacts(house)) == 2
    revoke_key(house.rooms.database, key.id, clock=clock)
    note(house, News("case:2:opened", anna, "Case Opened", clock.at))
    with telling(house.rooms.database, clock, threading.Event()):
        wait_until(lambda: waiting(house) == [])
    house.work_off()
    assert len(contacts(house)) == 2


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_default_mapping_knows_every_event(lang):
    mapping = Mapping.parse(default_text(lang))
    for event in news.EVENTS:
        touch = mapping.touch(Message("track", event))
        assert touch.is_mapped, event
        assert touch.phase in ("use", "over", "purchase")
    exchange = mapping.touch(Message("track", "Case Opened", properties={"kind": "exchange"}))
    assert exchange.touchpoint == {"de": "Umtausch", "en": "Exchange"}[lang]


def wait_until(holds):
    end = monotonic() + 10
    while not holds():
        assert monotonic() < end, "it did not happen"
        sleep(0.02)
