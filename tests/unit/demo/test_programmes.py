"""A year of Lindwerk's programmes: the same for a seed, found by the rooms, and Anna's things."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from tests.truth.programmes import STORIES, Story, lived_in
from tests.truth.stories import NOW

from oase.db import open_database
from oase.demo import shop
from oase.demo.programmes import came, hers, truth, year
from oase.programmes.cases.states import STATES
from oase.programmes.items.life import life_of
from oase.programmes.items.owners import items_of
from oase.programmes.moving_in import Setting, play
from oase.programmes.tables import cases, guarantee_notices, take_backs, tickets, tour_stops
from oase.retail import keeping


def alias_of(kind: str, value: str) -> int:
    return zlib.crc32(f"{kind}{value}".encode())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with lived_in(tmp_path_factory.mktemp("programmes") / "house", 1_000) as lived:
        yield lived


@pytest.mark.parametrize("told", STORIES, ids=lambda one: one.__name__)
def test_planted_stories_are_found(story: Story, told: Callable[[Story], str]):
    assert told(story)


def test_seed_gives_the_same_year_again():
    assert year(600, 5, NOW, alias_of) == year(600, 5, NOW, alias_of)
    assert year(600, 5, NOW, alias_of) != year(600, 6, NOW, alias_of)


@pytest.mark.parametrize("now", [NOW, NOW - 13 * 3_600_000_000, NOW + 10 * 3_600_000_000])
def test_nothing_happens_in_the_future_whatever_the_hour(now: int):
    assert max(one.at for one in year(1_000, 7, now, alias_of).steps) <= now


def test_cases_stand_in_all_states_of_today(story: Story):
    states = Counter(story.connection.execute(select(cases.c.state)).scalars())
    assert set(states) <= set(STATES)
    assert {"opened", "label", "estimated", "waiting_for_part", "in_repair", "failed", "kit_sent"} <= set(
        states
    )


def test_take_backs_stand_in_all_states(story: Story):
    states = set(story.connection.execute(select(take_backs.c.state)).scalars())
    assert states == {"requested", "shipped", "received", "processed", "complete", "cancelled"}


def test_second_repair_lengthens_nothing(story: Story):
    rows = select(guarantee_notices.c.item, guarantee_notices.c.months).where(
        guarantee_notices.c.kind == "months", guarantee_notices.c.months > 0
    )
    longer = Counter(row.item for row in story.connection.execute(rows))
    assert longer
    assert max(longer.values()) == 1


def test_today_people_wait_at_the_bus(story: Story):
    today = select(tour_stops.c.id).where(tour_stops.c.state == "open")
    states = Counter(
        story.connection.execute(select(tickets.c.state).where(tickets.c.stop.in_(today))).scalars()
    )
    assert states == {"done": 8, "in_work": 3, "waiting": 5}


def test_anna_owns_two_things_of_which_one_was_mended(tmp_path):
    with open_database(tmp_path / "house", create=True, clock=lambda: NOW) as database:
        with database.writing() as connection:
            keeping.put(connection, shop(NOW, 7).articles, now=NOW, source="shop")
            play(connection, hers("anna-3", 42, NOW), Setting(ZoneInfo("Europe/Berlin"), "Lindwerk", bytes))
        with database.reading() as connection:
            held = items_of(connection, (42,))
            lives = [[event.kind for event in life_of(connection, one.id)] for one in held]
    assert len(held) == 2
    assert sum("repaired" in life for life in lives) == 1


def test_what_comes_while_it_is_served_never_ends():
    verbs = Counter(one.verb for one in islice(came(7), 300))
    assert set(verbs) == {"ticket.draw", "case.open"}


def test_default_demo_has_about_260_cases():
    assert sum(truth.counts_for(20_000).values()) == 263
