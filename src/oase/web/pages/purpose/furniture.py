"""What the pages of purpose, measures, employees and repair data share."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException

from oase import words
from oase.errors import OaseError, OptionInvalid
from oase.stats import Interval
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = [
    "cents_of",
    "day_of",
    "day_told",
    "number_of",
    "said_in",
    "share_told",
    "today_of",
    "who",
    "wrong_told",
]

_LONGEST_NUMBER = 15
_DAY = 86_400_000_000


def today_of(visit: Visit) -> date:
    """Return the day it is for the house."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    return datetime.fromtimestamp(visit.reach.moment() / 1_000_000, zone).date()


def who(visit: Visit) -> str:
    """Return the name of who asks."""
    return visit.account.name if visit.account else ""


def number_of(told: str) -> int:
    """Return the number in an address or a form.

    Raises
    ------
    NotFoundException
        It is none.
    """
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    return int(told)


def day_of(visit: Visit, name: str) -> date | None:
    """Return a day of the form; None where it is empty.

    Raises
    ------
    OptionInvalid
        It is none.
    """
    told = visit.said(name)
    if not told:
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid("That is no day", expected="2026-11-21", got=told, where=name) from error


def day_told(visit: Visit, day: date | None) -> str:
    """Return a day in words; a dash for none."""
    if day is None:
        return words.MISSING
    return words.date((day - date(1970, 1, 1)).days * _DAY, visit.lang)


def cents_of(visit: Visit, name: str) -> int | None:
    """Return an amount of the form in cents; None where it is empty.

    Raises
    ------
    OptionInvalid
        It is none.
    """
    told = visit.said(name)
    if not told:
        return None
    group, point = (".", ",") if visit.lang == "de" else (",", ".")
    plain = told.removesuffix("€").strip().replace(group, "").replace(" ", "").replace(point, ".")
    whole, _, part = plain.partition(".")
    is_whole = whole.isascii() and whole.isdigit() and len(whole) <= 9
    if not (is_whole and len(part) <= 2 and (not part or (part.isascii() and part.isdigit()))):
        raise OptionInvalid("That is no amount", expected=f"1{group}234{point}50", got=told, where=name)
    return int(whole) * 100 + int(part.ljust(2, "0") or "0")


def said_in(texts: dict[str, str], lang: str) -> str:
    """Return a text in a language, else in the other one."""
    return texts.get(lang) or next(iter(texts.values()), "")


def share_told(visit: Visit, found: Interval | None) -> str:
    """Return a share with its interval in words; a dash for none."""
    if found is None:
        return words.MISSING
    values = {"low": words.share(found.low, visit.lang), "high": words.share(found.high, visit.lang)}
    return visit.t("purpose.share", share=words.share(found.value, visit.lang), **values)


def wrong_told(visit: Visit, error: OaseError) -> str:
    """Return what is wrong with a form, in the visitor's language."""
    key = f"purpose.wrong.{error.where}"
    return visit.t(key if key in TEXTS[visit.lang] else "purpose.wrong.other")
