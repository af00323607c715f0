"""The two clocks against a count of every minute: clock changes, holidays by state, years, nobody there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.truth.clocks import (
    DAY,
    HOUR,
    MINUTE,
    NIGHTS,
    ODD,
    USUAL,
    Minutes,
    at,
    free_days,
    invented,
    quantile_by_minutes,
    run,
    written,
)

from oase.errors import OptionInvalid
from oase.service.answer_times import answer_times, summary
from oase.service.clocks import kind_of_day, staffed, staffed_all, wall
from oase.service.correspondence import Clocked
from oase.service.hours import Channel, Hours

BERLIN = "Europe/Berlin"
PLACES = [("DE", "NW", BERLIN), ("DE", "BE", BERLIN), ("DE", "SN", BERLIN), ("GB", "ENG", "Europe/London")]
NIGHTS_OF_CHANGE = [at("2026-03-28T12:00"), at("2026-10-24T12:00"), at("2025-10-25T12:00")]
TURNS = [at("2026-12-30T12:00"), at("2027-12-30T12:00"), at("2026-05-30T00:00"), at("2026-10-30T00:00")]


def mail(**more: str) -> Hours:
    return Hours(Channel(**{"name": "Mail", "hours": "Mo-Fr 09:00-17:00", "subdivision": "NW", **more}))


@st.composite
def plans(draw: st.DrawFn) -> dict[int, list[tuple[int, int]]]:
    """Draw hours by weekday, to the minute: one to three stretches; the days alike or each its own."""
    spans = st.lists(st.integers(1, 1440), min_size=2, max_size=6, unique=True).map(
        lambda cuts: list(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
    )
    if draw(st.booleans()):
        return dict.fromkeys(range(7), draw(spans))
    return {day: draw(spans) for day in draw(st.sets(st.integers(0, 6), min_size=1))}


@given(
    plan=st.one_of(plans(), st.sampled_from([USUAL, NIGHTS, ODD])),
    place=st.sampled_from(PLACES),
    around=st.sampled_from(NIGHTS_OF_CHANGE + TURNS),
    spans=st.lists(st.tuples(st.integers(0, 4 * DAY), st.integers(0, 4 * DAY)), min_size=1, max_size=20),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_clocks_are_those_of_a_count_of_minutes(plan, place, around, spans):
    """On clock-change nights and turns of the year, with holidays, to the microsecond."""
    country, state, zone = place
    hours = Hours(
        Channel(name="Mail", hours=written(plan), country=country, subdivision=state, timezone=zone)
    )
    minutes = Minutes(plan, zone, free_days(country, state), around, around + 4 * DAY)
    starts = [around + min(pair) for pair in spans]
    ends = [around + max(pair) for pair in spans]
    counted = [minutes.between(start, end) for start, end in zip(starts, ends, strict=True)]
    assert staffed_all(starts, ends, hours).tolist() == counted
    assert [wall(start, end) for start, end in zip(starts, ends, strict=True)] == [
        end - start for start, end in zip(starts, ends, strict=True)
    ]


def test_the_nights_of_the_clock_changes_are_as_long_as_they_are():
    """From Saturday noon to Sunday noon it is 23 hours in March and 25 in October."""
    assert wall(at("2026-03-28T12:00", BERLIN), at("2026-03-29T12:00", BERLIN)) == 23 * HOUR
    assert wall(at("2026-10-24T12:00", BERLIN), at("2026-10-25T12:00", BERLIN)) == 25 * HOUR
    nights = mail(hours="Mo-Su 22:00-06:00")
    assert staffed(at("2026-03-28T12:00", BERLIN), at("2026-03-29T12:00", BERLIN), nights) == 7 * HOUR
    assert staffed(at("2026-10-24T12:00", BERLIN), at("2026-10-25T12:00", BERLIN), nights) == 9 * HOUR


def test_an_early_shift_is_no_night_of_the_day_before():
    """From midnight to half past two, on the day after a holiday too."""
    early = mail(hours="Mo-Su 00:00-02:30,10:00-20:00")
    start, end = at("2026-12-27T00:00", BERLIN), at("2026-12-27T10:00", BERLIN)
    assert staffed(start, end, early) == 2.5 * HOUR


def test_a_message_that_waits_for_years_has_waited_for_years():
    start, end = at("2023-01-01T00:00", BERLIN), at("2026-01-01T00:00", BERLIN)
    minutes = Minutes({day: [(540, 1020)] for day in range(5)}, BERLIN, free_days("DE", "NW"), start, end)
    assert wall(start, end) == (3 * 365 + 1) * DAY  # 2024 is a leap year; both ends are winter time
    assert staffed(start, end, mail()) == minutes.between(start, end)


@pytest.mark.parametrize(
    ("day", "state", "kind"),
    [
        ("2026-06-04", "NW", "holiday"),  # Corpus Christi
        ("2026-06-04", "BE", "weekday"),
        ("2026-10-31", "HH", "holiday"),  # Reformation Day, a Saturday
        ("2026-10-31", "NW", "weekend"),
        ("2026-11-18", "SN", "holiday"),  # Day of Repentance
        ("2026-11-18", "BY", "weekday"),
        ("2026-11-01", "NW", "holiday"),  # All Saints', a Sunday
        ("2026-11-01", "BE", "weekend"),
        ("2026-11-20", "NW", "weekday"),
    ],
)
def test_the_kind_of_a_day_is_that_of_the_channel_s_own_state(day, state, kind):
    assert kind_of_day(at(f"{day}T12:00", BERLIN), mail(subdivision=state)) == kind


def test_the_kind_of_a_day_is_that_of_the_channel_s_own_clock():
    """At 23:30 UTC on New Year's Eve it is New Year in Berlin and not yet in London or New York."""
    moment = at("2026-12-31T23:30")
    assert kind_of_day(moment, mail()) == "holiday"
    assert kind_of_day(moment, mail(country="GB", subdivision="ENG", timezone="Europe/London")) == "weekday"


