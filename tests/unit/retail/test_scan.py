"""What a code means, typed or read, and why it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.retail.scan import best, understand

DRESS = "09521234000389"
UPC = "00036000291452"


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("9521234000389", DRESS),  # EAN-13
        ("036000291452", UPC),  # UPC-A
        ("0036000291452", UPC),  # UPC-A as a reader of EAN-13 gives it
        ("96385074", "00000096385074"),  # EAN-8
        (DRESS, DRESS),  # GTIN-14
        ("19521234000386", "19521234000386"),  # a case of them
        ("9 521234 000389", DRESS),  # typed with blanks
        (" 9-521234-000389\n", DRESS),
        ("9\u00a0521234\u202f000389", DRESS),
        ("(01)09521234000389(10)A1", DRESS),  # GS1-128 as read aloud
        ("(01)09521234000389", DRESS),
        ("010952123400038917261231", DRESS),  # GS1 DataMatrix as read
        ("]d2010952123400038917261231", DRESS),
        ("https://id.gs1.org/01/09521234000389", DRESS),
        ("https://shop.example/app/01/9521234000389/10/A1?17=261231", DRESS),
        ("HTTPS://SHOP.EXAMPLE/01/09521234000389", DRESS),
    ],
)
def test_an_article_is_understood(text: str, gtin: str):
    code = understand(text)
    assert (code.kind, code.gtin, code.problem) == ("article", gtin, "")


@pytest.mark.parametrize(
    ("text", "problem", "digit"),
    [
        ("9521234000388", "bad_check_digit", 9),
        ("036000291453", "bad_check_digit", 2),
        ("https://shop.example/01/09521234000388", "bad_check_digit", 9),
        ("2012345678903", "restricted", None),  # a scale of the shop
        ("2112345678917", "restricted", None),
        ("9912345678909", "restricted", None),  # a coupon
        ("12345", "length", None),
        ("0000000000000", "length", None),
        ("L-38", "not_a_code", None),
        ("", "not_a_code", None),
        ("٩٥٢١٢٣٤٠٠٠٣٨٩", "not_a_code", None),
        ("https://elsewhere.example/kleid", "foreign_link", None),
        ("https://elsewhere.example/kleid?store=K1", "foreign_link", None),
        ("https://[broken", "foreign_link", None),
        ("javascript:alert(1)", "not_a_code", None),
    ],
)
def test_why_it_is_none_is_said(text: str, problem: str, digit: int | None):
    code = understand(text)
    assert (code.kind, code.problem, code.digit) == ("nothing", problem, digit)


def test_the_code_at_the_door_of_a_store():
    code = understand("https://shop.example/app?store=K1")
    assert (code.kind, code.store, code.poster, code.gtin) == ("store", "K1", "", None)
    assert understand("https://shop.example/app/?store=K1").store == "K1"
    assert understand("https://shop.example/app?store=<b>").kind == "nothing"


def test_the_code_on_a_poster_may_name_store_and_article():
    code = understand("https://shop.example/app?poster=leinen&store=K1")
    assert (code.kind, code.poster, code.store, code.gtin) == ("poster", "leinen", "K1", None)
    code = understand(f"https://shop.example/01/{DRESS}?poster=leinen")
    assert (code.kind, code.poster, code.gtin) == ("poster", "leinen", DRESS)


def test_an_article_may_be_scanned_in_a_store():
    code = understand(f"https://shop.example/01/{DRESS}?store=K1")
    assert (code.kind, code.gtin, code.store) == ("article", DRESS, "K1")


def test_of_several_codes_the_article_is_meant():
    codes = [understand(text) for text in ("12345", "https://a.example/app?store=K1", DRESS, "2012345678903")]
    chosen = best(codes)
    assert chosen is not None
    assert chosen.gtin == DRESS
    chosen = best([understand("x"), understand("9521234000388")])
    assert chosen is not None
    assert chosen.problem == "bad_check_digit"
    assert best([]) is None


@given(st.text(max_size=300))
def test_no_text_makes_it_fail(text: str):
    code = understand(text)
    assert (code.kind == "nothing") == bool(code.problem)


@given(st.sampled_from(["http://", "https://"]), st.text(max_size=300))
def test_no_address_makes_it_fail(start: str, text: str):
    code = understand(start + text)
    assert (code.kind == "nothing") == bool(code.problem)


@given(st.integers(min_value=1, max_value=9999999999), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed_and_the_right_one_named(number: int, off: int):
    body = f"40{number:010d}"
    right = -sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10
    assert understand(f"{body}{right}").gtin == f"0{body}{right}"
    wrong = understand(f"{body}{(right + off) % 10}")
    assert (wrong.problem, wrong.digit) == ("bad_check_digit", right)
