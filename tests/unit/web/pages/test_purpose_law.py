"""The pages of law, claims and markets, for managers and for customers."""

from __future__ import annotations

import re

import pytest

import oase
from oase.programmes.claims import markets, texts

TEXT = "412 Jacken repariert; Methode: gezählte Fälle; Spanne 400 bis 420."


@pytest.fixture
def folder(empty_folder):
    """A house without contacts: law and claims need none."""
    with oase.open(empty_folder):
        return empty_folder


@pytest.mark.parametrize("lang", ["de", "en"])
def test_law_says_what_holds_on_a_day(signed_in, lang):
    """Before and after the day of a rule the title counts differently; a source stands beside each."""
    browser = signed_in("manager", lang)
    before = browser.get("/purpose/law?country=DE&day=2026-07-30").text
    after = browser.get("/purpose/law?country=DE&day=2026-09-27").text
    assert before != after
    assert "eur-lex.europa.eu" in after
    assert ("gilt noch nicht" if lang == "de" else "does not hold yet") in before


def test_an_unknown_country_is_to_be_checked(signed_in):
    """No guess."""
    text = signed_in("manager").get("/purpose/law?country=BR").text
    assert "hier ist nichts bekannt" in text


def test_a_day_that_is_none_is_said(signed_in):
    """Told, not passed over."""
    found = signed_in("manager").get("/purpose/law?day=gestern")
    assert found.status_code == 400
    assert "Diesen Tag gibt es nicht" in found.text


def test_a_subsidy_is_added_and_removed(signed_in):
    """The company's own rows stand beside the shipped ones."""
    browser = signed_in("manager")
    fields = {"country": "DE", "region": "Köln", "category": "clothes", "share": "50", "most": "40",
              "begins": "2026-01-01", "ends": "", "source": "https://example.org/bonus"}  # fmt: skip
    assert browser.submit("/purpose/law", fields).status_code == 303
    assert "https://example.org/bonus" in browser.get("/purpose/law?country=DE").text
    assert browser.submit("/purpose/law", fields | {"share": "500"}).status_code == 400
    assert browser.submit("/purpose/law", {"remove": "1", "country": "DE"}).status_code == 303
    assert "https://example.org/bonus" not in browser.get("/purpose/law?country=DE").text


def test_a_text_is_read_marked_and_not_kept(signed_in, reach):
    """The linter works without a script, and marks the words."""
    values = {
        "text": "Unsere <b>nachhaltige</b> Jacke",
        "lang": "de",
        "medium": "page",
        "country": "DE",
        "day": "2026-11-22",
    }
    found = signed_in("manager").submit("/purpose/claims/read", values)
    assert found.status_code == 200
    assert '<mark class="blocks">nachhaltige<sup>1</sup></mark>' in found.text
    assert "<b>nachhaltige" not in found.text
    with reach.database.reading() as connection:
        assert texts.every(connection) == []


def test_a_text_is_released_only_with_evidence_beside_it(signed_in):
    """Kept, refused, evidence, released, withdrawn."""
    browser = signed_in("manager")
    values = {"text": TEXT, "lang": "de", "medium": "page", "country": "DE", "day": "2026-11-22"}
    path = browser.submit("/purpose/claims/keep", values).headers["location"].partition("?")[0]
    assert browser.submit(path, {"do": "release"}).status_code == 409
    evidence = {"do": "evidence", "title": "Zählung", "where": "https://example.org/z", "shown": "1"}
    assert browser.submit(path, evidence).status_code == 303
    assert browser.submit(path, {"do": "release"}).status_code == 303
    assert "Freigegeben, heute ohne Anstoß" in browser.get(path).text
    assert browser.submit(path, {"do": "withdraw"}).status_code == 303
    assert "Zurückgezogen" in browser.get(path).text


def test_what_is_no_text_is_refused_and_keeps_what_was_typed(signed_in):
    """A day that is none, a text that is none, a number that is none."""
    browser = signed_in("manager")
    values = {"text": TEXT, "lang": "de", "medium": "page", "country": "DE", "day": "morgen"}
    found = browser.submit("/purpose/claims/keep", values)
    assert found.status_code == 400
    assert TEXT in found.text
    assert browser.get("/purpose/claims/77").status_code == 404


