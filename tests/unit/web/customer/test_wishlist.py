"""Her wish list: noted at once, and a contact like anybody's."""

from __future__ import annotations

import pytest

from .conftest import DRESS, SCARF, Customer, Shop


def test_a_wish_is_noted_once(shop: Shop, anna: Customer) -> None:
    """It shows where there is a free piece; noted again it stays as it was."""
    item = anna.post("/v1/wishlist/items", {"gtin": DRESS.removeprefix("0")})
    assert (item["gtin"], item["size"], item["color"]) == (DRESS, "38", "Sand")
    assert item["product"] == {
        "id": "dress", "name": "Leinenkleid", "image": "/app/drawings/dress.svg", "garment": "dress",
        "brand": "Lindwerk",
    }  # fmt: skip
    assert item["price"] == {"cents": 12900, "currency": "EUR"}
    assert [(one["name"], one["quantity"]) for one in item["stores"]] == [("Köln Mitte", 2), ("Köln Süd", 1)]
    assert item["added"] == "2026-11-21T11:00:00Z"
    shop.clock.turn(minutes=5)
    assert anna.post("/v1/wishlist/items", {"gtin": DRESS}) == item
    anna.post("/v1/wishlist/items", {"gtin": SCARF})
    assert [one["gtin"] for one in anna.get("/v1/wishlist/items")["items"]] == [SCARF, DRESS]
    told = shop.contacts("anna")
    assert [one["touchpoint"] for one in told] == ["Merkliste", "Merkliste"]
    assert [one["phase"] for one in told] == ["shortlist", "shortlist"]


def test_a_wish_is_taken_off(shop: Shop, anna: Customer) -> None:
    """At once and for good; what is not on the list stays off it."""
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    shop.clock.turn(minutes=1)
    anna.delete(f"/v1/wishlist/items/{DRESS}")
    anna.delete(f"/v1/wishlist/items/{DRESS}")
    assert anna.get("/v1/wishlist/items") == {"items": []}
    assert len(shop.contacts("anna")) == 2
    assert anna.get("/v1/wishlist/items") == {"items": []}, "the contacts say the same"


@pytest.mark.parametrize(
    ("gtin", "status"),
    [("4012345678902", 400), ("09520000000059", 404), ("", 400), ("x" * 100, 400), (7, 400)],
)
def test_what_cannot_be_noted(anna: Customer, gtin: object, status: int) -> None:
    """A wrong check digit, an article of somebody else, no number at all: told, and nothing noted."""
    answer = anna.ask("POST", "/v1/wishlist/items", {"gtin": gtin})
    assert answer.status_code == status
    assert {"code", "message"} <= set(answer.json())
    assert anna.get("/v1/wishlist/items") == {"items": []}


def test_her_language(shop: Shop) -> None:
    """English where her phone asks for it."""
    item = shop.signed_in("ann", lang="en-GB").post("/v1/wishlist/items", {"gtin": DRESS})
    assert (item["product"]["name"], item["color"]) == ("Linen dress", "sand")
