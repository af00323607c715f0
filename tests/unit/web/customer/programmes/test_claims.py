"""The public page of a claim: what may be said today with what carries it, nothing else of the register."""

from __future__ import annotations

from datetime import date

import pytest
from litestar.testing import TestClient

from oase.programmes.claims import evidence, texts

TEXT = "412 Jacken repariert; Methode: gezählte Fälle; Spanne 400 bis 420."
PDF = b"%PDF-1.7 counted"


@pytest.fixture
def client(shop):
    return TestClient(shop.app)


def kept(shop, *, is_released=True, is_shown=True, **more):
    database = shop.reach.database
    file = evidence.keep_file(database.folder, "Zählung.pdf", PDF)
    said = {"text": TEXT, "lang": "de", "medium": "page", "country": "DE", "day": date(2026, 11, 1)} | more
    with database.writing() as connection:
        held = texts.keep(connection, **said, who="Mira", now=1)
        proof = {"where": file.where, "content": PDF, "who": "Mira", "now": 1}
        number = texts.add_evidence(connection, held.id, title="Zählung", is_shown=is_shown, **proof)
        if is_released:
            texts.release(connection, held.id, today=date(2026, 11, 21))
    return held.id, number


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_released_text_shows_its_evidence_on_the_same_page(shop, client, lang):
    """Without login or script, in both languages; the file itself is one click away."""
    claim, number = kept(shop)
    page = client.get(f"/p/claims/{claim}?lang={lang}")
    assert page.status_code == 200
    assert TEXT in page.text
    assert "Mira" not in page.text
    assert f'href="/p/claims/{claim}/{number}"' in page.text
    file = client.get(f"/p/claims/{claim}/{number}")
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]


def test_drafts_withdrawn_texts_and_hidden_evidence_are_nobodys_business(shop, client):
    """404 for all of them, as for what there is not."""
    draft, number = kept(shop, is_released=False)
    later, _ = kept(shop, day=date(2027, 1, 1))
    gone, gone_number = kept(shop, lang="en")
    with shop.reach.database.writing() as connection:
        texts.withdraw(connection, gone)
    for path in (draft, f"{draft}/{number}", later, gone, f"{gone}/{gone_number}", 99, "x", "1" * 40):
        assert client.get(f"/p/claims/{path}").status_code == 404
    shown, _ = kept(shop, medium="label")
    with shop.reach.database.writing() as connection:
        hidden = texts.add_evidence(
            connection, shown, title="Intern", where="https://example.org/x", is_shown=False, who="", now=1
        )
    assert "Intern" not in client.get(f"/p/claims/{shown}").text
    assert client.get(f"/p/claims/{shown}/{hidden}").status_code == 404
