"""When a shop is open: holidays of its state, Sundays, exceptions, clock changes, midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.retail.articles import Store
from oase.retail.hours import Hours, check_hours

BERLIN = ZoneInfo("Europe/Berlin")
USUAL = "Mo-Sa 10:00-20:00; PH off; Dec 24 09:00-14:00; Dec 31 10:00-14:00"
HOUR = 3_600_000_000


def at(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> int:
    """Return a local time, such as "2026-11-21 18:30", in microseconds since 1970."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round((local - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))


def shop(hours: str, **others: str) -> Hours:
    return Hours(
        Store(**{"code": "K1", "name": "Ehrenstraße", "subdivision": "NW", "hours": hours, **others})
    )


def test_open_says_until_when():
    opening = shop(USUAL).opening(at("2026-11-21 18:30"))
    assert opening.is_open
    assert opening.closes == at("2026-11-21 20:00")
    assert opening.opens is None
    assert opening.why == "open"


def test_the_end_of_the_day_is_closed_and_its_start_open():
    hours = shop(USUAL)
    assert not hours.opening(at("2026-11-21 20:00")).is_open
    assert hours.opening(at("2026-11-21 20:00") - 1).is_open
    assert hours.opening(at("2026-11-21 10:00")).is_open
    assert not hours.opening(at("2026-11-21 10:00") - 1).is_open


@pytest.mark.parametrize(
    ("moment", "why", "opens"),
    [
        ("2026-11-20 22:00", "night", "2026-11-21 10:00"),
        ("2026-11-20 07:00", "night", "2026-11-20 10:00"),
        ("2026-11-22 12:00", "sunday", "2026-11-23 10:00"),
        ("2026-11-01 12:00", "holiday:Allerheiligen", "2026-11-02 10:00"),
        ("2026-06-04 12:00", "holiday:Fronleichnam", "2026-06-05 10:00"),
        ("2027-05-27 12:00", "holiday:Fronleichnam", "2027-05-28 10:00"),
        ("2026-12-24 16:00", "special", "2026-12-28 10:00"),  # two holidays and a Sunday follow
        ("2026-12-25 12:00", "holiday:Erster Weihnachtstag", "2026-12-28 10:00"),
        ("2026-12-26 12:00", "holiday:Zweiter Weihnachtstag", "2026-12-28 10:00"),
        ("2027-01-01 12:00", "holiday:Neujahr", "2027-01-02 10:00"),
        ("2027-03-26 12:00", "holiday:Karfreitag", "2027-03-27 10:00"),
    ],
)
def test_closed_says_why_and_when_it_opens(moment: str, why: str, opens: str):
    opening = shop(USUAL).opening(at(moment))
    assert (opening.is_open, opening.why, opening.closes) == (False, why, None)
    assert opening.opens == at(opens)


def test_christmas_eve_is_as_it_is_written():
    hours = shop(USUAL)
    assert hours.opening(at("2026-12-24 09:00")).closes == at("2026-12-24 14:00")
    assert hours.opening(at("2026-12-24 08:59")).why == "night"


def test_a_holiday_is_one_of_the_state():
    """Corpus Christi is kept in Cologne and not in Berlin, Reformation Day in Hamburg and not in Cologne."""
    moment = at("2026-06-04 12:00")
    assert not shop(USUAL, subdivision="NW").opening(moment).is_open
    assert shop(USUAL, subdivision="BE").opening(moment).is_open
    assert not shop(USUAL, subdivision="HH").opening(at("2026-10-31 12:00")).is_open
    assert shop(USUAL, subdivision="NW").opening(at("2026-10-31 12:00")).is_open


def test_hours_that_say_nothing_of_holidays_mean_closed_then():
    hours = shop("Mo-Sa 10:00-20:00")
    assert hours.opening(at("2026-12-25 12:00")).why == "holiday:Erster Weihnachtstag"
    assert (
        shop("Mo-Fr 10:00-20:00; Sa 10:00-18:00; Dec 25 11:00-13:00").opening(at("2026-12-25 12:00")).is_open
    )
    assert shop("24/7").opening(at("2026-12-25 12:00")).is_open


def test_hours_on_holidays_and_sundays_are_those_written():
    hours = shop("Mo-Sa 10:00-20:00; Su,PH 12:00-17:00")
    assert hours.opening(at("2026-06-04 13:00")).closes == at("2026-06-04 17:00")
    assert hours.opening(at("2026-06-04 18:00")).why == "holiday:Fronleichnam"
    assert hours.opening(at("2026-11-22 13:00")).is_open
    assert hours.opening(at("2026-11-22 18:00")).why == "night"


def test_a_sunday_that_is_open_for_once():
    hours = shop("Mo-Sa 10:00-20:00; PH off; 2026 Nov 29 13:00-18:00")
    assert hours.opening(at("2026-11-29 14:00")).closes == at("2026-11-29 18:00")
    assert hours.opening(at("2026-11-22 14:00")).why == "sunday"


def test_a_weekday_on_which_it_never_opens():
    assert shop("Tu-Sa 10:00-18:00; PH off").opening(at("2026-11-23 12:00")).why == "day"


