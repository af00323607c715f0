"""The page Shop: articles to browse and change, stores with their hours, counts, feeds with refused rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from litestar import Litestar

from oase.retail import Product, Stock, Store, Variant
from oase.retail.keeping import price_history, products, put, stock, stores, variants
from oase.web.reach import Reach

DRESS = "09521234560012"
NOON = 1_795_950_000_000_000
HOURS = "Mo-Sa 10:00-20:00; Dec 24 10:00-14:00; PH off"


@pytest.fixture
def shop(reach: Reach) -> Reach:
    """The small house with a dress, two stores, and stock in one of them."""
    with reach.database.writing() as connection:
        put(
            connection,
            [
                Product(
                    id="linen dress/1",
                    name={"de": "Leinenkleid", "en": "Linen dress"},
                    brand="Lindwerk",
                    garment="dress",
                    material=(("linen", 100.0),),
                    care=("hand_wash",),
                ),
                Variant(
                    gtin=DRESS, product="linen dress/1", sku="L-38", color={"de": "Sand"}, shade="#c8b28f",
                    size="38", size_system="DE", price=12990,
                ),
                Store(code="K1", name="Köln Ehrenstraße", city="Köln", subdivision="NW", hours=HOURS),
                Store(code="K2", name="Bonn", hours="", subdivision="NW"),
                Stock("K1", DRESS, 2, NOON - 3_600_000_000, "till"),
            ],
            now=NOON - 86_400_000_000,
        )  # fmt: skip
    return reach


def test_shows_products_and_finds_them_by_words_and_number(
    shop: Reach, signed_in: Callable[..., Any]
) -> None:
    browser = signed_in("workshop")
    assert "Leinenkleid" in browser.get("/shop").text
    assert "Leinenkleid" in browser.get("/shop?q=9521234560012").text
    assert "Dazu gibt es kein Produkt" in browser.get("/shop?q=mantel").text
    assert "Leinenkleid" not in browser.get("/shop?garment=shoe").text
    assert b"linen dress/1" in browser.get("/shop/download/products.csv").content


def test_says_so_when_there_is_nothing(pages: Litestar, signed_in: Callable[..., Any]) -> None:
    assert pages
    browser = signed_in("manager", "en")
    assert "No articles yet" in browser.get("/shop").text
    assert "No store yet" in browser.get("/shop/stores").text


def test_shows_stock_of_each_store_with_the_time_of_its_source(
    shop: Reach, signed_in: Callable[..., Any]
) -> None:
    text = signed_in("service").get("/shop/product", params={"id": "linen dress/1"}).text
    assert "100 % Leinen" in text
    assert "Von Hand waschen" in text
    assert "11:00" in text.partition("Köln Ehrenstraße")[2].partition("</tr>")[0]
    assert "/shop/product/change" not in text  # service may count, not change


def test_changes_a_product_and_keeps_what_was_typed_when_it_is_wrong(
    shop: Reach, signed_in: Callable[..., Any]
) -> None:
    browser = signed_in("manager")
    fields = {"id": "linen dress/1", "name_de": "Kleid Ada", "name_en": "", "garment": "dress"}
    wrong = browser.submit("/shop/product/change", {**fields, "material": "60 % Wolle, 60 % Seide"})
    assert wrong.status_code == 400
    assert "60 % Wolle, 60 % Seide" in wrong.text
    assert "Kleid Ada" in wrong.text
    done = browser.submit("/shop/product/change", {**fields, "material": "90 % Leinen, 10 % Seide"})
    assert done.status_code == 303
    with shop.database.reading() as connection:
        held = products(connection)["linen dress/1"]
    assert held.name == {"de": "Kleid Ada"}
    assert held.material == (("linen", 90.0), ("silk", 10.0))
    assert held.brand == ""


def test_a_new_price_holds_from_now_on_and_the_old_one_stays_on_record(
    shop: Reach, signed_in: Callable[..., Any]
) -> None:
    browser = signed_in("manager")
    fields = {"gtin": DRESS, "color_de": "Sand", "size": "38", "size_system": "DE", "online": "4"}
    assert browser.submit("/shop/variant/change", {**fields, "price": "ninety"}).status_code == 400
    assert browser.submit("/shop/variant/change", {**fields, "price": "99,90 €"}).status_code == 303
    with shop.database.reading() as connection:
        assert [one.price for one in price_history(connection, DRESS)] == [12990, 9990]
        assert variants(connection)[DRESS].online == 4
    text = browser.get("/shop/product", params={"id": "linen dress/1"}).text
    assert "129,90 €" in text
    assert "99,90 €" in text


def test_says_when_a_store_opens_in_the_coming_days(shop: Reach, signed_in: Callable[..., Any]) -> None:
    browser = signed_in("service")
    listed = browser.get("/shop/stores").text
    assert "öffnet am Montag, 30. November 2026 um 10:00" in listed  # it is Sunday
    assert "Zeiten unbekannt" in listed
    text = browser.get("/shop/store?code=K1").text
    assert "10:00–20:00" in text
    assert "geschlossen" in text


def test_refuses_hours_that_nobody_understands(shop: Reach, signed_in: Callable[..., Any]) -> None:
    browser = signed_in("admin")
    fields = {"code": "K3", "name": "Aachen", "country": "DE", "subdivision": "NW"}
    wrong = browser.submit("/shop/store/change", {**fields, "hours": "montags bis samstags"})
    assert wrong.status_code == 400
    assert "montags bis samstags" in wrong.text
    assert browser.submit("/shop/store/change", {**fields, "hours": HOURS}).status_code == 303
    assert (
        browser.submit("/shop/store/change", {**fields, "hours": HOURS}).status_code == 400
    )  # code is taken
    with shop.database.reading() as connection:
        assert stores(connection)["K3"].hours == HOURS


@pytest.mark.parametrize("said", ["9521234560012", "L-38", "https://id.gs1.org/01/09521234560012"])
def test_counts_stock_by_number_own_code_or_link(
    shop: Reach, signed_in: Callable[..., Any], said: str
) -> None:
    browser = signed_in("service")
    done = browser.submit("/shop/store/count", {"code": "K1", "gtin": said, "quantity": "7"})
    assert done.status_code == 303
    with shop.database.reading() as connection:
        (held,) = stock(connection, store="K1")
    assert (held.quantity, held.counted, held.source) == (7, NOON, "Frau Service")


def test_tells_what_is_wrong_with_a_count(shop: Reach, signed_in: Callable[..., Any]) -> None:
    browser = signed_in("service")
    wrong = browser.submit("/shop/store/count", {"code": "K1", "gtin": "9521234560013", "quantity": "1"})
    assert wrong.status_code == 400
    assert "Diese Artikelnummer stimmt nicht" in wrong.text
    assert "2 as the last digit" in wrong.text
    assert (
        browser.submit("/shop/store/count", {"code": "K9", "gtin": "1", "quantity": "1"}).status_code == 404
    )


def test_takes_a_feed_in_and_lists_refused_rows_to_download(
    shop: Reach, signed_in: Callable[..., Any]
) -> None:
    browser = signed_in("manager")
    feed = (
        "EAN;Artikelnummer;Modell;Bezeichnung;Farbe;Größe;Preis\n"
        "9521234560029;R-36;R;Rock Ina;Moos;36;79,90\n"
        "9521234560013;R-38;R;Rock Ina;Moos;38;79,90\n"
    )
    done = browser.post(
        "/shop/import",
        data={"csrf": browser.token()},
        files={"file": ("skirts.csv", feed.encode())},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert done.status_code == 303
    text = browser.get(done.headers["location"]).text
    assert "1 Zeile wurde abgelehnt" in text
    assert "2 als letzte Ziffer" in text
    rows = browser.get(f"{done.headers['location']}/download/refused.csv").text
    assert "The check digit of the article number is wrong" in rows
    assert "Rock Ina" in browser.get("/shop?q=moos").text


def test_a_file_that_is_no_feed_changes_nothing(shop: Reach, signed_in: Callable[..., Any]) -> None:
    browser = signed_in("manager")
    answer = browser.post(
        "/shop/import",
        data={"csrf": browser.token()},
        files={"file": ("a.csv", b"x;y\n1;2\n")},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert answer.status_code == 400
    assert "The columns do not say" in answer.text


@pytest.mark.parametrize("path", ["/shop/import", "/shop/store"])
def test_only_those_who_may_edit_see_the_forms(shop: Reach, signed_in: Callable[..., Any], path: str) -> None:
    assert signed_in("service").get(path).status_code in (403, 404)


def test_removes_a_product_with_its_stock(shop: Reach, signed_in: Callable[..., Any]) -> None:
    browser = signed_in("admin")
    assert browser.submit("/shop/product/remove", {"id": "linen dress/1"}).status_code == 303
    assert browser.get("/shop/product", params={"id": "linen dress/1"}).status_code == 404
    with shop.database.reading() as connection:
        assert not variants(connection)
        assert not stock(connection)
