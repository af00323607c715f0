"""Article numbers under bar codes (GTIN): read, checked, told apart from numbers of a single shop.

Kept are 14 digits, so that an EAN-13, a UPC-A and a GTIN-14 of the same article are the same text.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from biip import ParseError
from biip.checksums import gs1_standard_check_digit
from biip.gtin import Gtin, GtinFormat
from biip.rcn import Rcn

from oase.errors import InputError

__all__ = ["GtinInvalid", "Problem", "gtin14", "is_restricted", "shown_gtin"]

Problem = Literal["length", "digits", "check_digit", "restricted"]
"""Why a text is no article number: how long it is, what it is made of, its last digit, where it is valid."""

_DIGITS = 14
_LENGTHS = (8, 12, 13, 14)
_SEPARATORS = str.maketrans("", "", " -\u00a0\u2009\u202f.")
_LONGEST = 60
_NOT_ARTICLES = ("98", "99")
"""GS1 prefixes of refund slips and coupons; they name no article."""


class GtinInvalid(InputError):
    """A text that is no article number valid everywhere; ``reason`` says which rule it breaks.

    Parameters
    ----------
    what, expected, got : str
    reason : str
        Of ``Problem``.
    digit : int, optional
        The check digit that would be right.
    """

    def __init__(
        self, what: str, *, expected: str, got: str, reason: Problem, digit: int | None = None
    ) -> None:
        super().__init__(what, expected=expected, got=got)
        self.reason: Problem = reason
        self.digit = digit


def gtin14(text: str) -> str:
    """Return an article number with 14 digits.

    Parameters
    ----------
    text : str
        GTIN-8, GTIN-12 (UPC-A), GTIN-13 (EAN) or GTIN-14; spaces and hyphens do not count.

    Raises
    ------
    GtinInvalid
        With its reason: ``length``, ``digits``, ``check_digit`` (and the digit expected) or ``restricted``.

    Examples
    --------
    >>> gtin14("4012345678901"), gtin14("0 36000 29145 2")
    ('04012345678901', '00036000291452')
    >>> gtin14("4012345678902")
    Traceback (most recent call last):
    ...
    oase.retail.gtin.GtinInvalid: The check digit of the article number is wrong.
      expected:   1 as the last digit
      got:        '4012345678902'
    """
    digits = text.strip().translate(_SEPARATORS)
    if not (digits.isdecimal() and digits.isascii()):
        raise GtinInvalid(
            "The article number is not made of digits",
            expected="a GTIN of 8, 12, 13 or 14 digits",
            got=repr(text[:_LONGEST]),
            reason="digits",
        )
    if len(digits) not in _LENGTHS or not digits.strip("0"):
        raise GtinInvalid(
            "The article number has the wrong length",
            expected="8, 12, 13 or 14 digits",
            got=f"{len(digits)}: {text[:_LONGEST]!r}",
            reason="length",
        )
    return _checked(digits)


def is_restricted(digits: str) -> bool:
    """Say whether a number is only valid in one shop or region, or is a coupon; its digits must be right.

    Examples
    --------
    >>> is_restricted("2012345678903"), is_restricted("9521234560012")
    (True, False)
    """
    number = Gtin.parse(digits)
    if isinstance(number, Rcn):
        return True
    is_ean = number.format is GtinFormat.GTIN_13
    return is_ean and number.payload.startswith(_NOT_ARTICLES)


def shown_gtin(gtin: str) -> str:
    """Return an article number as it stands under its bar code: 13 digits, or 8, or 14 where it needs them.

    Examples
    --------
    >>> shown_gtin("04012345678901"), shown_gtin("00000040123455"), shown_gtin("14012345678908")
    ('4012345678901', '40123455', '14012345678908')
    """
    bare = gtin.lstrip("0")
    return bare.zfill(8) if len(bare) <= 8 else bare.zfill(13)


@lru_cache(maxsize=4096)
def _checked(digits: str) -> str:
    expected = gs1_standard_check_digit(digits[:-1])
    if expected != int(digits[-1]):
        raise GtinInvalid(
            "The check digit of the article number is wrong",
            expected=f"{expected} as the last digit",
            got=repr(digits),
            reason="check_digit",
            digit=expected,
        )
    try:
        restricted = is_restricted(digits)
    except ParseError as error:
        raise GtinInvalid(
            "The article number has the wrong length",
            expected="8, 12, 13 or 14 digits without leading zeros that fill it",
            got=repr(digits),
            reason="length",
        ) from error
    if restricted:
        raise GtinInvalid(
            "The number is only valid inside one shop or region, or is a coupon",
            expected="a GTIN that is valid everywhere; not 02, 04, 20 to 29, 98, 99",
            got=repr(digits),
            reason="restricted",
        )
    return digits.zfill(_DIGITS)
