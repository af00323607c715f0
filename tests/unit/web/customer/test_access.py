"""Who is let in: a token of this house that holds, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from oase.identity.sessions import TOKEN_MICROSECONDS, Tokens, open_token_key
from oase.web.customer.api.access import preferred

from .conftest import SATURDAY, Customer, Shop

CALLS = [
    ("GET", "/v1/me"), ("POST", "/v1/consents"), ("PUT", "/v1/me/sizes"), ("DELETE", "/v1/me/store"),
    ("GET", "/v1/wishlist/items"), ("DELETE", "/v1/wishlist/items/1"), ("POST", "/v1/geo/transitions"),
    ("POST", "/v1/visits"), ("DELETE", "/v1/visits/current"), ("POST", "/v1/me/contacts"),
    ("GET", "/v1/scan?code=1"), ("POST", "/v1/scan/picture"), ("GET", "/v1/pos/products/1"),
    ("GET", "/v1/pos/products/1/matches?store=K1"), ("POST", "/v1/reservations"),
    ("DELETE", "/v1/reservations/1"),
    ("POST", "/v1/undecided"), ("POST", "/v1/questions"), ("POST", "/v1/ratings"), ("GET", "/v1/me/receipts"),
    ("GET", "/v1/me/receipts/a"), ("GET", "/v1/me/beliefs"), ("GET", "/v1/me/messages"),
    ("GET", "/v1/push/key"),
    ("POST", "/v1/push/subscriptions"), ("GET", "/v1/me/export"), ("POST", "/v1/me/erasure"),
    ("GET", "/v1/stores"), ("POST", "/v1/me/sign-out"),
]  # fmt: skip


def status(customer: Customer, method: str, path: str, token: str) -> int:
    return customer.ask(method, path, headers={"Authorization": token}).status_code


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_no_call_without_a_token(anna: Customer, method: str, path: str) -> None:
    """Whatever the body: nobody is told apart from a forger."""
    for token in ("", "Bearer ", "Bearer oct_", "Bearer oct_x.y", f"Basic {anna.entered.token}"):
        assert status(anna, method, path, token) == 401


def test_only_a_token_of_this_house_that_holds(shop: Shop, anna: Customer) -> None:
    """Another key, another session, another person, a torn text, too late."""
    token = anna.entered.token
    ours = Tokens(open_token_key(shop.house.folder))
    alias = shop.house.rooms.aliases.one("user", "anna")
    wrong = [
        Tokens(bytes(32)).issue(alias, 1, SATURDAY), ours.issue(alias, 2, SATURDAY),
        ours.issue(7, 1, SATURDAY),
        ours.issue(alias, 1, SATURDAY - TOKEN_MICROSECONDS), token[:-1], f"{token}A",
        token.replace("oct_", "oct-"),
        token.upper(), anna.entered.refresh,
    ]  # fmt: skip
    assert status(anna, "GET", "/v1/me", f"Bearer {token}") == 200
    for one in wrong:
        assert status(anna, "GET", "/v1/me", f"Bearer {one}") == 401


def test_the_answer_says_what_to_do(anna: Customer) -> None:
    """In the envelope, in her language, kept by nobody on the way."""
    answer = anna.ask("GET", "/v1/me", headers={"Authorization": "Bearer no"})
    assert answer.json() == {"code": "token_unknown", "message": "Bitte melde dich neu an."}
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    english = anna.ask("GET", "/v1/me", headers={"Authorization": "Bearer no", "Accept-Language": "en"})
    assert english.json()["message"].startswith("This needs a customer's token")


def test_an_app_asks_as_often_as_it_needs(shop: Shop, anna: Customer, bea: Customer) -> None:
    """A burst is fine, a flood is not; others feel nothing of it."""
    answers = [anna.ask("GET", "/v1/wishlist/items") for _ in range(25)]
    assert [one.status_code for one in answers] == [200] * 20 + [429] * 5
    assert answers[-1].headers["retry-after"] == "1"
    assert bea.ask("GET", "/v1/wishlist/items").status_code == 200
    shop.clock.turn(minutes=1)
    assert anna.ask("GET", "/v1/wishlist/items").status_code == 200


def test_bodies_are_bounded(anna: Customer) -> None:
    """Too large a one is told, not read."""
    body: dict[str, Any] = {"store": "K1", "text": "x" * 50_000}
    assert anna.ask("POST", "/v1/questions", body).status_code == 413
    for nonsense in (b"", b"[", b"null", b"[1]", b'{"gtin": {}}', b"\xff", b"[" * 20_000):
        answer = anna.ask("POST", "/v1/wishlist/items", content=nonsense)
        assert answer.status_code == 400, nonsense[:10]
        assert answer.json()["message"]


def test_no_page_of_another_origin_reads(anna: Customer) -> None:
    """Native apps need no permission of an origin; other pages get none."""
    answer = anna.ask("GET", "/v1/me", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("header", "lang"),
    [("en-GB,en;q=0.9,de;q=0.8", "en"), ("", "de"), ("fr", "de"), ("de;q=0.1,en;q=x", "de")],
)
def test_her_language(header: str, lang: str) -> None:
    """German unless English is wanted more."""
    assert preferred(header) == lang
