"""What the pages of the inventory share: evidence beside each touchpoint, words of closed lists, errors."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from oase import words
from oase.app.tracing import heard_of
from oase.errors import OaseError
from oase.experience.inventory import Evidence, Suggestion, Touchpoint
from oase.report.data import Row
from oase.settings import Lang
from oase.web.pages.magic_data import address_of
from oase.web.pages.static import address_of as file_address
from oase.web.pages.visit import Visit
from oase.words.row import answers_missing

__all__ = [
    "PATH",
    "Wrong",
    "day_of",
    "euro",
    "evidence",
    "named",
    "page_of",
    "reason",
    "style",
    "word",
    "wrong",
    "year",
]

PATH = "/touchpoints"


class Wrong(NamedTuple):
    """Why a form was not taken: our sentence, the field, and the error's own words, which are English."""

    said: str
    field: str
    what: str
    expected: str
    got: str


def wrong(visit: Visit, error: OaseError) -> Wrong:
    """Return what is said of a form that was not taken."""
    said = visit.wrong(type(error).__name__)
    return Wrong(said, error.where or "", error.what, error.expected or "", error.got or "")


def style() -> dict[str, str]:
    """Return the style sheet that all of these pages load."""
    return {"style": file_address("touchpoints.css")}


def page_of(name: str) -> str:
    """Return the address of a touchpoint's place in the inventory."""
    return address_of(name, PATH)


def day_of(day: dt.date, lang: Lang) -> str:
    """Return a day in words."""
    return words.date(int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp()) * 1_000_000, lang)


def year(visit: Visit) -> int:
    """Return the year of today, in the zone of the house."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    return dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, zone).year


def euro(visit: Visit, cents: int, currency: str = "EUR") -> str:
    """Return an amount in whole currency, with cents where there are any."""
    sign = {"EUR": "€", "GBP": "£", "USD": "$"}.get(currency, currency)
    return f"{words.number(cents / 100, visit.lang, 2 if cents % 100 else 0)} {sign}"


def word(visit: Visit, field: str, value: str) -> str:
    """Return a word of a closed list; a dash for none."""
    if field == "phase":
        return words.phase(value or None, visit.lang)
    return visit.t(f"touchpoints.{field}.{value}") if value else words.MISSING


def evidence(visit: Visit) -> dict[str, Evidence]:
    """Return what contacts and answers say of each touchpoint, from views that are kept."""
    overview: Mapping[str, Any] = visit.look("overview").result or {}
    magic: Mapping[str, Any] = visit.look("magic").result or {}
    rows: dict[str, Row] = {str(row["touchpoint"]): row for row in words.whole(magic.get("rows") or [])}
    met: Mapping[str, int] = overview.get("touchpoints", {})
    heard = heard_of(visit.reach.house.rooms)
    return {
        name: Evidence(
            met.get(name, 0) or heard.get(name, 0),
            _count(rows[name].get("answers")) if name in rows else 0,
            str(rows[name]["state"]) if name in rows else None,
            answers_missing(rows[name]) if name in rows else None,
        )
        for name in {**met, **heard, **rows}
    }


def reason(visit: Visit, found: Suggestion, known: Evidence) -> str:
    """Return why something is suggested, or what is lacking."""
    return visit.t(
        f"touchpoints.because.{found.reason}",
        other=found.other,
        needed=words.number(known.needed, visit.lang) if known.needed is not None else "",
        contacts=words.number(known.contacts, visit.lang),
    )


def named(one: Touchpoint, visit: Visit) -> str:
    """Return whose a touchpoint is, and how it can be changed where that is not what one expects."""
    said = word(visit, "kind", one.kind)
    if (one.kind, one.steering) != ("own", "steerable"):
        said = f"{said}, {word(visit, 'steering', one.steering)}"
    return f"{said}, {visit.t('touchpoints.downstream')}" if one.downstream else said


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
