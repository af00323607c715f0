"""What somebody may try who has a token, or none: broken bodies, torn tokens, what belongs to others."""

from __future__ import annotations

import json

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from oase.decisions.plays.conditions import Condition, compiled
from oase.decisions.situation import Situation
from oase.model import Fact
from oase.web.api import make_api

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


def test_guessing_what_renews_a_session_keeps_nobody_waiting(shop: Shop, anna: Customer):
    with shop.house.rooms.database.writing() as connection:  # the pipeline writes just now
        connection.execute(text("update customer_sessions set used = used"))
        answer = anna.ask("POST", "/v1/me/token", {"refresh": "guessed"})
        assert answer.status_code == 401


def test_a_condition_believes_again_what_she_said_after_contradicting():
    when = compiled((Condition("size:dress:DE", "is", "38"),))
    situation = Situation(trigger="store.near", at=100)
    said, wrong = Fact("38", 5), Fact(1, 7)
    assert when({"size:dress:DE": said}, situation)[0]
    assert not when({"size:dress:DE": said, "wrong:size:dress:DE": wrong}, situation)[0]
    assert when({"size:dress:DE": Fact("38", 9), "wrong:size:dress:DE": wrong}, situation)[0]
    assert when({"size:dress:DE": said, "wrong:size:dress:DE": Fact(0, 8)}, situation)[0]


@pytest.mark.parametrize(
    "path",
    [
        "/app/../../../../etc/passwd", "/app/%2e%2e/%2e%2e/etc/passwd", "/app/..%2f..%2fshell.html",
        "/app/drawings/..%2fapp.js", "/app/shell.html", "/app//etc/passwd",
        "/app/drawings/dress.svg%00.js", "/app/static/app.js",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_app(anna: Customer, path: str):
    answer = anna.ask("GET", path)
    assert answer.status_code in (404, 400), answer.text[:80]


@pytest.mark.parametrize(
    "shade",
    [
        '"onload="alert(1)',
        "fff",
        "ffffff\n",
        "gggggg",
        "<script>",
        "ffffff%22/%3E",
        "FFFFFF",
        "ｆｆｆｆｆｆ",
        "123456 ",
    ],
)
def test_no_shade_but_six_digits_gets_into_a_drawing(anna: Customer, shade: str):
    plain = anna.ask("GET", "/app/drawings/dress.svg").content
    answer = anna.ask("GET", "/app/drawings/dress.svg", params={"shade": shade})
    assert answer.content == plain
    assert b"123456" in anna.ask("GET", "/app/drawings/dress.svg?shade=123456").content
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "number", ["//evil.example", "%2F%2Fevil.example", "javascript:alert(1)", "1%0d%0aX: y", "9" * 40]
)
def test_a_scanned_link_leads_nowhere_but_into_the_app(anna: Customer, number: str):
    answer = anna.ask("GET", f"/01/{number}", follow_redirects=False)
    assert answer.status_code in (303, 404)
    assert answer.headers.get("location", "/app#/scan/unreadable") == "/app#/scan/unreadable"
    assert "x" not in answer.headers


def test_the_app_may_be_framed_by_its_own_house_alone_and_the_worker_serves_nothing_else(anna: Customer):
    shell, worker = anna.ask("GET", "/app"), anna.ask("GET", "/app/sw.js")
    policy = shell.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert worker.headers["service-worker-allowed"] == "/app"
    assert shell.headers["x-content-type-options"] == "nosniff"


def test_a_customers_token_opens_nothing_of_the_company(shop: Shop, anna: Customer):
    """The paths of managers and of keys are other applications: what is asked here is hers alone."""
    for path in ("/v1/customers", "/v1/persons", "/v1/settings", "/v1/me/../settings"):
        assert anna.ask("GET", path).status_code == 404
    interface = make_api(shop.reach)
    with TestClient(interface) as client:
        headers = {"Authorization": f"Bearer {anna.entered.token}"}
        for path in ("/api/v1/contacts", "/api/v1/refusals", "/api/v1/export"):
            assert client.get(path, headers=headers).status_code in (401, 404)
        body = {"value": "bea", "kind": "user"}
        assert client.post("/api/v1/customers/sessions", json=body, headers=headers).status_code == 401