def test_a_pause_at_noon_is_not_a_closed_day():
    opening = shop("Mo-Fr 09:00-12:30,14:00-18:00").opening(at("2026-11-23 13:00"))
    assert (opening.why, opening.opens) == ("night", at("2026-11-23 14:00"))


def test_closing_after_midnight_belongs_to_the_evening_before():
    hours = shop("Fr-Sa 18:00-02:00; PH off")
    assert hours.opening(at("2026-11-21 00:30")).closes == at("2026-11-21 02:00")
    assert hours.opening(at("2026-11-20 23:30")).closes == at("2026-11-21 02:00")
    assert hours.opening(at("2026-11-22 01:00")).is_open
    assert not hours.opening(at("2026-11-22 02:00")).is_open


def test_an_evening_before_a_holiday_reaches_into_it_and_not_out_of_it():
    hours = shop("Mo-Su 18:00-02:00; PH off")
    assert hours.opening(at("2026-12-25 01:00")).is_open  # what began on the 24th
    assert not hours.opening(at("2026-12-26 01:00")).is_open
    assert not hours.opening(at("2026-12-27 01:00")).is_open
    assert hours.opening(at("2026-12-27 19:00")).is_open


def test_the_night_in_which_an_hour_is_shown_twice():
    """On 25 October 2026 a door that closes at 2:30 does so when the clock first shows it, and once."""
    hours = shop("Mo-Su 20:00-02:30; PH 20:00-02:30")
    first, second = at("2026-10-25 02:30"), at("2026-10-25 02:30", fold=1)
    assert second - first == HOUR
    assert hours.opening(first - 1).closes == first
    assert not hours.opening(first).is_open
    assert not hours.opening(second - 1).is_open
    whole = shop("24/7").spans(date(2026, 10, 25))
    assert sum(until - since for since, until in whole) == 25 * HOUR


def test_the_night_in_which_an_hour_is_left_out():
    """On 28 March 2027 the clock goes from 2:00 to 3:00: 2:30 is the moment of the change."""
    change = at("2027-03-28 03:00")
    assert shop("Mo-Su 20:00-02:30").opening(change - HOUR).closes == change
    assert shop("Mo-Su 02:30-06:00").opening(change - 1).opens == change
    whole = shop("24/7").spans(date(2027, 3, 28))
    assert sum(until - since for since, until in whole) == 23 * HOUR


def test_hours_of_the_day_after_a_clock_change_are_those_of_the_wall_clock():
    hours = shop(USUAL)
    assert hours.opening(at("2026-10-24 21:00")).opens == at("2026-10-26 10:00")
    assert hours.opening(at("2027-03-27 21:00")).opens == at("2027-03-30 10:00")  # Easter Monday between


def test_always_open_has_no_end_and_never_open_no_start():
    assert shop("24/7").opening(at("2026-11-22 03:00")).closes is None
    assert shop("off").opening(at("2026-11-22 03:00")).opens is None


def test_another_zone_keeps_its_own_clock():
    hours = shop("Mo-Fr 09:00-17:00", country="US", subdivision="NY", timezone="America/New_York")
    assert hours.opening(at("2026-11-20 22:30")).is_open  # 16:30 there
    assert hours.opening(at("2026-11-26 12:00", "America/New_York")).why == "holiday:Thanksgiving Day"


def test_a_holiday_has_a_name_in_both_languages():
    hours = shop(USUAL)
    assert hours.holiday(date(2026, 11, 1), "de") == "Allerheiligen"
    assert hours.holiday(date(2026, 11, 1), "en") == "All Saints' Day"
    assert hours.holiday(date(2026, 11, 2), "en") == ""


def test_the_word_in_a_remark_is_no_holiday():
    assert shop('Mo-Sa 10:00-20:00 "PH; frei"').opening(at("2026-11-21 12:00")).is_open


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"hours": "jeden Tag"}, "opening hours"),
        ({"hours": "Mo-Sa 10:00-20:00; SH off"}, "School"),
        ({"timezone": "Europe/Köln"}, "time zone"),
        ({"country": "XX"}, "country"),
        ({"subdivision": "XX"}, "part of the country"),
        ({"hours": ""}, "opening hours"),
    ],
)
def test_what_cannot_be_understood_is_said(changed: dict[str, str], word: str):
    with pytest.raises(OptionInvalid, match=word) as caught:
        check_hours(Store(**{"code": "K1", "name": "", "subdivision": "NW", "hours": USUAL, **changed}))
    assert caught.value.where == "store K1"


@given(
    st.integers(min_value=0, max_value=2 * 366 * 24 * 60),
    st.sampled_from([USUAL, "Mo-Su 18:00-02:30; PH off"]),
)
def test_what_is_said_of_the_next_change_comes_true(minutes: int, text: str):
    """Open until then, and not longer; closed until then, and not longer."""
    hours, moment = shop(text), at("2026-01-01 00:00") + minutes * 60_000_000
    opening = hours.opening(moment)
    change = opening.closes if opening.is_open else opening.opens
    assert change is not None
    assert change > moment
    assert hours.opening(change - 1).is_open == opening.is_open
    assert hours.opening(change).is_open != opening.is_open
    assert shop(text).opening(moment) == hours.opening(moment)
