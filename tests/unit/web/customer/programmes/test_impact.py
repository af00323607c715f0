"""The public counter: what was published with everything it rests on; every word of it passes the linter."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from litestar.testing import TestClient
from sqlalchemy import insert

from oase.programmes.claims import check
from oase.programmes.impact import claims
from oase.programmes.impact.period import period
from oase.programmes.tables import cases, items

AT = 1_781_000_000_000_000  # 9.6.2026
SPRING = period(date(2026, 1, 1), date(2026, 6, 30), "Europe/Berlin")
TODAY = date(2026, 11, 21)


def _blank(table):
    return {
        column.name: "" if column.type.python_type is str else 0
        for column in table.columns
        if not column.nullable and column.name != "id"
    }


@pytest.fixture
def client(shop):
    return TestClient(shop.app)


@pytest.fixture
def published(shop):
    """A claim over four jackets."""
    with shop.reach.database.writing() as connection:
        for number, outcome in enumerate(["Fixed", "Fixed", "Fixed", "End of life"]):
            row = _blank(items) | {"serial": str(number), "garment": "jacket"}
            item = connection.execute(insert(items).values(row)).inserted_primary_key[0]
            told = {"number": f"N{number}", "key": f"K{number}", "kind": "repair", "way": "kit", "item": item}
            connection.execute(insert(cases).values(_blank(cases) | told | {"outcome": outcome, "ended": AT}))
    with shop.reach.database.writing() as connection:
        return claims.publish(connection, SPRING, who="Ida", now=shop.clock(), day=TODAY)


def shown(page: str) -> str:
    """Return what a visitor reads: sentences, one under the other."""
    body = re.sub(r"<(head|svg|nav|header).*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s*<[^>]*>\s*", "\n", body))


def test_nothing_published_says_so(client):
    page = client.get("/p/impact?lang=de")
    assert page.status_code == 200
    assert "Noch nichts veröffentlicht" in page.text


@pytest.mark.parametrize("lang", ["de", "en"])
def test_what_was_published_stands_there_word_for_word_with_its_evidence(client, published, lang):
    page = client.get(f"/p/impact?lang={lang}")
    text = html.unescape(page.text)
    assert published.text[lang] in text
    assert published.digest in text
    for source in ("WRAP, Displacement Rates Untangled", "Ecobalyse (MIT)", "environmental-impact-data"):
        assert source in text
    assert "litre" not in text, "no water in public"
    assert "PEF" not in text, "no single score for customers"
    assert page.headers["x-robots-tag"].startswith("noindex")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_every_word_of_the_page_passes_the_linter(client, published, lang):
    page = client.get(f"/p/impact?lang={lang}").text
    assert check(shown(page), lang=lang, country="DE", day=TODAY).verdict != "blocked"
    titles_of_sources = r'<span class="small">[^<]*</span>'
    verdict = check(shown(re.sub(titles_of_sources, "", page)), lang=lang, country="DE", day=TODAY)
    assert [(one.words, one.said) for one in verdict.findings] == []


def test_a_withdrawn_claim_leaves_with_its_reason(client, published, shop):
    with shop.reach.database.writing() as connection:
        claims.withdraw(connection, published.id, because="Zwei <b>Fälle</b> doppelt", now=shop.clock())
    page = client.get("/p/impact?lang=de").text
    assert "Noch nichts veröffentlicht" in page
    assert "Zwei &lt;b&gt;Fälle&lt;/b&gt; doppelt" in page
    assert html.escape(published.text["de"]) not in page


def test_looking_changes_nothing(client, published, shop):
    with shop.reach.database.reading() as connection:
        before = claims.every(connection)
    client.get("/p/impact")
    client.head("/p/impact")
    with shop.reach.database.reading() as connection:
        assert claims.every(connection) == before
