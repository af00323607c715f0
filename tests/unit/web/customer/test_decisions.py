"""Asking for a decision, and what it leaves: a receipt, a message, a contact, caps that hold at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text

from oase.db.facts import facts_of
from oase.decisions.messages.outbox import claim
from oase.decisions.receipts import receipt_of, receipts_of
from oase.decisions.rechecking import Rechecking
from oase.identity.erasures import ErasureList
from oase.retail import keeping
from oase.retail.articles import Stock
from oase.words.receipts import sentences

from .conftest import DRESS, MINUTE, Customer, Shop

NEAR = {"trigger": "store.near", "places": [{"store": "K1", "distanceM": 150, "accuracyM": 20}]}
ALL = {"push": True, "location": True, "personalisation": True}


@pytest.fixture
def ready(shop: Shop, anna: Customer) -> Customer:
    """Return Anna with a wish and her consents."""
    for number in range(1, 40):  # outside the control group of the play
        anna = shop.signed_in(f"anna-{number}")
        if not is_held_out(shop, anna):
            break
    anna.post("/v1/consents", {"consents": ALL, "textVersion": "v3", "source": "app"})
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    with shop.reach.database.writing() as connection:
        device = "'https://push.example/1', 'key', 'auth', 1"
        connection.execute(
            text(
                "insert into push_subscriptions (alias, endpoint, p256dh, auth, created)"
                f" values ({alias_of(shop, anna)}, {device})"
            )
        )
    return anna


def is_held_out(shop: Shop, customer: Customer) -> bool:
    from oase.decisions.holdout import place_of

    return place_of(alias_of(shop, customer), "wish-nearby") < 0.2


def alias_of(shop: Shop, customer: Customer) -> int:
    return shop.house.rooms.aliases.one("user", customer.value)


def rows(shop: Shop, table: str) -> list[dict[str, Any]]:
    with shop.house.rooms.database.reading() as connection:
        return [dict(row) for row in connection.execute(text(f"select * from {table}")).mappings()]


def attributes(contact: dict[str, Any]) -> dict[str, Any]:
    said: Any = contact["attributes"]
    return json.loads(said) if isinstance(said, str) else said


def test_a_wish_in_stock_nearby_is_told_and_leaves_a_receipt(shop: Shop, ready: Customer):
    told = ready.post("/v1/decisions", NEAR)
    assert told["outcome"] == "sent"
    assert (told["play"], told["item"], told["store"], told["distanceM"]) == ("wish-nearby", DRESS, "K1", 150)
    assert told["body"].startswith("Leinenkleid von deiner Wunschliste")
    assert {"way", "not_today", "why"} <= set(told["actions"])
    assert told["expires"].startswith("2026-11-21T11:20")
    contacts = [one for one in shop.contacts(ready.value) if one["touchpoint"] == "Anlass in der App"]
    assert [attributes(one)["outcome"] for one in contacts] == ["sent"]
    with shop.house.rooms.database.reading() as connection:
        receipt = receipt_of(connection, [alias_of(shop, ready)], told["receipt"])
        assert receipt_of(connection, [alias_of(shop, ready) + 1], told["receipt"]) is None
    assert receipt is not None
    assert any("Leinenkleid" in one.sentence for one in sentences(receipt, "de"))
    (message,) = rows(shop, "outbox")
    assert (message["channel"], message["purpose"], message["state"]) == ("push", "push", "waiting")
    assert json.loads(message["content"])["title"] == told["title"]
    assert [(one["outcome"], one["number"]) for one in rows(shop, "play_counts")] == [("sent", 1)]


def test_caps_hold_before_anything_is_worked_off_and_after(shop: Shop, ready: Customer):
    assert ready.post("/v1/decisions", NEAR)["outcome"] == "sent"
    again = ready.post("/v1/decisions", NEAR)
    assert (again["outcome"], again["reason"], again["title"]) == ("withheld", "cap_day", "")
    shop.house.work_off()
    assert ready.post("/v1/decisions", NEAR)["reason"] == "cap_day"
    shop.house.work_off()
    assert len(rows(shop, "outbox")) == 1
    assert len(rows(shop, "receipts")) == 3


def test_what_is_withheld_leaves_a_receipt_and_no_contact(shop: Shop, anna: Customer):
    told = anna.post("/v1/decisions", NEAR)
    assert (told["outcome"], told["reason"], told["expires"]) == ("withheld", "consent", None)
    assert not [one for one in shop.contacts("anna") if one["touchpoint"] == "Anlass in der App"]
    (receipt,) = rows(shop, "receipts")
    assert receipt["reason"] == "consent"
    assert rows(shop, "outbox") == []


def test_stock_that_was_sold_is_seen_by_the_next_decision(shop: Shop, ready: Customer):
    with shop.reach.database.writing() as connection:
        keeping.put(connection, [Stock("K1", DRESS, 0, shop.clock())], now=shop.clock(), source="till")
    assert ready.post("/v1/decisions", NEAR)["reason"] == "in_stock"


def test_a_trigger_that_no_play_knows_is_answered_with_nothing(ready: Customer):
    told = ready.post("/v1/decisions", {"trigger": "moon.full"})
    assert (told["outcome"], told["receipt"]) == ("nothing", None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"trigger": 4}, 400),
        ({"trigger": "price.changed", "item": DRESS}, 400),
        ({"trigger": "store.near", "places": [{"store": "K1", "distanceM": -1, "accuracyM": 2}]}, 400),
        ({"trigger": "store.near", "lang": "fr"}, 400),
        ({"trigger": "x" * 20_000}, 413),
    ],
)
def test_what_cannot_be_understood_is_refused_and_leaves_nothing(
    shop: Shop, ready: Customer, body: dict[str, Any], status: int
):
    answer = ready.ask("POST", "/v1/decisions", body)
    assert answer.status_code == status
    assert answer.json()["message"]
    shop.house.work_off()
    assert rows(shop, "receipts") == []


def test_without_a_token_nothing_is_said(ready: Customer):
    forged = {"Authorization": ready.entered.token + "x"}
    assert ready.ask("POST", "/v1/decisions", NEAR, headers=forged).status_code == 401
    assert ready.ask("POST", "/v1/decisions", NEAR, headers={"Authorization": ""}).status_code == 401
    assert ready.ask("GET", "/v1/decisions").status_code == 405
    ready.post("/v1/me/sign-out")
    assert ready.ask("POST", "/v1/decisions", NEAR).status_code == 401


def test_of_an_erased_person_nothing_is_kept_and_nothing_decided(shop: Shop, ready: Customer):
    ready.post("/v1/decisions", NEAR)  # waits in the inbox while she is erased
    alias = alias_of(shop, ready)
    erased = ErasureList(shop.house.folder / "erasures.jsonl", shop.house.rooms.aliases)
    erased.add([alias], shop.clock())
    shop.house.work_off()
    assert rows(shop, "receipts") == rows(shop, "outbox") == []
    shop.clock.turn(minutes=1)
    shop.house.erase_person(ready.value)
    assert ready.ask("POST", "/v1/decisions", NEAR).status_code == 401
    with shop.house.rooms.database.reading() as connection:
        assert receipts_of(connection, [alias]) == []


class Sent:
    """A message that was decided and waits, and the check before it is sent."""

    def __init__(self, shop: Shop, customer: Customer) -> None:
        self.shop = shop
        assert customer.post("/v1/decisions", NEAR)["outcome"] == "sent"
        shop.house.work_off()
        database = shop.reach.database
        self.checks = Rechecking(database, shop.reach.counter.shelf, shop.clock)
        with database.writing() as connection:
            (self.message,) = claim(connection, shop.clock(), most=1, until=shop.clock() + MINUTE)

    def why(self) -> str:
        return self.checks.still_right(self.message)


def test_what_still_holds_may_be_sent(shop: Shop, ready: Customer):
    assert Sent(shop, ready).why() == ""


def test_consent_withdrawn_between_decision_and_sending_stops_it(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    ready.post("/v1/consents", {"consents": {"location": False}, "textVersion": "v3", "source": "app"})
    assert sent.why() == "consent"


def test_what_is_sold_out_on_the_way_is_stopped_and_her_receipt_says_so(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    with shop.reach.database.writing() as connection:
        keeping.put(connection, [Stock("K1", DRESS, 0, shop.clock())], now=shop.clock(), source="till")
    assert sent.why() == "in_stock"
    with shop.reach.database.writing() as connection:
        sent.checks.ended(connection, sent.message, "no_longer_right")
    with shop.reach.database.reading() as connection:
        receipt = receipt_of(connection, [alias_of(shop, ready)], sent.message.receipt)
        facts = facts_of(connection, [alias_of(shop, ready)])
    assert receipt is not None
    assert (receipt.outcome, receipt.reason) == ("stopped", "in_stock")
    assert sentences(receipt, "de")[-1].sentence == "Es war ausverkauft, bevor die Nachricht hinausging."
    assert not facts[f"sent:{receipt.id}"].value  # it counts for no cap
    counts = {(one["outcome"], one["reason"]): one["number"] for one in rows(shop, "play_counts")}
    assert counts == {("sent", ""): 0, ("stopped", "in_stock"): 1}


@pytest.mark.parametrize(("minutes", "why"), [(19, ""), (20, "expired")])
def test_what_is_too_late_is_not_sent(shop: Shop, ready: Customer, minutes: int, why: str):
    sent = Sent(shop, ready)
    shop.clock.turn(minutes=minutes)
    assert sent.why() == why


def test_what_she_bought_or_muted_meanwhile_is_not_sent(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    ready.delete(f"/v1/wishlist/items/{DRESS}")
    assert sent.why() == "still_wished"


def test_a_person_erased_meanwhile_is_told_nothing(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    shop.clock.turn(minutes=1)
    shop.house.erase_person(ready.value)
    assert sent.why() == "erased"


def test_the_export_holds_receipts_and_messages(shop: Shop, ready: Customer):
    ready.post("/v1/decisions", NEAR)
    shop.house.work_off()
    exported = shop.house.export_person(ready.value)["decisions"]
    assert [one["play"] for one in exported["receipts"]] == ["wish-nearby"]
    assert [one["state"] for one in exported["messages"]] == ["waiting"]
