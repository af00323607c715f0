"""What somebody may try who has a token, or none: broken bodies, torn tokens, what belongs to others."""

from __future__ import annotations

import json

import httpx
import pytest

from .conftest import DRESS, Customer, Shop

DEEP = b"[" * 7000 + b"]" * 7000


def _post(customer: Customer, path: str, body: bytes) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    return customer.ask("POST", path, content=body, headers=headers)


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/consents", "/v1/wishlist/items", "/v1/questions"])
@pytest.mark.parametrize(
    "body",
    [
        b'{"trigger": "store.near", "x": ' + DEEP + b"}",
        DEEP,
        b'{"trigger": "store.near", "places": [{"store": "K1", "distanceM": NaN, "accuracyM": 1}]}',
        b'{"trigger": "store.near", "places": [{"store": "K1", "distanceM": 1e999, "accuracyM": 1}]}',
        b'{"trigger": "\\ud800"}',
        b'{"trigger": ["store.near"]}',
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_a_body_that_is_none_is_refused_and_nothing_is_kept(anna: Customer, path: str, body: bytes):
    answer = _post(anna, path, body)
    assert answer.status_code == 400, answer.text
    assert "Traceback" not in answer.text
    assert anna.get("/v1/me/receipts")["receipts"] == []


def test_more_places_than_allowed_and_stores_nobody_knows(anna: Customer):
    place = {"store": "nowhere", "distanceM": 1, "accuracyM": 1}
    fifty = anna.post("/v1/decisions", {"trigger": "store.near", "places": [place] * 50})
    assert fifty["outcome"] in ("withheld", "nothing")
    more = anna.ask("POST", "/v1/decisions", {"trigger": "store.near", "places": [place] * 51})
    assert more.status_code == 400


@pytest.mark.parametrize("path", ["/v1/me", "/v1/decisions"])
def test_a_token_that_is_torn_or_forged_opens_nothing(anna: Customer, path: str):
    good = anna.entered.token
    said, _, signed = good.partition(".")
    flipped = signed[:-2] + ("A" if signed[-2] != "A" else "B") + signed[-1]
    torn = [said, f"{said}.", f"{said}.{flipped}", good[:-1], good + "A", good + "=", f"{good}.x"]
    odd = [good.replace("oct_", "OCT_"), good.upper(), "oct_", "oct_.", "oct_" + "A" * 5000]
    for token in (*torn, *odd):
        headers = {"Authorization": f"Bearer {token}"}
        method = "GET" if path == "/v1/me" else "POST"
        answer = anna.ask(method, path, headers=headers, content=b'{"trigger": "store.near"}')
        assert answer.status_code == 401, (token[:60], answer.text)


def test_no_token_lives_on_after_signing_out(anna: Customer):
    old = anna.entered
    assert anna.ask("POST", "/v1/me/sign-out").status_code == 204
    assert anna.ask("GET", "/v1/me").status_code == 401
    assert anna.ask("POST", "/v1/decisions", {"trigger": "store.near"}).status_code == 401
    assert anna.ask("POST", "/v1/me/token", {"refresh": old.refresh}).status_code == 401


def test_nothing_of_another_is_read_or_changed_by_its_number(shop: Shop, anna: Customer, bea: Customer):
    question = anna.post("/v1/questions", {"store": "K1", "gtin": DRESS, "text": "Gibt es das in Blau?"})
    held = anna.post("/v1/reservations", {"gtin": DRESS, "store": "K1", "kind": "hold"})
    anna.post("/v1/decisions", {"trigger": "store.near",
                                "places": [{"store": "K1", "distanceM": 9, "accuracyM": 9}]})  # fmt: skip
    shop.house.work_off()
    (receipt,) = anna.get("/v1/me/receipts")["receipts"]
    none = bea.ask("GET", "/v1/me/receipts/0000000000000000")
    for method, path, body in (
        ("GET", f"/v1/me/receipts/{receipt['id']}", None),
        ("POST", f"/v1/me/receipts/{receipt['id']}/said", {"said": "not_today"}),
        ("DELETE", f"/v1/reservations/{held['id']}", None),
    ):
        answer = bea.ask(method, path, body)
        assert answer.status_code == none.status_code == 404, (path, answer.text)
    theirs = json.dumps([bea.get("/v1/questions"), bea.get("/v1/reservations"), bea.get("/v1/me/export")])
    assert "Blau" not in theirs
    assert receipt["id"] not in theirs
    assert anna.get("/v1/questions")["questions"][0]["id"] == question["id"]
    assert anna.get("/v1/reservations")["reservations"][0]["state"] == "asked"
