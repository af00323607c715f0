"""Number, date and duration forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oase.errors import OptionInvalid
from oase.words import counted, date, duration, interval, listing, moment, number, points, quoted, share

_NBSP = "\N{NO-BREAK SPACE}"


def test_numbers_follow_each_language():
    """German and English separators, a true minus sign, a dash for what is missing."""
    assert [number(1234.5, "de"), number(1234.5, "en")] == ["1.234,5", "1,234.5"]
    assert number(-1_000_000, "de") == "−1.000.000"
    assert number(2310, "de", 1) == "2.310,0"
    assert number(np.int64(12), "en") == "12"
    assert [number(x, "de") for x in (None, math.nan, math.inf)] == ["—"] * 3


def test_shares_and_points_are_read_from_fractions():
    """A share of 0.123 is 12,3 %, a difference of 0.123 is +12,3."""
    assert share(0.123, "de") == f"12,3{_NBSP}%"
    assert share(0.123, "en", digits=0) == "12%"
    assert [points(0.123, "de"), points(-0.123, "en"), points(None, "de")] == ["+12,3", "−12.3", "—"]


@pytest.mark.parametrize("nothing", [0.0, -0.0, 0.0004, -0.0004])
def test_nothing_has_no_sign(nothing):
    """What rounds to zero is never shown as minus zero or plus zero."""
    assert points(nothing, "de") == "0,0"
    assert number(nothing, "de", 1) == "0,0"


def test_ranges_name_both_ends():
    """A range has both ends or is a dash."""
    assert interval(0.13, 0.166, "de") == "[13,0; 16,6]"
    assert interval(-0.0001, 0.05, "en") == "[0.0, 5.0]"
    assert interval(0.1, math.nan, "de") == "—"


def test_instants_are_shown_in_the_stated_zone():
    """A minute before midnight UTC is the next day in Berlin."""
    late = 1_795_305_540_000_000
    assert [date(late, "de"), date(late, "de", "Europe/Berlin")] == ["21.11.2026", "22.11.2026"]
    assert moment(late, "en", "Europe/Berlin") == "22 Nov 2026, 00:59"
    assert date(None, "de") == date(2**62, "de") == "—"


def test_an_unknown_zone_is_refused():
    """A mistyped time zone is the user's mistake, told as such."""
    with pytest.raises(OptionInvalid, match="time zone"):
        date(0, "de", "Europe/Berlyn")


@pytest.mark.parametrize(
    ("seconds", "german", "english"),
    [
        (0, "0 s", "0 s"),
        (59.4, "59 s", "59 s"),
        (59.7, "1 min", "1 min"),
        (3590, "1 h 00", "1 h 00"),
        (93_840, "26 h 04", "26 h 04"),
        (172_790, "2 Tage", "2 days"),
        (216_000, "2,5 Tage", "2.5 days"),
        (86_400 * 1200, "1.200 Tage", "1,200 days"),
        (-7200, "−2 h 00", "−2 h 00"),
        (None, "—", "—"),
    ],
)
def test_durations_use_the_unit_a_person_would(seconds, german, english):
    """Seconds, minutes, hours and days change over where people do, without 60 minutes ever shown."""
    assert [duration(seconds, "de"), duration(seconds, "en")] == [german, english]


def test_names_stay_on_one_line_inside_their_quotes():
    """Quotes, line breaks and missing names cannot break a sentence."""
    assert quoted('A „B"\n\tC', "de") == "„A 'B' C“"
    assert quoted(None, "en") == "“without a name”"


def test_lists_count_what_they_leave_out():
    """No name is silently dropped from a list."""
    assert listing([], "de") == ""
    assert listing(["A"], "de") == "A"
    assert listing(["A", "B", "C", "D"], "de") == "A, B, C und 1 weitere"
    assert [counted(n, "de") for n in (0, 1, 12, 13)] == ["Null", "Ein", "Zwölf", "13"]


def test_another_language_is_refused():
    """Oase says which languages it speaks."""
    with pytest.raises(OptionInvalid, match="language"):
        number(1, "fr")
