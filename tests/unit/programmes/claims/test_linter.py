"""The linter of claims: lists of sentences, dates, countries, and what stands around a word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.programmes.claims import check

NOW = date(2026, 11, 22)
FOLDER = Path(__file__).parent
LISTS = ("sentences", "blind", "blind_later", "pages", "nature")
"""Each with both kinds; ``judged`` is one more, of sentences whose verdict was set down by others."""


def _rows(name: str) -> list[tuple[str, str, str]]:
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    return [(want, lang, text) for want, lang, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(
    ("want", "lang", "text"), [row for name in (*LISTS, "judged") for row in _rows(name)]
)
def test_every_sentence_is_judged_as_written_down(want, lang, text):
    """All lists, in the country and on the day for which they were written."""
    verdict = check(text, lang=lang, country="DE", day=NOW)
    assert verdict.verdict == want, verdict.findings


def test_the_lists_are_long_enough_and_hold_both_kinds_in_both_languages():
    """At least 60 sentences in the first; blocked and passing ones in German and English in each."""
    assert len(_rows("sentences")) >= 60
    for name in LISTS:
        kinds = {(want, lang) for want, lang, _ in _rows(name)}
        assert {(want, lang) for want in ("blocked", "passes") for lang in ("de", "en")} <= kinds


def test_before_the_day_it_warns_and_from_then_on_it_blocks():
    """Directive (EU) 2024/825 holds from 27.9.2026."""
    before = check("Our sustainable jacket.", lang="en", country="AT", day=date(2026, 9, 26))
    after = check("Our sustainable jacket.", lang="en", country="AT", day=date(2026, 9, 27))
    assert (before.verdict, before.findings[0].severity) == ("check", "warns")
    assert (after.verdict, after.findings[0].severity) == ("blocked", "blocks")
    assert before.findings[0].begins == date(2026, 9, 27)


def test_a_statutory_right_as_a_gift_is_blocked_long_before():
    """That rule is older than the one about environmental claims."""
    text = "Zwei Jahre Gewährleistung, exklusiv bei uns."
    assert check(text, day=date(2026, 1, 1)).verdict == "blocked"


@pytest.mark.parametrize(
    ("country", "text", "want"),
    [
        ("BR", "Our sustainable jacket.", "check"),
        ("GB", "Our sustainable jacket.", "check"),
        ("CH", "Unsere klimaneutrale Jacke.", "blocked"),
        ("CH", "Unsere nachhaltige Jacke.", "check"),
        ("BR", "A warm jacket.", "passes"),
    ],
)
def test_each_country_has_its_own_law_and_an_unknown_one_asks(country, text, want):
    """No guess for countries without a row."""
    assert check(text, lang="en", country=country, day=NOW).verdict == want


@pytest.mark.parametrize(
    "text",
    [
        "NACHHALTIG",
        "nach\N{SOFT HYPHEN}haltig",
        "Nachaltig",
        "klima-neutral",
        "Klima neutral",
        "EcoLine",
        "oekologisch",
    ],
)
def test_spelling_does_not_help(text):
    """Capitals, soft hyphens, ASCII umlauts, a common slip, joined and parted words."""
    assert check(f"Unsere Jacke: {text}.", day=NOW).verdict == "blocked"


def test_a_finding_names_the_words_as_written():
    """Where they stand, even behind characters that fold into two."""
    text = "Für Größe M: umwelt\N{SOFT HYPHEN}freundliche Mode."
    (finding,) = check(text, day=NOW).findings
    assert text[finding.start : finding.end] == finding.words == "umwelt\N{SOFT HYPHEN}freundliche"


def test_one_word_is_told_once():
    """What is plainly an offset claim is not told again as something to look at."""
    (finding,) = check("Unsere Jacke ist klimaneutral.", day=NOW).findings
    assert (finding.kind, finding.severity) == ("offset", "blocks")


def test_each_language_tells_what_to_say_instead():
    """The advice is in the language asked for."""
    told = {check("nachhaltig", lang=lang, day=NOW).findings[0].said for lang in ("de", "en")}
    assert len(told) == 2


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text):
    """Whatever is typed: a verdict, and places inside the text."""
    for finding in check(text, day=NOW).findings:
        assert 0 <= finding.start < finding.end <= len(text)


def test_a_text_without_end_is_refused():
    """No page of a book at once."""
    with pytest.raises(OptionInvalid, match="too long"):
        check("a" * 10_001, day=NOW)
