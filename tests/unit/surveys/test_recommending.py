"""Who recommended whom: own links never count, loops are refused, the rate has its denominator."""

from __future__ import annotations

from itertools import count

import pytest
from sqlalchemy import insert

from oase.db import open_database
from oase.db.schema import transactions
from oase.surveys import recommending as r

ANNA, BEA, CLEO, DORA = 11, 12, 13, 14


@pytest.fixture
def connection(tmp_path):
    made = open_database(tmp_path / "house", create=True, own_brand="Lindwerk")
    with made as database, database.writing() as writing:
        yield writing


def link(connection, alias):
    numbers = count(alias)
    return r.create(connection, alias, 1, random=lambda size: bytes(next(numbers) % 31 for _ in range(size)))


def told(connection, alias, code="", heard="search", at=10):
    return r.recommended(connection, alias=alias, at=at, transaction=None, heard=heard, code=code)


def test_a_link_is_one_a_person_until_it_ends(connection):
    """Asked for twice it is the same; ended it wins nobody any more."""
    code = link(connection, ANNA)
    assert r.is_code(code)
    assert link(connection, ANNA) == code == r.link_of(connection, ANNA)
    assert r.owner_of(connection, code) == ANNA
    assert [r.end(connection, code, 2), r.end(connection, code, 3)] == [True, False]
    assert r.link_of(connection, ANNA) is None
    assert told(connection, BEA, code).reason == "unknown_code"


def test_own_links_and_loops_never_count(connection):
    """Neither herself nor whoever she has won, through however many others."""
    codes = {one: link(connection, one) for one in (ANNA, BEA, CLEO)}
    assert told(connection, ANNA, codes[ANNA]) == r.Outcome(
        is_recommended=False, recommender=None, reason="own_link"
    )
    assert told(connection, BEA, codes[ANNA]) == r.Outcome(is_recommended=True, recommender=ANNA, reason="")
    assert told(connection, CLEO, codes[BEA].upper()).recommender == BEA
    assert told(connection, ANNA, codes[CLEO]).reason == "loop"
    assert [(one.recommender, one.alias) for one in r.graph(connection, 0, 99)] == [(ANNA, BEA), (BEA, CLEO)]


def test_the_last_word_counts_and_keeps_the_code(connection):
    """Who changes an answer without naming the code again keeps whom she named."""
    code = link(connection, ANNA)
    told(connection, BEA, code, "friends")
    told(connection, BEA, heard="advert")
    counted = r.rate(connection, 0, 99)
    assert (counted.answered, counted.linked, counted.recommended, counted.heard) == (1, 1, 1, {"advert": 1})


def test_the_rate_has_its_denominators(connection):
    """Recommended of those who answered, and how many new customers there were at all."""
    for number, alias in enumerate((ANNA, BEA, BEA, CLEO)):
        row = {"key": f"order:{number}", "alias": alias, "at": 5 + number, "received": 5}
        row |= {"touchpoint": "Kauf", "channel": "", "store": "", "source": "test"}
        connection.execute(insert(transactions).values(row))
    told(connection, BEA, heard="recommendation")
    told(connection, CLEO, heard="search")
    told(connection, DORA, heard="friends", at=200)
    counted = r.rate(connection, 0, 100)
    assert (counted.recommended, counted.answered, counted.linked, counted.new_customers) == (1, 2, 0, 3)
    assert r.rate(connection, 300, 400) == r.Rate(0, 0, 0, 0, {})


def test_thanks_are_given_once_and_can_be_taken_back(connection):
    """The list names whom to thank first; another new customer makes her due again."""
    codes = {one: link(connection, one) for one in (ANNA, BEA)}
    told(connection, CLEO, codes[ANNA])
    told(connection, DORA, codes[BEA])
    assert [r.thank(connection, ANNA, "Frau Kern", 50), r.thank(connection, ANNA, "Frau Kern", 51)] == [1, 0]
    assert [(one.recommender, one.due, one.thanked) for one in r.thank_list(connection)] == [
        (BEA, 1, None), (ANNA, 0, 50),
    ]  # fmt: skip
    assert r.take_thanks_back(connection, ANNA, 50) == 1
    assert {one.due for one in r.thank_list(connection)} == {1}


def test_a_code_on_an_order_wins_only_whom_it_may(connection):
    """What she has said herself stays; a code that does not count leaves nothing behind."""
    code = link(connection, ANNA)

    def came(alias, code):
        return r.came_by(connection, alias=alias, at=10, transaction=7, code=code)

    assert came(BEA, code).recommender == ANNA
    assert came(ANNA, code).reason == "own_link"
    assert came(DORA, "abcdefgh23").reason == "unknown_code"
    told(connection, CLEO, heard="advert")
    assert came(CLEO, code).is_recommended
    found = r.rate(connection, 0, 99)
    assert (found.answered, found.recommended, found.linked) == (2, 2, 2)
    assert found.heard == {"advert": 1, "recommendation": 1}


def test_what_was_answered_can_be_taken_back(connection):
    r.recommended(connection, alias=BEA, at=1, transaction=7, heard="advert")
    assert not r.taken_back(connection, alias=BEA, transaction=8)
    assert r.taken_back(connection, alias=BEA, transaction=7)
    assert r.rate(connection, 0, 99).answered == 0
