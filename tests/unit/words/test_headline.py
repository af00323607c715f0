"""Headlines say the finding."""

from __future__ import annotations

import itertools
import re

import pytest

from oase.model import State
from oase.words import headline, lede


def _row(name, state, **more):
    return {"touchpoint": name, "state": state, "evidence": ["B"], **more}


def test_magic_moments_are_counted_and_named_best_first():
    """The names stand in the order of their prize."""
    rows = [_row("A", "magic", prize=0.01), _row("B", "magic", prize=0.03), _row("C", "pain")]
    assert headline(rows, "de", "Lindwerk") == "Zwei magische Momente bei Lindwerk: B und A."
    assert headline(rows[:1], "en", "Lindwerk") == "One magic moment at Lindwerk: A."


def test_many_are_cut_with_a_count():
    """More than three names end in a count of the others."""
    rows = [_row(f"T{i}", "magic", prize=1 / (i + 1)) for i in range(14)]
    assert headline(rows, "de") == "14 magische Momente: T0, T1, T2 und 11 weitere."


def test_own_view_has_candidates_only():
    """Without competitors' answers nothing is called a magic moment."""
    rows = [_row(n, "latent", flags=["magic_own_view"]) | {"evidence": ["B", "E"]} for n in "ABC"]
    assert (
        headline(rows, "de", "Lindwerk") == "Drei Kandidaten für magische Momente bei Lindwerk: A, B und C."
    )
    assert headline(rows, "en").startswith("Three candidates for magic moments: A")


def test_none_is_said_plainly():
    """Without a magic moment the headline says what is there instead."""
    assert headline([_row("A", "neutral")], "de") == "Noch kein Touchpoint ist ein magischer Moment."
    pains = [_row("A", "pain", penalty=-0.1), _row("B", "pain", penalty=-0.2)]
    assert headline(pains, "de") == "Noch kein magischer Moment, aber zwei Schmerzpunkte: B und A."
    assert headline([_row("A", "open")], "en", "Lindwerk").startswith("No verdict at Lindwerk yet")
    assert headline([], "de", "Lindwerk") == "Noch keine Antworten bei Lindwerk."


def test_segments_do_not_count_twice():
    """Where rows of the whole exist, segments stay out of the headline."""
    rows = [
        _row("A", "magic", segment=None),
        _row("A", "magic", segment="neu"),
        _row("B", "magic", segment="neu"),
    ]
    assert headline(rows, "de") == "Ein magischer Moment: A."


def test_text_and_behaviour_make_no_headline():
    """Evidence F and G carry no claim, so they never reach the headline."""
    for letter in "FG":
        rows = [_row("A", "magic") | {"evidence": [letter]}, _row("B", "pain") | {"evidence": [letter]}]
        assert headline(rows, "de") == "Noch kein Touchpoint ist ein magischer Moment."
        assert "A" not in lede(rows, "de")


def test_the_lede_tells_range_pain_and_what_is_open():
    """Two or three sentences: strongest range, worst pain, how many are open."""
    rows = [
        _row("Reparatur", "magic", reward_low=0.13, reward_high=0.166),
        _row("Rückgabe", "pain", penalty=-0.07, penalty_low=-0.09, penalty_high=-0.05),
        *[_row(n, "open") for n in "XYZ"],
    ]
    said = lede(rows, "de")
    assert "Am stärksten ist der Unterschied bei „Reparatur“: Wer sich übertroffen sah" in said
    assert "13 bis 17 von 100 mehr als bei erfüllter Erwartung (bereinigt, kein Versuch)." in said
    assert "Der größte Schmerzpunkt ist „Rückgabe“" in said
    assert said.endswith("Drei Touchpoints sind noch offen.")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_mixture_reads_well(lang):
    """All sets of states give a headline and a lede in proper form."""
    for size in range(4):
        for kinds in itertools.combinations_with_replacement(State, size):
            rows = [_row(f"T{i}", kind.value) for i, kind in enumerate(kinds)]
            for said in (headline(rows, lang, "Lindwerk"), lede(rows, lang)):
                assert said[0].isupper()
                assert said.endswith(".")
                assert not re.search(r"\bNone\b|\bnan\b|  | [,;:.]|\.\.", said), said
