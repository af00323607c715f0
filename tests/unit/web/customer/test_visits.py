"""Near a store, in it, out again: a visit is begun by her, and ended by leaving."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Customer, Shop

NEAR = {"store": "K1", "transition": "enter", "distanceM": 150, "accuracyM": 20}


def grant(customer: Customer, *purposes: str) -> None:
    customer.post("/v1/consents", {"consents": dict.fromkeys(purposes, True), "textVersion": "1"})


def mode(customer: Customer) -> str:
    return customer.get("/v1/me")["mode"]


def test_a_position_never_begins_a_visit(shop: Shop, anna: Customer) -> None:
    """However near she comes, and whatever she has allowed."""
    grant(anna, "location", "in_store")
    assert anna.post("/v1/geo/transitions", NEAR | {"distanceM": 0}) == {"taken": True, "because": ""}
    assert mode(anna) == "street"
    (told,) = shop.contacts("anna")
    assert "distance" not in str(told["attributes"]).lower()


@pytest.mark.parametrize(
    ("purposes", "said", "because"), [((), {}, "location"), (("location",), {"accuracyM": 900}, "accuracy")]
)
def test_a_transition_that_is_not_taken(
    shop: Shop, anna: Customer, purposes: tuple[str, ...], said: dict[str, Any], because: str
) -> None:
    """Without location, or where the position says nothing: told, and nothing is kept."""
    if purposes:
        grant(anna, *purposes)
    assert anna.post("/v1/geo/transitions", NEAR | said) == {"taken": False, "because": because}
    assert shop.contacts("anna") == []


def test_a_visit_is_begun_by_her(shop: Shop, anna: Customer) -> None:
    """The screen becomes that of the store; said twice it is the same visit."""
    grant(anna, "in_store", "personalisation")
    begun = anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    assert begun == {
        "store": "K1", "name": "Köln Mitte", "since": "2026-11-21T11:00:00Z", "how": "qr", "kept": True,
    }  # fmt: skip
    shop.clock.turn(minutes=1)
    assert anna.post("/v1/visits", {"store": "K1", "how": "hand"}) == begun
    me = anna.get("/v1/me")
    assert (me["mode"], me["visit"]["name"]) == ("store", "Köln Mitte")
    anna.delete("/v1/visits/current")
    anna.delete("/v1/visits/current")
    assert mode(anna) == "street"
    assert [one["touchpoint"] for one in shop.contacts("anna")] == ["Filialbesuch", "Filialbesuch"]


def test_a_visit_ends_ten_minutes_after_she_left(shop: Shop, anna: Customer) -> None:
    """Unless there is a sign of her in the store."""
    grant(anna, "in_store", "location")
    anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    shop.clock.turn(minutes=5)
    anna.post("/v1/geo/transitions", NEAR | {"transition": "exit"})
    shop.clock.turn(minutes=9.9)
    assert mode(anna) == "store"
    shop.clock.turn(minutes=0.1)
    assert mode(anna) == "street"


def test_a_sign_keeps_the_visit(shop: Shop, anna: Customer) -> None:
    """She came back before it ended; after an hour of silence she has left."""
    grant(anna, "in_store", "location")
    anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    shop.clock.turn(minutes=5)
    anna.post("/v1/geo/transitions", NEAR | {"transition": "exit"})
    shop.clock.turn(minutes=5)
    anna.post("/v1/geo/transitions", NEAR)
    for minutes, expected in ((14, "store"), (45, "store"), (1, "street")):
        shop.clock.turn(minutes=minutes)
        assert mode(anna) == expected


def test_without_in_store_no_visit_is_kept(shop: Shop, anna: Customer) -> None:
    """Her app may change its screen all the same; the house knows nothing of it."""
    begun = anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    assert (begun["name"], begun["kept"]) == ("Köln Mitte", False)
    assert mode(anna) == "street"
    assert shop.contacts("anna") == []


def test_a_store_is_preferred_by_visits_only_where_she_allows_it(shop: Shop, anna: Customer) -> None:
    """Twice there: learned, shown with its reason, and to be contradicted."""
    grant(anna, "in_store", "personalisation")
    for _ in range(2):
        anna.post("/v1/visits", {"store": "K2", "how": "hand"})
        shop.clock.turn(minutes=1)
        anna.delete("/v1/visits/current")
    store = anna.get("/v1/me")["preferredStore"]
    assert (store["code"], store["how"], store["because"]) == ("K2", "learned", "Du warst 2 Mal dort.")
    anna.post("/v1/consents", {"consents": {"personalisation": False}})
    assert anna.get("/v1/me")["preferredStore"] is None


def test_stores_and_their_hours(shop: Shop, anna: Customer) -> None:
    """The nearest first; open until when, or why not."""
    assert [one["code"] for one in anna.get("/v1/stores")["stores"]] == ["K1", "K2"]
    near = anna.get("/v1/stores?latitude=50.921&longitude=6.95")["stores"]
    assert [(one["code"], one["distanceM"]) for one in near] == [("K2", 111), ("K1", 2113)]
    store = anna.get("/v1/stores/K1")
    assert store["opening"] == {
        "isOpen": True, "closes": "2026-11-21T19:00:00Z", "opens": None, "why": "", "code": "open",
    }  # fmt: skip
    shop.clock.turn(minutes=24 * 60)
    opening = anna.get("/v1/stores/K1")["opening"]
    assert (opening["isOpen"], opening["why"], opening["code"]) == (False, "Sonntag", "sunday")
    sunday = shop.signed_in("ann", lang="en").get("/v1/stores/K1")["opening"]
    assert sunday["why"] == "Sunday"


@pytest.mark.parametrize(
    "path", ["/v1/stores/nowhere", "/v1/stores?latitude=91&longitude=0", "/v1/stores?latitude=1"]
)
def test_stores_that_are_not_there(anna: Customer, path: str) -> None:
    """Told in the envelope."""
    answer = anna.ask("GET", path)
    assert answer.status_code in {400, 404}
    assert answer.json()["message"]


def test_events_come_from_a_closed_list(shop: Shop, anna: Customer) -> None:
    """Each becomes a contact once; a native app cannot invent others."""
    opened = {"event": "Notification Opened", "properties": {"item": "09520000000011"}, "id": "n1"}
    anna.post("/v1/me/contacts", opened)
    shop.clock.turn(minutes=1)
    anna.post("/v1/me/contacts", opened)
    anna.post("/v1/me/contacts", {"event": "Poster Scanned", "properties": {"poster": "summer"}})
    told = shop.contacts("anna")
    assert [(one["touchpoint"], one["phase"]) for one in told] == [
        ("Push-Nachricht", "need"),
        ("Plakat", "need"),
    ]
    for wrong in ({"event": "Order Completed"}, {"event": "Poster Scanned", "properties": {"x": "y" * 600}}):
        assert anna.ask("POST", "/v1/me/contacts", wrong).status_code == 400
