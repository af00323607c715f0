"""How long a seller is liable, by how much a repair lengthens it, and what she is told about that.

Directive (EU) 2019/771, Art. 10 and 13, as amended by Directive (EU) 2024/1799: once twelve months more after
a repair, for contracts of sale from 31.7.2026 on. What a country says otherwise stands in ``liability.toml``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec

from oase.errors import OptionInvalid
from oase.programmes.law.notices import TEXTS, day_told
from oase.programmes.law.reading import table
from oase.programmes.law.rules import Check, rule

__all__ = ["Extension", "Liability", "Notice", "add_months", "extension", "liability", "notice"]


class Liability(msgspec.Struct, frozen=True, kw_only=True):
    """For how long the seller answers for a thing in one country.

    Parameters
    ----------
    country : str
    months : int or None
        Since delivery; None where the law names no fixed term.
    burden_months : int or None
        During which a defect is presumed to have been there at delivery.
    used_months : int or None
        The shortest term that may be agreed for used goods; None where nothing is known.
    source : str
    checked : date
    verify : str
        What is to be looked up; empty for nothing.
    version : str
    """

    country: str
    months: int | None
    burden_months: int | None
    used_months: int | None
    source: str
    checked: date
    verify: str
    version: str


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """By how much a repair lengthens liability.

    Parameters
    ----------
    months : int
        0 for not at all.
    why : str
        ``extended``, ``older_contract``, ``used_up`` (lengthened before) or ``none`` (no such rule there).
    rule : str
        Its name with the version of the table, as kept with notices.
    source : str
    verify : str
        What is to be looked up; empty for nothing.
    """

    months: int
    why: Literal["extended", "older_contract", "used_up", "none"]
    rule: str
    source: str
    verify: str


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is told about guarantee rights, as kept in ``guarantee_notices``.

    Parameters
    ----------
    kind : {"choice", "months"}
        Told before the remedy, or after the repair.
    rule : str
    text : str
    months : int
        By which liability becomes longer.
    until : date or None
        To which day it runs now, where that is known.
    is_due : bool
        Whether the law asks for it; where not, it is good to tell and true.
    verify : str
    """

    kind: Literal["choice", "months"]
    rule: str
    text: str
    months: int
    until: date | None
    is_due: bool
    verify: str


def liability(country: str, contract: date | None) -> Liability | Check:
    """Return how long a seller is liable for new goods bought in a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2.
    contract : date, optional
        Day of the contract of sale; before 1.1.2022 other law held, so that is a "check".

    Examples
    --------
    >>> liability("DE", date(2026, 8, 1)).months, liability("ES", date(2026, 8, 1)).months
    (24, 36)
    >>> liability("BR", date(2026, 8, 1)).why
    'country'
    """
    known, code = table("liability"), country.strip().upper()
    entry = known["country"].get(code)
    if entry is None or contract is None or contract < _SALES:
        return _check("liability", code, "country" if entry is None else "day")
    return Liability(
        country=code,
        months=entry.get("months"),
        burden_months=entry.get("burden"),
        used_months=entry.get("used"),
        source=entry["source"],
        checked=known["checked"],
        verify=entry.get("verify", ""),
        version=known["version"],
    )


_SALES = date(2022, 1, 1)
"""Since then Directive (EU) 2019/771 applies; the table knows nothing of what held before."""


def extension(country: str, contract: date | None, earlier: int = 0) -> Extension | Check:
    """Return by how many months a repair under the seller's liability lengthens it.

    Parameters
    ----------
    country : str
        Where the thing was bought.
    contract : date, optional
        Day of the contract of sale.
    earlier : int
        How often a repair has lengthened it before.

    Examples
    --------
    >>> extension("DE", date(2026, 7, 31)).months, extension("DE", date(2026, 7, 31), 1).months
    (12, 0)
    >>> extension("DE", date(2026, 7, 30)).why
    'older_contract'
    """
    if earlier < 0:
        raise OptionInvalid("A number of repairs is not negative", expected="0 or more", got=str(earlier))
    known, code = table("liability"), country.strip().upper()
    entry = known["country"].get(code)
    if entry is None or contract is None:
        return _check("guarantee_extension", code, "country" if entry is None else "day")
    term, later = _term(known, entry, contract)
    name = f"guarantee_extension@{known['version']}"
    if term is None:
        why = "older_contract" if later else "none"
        return Extension(months=0, why=why, rule=name, source=_source(entry, later), verify=_verify(entry))
    if earlier >= term["times"]:
        return Extension(months=0, why="used_up", rule=name, source=_source(entry, term), verify="")
    verify = "national act" if term.get("state") == "directive" else ""
    return Extension(
        months=term["months"], why="extended", rule=name, source=_source(entry, term), verify=verify
    )


