"""Ratings: one for each person and product, verified where the purchase is known, hidden ones out."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.retail.shop import DRESS_38, DRESS_40

from oase.db import Database
from oase.errors import OptionInvalid
from oase.model import Fact
from oase.retail import ratings
from oase.retail.ratings import Rating, Summary


def rate(shop: Database, alias: int = 1, **told: Any) -> Rating:
    said = {"product": "dress", "gtin": DRESS_38, "stars": 5, "now": 10, "aliases": [alias], **told}
    with shop.writing() as connection:
        return ratings.rate(connection, alias=alias, **said)


def summary(shop: Database, size: str = "") -> Summary:
    with shop.reading() as connection:
        return ratings.summary(connection, "dress", size)


def test_nobody_has_rated_it(shop: Database):
    found = summary(shop)
    assert (found.count, found.average, found.latest, found.fit.count) == (0, None, (), 0)


def test_what_is_said_adds_up(shop: Database):
    rate(shop, 1, stars=5, fit=0, size="38", verified="order:4711")
    rate(shop, 2, stars=2, fit=-1, size="Gr. 38", text=" Fällt <klein> aus. ")
    rate(shop, 3, stars=4, fit=1, size="42", now=11)
    found = summary(shop, "38")
    assert found.count == 3
    assert found.average == pytest.approx(11 / 3)
    assert found.stars == (0, 1, 0, 1, 1)
    assert (found.fit.smaller, found.fit.expected, found.fit.larger, found.fit.size) == (1, 1, 1, "")
    assert (found.fit_like_mine.smaller, found.fit_like_mine.larger, found.fit_like_mine.size) == (1, 0, "38")
    assert found.verified == 1
    assert [one.size for one in found.latest] == ["Gr. 38", "38", "42"]  # like mine first, though later
    assert found.latest[0].text == "Fällt <klein> aus."  # as typed: who shows it escapes it


def test_a_second_rating_replaces_the_first(shop: Database):
    first = rate(shop, 1, stars=1)
    second = rate(shop, 7, aliases=[1, 7], stars=4, now=20)  # another alias of hers
    assert (second.id, second.stars, second.at) == (first.id, 4, 20)
    assert summary(shop).count == 1


def test_two_ratings_of_persons_that_became_one_become_one(shop: Database):
    rate(shop, 1)
    rate(shop, 7)
    rate(shop, 1, aliases=[1, 7], stars=3)
    assert (summary(shop).count, summary(shop).average) == (1, 3)


def test_a_hidden_rating_does_not_count_and_stays_hidden(shop: Database):
    made = rate(shop, stars=1)
    with shop.writing() as connection:
        assert ratings.hide(connection, made.id).is_hidden
    assert summary(shop).count == 0
    rate(shop, stars=2)
    assert summary(shop).count == 0
    with shop.writing() as connection:
        ratings.hide(connection, made.id, is_hidden=False)
    assert summary(shop).count == 1


def test_what_she_takes_back_is_gone(shop: Database):
    rate(shop)
    with shop.writing() as connection:
        assert ratings.withdraw(connection, "dress", [1])
        assert not ratings.withdraw(connection, "dress", [1])
    assert summary(shop).count == 0


def test_ratings_from_elsewhere_say_so_and_are_replaced_as_a_whole(shop: Database):
    rate(shop)
    with shop.writing() as connection:
        for stars in (2, 4):
            rows = [{"product": "dress", "at": 5, "stars": stars, "text": "schön"}] * 3
            assert ratings.take_over(connection, rows, source="Probenkreis") == 3
    found = summary(shop)
    assert (found.count, found.stars) == (4, (0, 0, 0, 3, 1))
    assert {one.source for one in found.latest} == {"app", "Probenkreis"}
    with shop.writing() as connection, pytest.raises(OptionInvalid, match="source"):
        ratings.take_over(connection, [], source="app")


def test_bought_is_known_by_its_day_and_returned_is_not():
    assert ratings.bought_at({f"bought:{DRESS_40}": Fact(1, 5)}, [DRESS_38, DRESS_40]) == 5
    assert ratings.bought_at({f"bought:{DRESS_40}": Fact(0, 5)}, [DRESS_38, DRESS_40]) is None
    assert ratings.bought_at({f"wish:{DRESS_40}": Fact(1, 5)}, [DRESS_40]) is None


def test_what_a_source_says_of_itself_verifies_nothing(shop: Database):
    rows = [{"product": "dress", "at": 5, "stars": 3, "verified": said}
            for said in ("receipt", "true", "order:", "order:4711", "repair:R-7")]  # fmt: skip
    with shop.writing() as connection:
        ratings.take_over(connection, rows, source="Probenkreis")
    assert summary(shop).verified == 2
