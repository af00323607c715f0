"""Lindwerk's shop is what a real one would hand over: valid bar codes, hours, the same for the same seed."""

from __future__ import annotations

from collections import Counter

from biip.gtin import Gtin

from oase.demo.collection import COLLECTION
from oase.demo.shop import DRESS, STORES, gtin_of, rated, shop, wanted
from oase.retail.care import CARE
from oase.retail.material import FIBRES
from oase.retail.sizes import GARMENTS, SYSTEMS

NOW = 1_795_000_000_000_000


def test_bar_codes_are_valid_examples_and_no_two_are_alike() -> None:
    held = shop(NOW)
    codes = [variant.gtin for variant in held.variants]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert Gtin.parse(code).value == code  # checks the check digit
        assert code.startswith("0952")


def test_same_seed_same_shop_and_another_another() -> None:
    assert shop(NOW, 3) == shop(NOW, 3)
    assert shop(NOW, 3).stock != shop(NOW, 4).stock


def test_everything_points_at_something() -> None:
    held = shop(NOW)
    products = {product.id for product in held.products}
    codes = {variant.gtin for variant in held.variants}
    assert {variant.product for variant in held.variants} == products
    assert {(one.store, one.gtin) for one in held.stock} == {
        (store.code, code) for store in held.stores for code in codes
    }
    assert {product.garment for product in held.products} <= set(GARMENTS)
    assert {variant.size_system for variant in held.variants if variant.size} <= set(SYSTEMS)
    assert all(NOW - 2 * 3_600_000_000 < one.counted < NOW for one in held.stock)


def test_the_dress_hangs_twice_in_the_store_of_the_scene() -> None:
    held = shop(NOW, 11)
    stock = {one.gtin: one.quantity for one in held.stock if one.store == STORES[0].code}
    assert [stock[gtin_of("L-101", "sand", size)] for size in ("34", "36", "38", "40", "42")] == [
        0,
        3,
        2,
        1,
        0,
    ]


def test_ratings_of_the_dress_in_38() -> None:
    fits = Counter(one.fit for one in rated(5) if (one.product, one.size) == ("L-101", "38"))
    assert fits == {0: 41, -1: 7, 1: 4}
    assert {one.product for one in rated(5)} == {garment.id for garment in COLLECTION}


def test_customers_want_what_there_is() -> None:
    codes = {variant.gtin for variant in shop(NOW).variants}
    lines = list(wanted(500))
    assert {line.gtin for line in lines} <= codes
    assert DRESS in {line.gtin for line in wanted(5_000)}
    assert len({line.person for line in lines}) > 80


def test_material_and_care_have_words() -> None:
    for product in shop(NOW).products:
        assert {fibre for fibre, _ in product.material} <= set(FIBRES)
        assert set(product.care) <= set(CARE)
        assert not product.material or sum(share for _, share in product.material) == 100
