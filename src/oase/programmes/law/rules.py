"""Rules of law by country and day, each with its source; what is not known is "check", never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from oase.errors import OptionInvalid, nearest
from oase.programmes.law.reading import table

__all__ = ["EU", "RULES", "VERSION", "Check", "Rule", "holds", "rule", "rules"]

EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""Member states, ISO 3166-1 alpha-2."""

RULES: tuple[str, ...] = tuple(table("rules")["rule"])
"""Names of all rules."""

VERSION: str = table("rules")["version"]
"""Of the table; goes with everything that was decided by it."""

_UNKNOWN = {
    "country": {
        "de": "Für dieses Land steht hier nichts. Bitte prüfen lassen, was dort gilt.",
        "en": "Nothing is known here for this country. Have it checked what holds there.",
    },
    "day": {
        "de": "Der Tag ist unbekannt. Bitte prüfen, welcher zählt.",
        "en": "The day is unknown. Check which one counts.",
    },
}


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule says in a country on a day.

    Parameters
    ----------
    name : str
        Of ``RULES``.
    country : str
        ISO 3166-1 alpha-2.
    day : date
    begins : date
        From which day on it holds there.
    holds : bool
        Whether it holds on the day.
    section : str
        What it is about: repair, guarantee, claims, price, reviews, contact, privacy, textiles.
    title, text : mapping
        By language.
    source, link : str
        Where it stands.
    checked : date
        Up to when the table knows the law; what came later is not in it.
    verify : str
        What somebody who knows the country's law has to look up; empty for nothing.
    values : mapping
        Its numbers, such as ``days``.
    version : str
        Of the table.
    """

    name: str
    country: str
    day: date
    begins: date
    holds: bool
    section: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    source: str
    link: str
    checked: date
    verify: str
    values: Mapping[str, int]
    version: str


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Nobody knows here: somebody has to look it up.

    Parameters
    ----------
    name : str
        Of the rule.
    country : str
    why : str
        ``country`` or ``day``: what is unknown.
    title, text : mapping
        By language.
    holds : None
        So that nobody takes it for a yes or a no.
    """

    name: str
    country: str
    why: str
    title: Mapping[str, str]
    text: Mapping[str, str]
    holds: None = None


def rule(name: str, country: str, day: date | None) -> Rule | Check:
    """Return what a rule says in a country on a day.

    Parameters
    ----------
    name : str
        Of ``RULES``.
    country : str
        ISO 3166-1 alpha-2, as people write it.
    day : date, optional
        In the country's calendar; None where nobody knows it.

    Raises
    ------
    OptionInvalid
        No such rule.

    Examples
    --------
    >>> [rule("green_claims", "DE", date(2026, 9, day)).holds for day in (26, 27)]
    [False, True]
    >>> rule("green_claims", "BR", date(2026, 9, 27)).why
    'country'
    """
    known = table("rules")["rule"]
    if name not in known:
        near = ", ".join(nearest(name, RULES)) or ", ".join(RULES)
        raise OptionInvalid("No such rule of law", expected=near, got=name, where="rule")
    said, code = known[name], country.strip().upper()
    entry = _entry(said["in"], code)
    if entry is None:
        return Check(name=name, country=code, why="country", title=said["title"], text=_UNKNOWN["country"])
    if day is None:
        return Check(name=name, country=code, why="day", title=said["title"], text=_UNKNOWN["day"])
    return Rule(
        name=name,
        country=code,
        day=day,
        begins=entry["begins"],
        holds=entry["begins"] <= day,
        section=said["section"],
        title=said["title"],
        text=said["text"],
        source=entry.get("source", said["source"]),
        link=said["link"],
        checked=table("rules")["checked"],
        verify=entry["verify"],
        values=said["values"],
        version=VERSION,
    )


def rules(country: str, day: date | None) -> list[Rule | Check]:
    """Return every rule for a country and a day, in the order of the table."""
    return [rule(name, country, day) for name in RULES]


def holds(name: str, country: str, day: date | None) -> bool | None:
    """Return whether a rule holds; None where that is to be checked.

    Examples
    --------
    >>> holds("price_reduction", "AT", date(2022, 5, 27)), holds("price_reduction", "XX", date(2026, 1, 1))
    (False, None)
    """
    return rule(name, country, day).holds


def _entry(where: Mapping[str, Any], country: str) -> Mapping[str, Any] | None:
    if country in where and country != "EU":
        return where[country]
    return where["EU"] if country in EU and "EU" in where else None
