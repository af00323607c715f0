"""Rules of law in words, for managers and customers alike: names of countries, what holds, since when."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from oase.programmes import law
from oase.programmes.law import EU, Check, Extension, Liability
from oase.settings import Lang
from oase.web.reach import Reach
from oase.web.words import text

__all__ = ["COUNTRIES", "ToldRule", "country_name", "day_in_words", "liability_told", "rules_told", "today"]

COUNTRIES: tuple[str, ...] = tuple(sorted({*EU, "CH", "GB"}))
"""Countries of which the tables say something."""


class ToldRule(NamedTuple):
    """A rule as a page shows it.

    Attributes
    ----------
    name, section, title, text : str
    state : {"holds", "later", "check"}
    begins : str
        The day from which it holds, in words; empty where nobody knows.
    source, link, checked, verify : str
    """

    name: str
    section: str
    title: str
    text: str
    state: str
    begins: str
    source: str
    link: str
    checked: str
    verify: str


def today(reach: Reach) -> date:
    """Return the day it is in the house's time zone."""
    now = datetime.fromtimestamp(reach.moment() / 1_000_000, UTC)
    return now.astimezone(ZoneInfo(reach.settings.timezone)).date()


def country_name(code: str, lang: Lang) -> str:
    """Return the name of a country; its code where it has none.

    Examples
    --------
    >>> country_name("AT", "de"), country_name("XQ", "en")
    ('Österreich', 'XQ')
    """
    return Locale.parse(lang).territories.get(code, code)


def day_in_words(day: date | None, lang: Lang) -> str:
    """Return a day as people read it; empty for none.

    Examples
    --------
    >>> day_in_words(date(2026, 9, 27), "de")
    '27.09.2026'
    """
    if day is None:
        return ""
    return format_date(
        day, "dd.MM.y" if lang == "de" else "d MMM y", locale="de" if lang == "de" else "en_GB"
    )


def rules_told(country: str, day: date, lang: Lang) -> list[ToldRule]:
    """Return every rule for a country and a day."""
    return [_told(one, lang) for one in law.rules(country, day)]


def _told(one: law.Rule | Check, lang: Lang) -> ToldRule:
    title, said = one.title[lang], one.text[lang]
    if isinstance(one, Check):
        return ToldRule(one.name, "", title, said, "check", "", "", "", "", "")
    return ToldRule(
        one.name,
        one.section,
        title,
        said,
        "holds" if one.holds else "later",
        day_in_words(one.begins, lang),
        one.source,
        one.link,
        day_in_words(one.checked, lang),
        one.verify,
    )


def liability_told(country: str, day: date, lang: Lang) -> list[str]:
    """Return how long a seller is liable for something bought on a day, in sentences."""
    found, longer = law.liability(country, day), law.extension(country, day)
    if not isinstance(found, Liability) or not isinstance(longer, Extension):
        return [text("law.liability.check", lang)]
    told = [
        text("law.liability.months", lang, months=found.months)
        if found.months is not None
        else text("law.liability.open", lang)
    ]
    if found.burden_months is not None:
        told.append(text("law.liability.burden", lang, months=found.burden_months))
    told.append(text(f"law.liability.{longer.why}", lang, months=longer.months))
    told.append(
        text("law.liability.source", lang, source=found.source, day=day_in_words(found.checked, lang))
    )
    if found.verify or longer.verify:
        told.append(text("law.liability.verify", lang))
    return told
