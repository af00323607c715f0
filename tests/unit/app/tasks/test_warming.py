"""What is made before anybody asks: at the start, after an import, and in the night."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from oase.app.tasks.orders import Orders
from oase.app.tasks.queue import Queue
from oase.app.tasks.versions import DataVersion
from oase.app.views.warming import Warming
from oase.db import open_database
from oase.settings import Settings

from .kinds import KINDS

ZONE = "Europe/Berlin"


class House:
    """A queue whose clock and data are turned by the test."""

    def __init__(self, folder: Path) -> None:
        self.database = open_database(folder, create=True)
        self.is_at("2026-11-20 15:00")
        self.version = DataVersion("imported once", "first day")
        self.queue = Queue(
            self.database, Settings(), KINDS, clock=lambda: self.at, version_now=lambda: self.version
        )
        self.warming = Warming(self.database, ZONE, lambda: self.at)

    def is_at(self, moment: str) -> None:
        local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(ZONE))
        self.at = round(local.timestamp() * 1e6)

    def asked(self) -> list[dict[str, object]]:
        """Look, do what is waiting, and return with which arguments."""
        self.warming.look(self.queue)
        orders, found = Orders(self.queue), []
        while (task := orders.take("views")) is not None:
            orders.finish(task, msgspec.msgpack.encode("result"))
            found.append(task.arguments)
        return found

    def close(self) -> None:
        self.queue.close()
        self.database.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with closing(House(tmp_path / "house")) as house:
        yield house


def test_at_the_start_and_then_no_more(house: House) -> None:
    assert house.asked() == [{}]
    assert house.asked() == []
    house.is_at("2026-11-20 23:59")
    assert house.asked() == []


def test_after_an_import_at_once(house: House) -> None:
    house.asked()
    house.version = DataVersion("imported twice", "first day")
    assert house.asked() == [{}]


def test_contacts_of_the_day_wait_for_the_night(house: House) -> None:
    """At four in the morning where the house stands, once, also when it was served all the time."""
    house.asked()
    house.version = DataVersion("imported once", "many contacts later")
    assert house.asked() == []
    house.is_at("2026-11-21 03:59")
    assert house.asked() == []
    house.is_at("2026-11-21 04:00")
    assert house.asked() == [{}]
    house.is_at("2026-11-21 09:00")
    assert house.asked() == []


def test_a_night_without_anything_new_computes_nothing(house: House) -> None:
    house.asked()
    house.is_at("2026-11-21 05:00")
    assert house.asked() == []


def test_what_was_shown_lately_is_made_again(house: House) -> None:
    """With the filters somebody had chosen; what nobody looked at for days is not."""
    house.asked()
    house.queue.ask("echo", {"channel": "web"})
    house.asked()
    house.version = DataVersion("imported twice", "first day")
    assert {"channel": "web"} in house.asked()
    house.is_at("2026-11-25 15:00")
    house.version = DataVersion("imported thrice", "first day")
    assert {"channel": "web"} not in house.asked()