def test_service_reads_but_changes_nothing(signed_in):
    """Rights as everywhere."""
    browser = signed_in("service")
    assert browser.get("/purpose/law").status_code == 200
    values = {"country": "DE", "lang": "de", "text": "Guten Tag.", "live": "1"}
    assert browser.submit("/purpose/markets", values).status_code == 403


def test_a_market_shows_only_what_the_linter_lets_pass(signed_in, reach):
    """A blocked text is not shown publicly, and nothing of it is kept."""
    browser = signed_in("manager")
    values = {"country": "AT", "lang": "de", "live": "1"}
    refused = browser.submit("/purpose/markets", values | {"text": "Unsere nachhaltigen Jacken."})
    assert refused.status_code == 400
    assert browser.submit("/purpose/markets", values | {"text": "Erster.\n\nZweiter."}).status_code == 303
    with reach.database.reading() as connection:
        held = markets.of_country(connection, "AT", "de")
    assert held is not None
    assert held.paragraphs == ("Erster.", "Zweiter.")


@pytest.mark.parametrize("lang", ["fr", "-1", "", "x" * 300])
def test_a_market_is_written_in_no_language_that_there_is_not(lang, signed_in):
    manager = signed_in("manager")
    assert manager.get("/purpose/markets", params={"in": lang}).status_code == 200
    answer = manager.submit("/purpose/markets", {"country": "DE", "lang": lang, "text": "Worte"})
    assert answer.status_code == 400


def _kept(browser, text=TEXT):
    values = {"text": text, "lang": "de", "medium": "page", "country": "DE", "day": "2026-11-22"}
    return browser.submit("/purpose/claims/keep", values).headers["location"].partition("?")[0]


def test_a_file_is_kept_as_evidence_and_comes_back_as_it_was(signed_in, reach):
    """On disk before its row; saved under a name of ours, with headers under which nothing in it runs."""
    browser, content = signed_in("manager"), b"%PDF-1.7 <script>alert(1)</script>"
    path = _kept(browser)
    files = {"file": ("Bericht <b>2026</b>.pdf", content, "application/pdf")}
    assert browser.submit(f"{path}/file?shown=1", files=files).status_code == 303
    shown = browser.get(path).text
    assert "<b>2026</b>" not in shown
    address = re.search(rf"{path}/evidence/\d+", shown)[0]
    found = browser.get(address)
    assert found.content == content
    assert found.headers["content-disposition"].startswith('attachment; filename="evidence-')
    assert "sandbox" in found.headers["content-security-policy"]
    assert found.headers["x-content-type-options"] == "nosniff"
    assert browser.submit(path, {"do": "release"}).status_code == 303
    (name,) = [one for one in (reach.database.folder / "evidence").rglob("*") if one.is_file()]
    assert name.read_bytes() == content
    assert browser.get(f"{path}/evidence/99").status_code == 404


def test_a_file_that_does_not_stand_beside_the_text_releases_nothing(signed_in):
    """Evidence on the same medium (Directive (EU) 2024/825)."""
    browser = signed_in("manager")
    path = _kept(browser)
    files = {"file": ("zahl.csv", b"jacken;412\n", "text/csv")}
    assert browser.submit(f"{path}/file", files=files).status_code == 303
    assert browser.submit(path, {"do": "release"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("seite.html", b"<script>alert(1)</script>"),
        ("bericht.pdf", b"<html>"),
        ("bild.png", b"\xff\xd8\xff"),
        ("tabelle.xlsx", b"PK\x03\x04 torn"),
        ("zahl.csv", b"a;b\0c"),
        ("leer.csv", b""),
        ("gross.csv", b"1;" * 10_000_001),
        ("../../x.svg", b"<svg/>"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_of_it_is_kept(signed_in, reach, name, content):
    """Kinds, content and size; the page says which are taken."""
    browser = signed_in("manager")
    path = _kept(browser)
    found = browser.submit(f"{path}/file?shown=1", files={"file": (name, content, "application/pdf")})
    assert found.status_code == 400
    assert "Diese Datei geht nicht" in found.text
    assert not list((reach.database.folder / "evidence").rglob("*.*"))
    with reach.database.reading() as connection:
        assert not texts.evidence_of(connection)


def test_only_who_edits_hands_in_evidence(signed_in):
    """Rights as everywhere."""
    path = _kept(signed_in("manager"))
    files = {"file": ("zahl.csv", b"jacken;412\n", "text/csv")}
    assert signed_in("service").submit(f"{path}/file", files=files).status_code == 403
