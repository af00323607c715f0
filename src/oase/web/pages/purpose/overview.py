"""Purpose-Werkstatt: the written purpose, who takes part, and all programmes at a glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.programmes.overview import Overview, overview
from oase.errors import OptionInvalid
from oase.programmes.cases.states import ENDS
from oase.programmes.events import stops
from oase.programmes.impact import claims
from oase.programmes.impact.counting import ProgrammeCount, counted
from oase.programmes.impact.period import period
from oase.programmes.participation import LEVELS
from oase.programmes.purpose import employees, measures, statements
from oase.programmes.purpose.shares import Shares, by_programme, shares
from oase.programmes.purpose.statements import Statement
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose import standing
from oase.web.pages.purpose.furniture import day_of, day_told, said_in, share_told, today_of, who, wrong_told
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

DAYS = 365
"""Days over which it is told how far people take part."""

SEEN = (
    ("home", "/p"),
    ("repair", "/p/repair"),
    ("exchange", "/p/exchange"),
    ("tour", "/p/tour"),
    ("take_back", "/p/take-back"),
    ("drop_off", "/p/drop-off"),
    ("impact", "/p/impact"),
    ("rights", "/p/rights"),
)
"""Pages that customers open without signing in."""

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
    year = period(today - timedelta(days=DAYS - 1), today, visit.reach.settings.timezone)
    with visit.reach.database.reading() as connection:
        stands = overview(connection, today)
        written = statements.every(connection)
        held = statements.holding(connection, today)
        every = [one for one in measures.every(connection) if one.state == "live"]
        taking = shares(connection, now - DAYS * _DAY, now + 1)
        each = by_programme(connection, now - DAYS * _DAY, now + 1)
        done = counted(connection, year).repairs
        held_stops = stops.every(connection)
        claim = next((one for one in claims.every(connection) if one.withdrawn is None), None)
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
        "figures": _figures(visit, stands, done, taking, trained),
        "has_shares": bool(each),
        "unknown": words.number(sum(taking.unknown.values()), visit.lang),
        "days": DAYS,
        "parts": standing.parts(visit, stands),
        "map": standing.tour_map(visit, held_stops),
        "stops": [(one, day_told(visit, one.day)) for one in stands.stops],
        "claim": standing.effect(visit, claim),
        "seen": [(path, visit.t(f"purpose.seen.{name}")) for name, path in SEEN],
    }
    title, lede = _said(visit, stands, done, [one.verdict for one in every], taking)
    grids = {"shares": _shares(visit, each, taking), "states": standing.states(visit, stands)}
    grids["stops"] = standing.stops(visit, held_stops)
    grids |= standing.effect_grid(visit, claim)
    pictures = standing.effect_pictures(visit, claim)
    status = 200 if wrong is None else 400
    return Page("purpose", title, context, grids, pictures, lede=lede, status=status)


def _said(
    visit: Visit, stands: Overview, done: ProgrammeCount, kinds: Sequence[str], taking: Shares
) -> tuple[str, str]:
    """Return heading and sentence below it: what became of the repairs, else how measures are judged."""
    n, other = kinds.count("purpose"), len(kinds) - kinds.count("purpose")
    told = {"n": words.number(n, visit.lang), "other": words.number(other, visit.lang)}
    judged = visit.t("purpose.title" if kinds else "purpose.title.none", **told)
    if not done.all:
        return judged, _lede(visit, taking)
    mended = {"done": words.number(done.done, visit.lang), "of": words.number(done.all, visit.lang)}
    waiting = words.number(_open_cases(stands), visit.lang)
    title = visit.t("purpose.title.mended", **mended, open=waiting)
    return title, " ".join(
        [visit.t("purpose.lede.mended", days=DAYS), judged, _acting(visit, taking, "purpose.lede.also")]
    )


def _open_cases(stands: Overview) -> int:
    return sum(n for state, n in stands.cases.items() if state not in ENDS)


def _lede(visit: Visit, taking: Shares) -> str:
    return _acting(visit, taking, "purpose.lede.active") or visit.t("purpose.lede")


def _acting(visit: Visit, taking: Shares, key: str) -> str:
    """Return how many act themselves; nothing where nobody is known."""
    if taking.active_share is None:
        return ""
    values = {"n": words.number(taking.active, visit.lang), "of": words.number(taking.of, visit.lang)}
    return visit.t(key, **values, share=share_told(visit, taking.active_share), days=DAYS)


def _figures(
    visit: Visit, stands: Overview, done: ProgrammeCount, taking: Shares, trained: employees.Trained
) -> list[tuple[str, str, str]]:
    t, lang = visit.t, visit.lang
    open_cases = _open_cases(stands)
    found = taking.active_share
    staff = trained.share
    return [
        (
            t("purpose.kpi.mended"),
            words.share(done.done / done.all, lang) if done.all else words.MISSING,
            t(
                "purpose.kpi.mended.base",
                n=words.number(done.done, lang),
                of=words.number(done.all, lang),
                unknown=words.number(done.unknown, lang),
            ),
        ),
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
