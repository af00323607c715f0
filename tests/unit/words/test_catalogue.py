"""The catalogue of texts and the words for closed lists."""

from __future__ import annotations

import re
import string

import pytest

from oase.errors import OptionInvalid
from oase.model import Evidence, LeadKind, Phase, State
from oase.words import CATALOGUE, badge, evidence, flag, lead_kind, phase, signed_state, state


def _places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_texts():
    """No text exists in one language only, and both have the same places to fill."""
    assert CATALOGUE["de"].keys() == CATALOGUE["en"].keys()
    for key, german in CATALOGUE["de"].items():
        assert _places(german) == _places(CATALOGUE["en"][key]), key


def test_no_text_is_empty_or_left_in_the_other_language():
    """Every sentence was translated: texts of several words differ between the languages."""
    for key, german in CATALOGUE["de"].items():
        assert german.strip(), key
        own_words = re.findall(r"[^\W\d]+", re.sub(r"\{\w+\}", "", german))
        assert len(own_words) < 2 or german != CATALOGUE["en"][key], key


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_member_of_the_closed_lists_has_its_word(lang):
    """States, phases, evidence and lead kinds are all named."""
    assert len({state(s, lang) for s in State}) == len(State)
    assert len({phase(p, lang) for p in Phase}) == len(Phase)
    assert len({evidence(e, lang) for e in Evidence}) == len(Evidence)
    assert len({evidence(e, lang, long=True) for e in Evidence}) == len(Evidence)
    assert all(lead_kind(k, lang) for k in LeadKind)


def test_states_stand_with_their_signs():
    """Sign and word stand together for every state."""
    shown = [signed_state(s, "de") for s in State]
    assert shown[0] == "★ Magischer Moment"
    assert shown[-1] == "… Noch offen"
    assert signed_state("competitor", "de") == "◈ Beim Wettbewerb"


def test_an_unknown_state_is_refused():
    """A word outside the closed list is not made up."""
    with pytest.raises(OptionInvalid, match="Unknown state"):
        state("great", "de")


def test_flags_and_badges_read_as_words():
    """A flag that is a state is named like it; unknown remarks stand as they are."""
    assert flag("performance", "de") == "Leistung"
    assert flag("order_unknown", "de") == "Reihenfolge unbekannt"
    assert flag("few_groups", "de") == "few groups"
    assert badge(["E", "B"], "de") == "B E · bereinigt, eigene Sicht"
