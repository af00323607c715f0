"""What goes together, and what of it hangs in this store in her size."""

from __future__ import annotations

import random
from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from tests.unit.retail.shop import BAG, DRESS_38, DRESS_40, JACKET_38, NOW, SHOE_39, SHOE_40

from oase.db import Database
from oase.db.versions import bump
from oase.model import Fact
from oase.retail import tables
from oase.retail.counting import count_stock
from oase.retail.matches import LEAST_PERSONS, MOST_OF_PERSON, SHRINK, Match, Related, keep, matching, related
from oase.retail.shelf import Shelf

SIZES = {"size:dress:DE": Fact("38", 1), "size:shoe:EU": Fact("39", 1), "size:jacket:DE": Fact("38", 1)}
TOGETHER = [
    Related("dress", "shoe", 12, 40, 2.0),
    Related("dress", "jacket", 9, 40, 1.6),
    Related("dress", "bag", 8, 40, 1.4),
    Related("jacket", "dress", 9, 20, 1.6),
]


@pytest.fixture
def matched(shop: Database, shelf: Shelf) -> Shelf:
    with shop.writing() as connection:
        assert keep(connection, TOGETHER, NOW) == 4
    shelf.refresh()
    return shelf


def names(found: list[Match]) -> list[str]:
    return [one.variant.gtin for one in found]


def test_the_score_is_the_shrunken_lift():
    rows = [(person, product) for person in range(8) for product in ("dress", "shoe")]
    rows += [(person, "coat") for person in range(8, 20)]
    found = related(rows)
    assert [(one.product, one.other, one.together, one.persons) for one in found] == [
        ("dress", "shoe", 8, 8),
        ("shoe", "dress", 8, 8),
    ]
    assert found[0].score == pytest.approx((8 + SHRINK) / (8 * 8 / 20 + SHRINK))


def test_what_a_few_have_does_not_show():
    rows = [(person, product) for person in range(LEAST_PERSONS - 1) for product in ("dress", "shoe")]
    rows += [(person, "coat") for person in range(10, 40)]
    assert related(rows) == []
    assert related([*rows, (9, "dress"), (9, "shoe")]) != []


def test_what_nearly_everybody_has_goes_with_nothing():
    rows = [(person, "bag") for person in range(100)]
    rows += [(person, "dress") for person in range(0, 100, 2)]
    assert related(rows) == []


def test_a_till_is_no_person():
    rows = [(person, f"p{number}") for person in range(6) for number in range(MOST_OF_PERSON + 1)]
    assert related(rows) == []


baskets = st.lists(st.tuples(st.integers(0, 30), st.sampled_from("abcdef")), max_size=150)


@given(baskets, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(rows: list[tuple[int, str]], draw: random.Random):
    again = [*rows, *rows[:20]]
    draw.shuffle(again)
    assert related(again) == related(rows)


@given(baskets)
def test_each_pair_is_there_both_ways_and_no_person_can_be_told_from_it(rows: list[tuple[int, str]]):
    found = {(one.product, one.other): one for one in related(rows)}
    held: dict[str, set[int]] = {}
    for person, product in rows:
        held.setdefault(product, set()).add(person)
    for (one, other), pair in found.items():
        assert found[other, one].score == pair.score > 1
        assert pair.together == len(held[one] & held[other]) >= LEAST_PERSONS
        assert pair.persons == len(held[one])
    for one, other in permutations(held, 2):
        if len(held[one] & held[other]) < LEAST_PERSONS:
            assert (one, other) not in found


def test_what_goes_with_it_hangs_here_in_her_size(matched: Shelf):
    found = matching(matched, DRESS_38, "K1", SIZES)
    assert names(found) == [SHOE_39, JACKET_38, BAG]
    assert found[0].reason == "together"
    assert found[0].values == {"together": 12, "persons": 40}
    assert found[0].stock.quantity == 2
    assert found[0].stock.store == "K1"


def test_without_her_size_only_what_comes_in_one_is_left(matched: Shelf):
    assert names(matching(matched, DRESS_38, "K1", {})) == [BAG]
    taken_back = SIZES | {"size:shoe:EU": Fact(0, 2)}
    assert names(matching(matched, DRESS_38, "K1", taken_back)) == [JACKET_38, BAG]


def test_her_size_may_be_said_in_a_system_that_is_only_named_otherwise(matched: Shelf):
    named = {"size:shoe:DE": Fact("40", 1)}
    assert names(matching(matched, DRESS_38, "K1", named)) == [SHOE_40, BAG]
    converted = {"size:shoe:UK": Fact("6", 1)}  # about a 39: about is not hers
    assert names(matching(matched, DRESS_38, "K1", converted)) == [BAG]


def test_what_is_gone_here_is_left_out_though_it_hangs_elsewhere(shop: Database, matched: Shelf):
    with shop.writing() as connection:
        count_stock(connection, "K1", SHOE_39, 0, NOW, "till")
    matched.refresh()
    assert names(matching(matched, DRESS_38, "K1", SIZES)) == [JACKET_38, BAG]
    assert SHOE_39 in names(matching(matched, DRESS_38, "K2", SIZES))


def test_what_she_has_bought_is_left_out_whatever_its_size(matched: Shelf):
    assert names(matching(matched, DRESS_38, "K1", SIZES | {f"bought:{SHOE_40}": Fact(1, 5)})) == [
        JACKET_38,
        BAG,
    ]
    given_back = SIZES | {f"bought:{SHOE_40}": Fact(0, 6)}
    assert SHOE_39 in names(matching(matched, DRESS_38, "K1", given_back))


def test_the_same_class_of_garment_is_left_out(shop: Database, matched: Shelf):
    with shop.writing() as connection:
        connection.execute(
            update(tables.products).where(tables.products.c.id == "jacket").values(garment="dress")
        )
        bump(connection, "retail")
    matched.refresh()
    assert names(matching(matched, DRESS_38, "K1", SIZES)) == [SHOE_39, BAG]


def test_what_is_on_her_list_comes_first_and_says_so(matched: Shelf):
    found = matching(matched, DRESS_38, "K1", SIZES | {f"wish:{JACKET_38}": Fact(1, 3)})
    assert names(found) == [JACKET_38, SHOE_39, BAG]
    assert [one.reason for one in found] == ["on_your_list", "together", "together"]


def test_nothing_goes_with_what_nobody_knows(matched: Shelf):
    assert matching(matched, "00000000000000", "K1", SIZES) == []
    assert matching(matched, BAG, "K1", SIZES) == []
    assert matching(matched, DRESS_40, "K9", SIZES) == []
    assert len(matching(matched, DRESS_38, "K1", SIZES, most=1)) == 1


def test_what_was_found_before_is_replaced(shop: Database, matched: Shelf):
    with shop.writing() as connection:
        keep(connection, [msgspec.structs.replace(TOGETHER[0], score=3.0)], NOW)
    assert matched.refresh()
    assert [one.score for one in matched.goes_with("dress")] == [3.0]
    assert matched.goes_with("jacket") == ()
