"""What she says of herself, and how a session goes on and ends."""

from __future__ import annotations

import pytest

from oase.model import Purpose

from .conftest import Customer, Shop


def test_what_the_app_shows_of_her(anna: Customer) -> None:
    """In the street, with nothing granted, nothing known."""
    me = anna.get("/v1/me")
    assert (me["mode"], me["visit"], me["sizes"], me["preferredStore"]) == ("street", None, [], None)
    assert [one["purpose"] for one in me["consents"]] == [purpose.value for purpose in Purpose]
    assert not any(one["granted"] for one in me["consents"])
    assert me["push"] == {"subscribed": False}


def test_consents_are_said_one_by_one(shop: Shop, anna: Customer) -> None:
    """With the version of the text, the moment and the place; withdrawn alone, too."""
    said = anna.post(
        "/v1/consents", {"consents": {"push": True, "location": True}, "textVersion": "3", "source": "app"}
    )
    granted = {one["purpose"]: one for one in said["consents"] if one["granted"]}
    assert set(granted) == {"push", "location"}
    assert granted["push"] == {
        "purpose": "push", "granted": True, "at": "2026-11-21T11:00:00Z", "text": "3", "source": "app",
    }  # fmt: skip
    shop.clock.turn(minutes=1)
    anna.post("/v1/consents", {"consents": {"push": False}})
    assert [one["purpose"] for one in anna.get("/v1/me")["consents"] if one["granted"]] == ["location"]
    assert len(shop.house.consents("anna")) == 3
    assert anna.ask("POST", "/v1/consents", {"consents": {"everything": True}}).status_code == 400


def test_without_analytics_nothing_becomes_a_contact(shop: Shop, anna: Customer) -> None:
    """Her wish list works all the same."""
    anna.post("/v1/consents", {"consents": {"analytics": False}})
    anna.post("/v1/wishlist/items", {"gtin": "09520000000011"})
    assert len(anna.get("/v1/wishlist/items")["items"]) == 1
    assert shop.contacts("anna") == []


def test_sizes_are_kept_apart(anna: Customer) -> None:
    """Per class of garment and system; taken back alone."""
    anna.put("/v1/me/sizes", {"garment": "shoe", "system": "EU", "size": "39"})
    sizes = anna.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "Gr. 38"})["sizes"]
    assert [(one["garment"], one["size"]) for one in sizes] == [("dress", "38"), ("shoe", "39")]
    anna.delete("/v1/me/sizes", {"garment": "shoe", "system": "EU"})
    assert [one["garment"] for one in anna.get("/v1/me")["sizes"]] == ["dress"]


@pytest.mark.parametrize("wrong", [{"garment": "hat"}, {"system": "JP"}, {"size": "x" * 30}, {"garment": ""}])
def test_what_is_no_size(anna: Customer, wrong: dict[str, str]) -> None:
    """Told in her language, and nothing is kept."""
    answer = anna.ask("PUT", "/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"} | wrong)
    assert answer.status_code == 400
    assert anna.get("/v1/me")["sizes"] == []


def test_the_store_she_says(anna: Customer) -> None:
    """Said counts, taken back it does not."""
    said = anna.put("/v1/me/store", {"code": "K2"})["preferredStore"]
    assert (said["code"], said["name"], said["how"], said["because"]) == (
        "K2", "Köln Süd", "said", "Das hast du gesagt.",
    )  # fmt: skip
    assert anna.delete("/v1/me/store", {"code": "K2"}) == {"preferredStore": None}
    assert anna.ask("PUT", "/v1/me/store", {"code": "nowhere"}).status_code == 404


def test_her_mood_is_said(anna: Customer) -> None:
    """One of the words she can tap, or nothing."""
    anna.put("/v1/me/mood", {"mood": "curious"})
    assert anna.get("/v1/me")["mood"] == "curious"
    anna.put("/v1/me/mood", {"mood": ""})
    assert anna.get("/v1/me")["mood"] == ""
    assert anna.ask("PUT", "/v1/me/mood", {"mood": "rich"}).status_code == 400


def test_a_session_is_renewed_and_ended(shop: Shop, anna: Customer) -> None:
    """A token holds a quarter of an hour; what renews it does until she signs out."""
    shop.clock.turn(minutes=15)
    assert anna.ask("GET", "/v1/me").status_code == 401
    renewed = anna.ask("POST", "/v1/me/token", {"refresh": anna.entered.refresh})
    assert renewed.status_code == 200
    headers = {"Authorization": f"Bearer {renewed.json()['token']}"}
    assert anna.ask("GET", "/v1/me", headers=headers).status_code == 200
    assert anna.ask("POST", "/v1/me/sign-out", headers=headers).status_code == 204
    assert anna.ask("GET", "/v1/me", headers=headers).status_code == 401
    shop.clock.turn(minutes=1)
    assert anna.ask("POST", "/v1/me/token", {"refresh": anna.entered.refresh}).status_code == 401
