"""Verdicts never say more than their evidence."""

from __future__ import annotations

import itertools
import re

import pytest

from oase.model import Evidence, State
from oase.words import verdict

_NAMES = ["Reparatur vor Ort", 'Frag „Anna".', "Chat: 24/7 (neu); wirkt!", "", None, "None → nan", "{name}"]
_SUBSETS = [s for n in range(9) for s in itertools.combinations([e.value for e in Evidence], n)]
_FIGURES = [
    {},
    {"reward_low": 0.09, "reward_high": 0.15, "penalty_low": -0.09, "penalty_high": -0.05},
    {"reward_low": -0.02, "reward_high": 0.08, "penalty_low": -0.09, "penalty_high": 0.02},
    {"reward_low": 0.031, "reward_high": 0.034, "penalty_low": None, "penalty_high": -0.05},
    {"reward_low": float("nan"), "reward_high": 0.15, "fulfilment_low": 0.1, "fulfilment_high": 0.2},
    {"fulfilment_low": 0.1, "lead_low": -0.13, "lead_high": -0.07, "competitor": "Norrfell & Söhne"},
    {"answers": 120, "answers_needed": 500, "flags": ["order_unknown"]},
    {"answers": 120, "answers_needed": 121, "flags": None},
    {"answers": 9000, "answers_needed": 500, "segment": "Neukunden", "facet": None},
    {"change_low": 0.02, "change_high": 0.05, "reward_low": 0.1, "reward_high": 0.2},
    {"change_low": -0.02, "change_high": 0.05, "flags": ["magic_own_view"]},
    {"change_low": -0.04, "change_high": -0.01},
    {"outcome_mean": 48.0, "reward_low": 3.0, "reward_high": 7.5, "penalty_low": -4.0, "penalty_high": 2.0},
    {"answers": 9000, "answers_needed": None, "flags": ["depends_on_later"], "segment": "all"},
]
_NEVER = (
    r"bewies|beweis|entscheid|verursach|führt zu|sorgt|\bwirkt|\bweil\b|dadurch|garantier|"
    r"prove|decid|decisive|\bleads? to|\bdrives?\b|because|\bmakes? |ensures"
)
_CAUSES = r"bewirk|causes?\b"


def _rows():
    for kind, letters, figures in itertools.product(State, _SUBSETS, _FIGURES):
        yield {"touchpoint": "Beratung", "state": kind.value, "evidence": list(letters), **figures}


def _outside_quotes(sentence: str) -> str:
    return re.sub(r"„[^“]*“|“[^”]*”", "X", sentence)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_words_never_exceed_the_letters(lang):
    """Over all states, all sets of letters and missing figures: no forbidden word, no cause without A."""
    for row in _rows():
        said = verdict(row, lang)
        assert not re.search(_NEVER, said, re.IGNORECASE), said
        weakened = set(row["evidence"]) & set("RCDFG")
        if "A" not in row["evidence"] or weakened:
            assert not re.search(_CAUSES, said), said
        if "B" not in row["evidence"] and "A" not in row["evidence"]:
            assert not re.search(r"kaufte|bought", said), said


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_verdict_is_one_proper_sentence(lang):
    """One final stop, balanced brackets, no double blanks, nothing of Python's in it."""
    for row in _rows():
        said = verdict(row, lang)
        plain = _outside_quotes(said)
        assert plain[0].isupper(), said
        assert said.endswith("."), said
        assert not re.search(r"[.!?] |\.\.|  | [,;:.)]|\( |\bNone\b|\bnan\b|\{|\}|\[", plain), said
        assert plain.count("(") == plain.count(")") <= 2, said
        assert len(said) < 500, said


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("name", _NAMES)
def test_any_name_fits(name, lang):
    """Names with quotes, stops, braces or nothing at all stay inside one pair of quotation marks."""
    for kind in State:
        said = verdict({"touchpoint": name, "state": kind.value, "evidence": ["B"]}, lang)
        assert said.count("„" if lang == "de" else "”") == 1, said
        assert said.endswith("."), said


@pytest.mark.parametrize("lang", ["de", "en"])
def test_proxy_and_own_view_are_said(lang):
    """D and E stand in words behind every claim that rests on them."""
    for kind in set(State) - {State.OPEN}:
        said = verdict({"touchpoint": "X", "state": kind.value, "evidence": ["B", "D", "E"]}, lang)
        assert ("Stellvertreter" if lang == "de" else "proxy") in said
        assert ("nur eigene Sicht" if lang == "de" else "own view only") in said


def test_the_weaker_letter_sets_the_verb():
    """Each letter has its own wording, from cause down to no verdict."""
    row = {"touchpoint": "X", "state": "magic", "reward_low": 0.09, "reward_high": 0.15}
    row |= {"change_low": 0.02, "change_high": 0.05}
    said = {
        letters: verdict({**row, "evidence": list(letters)}, "de")
        for letters in ("A", "B", "R", "C", "F", "G")
    }
    assert "Änderung bewirkt mehr Käufe, 2 bis 5 von 100 mehr" in said["A"]
    assert "kaufte danach häufiger, 9 bis 15 von 100 mehr" in said["B"]
    assert "bereinigt, kein Versuch" in said["B"]
    assert "in derselben Befragung" in said["R"]
    assert "hängt mit der Weiterempfehlung zusammen" in said["C"]
    assert "Texte deuten" in said["F"]
    assert "kein Urteil" in said["G"]


def test_own_view_makes_a_candidate():
    """Without competitors' answers a touchpoint can only be a candidate."""
    row = {"touchpoint": "X", "state": "latent", "evidence": ["B", "E"], "flags": ["magic_own_view"]}
    assert "Kandidat" in verdict(row, "de")
    assert "candidate" in verdict({**row, "state": "magic", "flags": None}, "en")
    assert "schlummernd" in verdict({**row, "flags": []}, "de")


def test_open_says_what_is_missing():
    """An open verdict names the answers needed or what it depends on."""
    row = {"touchpoint": "X", "state": "open", "answers": 120, "answers_needed": 1500.2}
    assert "es fehlen noch etwa 1.381 Antworten" in verdict(row, "de").lower().replace(
        "antworten", "Antworten"
    )
    assert "depends on later touchpoints" in verdict({**row, "flags": ["depends_on_later"]}, "en")
    assert "trotz 5.000 Antworten" in verdict({**row, "answers": 5000}, "de")
    assert "reichen noch nicht" in verdict({"touchpoint": "X", "state": "open"}, "de")


def test_a_competitor_ahead_is_named_with_its_range():
    """The lead of the competitor stands with its range where it is known."""
    row = {"touchpoint": "X", "state": "competitor", "evidence": ["B"], "lead_low": -0.13, "lead_high": -0.07}
    assert "„Norrfell“ liegt um 7 bis 13 Prozentpunkte vorn" in verdict(
        {**row, "competitor": "Norrfell"}, "de"
    )
    assert "the competition is ahead by 7 to 13" in verdict(row, "en")


def test_an_outcome_that_is_no_share_is_not_told_in_hundreds():
    """Amounts of money are told as they are, never as so many in a hundred."""
    row = {"touchpoint": "X", "state": "magic", "evidence": ["B"], "outcome_mean": 48.0}
    said = verdict(row | {"reward_low": 3.0, "reward_high": 7.5}, "de")
    assert "im Mittel ein höheres Ergebnis, 3,0 bis 7,5 mehr als bei erfüllter Erwartung" in said
    assert "von 100" not in said
