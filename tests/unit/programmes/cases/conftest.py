"""A house in which cases are opened, and a clock that is moved by hand."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from oase.db import open_database
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.opening import New, open_case

START = 1_795_341_600_000_000  # 2026-11-22
TODAY = date(2026, 11, 22)
DAY = 86_400_000_000


class Bench:
    """One transaction of a house, and everything that happens in it at a moment of its own."""

    def __init__(self, connection, folder):
        self.connection, self.folder = connection, folder
        self.random_bytes = random.Random(7).randbytes
        self.now, self.today = START, TODAY
        self.opened = 0

    def wait(self, days=0, seconds=1):
        self.now += days * DAY + seconds * 1_000_000
        self.today += timedelta(days=days)

    @property
    def customer(self):
        self.wait()
        return Actor("customer", self.now, self.today)

    @property
    def workshop(self):
        self.wait()
        return Actor("workshop", self.now, self.today, "Mira")

    def new(self, **changed):
        self.opened += 1
        told = {
            "key": f"form-{self.opened}",
            "what": "Jacke Fjell",
            "reason": "zip",
            "country": "DE",
            "way": "send_in",
            "name": "Anna",
            "email": "anna@example.org",
            "street": "Weg 1",
            "postcode": "50667",
            "city": "Köln",
        }
        return New(**told | changed)

    def open(self, **changed):
        return open_case(self.connection, self.new(**changed), self.customer, self.random_bytes)


class _Undone(Exception):
    pass


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    with open_database(tmp_path_factory.mktemp("cases") / "house", create=True) as database:
        yield database


@pytest.fixture
def bench(database):
    try:
        with database.writing() as connection:
            yield Bench(connection, database.folder)
            raise _Undone
    except _Undone:
        pass
