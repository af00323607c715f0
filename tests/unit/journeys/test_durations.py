"""Durations as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.journeys.durations import microseconds, spoken


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", dt.timedelta(minutes=30)),
        ("30 min", dt.timedelta(minutes=30)),
        ("36h", dt.timedelta(hours=36)),
        ("90d", dt.timedelta(days=90)),
        ("2w", dt.timedelta(weeks=2)),
        ("1d 12h", dt.timedelta(hours=36)),
        ("250ms", dt.timedelta(milliseconds=250)),
        (" 5S ", dt.timedelta(seconds=5)),
    ],
)
def test_units(text: str, length: dt.timedelta):
    """Every unit, in one or several parts, with or without spaces."""
    assert microseconds(text) == microseconds(length) == length // dt.timedelta(microseconds=1)


@given(st.integers(1, 10**15))
def test_spoken_durations_read_back(length: int):
    """What is shown means the same when typed in, to the millisecond."""
    whole = length - length % 1000 + 1000
    assert microseconds(spoken(whole)) == whole


@pytest.mark.parametrize("wrong", ["", "7", "d7", "-7d", "1.5h", "3 months", 7, None, "9999999999999w", "0d"])
def test_what_is_no_duration_is_refused(wrong):
    """Anything else is refused with an example of what is meant."""
    with pytest.raises(OptionInvalid, match=r"30m|more than zero"):
        microseconds(wrong)
