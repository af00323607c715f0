"""How results show themselves in a notebook."""

from __future__ import annotations

import pyarrow as pa

import oase


def test_verdicts_show_themselves_in_german_as_journeys_do():
    """Without a language named, the picture of the verdicts speaks German, like those of journeys."""
    rows = range(300)
    survey = pa.table(
        {
            "Kasse": [1 + i % 5 for i in rows],
            "Beratung": [1 + i * 3 % 7 % 5 for i in rows],
            "again": [int(i % 5 > 2) for i in rows],
        }
    )
    answers = oase.read_answers(survey, touchpoints=["Kasse", "Beratung"], outcome="again", scale=(1, 5))
    assert "Erfüllung" in oase.magic_moments(answers)._repr_html_()


def test_a_check_is_shown_in_words():
    """In a console, too, a check is read, not taken apart."""
    found = oase.check(pa.table({"Wifi": [5, 1, 4], "Boarding": [4, 2, 3]}), lang="en")
    assert repr(found).startswith("These data carry the evidence")
