"""Recommendation links: made by who has answered, and they win by the three questions."""

from __future__ import annotations

import re

import pytest

KEPT = "select heard, said, by_whom, code, recommender from survey_recommendations"


@pytest.fixture
def code(framed):
    """The code of a link that Anna has made after she answered."""
    link = framed.link(framed.bought("anna"), "anna", way="invited")
    assert framed.page.post(f"{link}/link").status_code == 303  # she has not answered: nothing is made
    assert framed.rows("select * from referral_links") == []
    framed.page.post(link, data={"q-expected": "1"})
    assert "Eigenen Link machen" in framed.page.get(link).text
    framed.page.post(f"{link}/link")
    framed.page.post(f"{link}/link")  # twice is once
    [(made,)] = framed.rows("select code from referral_links")
    assert f"http://testserver.local/r/{made}" in framed.page.get(link).text
    return made


def test_the_landing_page_names_nobody_and_leads_on_with_the_code(framed, code):
    """Reading counts nothing; the shop's own address keeps what it has."""
    page = framed.page.get(f"/r/{code}").text
    assert "Jemand empfiehlt Ihnen Lindwerk." in page
    assert f'href="https://shop.example/neu?x=1&amp;r={code}"' in page
    assert "anna" not in page
    assert framed.page.head(f"/r/{code}").status_code == 200


@pytest.mark.parametrize("wrong", ["abcdefgh23", "x", "%3Cscript%3E", "a" * 300])
def test_a_code_that_does_not_hold_is_welcome_all_the_same(framed, wrong):
    """It says so, and leads to the shop without a code."""
    page = framed.page.get(f"/r/{wrong}")
    assert page.status_code == 404
    assert 'href="https://shop.example/neu?x=1"' in page.text
    assert "<script>" not in page.text


def test_a_new_customer_tells_how_she_came(framed, code):
    """The three questions and the code make a recommendation; her words are masked."""
    link = framed.link(framed.bought("bea", "order:1"), "bea", survey="new_customers", way="invited")
    page = framed.page.get(f"{link}?r={code}").text
    assert f'name="code" value="{code}"' in page
    told = {
        "q-heard": "recommendation",
        "q-said": "Frag bea@example.org",
        "q-by_whom": "friend",
        "code": code,
    }
    framed.page.post(link, data=told)
    [(heard, said, by_whom, kept, recommender)] = framed.rows(KEPT)
    assert (heard, by_whom, kept, recommender) == ("recommendation", "friend", code, framed.alias("anna"))
    assert not re.search("bea@", said)


def test_receipts_that_name_nobody_make_no_link(framed):
    """Whoever finds a receipt does not recommend in somebody's name."""
    link = framed.link(framed.bought("anna"))
    framed.page.post(link, data={"q-expected": "1"})
    assert "Eigenen Link machen" not in framed.page.get(link).text
    framed.page.post(f"{link}/link")
    assert framed.rows("select * from referral_links") == []
