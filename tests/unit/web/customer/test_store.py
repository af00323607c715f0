"""In the store: what a code means, the product, what others say, and what now."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from oase.retail import keeping
from oase.retail.articles import Variant

from .conftest import DRESS, DRESS_40, SCARF, Customer, Shop

IN = {"consents": {"in_store": True, "personalisation": True}}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (DRESS, "found"),
        (DRESS.removeprefix("0"), "found"),
        (f"https://example.org/01/{DRESS}", "found"),
        ("S-1", "found"),
        ("09520000000059", "unknown"),
        ("9520000000012", "bad_check_digit"),
        ("hello", "unreadable"),
        ("https://shop.example/app?store=K1", "store"),
        ("https://shop.example/app?store=nowhere", "unknown"),
        (f"https://shop.example/app/01/{DRESS}?poster=summer", "poster"),
    ],
)
def test_what_a_code_means(anna: Customer, code: str, outcome: str) -> None:
    """Every outcome has its name; an article or a store that is known comes along."""
    answer = anna.ask("GET", "/v1/scan", params={"code": code, "store": "K1"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["outcome"] == outcome
    assert (found["store"] is not None) == (outcome == "store")
    if outcome == "found":
        assert found["product"]["name"] in {"Leinenkleid", "Schal"}


def test_a_picture_without_a_code(anna: Customer) -> None:
    """Looked at, and told; what is no picture at all is refused."""
    blank = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(blank, "PNG")
    answer = anna.ask("POST", "/v1/scan/picture?store=K1", content=blank.getvalue())
    assert (answer.status_code, answer.json()["outcome"]) == (200, "unreadable")
    anna.shop.clock.turn(minutes=1)
    assert anna.ask("POST", "/v1/scan/picture", content=b"no picture").status_code == 400


def test_a_product_in_the_store(shop: Shop, anna: Customer) -> None:
    """Colours and sizes here, nearby and online, each with the time of its source."""
    anna.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"})
    anna.post("/v1/wishlist/items", {"gtin": DRESS})
    shop.clock.turn(minutes=1)
    shown = anna.get(f"/v1/pos/products/{DRESS}?store=K1")
    assert shown["product"]["material"] == [{"fibre": "linen", "name": "Leinen", "percent": 100.0}]
    assert (shown["mySize"], shown["onWishlist"], shown["store"]["name"]) == ("38", True, "Köln Mitte")
    assert (shown["grid"]["sizes"], shown["grid"]["colors"]) == (
        ["38", "40"],
        [{"name": "Sand", "shade": ""}],
    )
    first, second = shown["grid"]["cells"]
    assert first["here"] == {"quantity": 2, "counted": "2026-11-21T10:59:00Z"}
    assert [(one["store"], one["quantity"]) for one in first["nearby"]] == [("K2", 1)]
    assert (first["online"], second["gtin"], second["here"]) == (5, DRESS_40, None)
    assert shown["price"] == {"cents": 12900, "currency": "EUR", "lowest30": 12900}
    assert shown["ratings"]["count"] == 0
    assert shop.contacts("anna")[-1]["touchpoint"] == "Produktseite"


def test_what_is_looked_at_in_the_store_is_told_once(shop: Shop, anna: Customer) -> None:
    """A page that is shown anew is no new contact."""
    anna.post("/v1/consents", IN)
    anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    for _ in range(3):
        anna.get(f"/v1/pos/products/{DRESS}?store=K1")
    anna.get(f"/v1/scan?code={SCARF}&store=K1")
    names = [one["touchpoint"] for one in shop.contacts("anna")]
    assert sorted(names) == ["Filialbesuch", "Produkt-Scan", "Produktansicht im Laden"]


def test_the_lowest_price_of_thirty_days(shop: Shop, anna: Customer) -> None:
    """Kept for any claim; the price itself is the same for everybody."""
    with shop.reach.database.writing() as connection:
        dear = Variant(gtin=DRESS, product="dress", price=15900, size="38", size_system="DE")
        shop.clock.turn(minutes=60)
        keeping.put(connection, [dear], now=shop.clock(), source="test")
    prices = [
        customer.get(f"/v1/pos/products/{DRESS}")["price"] for customer in (anna, shop.signed_in("bea"))
    ]
    assert prices == [{"cents": 15900, "currency": "EUR", "lowest30": 12900}] * 2


@pytest.mark.parametrize(
    "path", ["/v1/pos/products/09520000000059?store=K1", f"/v1/pos/products/{DRESS}?store=X"]
)
def test_a_product_that_is_not_there(anna: Customer, path: str) -> None:
    """Told, with 404."""
    assert anna.ask("GET", path).status_code == 404


def test_ratings_state_whether_she_has_bought_it(shop: Shop, anna: Customer, bea: Customer) -> None:
    """One for each person and product; those with her size first."""
    said = anna.post("/v1/ratings", {"gtin": DRESS, "stars": 4, "fit": "expected", "text": "Schön."})
    assert (said["verified"], said["size"], said["fit"], said["source"]) == ("", "38", "expected", "app")
    bea.post("/v1/ratings", {"gtin": DRESS_40, "stars": 2, "fit": "smaller"})
    anna.post("/v1/ratings", {"gtin": DRESS, "stars": 5, "fit": "expected"})
    found = bea.get("/v1/products/dress/ratings?size=40")
    assert (found["count"], found["average"], found["verified"]) == (2, 3.5, 0)
    assert [one["size"] for one in found["latest"]] == ["40", "38"]
    assert found["fit"] == {"smaller": 1, "expected": 1, "larger": 0, "count": 2, "size": ""}
    assert "alias" not in str(found)
    for wrong in ({"stars": 6}, {"fit": "tight"}, {"text": "x" * 3000}, {"gtin": "1"}):
        assert anna.ask("POST", "/v1/ratings", {"gtin": DRESS, "stars": 3} | wrong).status_code == 400


def test_put_aside_until_tomorrow_evening(shop: Shop, anna: Customer, bea: Customer) -> None:
    """The piece is not free for others; given back it is."""
    made = anna.post("/v1/reservations", {"gtin": DRESS, "store": "K2", "kind": "hold"})
    assert (made["until"], made["state"]) == ("2026-11-23T17:00:00Z", "asked"), "the next open day, 18 h"
    assert anna.post("/v1/reservations", {"gtin": DRESS, "store": "K2", "kind": "hold"}) == made
    refused = bea.ask("POST", "/v1/reservations", {"gtin": DRESS, "store": "K2", "kind": "hold"})
    assert refused.status_code == 400
    assert refused.json()["message"] == "In dieser Filiale ist kein Stück mehr frei."
    assert [one["id"] for one in anna.get("/v1/reservations")["reservations"]] == [made["id"]]
    shop.clock.turn(minutes=1)
    anna.delete(f"/v1/reservations/{made['id']}")
    anna.delete(f"/v1/reservations/{made['id']}")
    bea.post("/v1/reservations", {"gtin": DRESS, "store": "K2", "kind": "hold"})
    names = [one["touchpoint"] for one in shop.contacts("anna")]
    assert names == ["Zurücklegen", "Zurücklegen"]


def undecided(customer: Customer, choice: str, **more: Any) -> Any:
    customer.shop.clock.turn(minutes=1)
    return customer.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": choice, **more})


def test_undecided_is_an_answer(shop: Shop, anna: Customer) -> None:
    """What holds her back is kept as a fact; nothing is offered for it."""
    held = undecided(anna, "hold", because="price")
    assert held["reservation"]["kind"] == "hold"
    person = undecided(anna, "person")
    assert person["question"]["text"] == "Bitte komm zu mir: Leinenkleid, Sand, 38."
    later = undecided(anna, "later", because="compare")
    assert (later["reservation"], later["question"], later["final"]) == (None, None, False)
    facts = shop.house.export_person("anna")["contacts"]["facts"]
    assert facts[f"undecided:{DRESS}"]["value"]["because"] == "compare"
    assert "discount" not in str((held, person, later)).lower()


def test_nothing_is_final_for_this_visit(shop: Shop, anna: Customer) -> None:
    """No advert comes any more, and "later" does not open it again; on another visit all is open."""
    anna.post("/v1/consents", IN)
    anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    assert undecided(anna, "nothing")["final"]
    assert undecided(anna, "later")["final"]
    facts = shop.house.export_person("anna")["contacts"]["facts"]
    assert facts["mute:*"]["value"]["until"] > shop.clock()
    anna.delete("/v1/visits/current")
    shop.clock.turn(minutes=5)
    anna.post("/v1/visits", {"store": "K1", "how": "qr"})
    assert not undecided(anna, "later")["final"]


def test_questions_wait_for_a_person(shop: Shop, anna: Customer) -> None:
    """Asked in her words, once; the answer stands beside it."""
    made = anna.post("/v1/questions", {"store": "K1", "gtin": DRESS, "text": "Läuft es ein?"})
    assert (
        anna.post("/v1/questions", {"store": "K1", "gtin": DRESS, "text": "Läuft es ein?"})["id"]
        == made["id"]
    )
    assert (made["answer"], made["product"]["name"]) == ("", "Leinenkleid")
    assert [one["id"] for one in anna.get("/v1/questions")["questions"]] == [made["id"]]
    assert [one["touchpoint"] for one in shop.contacts("anna")] == ["Frage an den Laden"]
    for wrong in ({"text": ""}, {"text": " "}, {"store": "X"}, {"text": "x" * 2000}):
        answer = anna.ask("POST", "/v1/questions", {"store": "K1", "text": "Hallo?"} | wrong)
        assert answer.status_code in {400, 404}
