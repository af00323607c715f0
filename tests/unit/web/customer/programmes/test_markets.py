"""The public pages about rights: every country of the tables, sources and days, own paragraphs, no guess."""

from __future__ import annotations

from datetime import date

import pytest
from litestar.testing import TestClient

from oase.programmes.claims import markets
from oase.programmes.items import guarantees


@pytest.fixture
def client(shop):
    return TestClient(shop.app)


def test_every_country_of_the_tables_has_a_page_in_both_languages(client):
    """The list leads to each; a page names source and day."""
    listed = client.get("/p/rights?lang=de")
    assert listed.status_code == 200
    for country in ("de", "at", "ch", "nl"):
        assert f"/p/rights/{country}?lang=de" in listed.text
        for lang, word in (("de", "Kenntnisstand"), ("en", "known up to")):
            page = client.get(f"/p/rights/{country}?lang={lang}")
            assert page.status_code == 200
            assert word in page.text


def test_an_unknown_country_says_so_and_what_is_no_country_is_not_there(client):
    """No guess for Brazil; no page for anything else."""
    assert "wissen wir nicht sicher" in client.get("/p/rights/br?lang=de").text
    assert client.get("/p/rights/b%3Cr?lang=de").status_code == 404


def test_own_paragraphs_are_shown_as_text_only_while_they_are_live(client, shop):
    """Drafts stay inside; markup is not read."""
    told = {"who": "Frau B", "now": shop.clock()}
    with shop.reach.database.writing() as connection:
        markets.put(connection, "AT", "de", "Wir <b>helfen</b>.", is_live=False, **told)
    assert "helfen" not in client.get("/p/rights/at?lang=de").text
    with shop.reach.database.writing() as connection:
        markets.put(connection, "AT", "de", "Wir <b>helfen</b>.", is_live=True, **told)
    page = client.get("/p/rights/at?lang=de")
    assert "Wir &lt;b&gt;helfen&lt;/b&gt;." in page.text
    assert "noindex" in page.headers["x-robots-tag"]


def test_a_guarantee_over_two_years_shows_what_its_label_says(client, shop):
    """Years, for what, by whom, where it is live and the rule holds; up to two years and drafts show none."""
    named = {"de": "Jacken", "en": "Jackets"}
    promise = {"de": "Alle Nähte.", "en": "All seams."}
    with shop.reach.database.writing() as connection:
        for months, is_live in ((60, True), (24, True), (120, False)):
            draft = guarantees.Draft(named, promise, date(2026, 1, 1), months)
            term = guarantees.create(connection, draft, who="", now=shop.clock())
            if is_live:
                guarantees.live(connection, term.id, who="")
    german = client.get("/p/rights/de?lang=de").text
    assert german.count("GARAN, Garantie") == 1
    assert "5 Jahre auf Jacken, gegeben von Lindwerk" in german
    assert "(24 Monate)" in german
    assert "5 years on Jackets" in client.get("/p/rights/at?lang=en").text
    assert "GARAN, guarantee of" not in client.get("/p/rights/gb?lang=en").text
