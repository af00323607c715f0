"""Funnels beside each other."""

from __future__ import annotations

import re
from html import unescape

import pytest

from oase.charts import funnels

NAMES = ["Startseite", '<script>alert("1")</script>', "L" * 200]
ROWS = [
    {"persons": 1234, "share_of_first": 1.0, "low": 1.0, "high": 1.0},
    {"persons": 600, "share_of_first": 600 / 1234, "low": 0.46, "high": 0.51},
    {"persons": 0, "share_of_first": 0.0, "low": 0.0, "high": 0.003},
]
NOBODY = [{"persons": 0, "share_of_first": None, "low": None, "high": None}] * 3


@pytest.mark.parametrize("compact", [False, True])
def test_every_group_has_its_share_and_counts_at_every_step(compact: bool) -> None:
    drawn = funnels([("neu", ROWS), ("x" * 200, NOBODY)], NAMES, "de", title="Beide", compact=compact)
    told = [unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", drawn.inline)]
    assert told.count("neu") == 3
    assert "48,6\N{NO-BREAK SPACE}%" in told
    assert "600 von 1.234" in told
    assert told.count("—") == 3
    assert "<script" not in drawn.inline
    assert not re.search(r"\sstyle=", drawn.inline)


def test_ranges_stay_inside_the_picture() -> None:
    drawn = funnels([("neu", ROWS)], NAMES, "en", title="One")
    ends = [float(x) for x in re.findall(r'x2="([\d.]+)"', drawn.inline)]
    assert ends
    assert max(ends) <= drawn.width


def test_nothing_to_compare_says_so() -> None:
    assert "Nothing to compare" in funnels([], NAMES, "en", title="None").description
