"""The guarantee clock: days, extensions, promises, and what nobody knows."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.programmes.impact import shipped
from oase.programmes.impact.formula import Happening
from oase.programmes.items.clock import Facts, Liability, Notice, Promise, clock, months_left
from oase.programmes.items.footprint import footprint
from oase.programmes.items.guarantees import says_for_life
from oase.programmes.law.liability import add_months

BOUGHT = date(2026, 8, 3)
DAY = date(2026, 11, 22)
FACTS = Facts("DE", BOUGHT, BOUGHT, "coat", "jacket")


def first(facts=FACTS, notices=(), promises=(), day=DAY):
    return clock(facts, notices, promises, day)[0]


def test_liability_runs_two_years_and_twelve_months_more_after_a_repair():
    """The first repair lengthens it, the second by nothing."""
    assert (first().ends, first().left) == (date(2028, 8, 3), 20)
    told = [Notice(12, date(2029, 8, 3), "r", DAY), Notice(0, date(2029, 8, 3), "r", DAY)]
    assert (first(notices=told).ends, first(notices=told).longer) == (date(2029, 8, 3), 12)


@pytest.mark.parametrize(("day", "state"), [(date(2028, 8, 3), "runs"), (date(2028, 8, 4), "over")])
def test_the_last_day_counts(day, state):
    """It holds until the end of that day."""
    assert first(day=day).state == state


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"country": ""}, "no_country"),
        ({"country": "BR"}, "no_rule"),
        ({"sold": None, "delivered": None}, "no_day"),
        ({"owned": "passed_on"}, "passed_on"),
    ],
)
def test_what_nobody_knows_is_to_be_checked(changed, why):
    """Never a guess."""
    line = first(FACTS._replace(**changed))
    assert (line.state, line.why, line.ends) == ("check", why, None)


def test_a_second_owner_has_nothing_of_what_was_told_to_the_first():
    """Sold again by the shop: a contract of her own, and no months of an older notice."""
    facts = FACTS._replace(sold=DAY, delivered=DAY, owned="from_shop")
    told = [Notice(12, None, "r", date(2026, 9, 1))]

    def law(_country, _day, is_used):
        return Liability(12 if is_used else 24, "r", "s")

    (line,) = clock(facts, told, [], DAY, law)
    assert (line.ends, line.longer) == (date(2027, 11, 22), 0)


def promise(**more):
    held = {"id": 1, "name": {"de": "Naht"}, "product": "", "garment": "", "country": "", "months": 60}
    held |= {
        "promise": {"de": "hält"},
        "remedies": ("repair",),
        "wear_cents": None,
        "begins": date(2026, 1, 1),
    }
    return Promise(**(held | {"ends": None} | more))


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({}, 1),
        ({"product": "coat"}, 1),
        ({"product": "hat"}, 0),
        ({"garment": "shoe"}, 0),
        ({"country": "AT"}, 0),
        ({"begins": date(2026, 8, 4)}, 0),
        ({"ends": date(2026, 8, 3)}, 1),
        ({"ends": date(2026, 8, 2)}, 0),
    ],
)
def test_a_promise_holds_for_what_was_bought_while_it_was_made(more, count):
    """Product, class, country, and the days of purchases it was made for."""
    assert len(clock(FACTS, [], [promise(**more)], DAY)) == 1 + count


def test_a_promise_without_years_waits_for_a_review():
    """No end is invented."""
    line = clock(FACTS, [], [promise(months=None)], DAY)[1]
    assert (line.state, line.why, line.ends) == ("review", "no_years", None)


@given(st.dates(date(2022, 1, 1), date(2080, 1, 1)), st.integers(0, 600))
@settings(max_examples=60, deadline=None)
def test_months_left_agree_with_the_calendar(day, months):
    """So many whole months fit, and not one more."""
    ends = add_months(day, months)
    left = months_left(day, ends)
    assert add_months(day, left) <= ends < add_months(day, left + 1)


@pytest.mark.parametrize("garment", ["jacket", "top", "trousers"])
def test_the_footprint_of_a_month_falls_with_every_extension(garment):
    """Each repair at home that comes off makes it less; one that failed makes it more."""
    mended, failed = Happening("repair", "kit"), Happening("repair", "send_in", is_done=False)
    steps = footprint(shipped(), garment, [mended, mended, mended, failed]).steps
    assert steps[0].p50 > steps[1].p50 > steps[2].p50 > steps[3].p50
    assert steps[4].p50 > steps[3].p50
    assert all(one.p5 < one.p50 < one.p95 for one in steps)


@pytest.mark.parametrize(
    "text", ["Lebenslange Garantie", "hält ewig", "Lifetime warranty", "guaranteed for life"]
)
def test_words_for_life_are_seen(text):
    """Whatever the language."""
    assert says_for_life([text])


@pytest.mark.parametrize(
    "text", ["fünf Jahre", "five years on seams", "Lebensdauer: wir reparieren", "lively colours"]
)
def test_other_words_are_left_alone(text):
    """Years are no life."""
    assert not says_for_life([text])
