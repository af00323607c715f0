"""What is put into the house: merged, counted, with every price on record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oase.db import Database, open_database
from oase.db.versions import version
from oase.retail import Product, Stock, Store, Variant
from oase.retail.feed import NOT_SAID
from oase.retail.keeping import (
    Kept,
    codes,
    lowest_price,
    products,
    put,
    remove_product,
    remove_store,
    stock,
    stores,
    variants,
)  # fmt: skip

DRESS = "09521234560012"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Database]:
    items = [
        Product(id="ada", name={"de": "Leinenkleid"}, brand="Lindwerk", material=(("linen", 100.0),)),
        Variant(gtin=DRESS, product="ada", sku="L-38", price=12990, online=3),
        Store(code="K1", name="Köln"),
        Stock("K1", DRESS, 2, 100),
    ]
    with open_database(tmp_path / "house", create=True) as database:
        with database.writing() as connection:
            put(connection, items, now=1_000, source="feed.csv")
        yield database


def test_what_is_the_same_changes_nothing(house: Database) -> None:
    with house.writing() as connection:
        before = version(connection, "retail")
        again = [*products(connection).values(), *variants(connection).values(), *stock(connection)]
        assert put(connection, again, now=2_000) == Kept(0, 0, 3)
        assert version(connection, "retail") == before


def test_a_feed_completes_what_is_known(house: Database) -> None:
    with house.writing() as connection:
        put(
            connection,
            [
                Product(id="ada", name={"en": "Linen dress"}),
                Variant(gtin=DRESS, product="ada", online=NOT_SAID),
            ],
            now=2_000,
        )
        held = products(connection)["ada"]
        assert held.name == {"de": "Leinenkleid", "en": "Linen dress"}
        assert held.brand == "Lindwerk"
        assert (variants(connection)[DRESS].price, variants(connection)[DRESS].online) == (12990, 3)


def test_a_form_empties_what_it_leaves_empty(house: Database) -> None:
    with house.writing() as connection:
        put(connection, [Product(id="ada", name={"de": "Ada"})], now=2_000, replace=True)
        assert products(connection)["ada"] == Product(id="ada", name={"de": "Ada"})


def test_an_older_count_changes_nothing(house: Database) -> None:
    with house.writing() as connection:
        put(connection, [Stock("K1", DRESS, 9, 99)], now=2_000)
        (held,) = stock(connection)
        assert (held.quantity, held.source) == (2, "feed.csv")


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (0, None, 7990),
        (2_500, None, 7990),
        (3_500, None, 9990),
        (0, 2_000, 12990),
        (1_500, 3_000, 9990),
        (0, 500, None),
    ],
)
def test_the_lowest_price_of_a_time_counts_the_one_that_held_before(
    house: Database, since: int, until: int | None, expected: int | None
) -> None:
    with house.writing() as connection:
        for at, price in ((2_000, 9990), (3_000, 7990), (3_500, 9990)):
            put(connection, [Variant(gtin=DRESS, product="ada", price=price)], now=at)
        assert lowest_price(connection, DRESS, since, until) == expected


def test_codes_that_several_articles_share_name_none(house: Database) -> None:
    with house.writing() as connection:
        assert codes(connection) == {"L-38": DRESS}
        put(connection, [Variant(gtin="09521234560029", product="ada", sku="L-38")], now=2_000)
        assert codes(connection) == {}


def test_removing_takes_the_stock_along(house: Database) -> None:
    with house.writing() as connection:
        before = version(connection, "retail")
        assert remove_product(connection, "ada")
        assert not remove_product(connection, "ada")
        assert remove_store(connection, "K1")
        assert (stock(connection), variants(connection), stores(connection)) == ([], {}, {})
        assert version(connection, "retail") == before + 2
