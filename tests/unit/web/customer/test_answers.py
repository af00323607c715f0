"""Receipts, beliefs, messages and rights: hers alone, and her word counts."""

from __future__ import annotations

import base64
from typing import Any

import msgspec

from oase.db.facts import learn
from oase.decisions.messages import outbox
from oase.decisions.receipt import Checked, Gate, Outcome, Receipt, Used
from oase.identity import ledger
from oase.model import Consent, Fact, Purpose

from .conftest import DRESS, MINUTE, SATURDAY, Customer, Shop

ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
KEYS = {
    "p256dh": base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("="),
    "auth": base64.urlsafe_b64encode(bytes(16)).decode().rstrip("="),
}

QUIET = {"start": "21:00", "end": "08:00"}


def alias_of(shop: Shop, value: str) -> int:
    return shop.house.rooms.aliases.one("user", value)


def decided(shop: Shop, value: str, number: str = "00000000000000a1") -> str:
    """Let a decision about somebody be kept; return the id of its receipt."""
    made = Receipt(
        id=number, at=SATURDAY, play="wish-nearby", version=1, trigger="store.near",
        outcome=Outcome.WITHHELD, reason="quiet", item=DRESS, store="K1",
        checked=(Checked(Gate.CONSENT, is_passed=True), Checked(Gate.QUIET, is_passed=False, values=QUIET)),
        unchecked=(Gate.CONTROL,), used=(Used(f"wish:{DRESS}", 1, SATURDAY), Used("stock", 2, SATURDAY)),
    )  # fmt: skip
    row = (
        number,
        alias_of(shop, value),
        SATURDAY,
        made.play,
        1,
        "withheld",
        "quiet",
        msgspec.msgpack.encode(made),
    )
    with shop.reach.database.writing() as connection:
        connection.exec_driver_sql("insert into receipts values (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return number


def told(shop: Shop, value: str, *, shift: int = 0) -> None:
    """Let a message wait in the app of somebody who allows it."""
    allows = Consent(alias_of(shop, value), Purpose.PUSH, True, SATURDAY, "v1", "app")  # noqa: FBT003
    content: dict[str, Any] = {"title": "Dein Kleid", "body": "150 m weiter", "item": DRESS, "shift": shift}
    with shop.reach.database.writing() as connection:
        ledger.record(connection, [allows], SATURDAY)
        outbox.enqueue(
            connection, key=f"k-{value}", alias=alias_of(shop, value), receipt="00000000000000a1",
            channel="app", purpose="push", kind="advert", content=content, now=SATURDAY, due=SATURDAY,
            expires=SATURDAY + 20 * MINUTE,
        )  # fmt: skip


def test_a_receipt_tells_every_gate(shop: Shop, anna: Customer) -> None:
    """In order, the one that failed is the reason, those not asked are said, too."""
    number = decided(shop, "anna")
    (shown,) = anna.get("/v1/me/receipts?limit=5")["receipts"]
    assert [(one["sign"], one["gate"]) for one in shown["sentences"]] == [
        ("passed", "consent"), ("failed", "quiet"), ("unchecked", "control"),
    ]  # fmt: skip
    assert (shown["outcome"], shown["reason"], shown["itemName"]) == ("withheld", "quiet", "Leinenkleid")
    assert shown["used"][0]["name"] == f"wish:{DRESS}"
    assert "Leinenkleid" in shown["used"][0]["text"]
    assert anna.get(f"/v1/me/receipts/{number}") == shown


def test_not_today_holds_until_midnight(shop: Shop, anna: Customer) -> None:
    """Where she is; and nobody has to ask why."""
    number = decided(shop, "anna")
    anna.post(f"/v1/me/receipts/{number}/said", {"said": "not_today"})
    mute = shop.house.export_person("anna")["contacts"]["facts"]["mute:*"]["value"]
    assert mute["until"] == SATURDAY + 12 * 60 * MINUTE


def test_what_is_wrong_is_not_used_again(shop: Shop, anna: Customer) -> None:
    """One thing, or all that the decision knew of her; what it knew of the world stays."""
    number = decided(shop, "anna")
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    anna.post(f"/v1/me/receipts/{number}/said", {"said": "wrong"})
    facts = shop.house.export_person("anna")["contacts"]["facts"]
    assert facts[f"wrong:wish:{DRESS}"]["value"] == 1
    assert "wrong:stock" not in facts
    (belief,) = anna.get("/v1/me/beliefs")["beliefs"]
    assert (belief["name"], belief["isRight"]) == (f"wish:{DRESS}", False)
    answer = anna.ask("POST", f"/v1/me/receipts/{number}/said", {"said": "wrong", "about": "size:dress:DE"})
    assert answer.status_code == 400


def test_a_belief_is_contradicted_and_taken_back(shop: Shop, anna: Customer) -> None:
    """Her bookkeeping and her consents are no beliefs."""
    anna.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"})
    anna.post("/v1/consents", {"consents": {"push": True}})
    (belief,) = anna.get("/v1/me/beliefs")["beliefs"]
    assert belief["text"] == "Deine Größe bei Kleidern: 38"
    for is_right in (False, True):
        shop.clock.turn(minutes=1)
        said = anna.post("/v1/me/beliefs", {"name": "size:dress:DE", "isRight": is_right})
        assert said["isRight"] == is_right
    for name in ("consent:push", "size:dress:EU", "wrong:x"):
        assert anna.ask("POST", "/v1/me/beliefs", {"name": name, "isRight": False}).status_code == 404


def test_messages_are_fetched(shop: Shop, anna: Customer) -> None:
    """What waits for the app counts as told; later than a moment only what came later."""
    told(shop, "anna")
    (shown,) = anna.get("/v1/me/messages")["messages"]
    assert (shown["title"], shown["at"], shown["expires"]) == (
        "Dein Kleid", "2026-11-21T11:00:00Z", "2026-11-21T11:20:00Z",
    )  # fmt: skip
    assert anna.get("/v1/me/messages") == {"messages": [shown]}
    assert anna.get("/v1/me/messages?after=2026-11-21T11:00:00Z") == {"messages": []}
    assert anna.ask("GET", "/v1/me/messages?after=soon").status_code == 400


def test_a_device_takes_pushes(anna: Customer) -> None:
    """Of push services of browsers' makers alone: no address in our own net is ever called."""
    assert len(anna.get("/v1/push/key")["key"]) == 87
    anna.post("/v1/push/subscriptions", {"endpoint": ENDPOINT, "keys": KEYS})
    assert anna.get("/v1/me")["push"] == {"subscribed": True}
    for endpoint in (
        "http://127.0.0.1/x",
        "https://evil.example/x",
        "file:///etc/passwd",
        "https://10.0.0.1/",
    ):
        answer = anna.ask("POST", "/v1/push/subscriptions", {"endpoint": endpoint, "keys": KEYS})
        assert answer.status_code == 400
    anna.delete("/v1/push/subscriptions", {"endpoint": ENDPOINT})
    assert anna.get("/v1/me")["push"] == {"subscribed": False}


def test_nothing_is_readable_of_anybody_else(shop: Shop, anna: Customer, bea: Customer) -> None:
    """By whatever id: it is not there; and nothing of hers is changed."""
    number = decided(shop, "anna")
    told(shop, "anna")
    held = anna.post("/v1/reservations", {"gtin": DRESS, "store": "K1", "kind": "hold"})["id"]
    anna.post("/v1/questions", {"store": "K1", "text": "Läuft es ein?"})
    anna.post("/v1/push/subscriptions", {"endpoint": ENDPOINT, "keys": KEYS})
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    assert bea.ask("GET", f"/v1/me/receipts/{number}").status_code == 404
    assert bea.ask("POST", f"/v1/me/receipts/{number}/said", {"said": "wrong"}).status_code == 404
    assert bea.ask("DELETE", f"/v1/reservations/{held}").status_code == 404
    assert bea.ask("POST", "/v1/me/beliefs", {"name": f"wish:{DRESS}", "isRight": False}).status_code == 404
    bea.delete("/v1/push/subscriptions", {"endpoint": ENDPOINT})
    bea.delete(f"/v1/wishlist/items/{DRESS}")
    for path, name in (
        ("/v1/me/receipts", "receipts"), ("/v1/reservations", "reservations"), ("/v1/questions", "questions"),
        ("/v1/me/messages", "messages"), ("/v1/wishlist/items", "items"), ("/v1/me/beliefs", "beliefs"),
    ):  # fmt: skip
        assert bea.get(path) == {name: []}
        assert len(anna.get(path)[name]) == 1
    assert anna.get("/v1/me")["push"] == {"subscribed": True}
    exported = msgspec.json.encode(bea.get("/v1/me/export"))
    assert b"anna" not in exported
    assert str(alias_of(shop, "anna")).encode() not in exported


def test_her_data_in_her_hand(anna: Customer) -> None:
    """Room by room; not as often as one likes."""
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    exported = anna.get("/v1/me/export")
    assert exported["ids"] == ["anna"]
    assert f"wish:{DRESS}" in exported["contacts"]["facts"]
    answer = anna.ask("GET", "/v1/me/export")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert answer.json()["code"] == "too_many_requests"


def test_erased_means_gone(shop: Shop, anna: Customer) -> None:
    """From that moment no token opens anything, before and after it is done."""
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    anna.post("/v1/reservations", {"gtin": DRESS, "store": "K1", "kind": "hold"})
    other = shop.signed_in("anna")
    number = anna.post("/v1/me/erasure")["number"]
    for _ in range(2):
        for app in (anna, other):
            assert app.ask("GET", "/v1/me").status_code == 401
            assert app.ask("POST", "/v1/me/token", {"refresh": app.entered.refresh}).status_code == 401
        shop.clock.turn(minutes=1)
        shop.house.work_off()
    assert shop.house.erasure(number) is not None
    assert shop.house.find_person("anna") is None
    with shop.reach.database.writing() as connection:
        learn(connection, 1, {"wish:1": Fact(1, 1)}, 1)  # the house goes on
