"""What decisions, shops and apps leave behind goes when its time is over; what is still open stays."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from sqlalchemy import func, insert, select

from oase.decisions.messages.sending import Sending
from oase.decisions.tables import messages, receipts
from oase.identity.tables import customer_sessions
from oase.retail.tables import questions, reservations

from .doors import Clock, new_house

DAY = 86_400
LONG = 999 * DAY * 1_000_000


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(tmp_path, clock):
    with new_house(tmp_path / "house", clock) as house:
        _fill(house, clock.at)
        yield house


def _fill(house, at):
    with house.rooms.database.writing() as connection:
        for number, state in enumerate(("fetched", "asked")):
            row = {"store": "K1", "gtin": "1", "alias": 7, "kind": "hold", "state": state}
            connection.execute(insert(reservations).values(**row, made=at, until=at, changed=at))
            message = {"key": f"k{number}", "alias": 7, "receipt": "", "channel": "push", "purpose": "push"}
            message |= {
                "kind": "advert",
                "content": "{}",
                "created": at,
                "due": at,
                "expires": at + LONG,
            }
            done = {"state": "sent", "finished": at} if number else {"state": "waiting", "finished": None}
            connection.execute(insert(messages).values(**message, **done, attempts=1, reason=""))
        row = {"id": "0" * 16, "alias": 7, "at": at, "play": "p", "version": 1, "outcome": "sent"}
        connection.execute(insert(receipts).values(**row, reason="", content=b""))
        row = {"store": "K1", "alias": 7, "asked": at, "text": "?", "answer": "", "who": ""}
        connection.execute(insert(questions).values(**row))
        for number, (ended, expires) in enumerate(((at, at + LONG), (None, at), (None, at + LONG))):
            row = {"alias": 7, "hash": bytes([number]) * 32, "created": at, "used": at}
            connection.execute(insert(customer_sessions).values(**row, ended=ended, expires=expires))


def _numbers(house):
    with house.rooms.database.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (receipts, messages, questions, reservations, customer_sessions)
        }


def test_each_kind_goes_when_its_time_is_over_and_what_is_open_stays(house, clock):
    assert not any(house.expire().values())
    clock.wait(31 * DAY)
    assert house.expire()["sessions"] == 2
    clock.wait(30 * DAY)
    assert house.expire()["outbox"] == 1
    clock.wait(30 * DAY)
    assert house.expire()["reservations"] == 1
    clock.wait(300 * DAY)
    assert house.expire()["receipts"] == 1
    clock.wait(400 * DAY)
    assert house.expire()["questions"] == 1
    assert _numbers(house) == {
        "receipts": 0,
        "outbox": 1,
        "retail_questions": 0,
        "retail_reservations": 1,
        "customer_sessions": 1,
    }


def test_a_company_may_keep_them_longer_or_for_ever(house, clock):
    house.keep("receipts", None)
    house.keep("questions", 5000)
    clock.wait(1000 * DAY)
    over = {one.kind: one.rows_over for one in house.retention()}
    assert (over["receipts"], over["questions"], over["sessions"]) == (0, 0, 2)
    house.expire()
    assert _numbers(house)["receipts"] == _numbers(house)["retail_questions"] == 1


def test_the_sender_keeps_to_the_same_period(house, clock):
    house.keep("outbox", None)
    clock.wait(200 * DAY)
    _run_once(house, clock)
    assert _numbers(house)["outbox"] == 2
    house.keep("outbox", 100)
    _run_once(house, clock)
    assert _numbers(house)["outbox"] == 1


def _run_once(house, clock):
    async def run():
        sending = Sending(house.rooms.database, {}, clock=clock, random=Random(1))
        stop = asyncio.Event()
        running = asyncio.create_task(sending.run(stop))
        await asyncio.sleep(0.3)
        stop.set()
        await running

    asyncio.run(run())


def test_many_go_in_portions(house, clock, monkeypatch):
    monkeypatch.setattr("oase.app.retention._AT_ONCE", 3)
    with house.rooms.database.writing() as connection:
        for number in range(1, 9):
            row = {"id": f"{number:016x}", "alias": 7, "at": clock.at, "play": "p", "version": 1}
            connection.execute(insert(receipts).values(**row, outcome="sent", reason="", content=b""))
    clock.wait(366 * DAY)
    assert house.expire()["receipts"] == 9