def _term(
    known: Mapping[str, Any], entry: Mapping[str, Any], contract: date
) -> tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]:
    """Return the term that holds for a contract, and the first that would hold for a later one."""
    terms = [entry["own"]] if "own" in entry else []
    if not entry.get("outside"):
        terms.append(known["directive"])
    held = [one for one in terms if one["begins"] <= contract]
    return (max(held, key=_begins) if held else None), (min(terms, key=_begins) if terms else None)


def _begins(term: Mapping[str, Any]) -> date:
    return term["begins"]


def _source(entry: Mapping[str, Any], term: Mapping[str, Any] | None) -> str:
    if term is None:
        return entry["source"]
    return term.get("source") or table("rules")["rule"]["guarantee_extension"]["source"]


def _verify(entry: Mapping[str, Any]) -> str:
    return entry.get("verify", "")


def notice(
    kind: Literal["choice", "months"],
    country: str,
    contract: date | None,
    lang: str,
    *,
    earlier: int = 0,
    delivered: date | None = None,
    today: date | None = None,
) -> Notice | Check:
    """Return what to tell her before a remedy (``choice``) or after a repair (``months``).

    Parameters
    ----------
    kind : {"choice", "months"}
    country : str
        Where the thing was bought.
    contract : date, optional
        Day of the contract of sale.
    lang : {"de", "en"}
    earlier : int
        How often a repair has lengthened liability before.
    delivered : date, optional
        From which liability runs; with it the last day is told.
    today : date, optional
        When it is told; the rule about the choice holds from a day on. Without it, the contract's day counts.

    Examples
    --------
    >>> told = notice("months", "DE", date(2026, 8, 1), "en", delivered=date(2026, 8, 3))
    >>> told.months, told.until
    (12, datetime.date(2029, 8, 3))
    """
    if kind not in TEXTS or lang not in TEXTS["choice"]:
        raise OptionInvalid("No such notice", expected="choice or months, in de or en", got=f"{kind}, {lang}")
    longer, basis = extension(country, contract, earlier), liability(country, contract)
    if isinstance(longer, Check):
        return longer
    until = _until(basis, delivered, longer, earlier)
    said = TEXTS[kind][lang][longer.why if kind == "months" or longer.why != "none" else "none"]
    text = said.format(months=longer.months)
    if kind == "months" and until is not None:
        text += " " + TEXTS["until"][lang]["until"].format(day=day_told(until, lang))
    choice = rule("guarantee_choice", country, today or contract)
    due = (choice.holds is True) if kind == "choice" else longer.months > 0
    name = longer.rule if kind == "months" else f"guarantee_choice@{table('rules')['version']}"
    return Notice(
        kind=kind, rule=name, text=text, months=longer.months, until=until, is_due=due, verify=longer.verify
    )


def _until(basis: Liability | Check, delivered: date | None, longer: Extension, earlier: int) -> date | None:
    """Return the last day, where the term, the delivery and all earlier extensions are known."""
    if isinstance(basis, Check) or basis.months is None or delivered is None:
        return None
    entry = table("liability")["country"][basis.country]
    before = 0
    if earlier and longer.why in ("extended", "used_up"):
        own = entry.get("own") if longer.source == entry.get("own", {}).get("source") else None
        term = own or table("liability")["directive"]
        before = min(earlier, term["times"]) * term["months"]
    return add_months(delivered, basis.months + before + longer.months)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day.

    Examples
    --------
    >>> add_months(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    >>> add_months(date(9999, 12, 31), 24)
    datetime.date(9999, 12, 31)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _check(name: str, country: str, why: Literal["country", "day"]) -> Check:
    title = {"de": "Gesetzliche Gewährleistung", "en": "Statutory liability"}
    text = {
        "country": {
            "de": "Für dieses Land steht hier keine Frist. Bitte prüfen.",
            "en": "No term is known here for this country. Please check.",
        },
        "day": {
            "de": "Der Tag des Kaufs ist unbekannt oder liegt vor 2022. Bitte prüfen.",
            "en": "The day of the purchase is unknown or before 2022. Please check.",
        },
    }
    return Check(name=name, country=country, why=why, title=title, text=text[why])
