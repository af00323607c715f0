"""Plays that try to get round the law: other spellings, look-alike letters, words put together, triggers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.decisions.plays import parse
from oase.decisions.plays.invalid import PlayInvalid
from oase.decisions.plays.sensitive import plainly, trait_in

from .test_reading import WISH, line_with, with_offer

HIDDEN = ("\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff")
LOOK_ALIKE = {"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і", "s": "ѕ", "x": "х"}


def refused(text: str) -> PlayInvalid:
    with pytest.raises(PlayInvalid) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize("trigger", ["stock.changed", "price.changed", "rating.new", "visit.ended"])
def test_no_offer_where_the_trigger_itself_is_hesitation(trigger: str):
    text = with_offer().replace('trigger = "store.near"', f'trigger = "{trigger}"')
    text = text.replace("consents = [", 'consents = ["in_store", ')
    error = refused(text)
    assert error.reason in ("hesitation", "place_needed")
    assert error.reason == "hesitation"
    assert error.line == line_with(text, "trigger =")


@pytest.mark.parametrize(
    "said",
    [
        "unent\u00adschlossen",
        "unentschlоssen",  # a Cyrillic o
        "ＵＮＥＮＴＳＣＨＬＯＳＳＥＮ",
        "zo\u0308gernd",
        "hеsitating",  # a Cyrillic e
    ],
)
def test_hesitation_in_another_spelling_is_no_reason_either(said: str):
    text = with_offer() + f'\n[[when]]\nfact = "mood"\nis = "{said}"\n'
    assert refused(text).reason == "hesitation"


@pytest.mark.parametrize(
    "said",
    [
        "Brustkrebsvorsorge", "Psychotherapie", "Zuckerkrankheit", "Unfruchtbarkeit", "ju\u0308disch",
        "krаnkheit", "schw\u00adanger", "ｓｃｈｗａｎｇｅｒ", "Parteimitglied", "Moschee", "asexuell",
        "Gehbehinderung", "IG-Metall", "Flüchtlingshilfe", "Dienstleistungsgewerkschaft",
    ],
)  # fmt: skip
def test_a_sensitive_trait_in_another_spelling_is_refused(said: str):
    assert trait_in(said) is not None
    for text in (
        WISH + f'\n[[when]]\nfact = "store"\nis = "{said}"\n',
        WISH + f'\n[[when]]\nfact = "size:dress:DE"\none_of = ["38", "{said}"]\n',
        WISH.replace("Gleich um die Ecke", f"Gut bei {said}"),
    ):
        assert refused(text).reason == "sensitive"


@given(st.sampled_from(["schwanger", "krebs", "gewerkschaft", "sexuell", "moschee"]), st.data())
def test_no_disguise_of_letters_helps(word: str, data: st.DataObject):
    shown = ""
    for letter in word:
        look = data.draw(st.sampled_from([letter, letter.upper(), LOOK_ALIKE.get(letter, letter)]))
        shown += look + data.draw(st.sampled_from(["", "", *HIDDEN]))
    assert trait_in(shown) is not None


@pytest.mark.parametrize(
    "said",
    ["Leinenkleid", "Herbstjacke", "Übergang", "Größe 38", "wohnt gut", "ein Glas Wasser", "Therme",
     "Kirschrot", "Sommerkleid für Köln", "warm und weich", "Ehrenstraße 12"],
)  # fmt: skip
def test_what_is_harmless_passes(said: str):
    assert trait_in(said, is_sentence=True) is None


def test_nested_conditions_are_none():
    for table in ('[[when]]\nany = [{ fact = "health", is = "x" }]\n', '[[when.when]]\nfact = "health"\n'):
        assert refused(f"{WISH}\n{table}").reason in ("unknown_key", "toml", "missing", "wrong_type")


@pytest.mark.parametrize("fact", ["wish", "bought", "size:dress:DE", "need:dress", "met:K1", "visit"])
def test_no_belief_without_consent_whatever_the_operator(fact: str):
    text = WISH.replace(', "personalisation"', "").replace('"personalisation", ', "")
    assert '"personalisation"' not in text
    kinds = (
        'is = "38"', "is = true", "is = 1", 'is_not = "38"', "is_not = true", "at_least = 1",
        "within_days = 3",
        "older_than_days = 0", 'none_of = ["38"]', "none_of = [true]", "none_of = [1]",
    )  # fmt: skip
    reasons = {refused(f'{text}\n[[when]]\nfact = "{fact}"\n{kind}\n').reason for kind in kinds}
    assert "belief_unconsented" in reasons
    assert reasons <= {"belief_unconsented", "wrong_type", "operator_type", "ends", "once"}


def test_plain_text_stays_as_it_is():
    assert plainly("Leinenkleid") == "Leinenkleid"