def test_a_channel_without_hours_has_days_but_no_staffed_clock():
    hours = mail(hours="")
    assert not hours.is_staffed
    assert kind_of_day(at("2026-06-04T12:00", BERLIN), hours) == "holiday"
    held = [Clocked(1, "Mail", at("2026-06-04T12:00"), "open", None)]
    (row,) = answer_times(held, {"Mail": hours}, at("2026-06-05T12:00"))
    assert (row.wall, row.staffed, row.kind) == (DAY, None, "holiday")
    assert summary([row], clock="staffed") == []


def test_hours_that_cannot_be_understood_are_refused_by_the_name_of_the_channel():
    with pytest.raises(OptionInvalid) as error:
        mail(hours="Mo-Fr neun bis fünf")
    assert error.value.where == "channel Mail"
    with pytest.raises(OptionInvalid):
        mail(subdivision="XX")
    with pytest.raises(OptionInvalid):
        mail(timezone="Europe/Entenhausen")


def test_names_of_holidays_are_of_the_calendar_and_at_hand():
    assert mail().holiday(date(2026, 11, 1)) == "Allerheiligen"
    assert mail(subdivision="BE").holiday(date(2026, 11, 1)) == ""


@given(seed=st.integers(0, 10_000), count=st.integers(1, 60))
@settings(max_examples=25, deadline=None)
def test_quantiles_are_those_of_going_through_every_minute(seed, count):
    """Open messages wait on, closed ones compete; a share that is not reached is not made up."""
    import random

    held = invented(random.Random(seed), count)
    rows = answer_times(held.messages, {"Mail": Hours(Channel(name="Mail"))}, held.now)
    (found,) = summary(rows, by=())
    for p, quantile in ((0.5, found.p50), (0.9, found.p90)):
        assert quantile.value == quantile_by_minutes(rows, p)
    assert found.answered + found.closed + found.open == found.messages == count


def test_what_ends_later_than_now_is_still_open_and_what_comes_later_is_not_there():
    start = at("2026-11-20T12:00")
    held = [
        Clocked(1, "Mail", start, "answered", start + 3 * HOUR),
        Clocked(2, "Mail", start + 2 * HOUR, "open", None),
    ]
    (row,) = answer_times(held, {"Mail": mail()}, start + HOUR)
    assert (row.end, row.wall) == ("open", HOUR)


def test_a_promise_is_judged_when_its_time_is_over_for_quick_ones_too():
    """Else the quick ones alone would count, and every new day would look well."""
    hours = {"Mail": Hours(Channel(name="Mail", promise_minutes=120))}
    start = at("2026-11-20T12:00")
    held = [
        Clocked(1, "Mail", start, "answered", start + HOUR),
        Clocked(2, "Mail", start, "answered", start + 3 * HOUR),
        Clocked(3, "Mail", start, "open", None),
        Clocked(4, "Mail", start, "closed", start + HOUR),
        Clocked(5, "Mail", start + 9 * HOUR, "answered", start + 9 * HOUR + MINUTE),  # not over yet
    ]
    (found,) = summary(answer_times(held, hours, start + 10 * HOUR))
    assert found.due == 4
    assert found.within is not None
    assert found.within.value == 0.25


def test_what_is_asked_for_must_be_known():
    with pytest.raises(OptionInvalid):
        summary([], by=("colour",))


def test_the_truth_in_small():
    lines = run(full=False)
    assert len(lines) == 3
