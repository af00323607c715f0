"""What others add to a repair stands beside the price, with source and day, and is never taken off it."""

from __future__ import annotations

from datetime import date

import pytest

from oase.app.programmes.advising import Question, advice_on
from oase.db import open_database
from oase.programmes.law.subsidies import Subsidy, add

NOON = 1_795_341_600_000_000  # 2026-11-22
ZONE = "Europe/Berlin"


@pytest.fixture
def connection(tmp_path):
    with open_database(tmp_path / "house", create=True) as database, database.writing() as connection:
        yield connection


def told(connection, country, garment="jacket"):
    return advice_on(connection, Question(garment, "zip", country, is_wear=True), NOON, ZONE)


def test_a_programme_of_a_country_is_named_with_source_and_day(connection):
    (found,) = told(connection, "FR").grants
    assert found.subsidy.name == "Bonus réparation textiles et chaussures"
    assert found.subsidy.source.startswith("https://")
    assert found.subsidy.checked == date(2026, 1, 31)
    assert found.subsidy.verify


def test_shoes_have_their_own(connection):
    assert {one.subsidy.category for one in told(connection, "FR", "shoe").grants} == {"shoes"}
    assert told(connection, "FR", "bag").grants == ()


def test_regions_are_named_and_what_has_ended_is_not(connection):
    own = {"country": "DE", "category": "all", "share": 50, "most_cents": 1_000, "source": "Rathaus"}
    checked = date(2026, 11, 1)
    add(connection, Subsidy(region="K", begins=date(2026, 1, 1), checked=checked, **own), "Mira")
    add(
        connection,
        Subsidy(region="B", begins=date(2025, 1, 1), ends=date(2026, 11, 21), checked=checked, **own),
        "Mira",
    )
    assert [one.subsidy.region for one in told(connection, "DE").grants] == ["K"]


def test_it_is_never_taken_off_what_she_pays(connection):
    """She claims it herself, and its money may be spent: the price is what it is."""
    before = told(connection, "DE").advice
    own = {"country": "DE", "category": "all", "share": 50, "most_cents": 1_000, "source": "Rathaus"}
    add(connection, Subsidy(begins=date(2026, 1, 1), checked=date(2026, 11, 1), **own), "Mira")
    after = told(connection, "DE")
    assert after.advice == before
    (grant,) = after.grants
    priced = {one.offer.way: one.pays_cents for one in before.ways if one.pays_cents}
    assert priced
    assert grant.most == {
        way: min(cents // 2, 1_000) for way, cents in priced.items() if way != "kit" and cents
    }


@pytest.mark.parametrize("country", ["", "XX", "DE"])
def test_nothing_is_made_up(connection, country):
    assert told(connection, country).grants == ()
