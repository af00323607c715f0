"""What a period holds: each thing once, with its denominators, from the tables of other rooms."""

from __future__ import annotations

from datetime import date

import pytest

from oase.errors import OptionInvalid
from oase.programmes.impact.counting import counted, restored, stored
from oase.programmes.impact.events import done_until
from oase.programmes.impact.period import period
from oase.programmes.items.life import Event, happened
from oase.retail import keeping
from oase.retail.articles import Product, Variant

from .conftest import AT, DAY

YEAR = period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin")


def test_repairs_are_counted_by_way_and_outcome_with_what_can_be_reckoned(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        jacket, bag = shop.item("jacket"), shop.item("")
        shop.case(jacket, way="send_in")
        shop.case(bag, way="send_in", outcome="End of life")
        shop.case(way="kit", outcome="Unknown")
        found = counted(connection, YEAR)
    assert found.programmes["send_in"] == (2, 1, 0, 1)
    assert found.programmes["kit"] == (1, 0, 1, 0)
    assert found.repairs == (3, 1, 1, 1)
    assert sum(found.histories.values()) == 1


def test_what_has_not_ended_is_open_and_not_counted(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        shop.case(shop.item("jacket"), at=None, outcome="")
        shop.case(shop.item("jacket"), at=YEAR.ends + DAY)
        found = counted(connection, YEAR)
    assert (found.repairs.all, found.open) == (0, 2)


def test_a_case_that_ended_without_outcome_counts_only_if_something_was_sent(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        shop.case(shop.item("jacket"), outcome="")
        sent = shop.case(shop.item("jacket"), outcome="", way="send_in")
        shop.logged(sent, "shipped")
        found = counted(connection, YEAR)
    assert found.repairs == (1, 0, 1, 1), "parcels were sent for nothing: that is reckoned as failed"


def test_an_exchange_is_no_repair(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        shop.case(shop.item("jacket"), kind="exchange")
        found = counted(connection, YEAR)
    assert found.everything.all == 0


def test_a_ticket_that_became_a_case_counts_once(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        shop.ticket("Fixed")
        shop.ticket("Fixed", case=shop.case(shop.item("jacket"), way="event"))
        found = counted(connection, YEAR)
    assert found.programmes["event"] == (2, 2, 0, 1)


def test_a_line_of_life_adds_only_what_stands_nowhere_else(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        jacket = shop.item("jacket")
        case = shop.case(jacket, way="kit")
        happened(connection, Event("a", jacket, "repaired", AT, f"case:{case}", {"way": "kit"}))
        happened(connection, Event("b", jacket, "repaired", AT + 1, "", {"way": "store"}))
        happened(connection, Event("c", jacket, "repair_failed", AT + 2, ""))
        found = counted(connection, YEAR)
    assert found.repairs.all == 3
    assert found.programmes["store"].done == 1
    assert found.programmes["other"].unknown == 1
    assert list(found.histories.values()) == [1], "one item, one history"


def test_a_resale_is_counted_with_its_item_and_what_was_before_the_period(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        jacket = shop.item("jacket")
        shop.case(jacket, at=YEAR.begins - 1)
        shop.resale(jacket)
        shop.resale(None, category="trousers")
        found = counted(connection, YEAR)
    assert found.resold == (2, 2, 0, 2)
    pasts = dict(list(found.histories))
    assert [one.is_counted for one in pasts["jacket"]] == [False, True]
    assert found.repairs.all == 0


def test_days_are_those_of_the_house_both_included(database, workshop):
    day = period(date(2026, 3, 29), date(2026, 3, 29), "Europe/Berlin")  # an hour shorter
    assert day.ends - day.begins == 23 * 3_600_000_000
    with database.writing() as connection:
        shop = workshop(connection)
        for at in (day.begins - 1, day.begins, day.ends - 1, day.ends):
            shop.case(shop.item("jacket"), at=at)
        assert counted(connection, day).repairs.all == 2


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(OptionInvalid, match="before the first"):
        period(date(2026, 2, 1), date(2026, 1, 1), "UTC")


def test_what_was_counted_is_the_same_after_it_was_kept(database, workshop):
    with database.writing() as connection:
        shop = workshop(connection)
        shop.case(shop.item("jacket"))
        shop.resale(shop.item("top"))
        found = counted(connection, YEAR)
    assert restored(stored(found)) == found


def test_the_class_of_a_thing_comes_from_its_article_or_from_the_ticket(database, workshop):
    """Without an item of its own: by the article number as the shop knows it; the item's word goes first."""
    with database.writing() as connection:
        shop = workshop(connection)
        product = Product(id="P1", name={"de": "Jacke"}, garment="jacket")
        variant = Variant(gtin="09520000000011", product="P1")
        keeping.put(connection, [product, variant], now=AT, source="test")
        shop.case(gtin="09520000000011")
        shop.case(shop.item("shoe"), gtin="09520000000011")
        shop.case(shop.item(""), gtin="09520000000011")
        shop.case(gtin="00000000000000")
        shop.ticket("Fixed", garment="dress")
        shop.ticket("Fixed")
        found = done_until(connection, YEAR.ends)
    assert sorted(one.garment for one in found) == ["", "", "dress", "jacket", "jacket", "shoe"]
