"""What a scanned or typed code means: an article, a store, a poster, or why it is none of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from oase.errors import InputError
from oase.retail.gtin import GtinInvalid, gtin14
from oase.retail.links import gtin_of_link, is_link

__all__ = ["Code", "Kind", "Problem", "best", "understand"]

Kind = Literal["article", "store", "poster", "nothing"]
Problem = Literal["", "bad_check_digit", "restricted", "length", "not_a_code", "foreign_link"]

LONGEST = 2_000

_APP = "/app"
_ELEMENTS = re.compile(r"^(?:\][A-Za-z]\d)?(?:\(01\)(\d{14})(?!\d)|01(\d{14})(?=\d{2}|\x1d))")
_CODE = re.compile(r"^[\w.\-]{1,60}$")
_PROBLEMS: dict[str, Problem] = {
    "check_digit": "bad_check_digit",
    "restricted": "restricted",
    "length": "length",
    "digits": "not_a_code",
}
_ORDER: dict[str, int] = {"article": 0, "poster": 1, "store": 2, "nothing": 3}
_PROBLEM_ORDER: tuple[Problem, ...] = (
    "restricted",
    "bad_check_digit",
    "length",
    "foreign_link",
    "not_a_code",
    "",
)


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What a code means.

    Parameters
    ----------
    kind : {"article", "store", "poster", "nothing"}
    text : str
        As it was read, without blanks around it.
    gtin : str or None
        14 digits; a poster may carry the article that it shows, too.
    store : str
        Code of the store that is named, empty for none.
    poster : str
        Name of the poster, empty for none.
    problem : str
        Why it is nothing: ``bad_check_digit``, ``restricted`` (valid in one shop or region only, or a
        coupon), ``length``, ``foreign_link`` (an address without an article number), ``not_a_code``.
    digit : int or None
        The check digit that would be right.
    """

    kind: Kind
    text: str
    gtin: str | None = None
    store: str = ""
    poster: str = ""
    problem: Problem = ""
    digit: int | None = None


def understand(text: str) -> Code:
    """Return what a code means; never raises.

    Understood are EAN-13, EAN-8, UPC-A and GTIN-14, typed with blanks and hyphens or not; GS1 element strings
    with an article number; GS1 Digital Links of any host; addresses of the app that name a store or a poster.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> understand("9 521234 560012").gtin
    '09521234560012'
    >>> understand("9521234560013").problem, understand("9521234560013").digit
    ('bad_check_digit', 2)
    >>> understand("https://shop.example/app?store=K1").store
    'K1'
    """
    said = text.strip().strip("\x00\x1d")[:LONGEST]
    if is_link(said):
        return _of_link(said)
    elements = _ELEMENTS.match(said)
    return _of_number(said, (elements[1] or elements[2]) if elements else said)


def best(codes: Iterable[Code]) -> Code | None:
    """Return which code of a picture is meant: an article before a store, anything before nothing.

    Examples
    --------
    >>> best([understand("https://shop.example/app?store=K1"), understand("9521234560012")]).kind
    'article'
    """
    return min(codes, key=lambda one: (_ORDER[one.kind], _PROBLEM_ORDER.index(one.problem)), default=None)


def _of_number(text: str, number: str) -> Code:
    try:
        return Code(kind="article", text=text, gtin=gtin14(number))
    except GtinInvalid as error:
        return Code(kind="nothing", text=text, problem=_PROBLEMS[error.reason], digit=error.digit)


def _of_link(text: str) -> Code:
    try:
        parts = urlsplit(text)
        asked = parse_qs(parts.query, max_num_fields=50)
    except ValueError:  # broken brackets, or more names than any poster has
        return Code(kind="nothing", text=text, problem="foreign_link")
    is_app = parts.path.rstrip("/") == _APP or parts.path.startswith(f"{_APP}/") or "/01/" in parts.path
    store, poster = (_named(asked, name) if is_app else "" for name in ("store", "poster"))
    gtin, problem, digit = _article(text)
    if poster:
        return Code(kind="poster", text=text, gtin=gtin, store=store, poster=poster)
    if gtin is not None:
        return Code(kind="article", text=text, gtin=gtin, store=store)
    if store and problem == "foreign_link":
        return Code(kind="store", text=text, store=store)
    return Code(kind="nothing", text=text, problem=problem, digit=digit)


def _article(address: str) -> tuple[str | None, Problem, int | None]:
    try:
        return gtin_of_link(address), "", None
    except GtinInvalid as error:
        return None, _PROBLEMS[error.reason], error.digit
    except InputError:
        return None, "foreign_link", None


def _named(asked: dict[str, list[str]], name: str) -> str:
    said = asked.get(name, [""])[0].strip()
    return said if _CODE.match(said) else ""
