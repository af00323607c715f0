"""Article numbers: every form of the same article is one text; each way to be wrong has its reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.errors import InputError
from oase.retail.gtin import GtinInvalid, gtin14, shown_gtin
from oase.retail.links import digital_link, gtin_of_link


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9521234560012", "09521234560012"),  # EAN-13
        ("036000291452", "00036000291452"),  # UPC-A
        ("0036000291452", "00036000291452"),  # the same as EAN-13
        ("19521234560019", "19521234560019"),  # a box of them
        ("40123455", "00000040123455"),  # EAN-8
        (" 952-1234 560012 ", "09521234560012"),
    ],
)
def test_every_form_becomes_14_digits(text: str, expected: str) -> None:
    assert gtin14(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "digits"),
        ("95212345600I2", "digits"),
        ("٩٥٢١٢٣٤٥٦٠٠١٢", "digits"),
        ("952123456001", "check_digit"),
        ("95212345600121", "check_digit"),
        ("123456789", "length"),
        ("0000000000000", "length"),
        ("9521234560013", "check_digit"),
        ("2012345678903", "restricted"),
        ("0212345678909", "restricted"),
        ("212345678909", "restricted"),  # the same as UPC-A
        ("0412345678903", "restricted"),
        ("02123455", "restricted"),
        ("9912345678909", "restricted"),  # a coupon
    ],
)
def test_says_why_a_text_is_no_article_number(text: str, reason: str) -> None:
    with pytest.raises(GtinInvalid) as caught:
        gtin14(text)
    assert caught.value.reason == reason


def test_names_the_check_digit_that_was_expected() -> None:
    with pytest.raises(GtinInvalid) as caught:
        gtin14("9521234560013")
    assert caught.value.digit == 2


@given(st.integers(0, 999_999_999))
def test_any_wrong_last_digit_is_noticed(number: int) -> None:
    payload = f"952{number:09d}"
    good = [last for last in range(10) if _is_taken(f"{payload}{last}")]
    assert len(good) == 1
    assert shown_gtin(gtin14(f"{payload}{good[0]}")) == f"{payload}{good[0]}"


def _is_taken(text: str) -> bool:
    try:
        gtin14(text)
    except GtinInvalid:
        return False
    return True


@pytest.mark.parametrize(
    "address",
    [
        "https://id.gs1.org/01/09521234560012",
        "https://lindwerk.example/shop/01/9521234560012/10/A1/21/7?17=261231&utm_source=x",
        "HTTP://lindwerk.example/01/09521234560012#top",
    ],
)
def test_reads_the_article_of_a_digital_link(address: str) -> None:
    assert gtin_of_link(address) == "09521234560012"


@pytest.mark.parametrize(
    "address", ["https://lindwerk.example/", "https://[x/01/9", "9521234560012", "https://x.example/01/",
                "https://x.example/01/9521234560013", f"https://x.example/{'a' * 3000}/01/9521234560012",
                "https://x.example/01/9521234560012/99"],
)  # fmt: skip
def test_refuses_addresses_without_a_right_article(address: str) -> None:
    with pytest.raises(InputError):
        gtin_of_link(address)


def test_writes_a_link_that_it_reads_again() -> None:
    assert gtin_of_link(digital_link("9521234560012", "https://lindwerk.example/app/")) == "09521234560012"
