"""Reservations: until when, for whom, and what is left for others."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.unit.retail.shop import BAG, DRESS_38, HOURS, NOW

from oase.db import Database
from oase.errors import OptionInvalid
from oase.retail import reservations
from oase.retail.counting import count_stock
from oase.retail.hours import Hours
from oase.retail.reservations import NothingFree, Reservation, held_until
from oase.retail.shelf import Shelf

HOUR = 3_600_000_000


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")).timestamp() * 1e6)


def reserve(shop: Database, shelf: Shelf, alias: int = 1, **told: str | int) -> Reservation:
    wish = {"store": "K2", "gtin": DRESS_38, "kind": "hold", "now": NOW, **told}
    with shop.writing() as connection:
        made = reservations.reserve(connection, shelf, alias=alias, aliases=[alias], **wish)  # type: ignore[arg-type]
    shelf.refresh()
    return made


def free(shelf: Shelf, store: str = "K2") -> int:
    stock = shelf.stock(store, DRESS_38)
    assert stock is not None
    return stock.quantity


@pytest.mark.parametrize(
    ("hours", "asked", "until"),
    [
        (HOURS, "2026-11-20 15:00", "2026-11-21 18:00"),
        (HOURS, "2026-11-21 15:00", "2026-11-23 18:00"),  # no Sunday
        (HOURS, "2026-12-23 15:00", "2026-12-24 14:00"),  # closes earlier
        (HOURS, "2026-12-24 12:00", "2026-12-28 18:00"),  # two holidays and a Sunday
        (HOURS, "2026-10-24 12:00", "2026-10-26 18:00"),  # 18 h of the wall clock, whatever the clock did
        ("Mo-Su 20:00-02:00", "2026-11-20 21:00", "2026-11-22 00:00"),
        ("off", "2026-11-20 21:00", "2026-11-21 18:00"),
    ],
)
def test_a_piece_is_held_until_the_next_evening_on_which_it_is_open(
    shelf: Shelf, hours: str, asked: str, until: str
):
    store = shelf.store("K1")
    assert store is not None
    written = Hours(type(store)(code="K1", name="", subdivision="NW", hours=hours))
    assert held_until(store, written, "hold", at(asked)) == at(until)


def test_without_known_hours_it_is_the_next_evening(shelf: Shelf):
    store = shelf.store("K1")
    assert store is not None
    assert held_until(store, None, "hold", at("2026-11-21 15:00")) == at("2026-11-22 18:00")


def test_for_the_fitting_room_it_is_held_until_closing(shop: Database, shelf: Shelf):
    assert reserve(shop, shelf, kind="fitting").until == at("2026-11-21 20:00")


def test_what_is_held_is_not_free_for_others(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    assert (made.state, made.until) == ("asked", at("2026-11-23 18:00"))
    assert free(shelf) == 0
    with pytest.raises(NothingFree, match="No piece is free"):
        reserve(shop, shelf, alias=2)
    assert reserve(shop, shelf, alias=2, store="K1").store == "K1"


def test_asked_twice_it_is_held_once(shop: Database, shelf: Shelf):
    assert reserve(shop, shelf).id == reserve(shop, shelf, now=NOW + HOUR).id
    assert free(shelf) == 0


def test_cancelled_it_is_free_again(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    with shop.writing() as connection:
        assert reservations.cancel(connection, made.id, [1], NOW).state == "cancelled"
    shelf.refresh()
    assert free(shelf) == 1
    assert reserve(shop, shelf).id != made.id


def test_nobody_cancels_what_is_not_hers(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    with shop.writing() as connection, pytest.raises(OptionInvalid, match="no such reservation"):
        reservations.cancel(connection, made.id, [2], NOW)


def test_what_was_held_long_enough_expires(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    with shop.writing() as connection:
        assert reservations.expire(connection, made.until - 1) == 0
        assert reservations.expire(connection, made.until) == 1
    shelf.refresh()
    assert free(shelf) == 1
    with shop.reading() as connection:
        assert [one.state for one in reservations.of_person(connection, [1])] == ["expired"]
        assert reservations.of_store(connection, "K2") == []


def test_over_it_is_free_even_before_it_is_marked_so(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    assert reserve(shop, shelf, alias=2, now=made.until).alias == 2


def test_what_was_fetched_is_gone_until_somebody_counts_again(shop: Database, shelf: Shelf):
    made = reserve(shop, shelf)
    with shop.writing() as connection:
        assert reservations.change(connection, made.id, "ready", NOW + 1).state == "ready"
        assert reservations.change(connection, made.id, "fetched", NOW + 2).state == "fetched"
    shelf.refresh()
    assert free(shelf) == 0
    with shop.writing() as connection:
        count_stock(connection, "K2", DRESS_38, 3, NOW + HOUR, "till")
    shelf.refresh()
    assert free(shelf) == 3


@pytest.mark.parametrize("state", ["asked", "lost", "ready"])
def test_what_is_over_stays_over(shop: Database, shelf: Shelf, state: str):
    made = reserve(shop, shelf)
    with shop.writing() as connection:
        reservations.change(connection, made.id, "cancelled", NOW)
        with pytest.raises(OptionInvalid, match="cannot become"):
            reservations.change(connection, made.id, state, NOW)


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"kind": "forever"}, "no such kind"),
        ({"store": "K9"}, "no such store"),
        ({"gtin": "00000000000000"}, "not known"),
    ],
)
def test_what_is_not_there_cannot_be_held(shop: Database, shelf: Shelf, told: dict[str, str], message: str):
    with pytest.raises(OptionInvalid, match=message):
        reserve(shop, shelf, **told)


def test_nobody_holds_the_whole_shop(shop: Database, shelf: Shelf):
    with shop.writing() as connection:
        count_stock(connection, "K1", BAG, 50, NOW, "till")
    for number in range(reservations.MOST_ACTIVE):
        with shop.writing() as connection:
            count_stock(connection, f"X{number}", DRESS_38, 1, NOW, "till")
    with shop.writing() as connection:
        rows = [
            {"store": f"X{number}", "gtin": DRESS_38, "alias": 1, "kind": "hold", "state": "asked",
             "made": NOW, "until": NOW + HOUR, "changed": NOW}
            for number in range(reservations.MOST_ACTIVE)
        ]  # fmt: skip
        connection.execute(reservations.reservations.insert(), rows)
    with pytest.raises(OptionInvalid, match="Too much"):
        reserve(shop, shelf, store="K1", gtin=BAG)
