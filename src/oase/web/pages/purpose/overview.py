"""Purpose-Werkstatt: the written purpose, who takes part, and all programmes at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.programmes.overview import Overview, overview
from oase.errors import OptionInvalid
from oase.programmes.participation import LEVELS
from oase.programmes.purpose import employees, measures, statements
from oase.programmes.purpose.shares import Shares, by_programme, shares
from oase.programmes.purpose.statements import Statement
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.furniture import day_of, day_told, said_in, share_told, today_of, who, wrong_told
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS"]

DAYS = 365
"""Days over which it is told how far people take part."""

_DAY = 86_400_000_000


@page("/purpose", Permission.SEE_PROGRAMMES)
def purpose(visit: Visit) -> Page:
    """Show the purpose and what stands in its programmes."""
    return _overview(visit, {}, None)


@action("/purpose/statement", Permission.EDIT_PROGRAMMES)
def write(visit: Visit) -> Redirect | Page:
    """Write the purpose down."""
    typed = {lang: visit.said(f"text_{lang}") for lang in ("de", "en")}
    try:
        day = day_of(visit, "valid_from") or today_of(visit)
        with visit.reach.database.writing() as connection:
            statements.write(connection, typed, day, who=who(visit), now=visit.reach.moment())
    except OptionInvalid as error:
        return _overview(visit, typed, error)
    return visit.back("/purpose", "purpose.said.statement")


HANDLERS = [*purpose, *write]


def _overview(visit: Visit, typed: Mapping[str, str], wrong: OptionInvalid | None) -> Page:
    now, today = visit.reach.moment(), today_of(visit)
    with visit.reach.database.reading() as connection:
        stands = overview(connection, today)
        written = statements.every(connection)
        held = statements.holding(connection, today)
        every = [one for one in measures.every(connection) if one.state == "live"]
        taking = shares(connection, now - DAYS * _DAY, now + 1)
        each = by_programme(connection, now - DAYS * _DAY, now + 1)
        trained = employees.trained(employees.every(connection), employees.parts_of(connection), today)
    values = dict(held.text) if held is not None else {}
    context: dict[str, Any] = {
        **around(visit, "overview"),
        "held": said_in(held.text, visit.lang) if held is not None else "",
        "since": day_told(visit, held.valid_from) if held is not None else "",
        "values": {**values, **typed},
        "today": today.isoformat(),
        "wrong": wrong_told(visit, wrong) if wrong is not None else "",
        "history": [_version(visit, one) for one in written],
        "figures": _figures(visit, stands, taking, trained),
        "has_shares": bool(each),
        "unknown": words.number(sum(taking.unknown.values()), visit.lang),
        "days": DAYS,
        "parts": _parts(visit, stands),
        "stops": [(one, day_told(visit, one.day)) for one in stands.stops],
        "claim": _claim(visit, stands),
    }
    kinds = [one.verdict for one in every]
    key = "purpose.title" if every else "purpose.title.none"
    n, other = kinds.count("purpose"), len(kinds) - kinds.count("purpose")
    title = visit.t(key, n=words.number(n, visit.lang), other=words.number(other, visit.lang))
    grids = {"shares": _shares(visit, each, taking), "states": _states(visit, stands)}
    status = 200 if wrong is None else 400
    return Page("purpose", title, context, grids, lede=_lede(visit, taking), status=status)


def _lede(visit: Visit, taking: Shares) -> str:
    if taking.active_share is None:
        return visit.t("purpose.lede")
    values = {"n": words.number(taking.active, visit.lang), "of": words.number(taking.of, visit.lang)}
    return visit.t("purpose.lede.active", **values, share=share_told(visit, taking.active_share), days=DAYS)


def _figures(
    visit: Visit, stands: Overview, taking: Shares, trained: employees.Trained
) -> list[tuple[str, str, str]]:
    t, lang = visit.t, visit.lang
    open_cases = sum(n for state, n in stands.cases.items() if state != "closed")
    found = taking.active_share
    staff = trained.share
    return [
        (
            t("purpose.kpi.active"),
            words.share(found.value, lang) if found is not None else words.MISSING,
            t(
                "purpose.kpi.active.base",
                n=words.number(taking.active, lang),
                of=words.number(taking.of, lang),
            ),
        ),
        (
            t("purpose.kpi.cases"),
            words.number(open_cases, lang),
            t("purpose.kpi.cases.base", of=words.number(sum(stands.cases.values()), lang)),
        ),
        (
            t("purpose.kpi.items"),
            words.number(stands.items, lang),
            t("purpose.kpi.items.base"),
        ),
        (
            t("purpose.kpi.trained"),
            words.share(staff.value, lang) if staff is not None else words.MISSING,
            t(
                "purpose.kpi.trained.base",
                n=words.number(trained.trained, lang),
                of=words.number(trained.of, lang),
            ),
        ),
    ]


def _parts(visit: Visit, stands: Overview) -> list[dict[str, Any]]:
    """Return each programme with how much of each state there is."""
    rows = [
        ("cases", "/cases", stands.cases),
        ("kits", "/cases/kits", stands.kits),
        ("take_backs", "/returns", stands.take_backs),
    ]
    return [
        {
            "name": visit.t(f"purpose.part.{name}"),
            "href": href,
            "states": [(_state(visit, name, key), words.number(n, visit.lang)) for key, n in counts.items()],
            "none": visit.t(f"purpose.part.{name}.none"),
        }
        for name, href, counts in rows
    ]


def _state(visit: Visit, part: str, key: str) -> str:
    """Return the word of a state as the page of its programme has it."""
    prefixes = {"cases": "cases.state.", "take_backs": "returns.state."}
    name = f"{prefixes[part]}{key}" if part in prefixes else f"purpose.outcome.{key or 'open'}"
    return visit.t(name) if name in TEXTS[visit.lang] else key.replace("_", " ")


def _states(visit: Visit, stands: Overview) -> Grid:
    parts = {"cases": stands.cases, "kits": stands.kits, "take_backs": stands.take_backs}
    rows = [
        {"part": part, "state": state, "count": count}
        for part, counts in parts.items()
        for state, count in counts.items()
    ]
    t = visit.t
    columns = [
        Column("part", t("purpose.col.programme"), lambda row: t(f"purpose.part.{row['part']}")),
        Column("state", t("purpose.col.state"), lambda row: _state(visit, row["part"], row["state"])),
        Column(
            "count",
            t("purpose.col.count"),
            lambda row: words.number(row["count"], visit.lang),
            is_number=True,
        ),
    ]
    return Grid("programmes", t("purpose.parts"), columns, rows)


def _shares(visit: Visit, each: Mapping[str, Shares], taking: Shares) -> Grid:
    t, lang = visit.t, visit.lang
    pairs = [*each.items(), ("all", taking)] if each else []
    rows: list[dict[str, Any]] = []
    for kind, one in pairs:
        found = one.active_share
        rows.append(
            {"kind": kind, **one.known, "active_n": one.active, "of": one.of}
            | {"share": found.value if found else None, "low": found.low if found else None}
            | {"high": found.high if found else None, "unknown": sum(one.unknown.values()), "shown": found}
        )
    columns = [
        Column("kind", t("purpose.col.programme"), lambda row: t(f"purpose.programme.{row['kind']}")),
        *[
            Column(
                level,
                t(f"purpose.level.{level}"),
                lambda row, level=level: words.number(row[level], lang),
                is_number=True,
            )
            for level in LEVELS
        ],
        Column("of", t("purpose.col.of"), lambda row: words.number(row["of"], lang), is_number=True),
        Column("share", t("purpose.col.active"), lambda row: share_told(visit, row["shown"]), is_number=True),
        Column(
            "unknown",
            t("purpose.col.unknown"),
            lambda row: words.number(row["unknown"], lang),
            is_number=True,
        ),
    ]
    keys = ("kind", *LEVELS, "of", "active_n", "share", "low", "high", "unknown")
    return Grid("participation", t("purpose.shares"), columns, rows, keys=keys)


def _version(visit: Visit, one: Statement) -> tuple[str, str, str]:
    return day_told(visit, one.valid_from), one.who, said_in(one.text, visit.lang)


def _claim(visit: Visit, stands: Overview) -> dict[str, str]:
    if stands.claim is None:
        return {}
    return {
        "text": said_in(dict(stands.claim.text), visit.lang),
        "source": visit.t(
            "purpose.claim.source",
            version=stands.claim.version,
            since=day_told(visit, stands.claim.since),
            until=day_told(visit, stands.claim.until),
        ),
    }
