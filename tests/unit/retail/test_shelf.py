"""What stands on the shelf: read once, read again when it has changed, and only then."""

from __future__ import annotations

import pytest
from sqlalchemy import event, update
from tests.unit.retail.shop import DRESS_38, DRESS_40, NOW, put_store

from oase.db import Database
from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.retail import tables
from oase.retail.counting import count_stock
from oase.retail.shelf import Shelf


def test_articles_are_found_by_what_stands_on_them(shelf: Shelf):
    dress = shelf.variant(DRESS_38)
    assert dress is not None
    assert shelf.find(DRESS_38.removeprefix("0")) == dress
    assert shelf.find(dress.sku) == dress
    assert shelf.find("unbekannt") is None
    assert [one.size for one in shelf.variants_of(dress.product)] == ["38", "40"]
    product = shelf.product(dress.product)
    assert product is not None
    assert product.material == (("linen", 100.0),)
    assert shelf.variants_of("?") == ()


def test_stores_come_nearest_first(shelf: Shelf):
    near = shelf.nearest(50.9413, 6.9603)
    assert [store.code for store, _ in near] == ["K2", "K1"]
    assert near[0][1] == 0
    assert 400 < near[1][1] < 450
    assert [store.code for store, _ in shelf.stores_with(DRESS_38)] == ["K1", "K2"]


def test_a_count_is_seen_after_a_refresh(shop: Database, shelf: Shelf):
    assert not shelf.refresh()
    with shop.writing() as connection:
        assert count_stock(connection, "K1", DRESS_38, 7, NOW, "till")
    assert shelf.refresh()
    stock = shelf.stock("K1", DRESS_38)
    assert stock is not None
    assert (stock.quantity, stock.counted, stock.source) == (7, NOW, "till")
    other = shelf.stock("K1", DRESS_40)
    assert other is not None
    assert other.quantity == 2
    assert not shelf.refresh()


def test_a_refresh_without_a_change_asks_one_small_question(shop: Database, shelf: Shelf):
    asked: list[str] = []
    event.listen(shop.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    shelf.refresh()
    assert len([text for text in asked if "retail_" in text]) == 0
    with shop.writing() as connection:
        count_stock(connection, "K1", DRESS_38, 7, NOW, "till")
    asked.clear()
    shelf.refresh()
    assert not [text for text in asked if "from retail_products" in text]


def test_an_older_count_changes_nothing(shop: Database, shelf: Shelf):
    with shop.writing() as connection:
        assert not count_stock(connection, "K1", DRESS_38, 0, 1, "an old file")
    shelf.refresh()
    stock = shelf.stock("K1", DRESS_38)
    assert stock is not None
    assert stock.quantity == 2


@pytest.mark.parametrize("quantity", [-1, 1_000_001])
def test_a_count_that_cannot_be_is_refused(shop: Database, quantity: int):
    with shop.writing() as connection, pytest.raises(OptionInvalid, match="so many pieces"):
        count_stock(connection, "K1", DRESS_38, quantity, NOW, "till")


def test_a_changed_article_is_read_again_and_one_that_is_gone_is_gone(shop: Database, shelf: Shelf):
    with shop.writing() as connection:
        connection.execute(update(tables.variants).values(price=100))
        connection.execute(tables.stores.delete().where(tables.stores.c.code == "K2"))
        bump(connection, "retail")
    assert shelf.refresh()
    dress = shelf.variant(DRESS_38)
    assert dress is not None
    assert dress.price == 100
    assert shelf.store("K2") is None


def test_a_number_that_two_articles_share_finds_none(shop: Database, shelf: Shelf):
    with shop.writing() as connection:
        connection.execute(update(tables.variants).values(sku="same"))
        bump(connection, "retail")
    shelf.refresh()
    assert shelf.find("same") is None
    assert shelf.find(DRESS_38) is not None


def test_a_store_whose_hours_nobody_understands_counts_as_closed(shop: Database, shelf: Shelf):
    with shop.writing() as connection:
        put_store(connection, "K3", hours="immer")
        put_store(connection, "K4", hours="")
        bump(connection, "retail")
    shelf.refresh()
    assert shelf.opening("K1", NOW).is_open
    for code in ("K3", "K4", "K5"):
        assert shelf.opening(code, NOW).why == "unknown"


def test_an_empty_shop_has_an_empty_shelf(database: Database):
    shelf = Shelf(database)
    assert shelf.refresh()
    assert not shelf.refresh()
    assert (shelf.stores, shelf.products, shelf.nearest(0, 0)) == ((), (), [])
