"""A figure over time keeps every period, and breaks where one is missing."""

from __future__ import annotations

import pytest

from oase.charts import Lane, journey_map, trend

ROWS = [
    {"period": f"2026-{month:02d}", "fulfilment": None if month == 3 else 0.1 * month, "answers": month}
    for month in range(1, 7)
]


@pytest.mark.parametrize("compact", [False, True])
def test_a_missing_period_breaks_the_line(compact):
    """Five points in two stretches, the last period named."""
    drawn = trend(ROWS, "en", title="By month", compact=compact)
    assert drawn.svg.count("<circle") == 5
    assert drawn.svg.count("<path") == 2
    assert "2026-06" in drawn.svg
    assert "2026-03: —" in drawn.description
    assert "style=" not in drawn.inline


def test_nothing_known_says_so():
    """No axis without figures."""
    assert "<circle" not in trend([{"period": "2026-01", "fulfilment": None}], "de", title="Monate").svg


@pytest.mark.parametrize("compact", [False, True])
def test_lanes_and_the_word_of_the_experience_stand_on_the_map(compact):
    """A phase whose range lies above zero is exceeded; what a lane does not say is a dash."""
    levels = {"use": 0.2, "need": -0.2, "purchase": 0.0}
    rows = [
        {
            "touchpoint": phase,
            "phase": phase,
            "answers": 9,
            "fulfilment": level,
            "fulfilment_low": level - 0.1,
            "fulfilment_high": level + 0.1,
        }
        for phase, level in levels.items()
    ]
    svg = journey_map(rows, "en", lanes=[Lane("Owner", {"use": "Ms Kaya"})], compact=compact).svg
    for said in ("rather exceeded", "rather missed", "about as expected", "Owner", "Ms Kaya", "—"):
        assert said in svg
