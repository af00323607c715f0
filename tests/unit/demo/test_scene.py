"""The scene is data that a phone could follow: moments that fit, calls in order, screens to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from oase.app import House, open_house
from oase.demo.scene import DAYS, FAR, HERE, STEPS, ZONE, days_of, next_moment, restock
from oase.demo.shop import DRESS, STORES, shop
from oase.retail.hours import Hours
from oase.retail.keeping import put, stock

NOW = 1_795_950_000_000_000  # Sunday, 29.11.2026, 12:00 in Berlin
DAY = 86_400_000_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path / "house", create=True) as made:
        yield made


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1e6, ZONE)


@pytest.mark.parametrize("later", range(0, 400, 9))
def test_it_plays_on_a_saturday_on_which_the_store_is_open(later: int) -> None:
    days = days_of(NOW + later * DAY)
    assert days.before < days.evening < days.afternoon
    assert NOW + later * DAY <= days.afternoon
    assert (local(days.evening).strftime("%A %H:%M"), local(days.afternoon).strftime("%A %H:%M")) == (
        "Tuesday 21:02",
        "Saturday 15:38",
    )
    assert Hours(STORES[0]).opening(days.afternoon).is_open


def test_a_saturday_that_is_a_holiday_is_left_out() -> None:
    monday_before_christmas = NOW + 22 * DAY
    assert local(days_of(monday_before_christmas).afternoon).date().isoformat() == "2027-01-02"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("minute", [0, 600, 720, 1310, 1439])
def test_time_only_goes_forward(day: str, minute: int) -> None:
    at = next_moment(NOW, day, minute)  # type: ignore[arg-type]
    assert at >= NOW
    assert local(at).hour * 60 + local(at).minute == minute
    assert next_moment(at, day, minute) == at  # type: ignore[arg-type]


def test_thirteen_steps_from_the_sofa_to_the_store() -> None:
    assert len(STEPS) == 13
    assert [step.walk for step in STEPS] == ["home"] * 3 + ["fence"] * 4 + ["store"] * 6
    assert all(step.calls for step in STEPS)
    assert all(bool(step.opens) == bool(step.screen) for step in STEPS)
    assert STEPS[2].calls[0].body == {"gtin": DRESS}


def test_counting_anew_outlives_no_later_count(house: House) -> None:
    database = house.rooms.database
    with database.writing() as connection:
        held = shop(NOW)
        put(connection, [*held.articles, *held.stock], now=NOW, source="shop")
    restock(database, NOW + 30 * DAY, 0)
    restock(database, NOW + DAY, 2)
    with database.reading() as connection:
        found = {(one.store, one.gtin): one for code in (HERE, FAR) for one in stock(connection, store=code)}
        elsewhere = stock(connection, store="hamburg")
    assert found[HERE, DRESS].quantity == 2
    assert {one.counted for one in found.values()} == {NOW + DAY - 7 * 60_000_000}
    assert all(one.counted < NOW for one in elsewhere)
