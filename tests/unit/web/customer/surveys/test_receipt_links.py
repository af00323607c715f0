"""Links for receipts over the interface: they open the page, and refuse what cannot be."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient

from oase.contacts.keys import create_key
from oase.web.api import make_api

PATH = "/api/v1/surveys/links"


@pytest.fixture
def company(asking):
    asking.put_live("three_taps")
    _, secret = create_key(asking.reach.database, "admin", "till")
    with TestClient(make_api(asking.reach)) as client:
        client.headers["Authorization"] = f"Bearer {secret}"
        yield client


def test_a_link_on_a_receipt_opens_its_page(company, asking):
    told = company.post(PATH, json={"order": "4711", "touchpoint": "Kauf"})
    assert told.status_code == 201
    made = told.json()
    assert made["qr"].startswith("<svg")
    assert made["url"].startswith("http://testserver")
    assert made["expiresAt"] > "2026-12-20"
    assert asking.page.get(urlsplit(made["url"]).path).status_code == 200
    assert asking.rows("select key, source from transactions") == [("order:4711", "link")]


@pytest.mark.parametrize(
    "body",
    [
        {"touchpoint": "Kauf"},
        {"touchpoint": "Kauf", "order": "1", "transaction": "order:1"},
        {"touchpoint": "Kauf", "order": "1", "medium": "pigeon"},
        {"touchpoint": "Kauf", "transaction": "contact:unknown"},
        {"touchpoint": "Kauf", "order": "1", "person": "nobody"},
        {"touchpoint": "", "order": "1"},
        {"touchpoint": "Kauf", "order": "1", "survey": "trust"},
    ],
)
def test_what_cannot_be_is_refused(company, asking, body):
    reply = company.post(PATH, json=body)
    assert 400 <= reply.status_code < 500
    assert asking.rows("select count(*) from transactions") == [(0,)]


def test_an_admin_key_alone_makes_links(company):
    company.headers["Authorization"] = "Bearer wrong"
    assert company.post(PATH, json={"order": "1", "touchpoint": "Kauf"}).status_code == 401
