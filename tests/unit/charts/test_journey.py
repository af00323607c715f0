"""The journey map shows every phase, touched or not."""

from __future__ import annotations

import pytest

from oase.charts import journey_map


@pytest.mark.parametrize("compact", [False, True])
def test_untouched_phases_say_so(rows_of_touchpoints, compact):
    """A phase without touchpoints is there and says so."""
    svg = journey_map(rows_of_touchpoints, "en", compact=compact).svg
    assert "Loyalty" in svg
    assert "No touchpoint with" in svg
    assert "Need over" not in svg


@pytest.mark.parametrize("compact", [False, True])
def test_touchpoints_without_a_phase_are_kept(rows_of_touchpoints, compact):
    """Without any phase the touchpoints stand together, without empty phases around them."""
    rows = [row | {"phase": None} for row in rows_of_touchpoints]
    svg = journey_map(rows, "de", compact=compact).svg
    assert "Ohne Phase" in svg
    assert "Bedarf" not in svg
    assert all(word in svg for word in ("Beratung", "Kasse", "Newsletter"))


def test_the_mean_of_a_phase_is_weighted_with_answers():
    """A phase of +10 from 300 answers and +50 from 100 answers stands at +20."""
    rows = [
        {"touchpoint": "A", "phase": "use", "state": "open", "answers": 300, "fulfilment": 0.1},
        {"touchpoint": "B", "phase": "use", "state": "open", "answers": 100, "fulfilment": 0.5},
    ]
    assert "Use: fulfilment +20, 2 touchpoints" in journey_map(rows, "en").description


def test_states_and_letters_stand_in_words(rows_of_touchpoints):
    """Every touchpoint shows the word of its state, every letter is explained."""
    svg = journey_map(rows_of_touchpoints, "de").svg
    assert "Selbstverständlich" in svg
    assert "B bereinigt · D Stellvertreter" in svg
