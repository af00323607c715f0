"""The board: what is to be done for customers, until when, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.contacts.calendar import Calendar
from oase.service import measures as kept
from oase.service.measures import Board, Measure, SameDay
from oase.web.pages.measures.furniture import around, cards, effects_of, place_of, states_of
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["DAYS", "HANDLERS", "standing_of"]

DAYS = 28
"""Days that are over, over which the share of the same day is told."""

DONE_DAYS = 90
_DAY = 86_400_000_000
_COLUMNS = ("overdue", "due_today", "later", "done")
MOST_SHOWN = 12
_TOLD = ("better", "worse", "unclear")


@page("/measures", Permission.SEE_ANALYSES)
def measures(visit: Visit) -> Page:
    """Show the board."""
    with visit.reach.database.reading() as connection:
        every = kept.every(connection)
    held, today, lately = standing_of(every, visit)
    effects, states = effects_of(visit), states_of(visit)
    columns = [(name, getattr(held, name)) for name in _COLUMNS]
    context: dict[str, Any] = {
        **around(visit, "board"),
        "columns": [
            (name, len(rows), cards(visit, rows[:MOST_SHOWN], states, effects)) for name, rows in columns
        ],
        "most": MOST_SHOWN,
        "figures": _figures(visit, held, today, lately),
        "look": visit.looks[0],
        "has_any": bool(every),
        "told": _told(visit, effects, every),
        "dropped": [(one.id, one.title, one.touchpoint) for one in every if one.state == "dropped"][-5:],
    }
    grids = {"measures": _grid(visit, every), "effects": _effects(visit, effects, every)}
    return Page("measures", _title(visit, held), context, grids, lede=_lede(visit, today, lately))


HANDLERS = [*measures]


def standing_of(every: Sequence[Measure], visit: Visit) -> tuple[Board, SameDay, SameDay]:
    """Return the board, and the share of the same day: of today so far, and of the days before."""
    now, zone = visit.reach.clock(), visit.reach.settings.timezone
    day = Calendar(zone).day_of(now)
    lately = [one for one in every if one.done is None or one.done >= now - DONE_DAYS * _DAY]
    return (
        kept.board(lately, now, zone),
        kept.same_day(every, range(day, day + 1), zone),
        kept.same_day(every, range(day - DAYS, day), zone),
    )


def _title(visit: Visit, held: Board) -> str:
    overdue, today, later = len(held.overdue), len(held.due_today), len(held.later)
    told = {name: words.number(n, visit.lang) for name, n in (("overdue", overdue), ("today", today))}
    if overdue and not today:
        return visit.t("measures.title.overdue.only", **told)
    if overdue:
        return visit.t("measures.title.overdue", **told)
    if today:
        return visit.t("measures.title.today", **told)
    if later:
        return visit.t("measures.title.later", later=words.number(later, visit.lang))
    return visit.t("measures.title.none")


def _lede(visit: Visit, today: SameDay, lately: SameDay) -> str:
    if lately.share is None and not today.of:
        return visit.t("measures.lede")
    if lately.share is None:
        return visit.t("measures.lede.today", done=_n(visit, today.done), of=_n(visit, today.of))
    return visit.t("measures.lede.lately", done=_n(visit, lately.done), of=_n(visit, lately.of), days=DAYS)


def _figures(visit: Visit, held: Board, today: SameDay, lately: SameDay) -> list[tuple[str, str, str]]:
    waiting = len(held.overdue) + len(held.due_today) + len(held.later)
    base = visit.t(
        "measures.kpi.same_day.base", done=_n(visit, lately.done), of=_n(visit, lately.of), days=DAYS
    )
    return [
        (
            visit.t("measures.kpi.open"),
            _n(visit, waiting),
            visit.t("measures.kpi.open.base", overdue=_n(visit, len(held.overdue))),
        ),
        (
            visit.t("measures.kpi.today"),
            visit.t("measures.of", done=_n(visit, today.done), of=_n(visit, today.of))
            if today.of
            else words.MISSING,
            visit.t("measures.kpi.today.base" if today.of else "measures.kpi.today.none"),
        ),
        (visit.t("measures.kpi.same_day"), words.share(lately.share, visit.lang, 0), base),
    ]


def _told(visit: Visit, effects: Mapping[int, Mapping[str, Any]], every: Sequence[Measure]) -> str:
    """Return what the effects come to, in one sentence."""
    if not effects:
        return ""
    known = {one.id for one in every}
    counts = dict.fromkeys(_TOLD, 0)
    for row in effects.values():
        if row["id"] in known and row["verdict"] in counts:
            counts[row["verdict"]] += 1
    values = {name: _n(visit, n) for name, n in counts.items()}
    rest = len(effects) - sum(counts.values())
    return visit.t("measures.effects.told", **values, done=_n(visit, len(effects)), rest=_n(visit, rest))


def _grid(visit: Visit, every: Sequence[Measure]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "touchpoint": one.touchpoint,
            "owner": one.owner,
            "state": one.state,
            "created": one.created,
            "due": one.due,
            "done": one.done,
            "said": one.said,
            "origin": one.origin,
            "aim": one.aim,
            "resolution": one.resolution,
            "cents": one.cents,
        }
        for one in reversed(every)
    ]
    columns = [
        Column(
            "title", t("measures.field.title"), lambda row: Cell(row["title"], f"/measures/one/{row['id']}")
        ),
        Column(
            "touchpoint",
            t("measures.field.touchpoint"),
            lambda row: Cell(row["touchpoint"], place_of(row["touchpoint"])),
        ),
        Column("owner", t("measures.field.owner"), lambda row: row["owner"] or words.MISSING),
        Column("state", t("measures.field.state"), lambda row: t(f"measures.state.{row['state']}")),
        Column("due", t("measures.field.due"), lambda row: visit.moment(row["due"])),
        Column("done", t("measures.field.done"), lambda row: visit.moment(row["done"])),
    ]
    keys = tuple(rows[0]) if rows else ()
    return Grid("measures", t("measures.all"), columns, rows, keys=keys)


def _effects(visit: Visit, effects: Mapping[int, Mapping[str, Any]], every: Sequence[Measure]) -> Grid:
    t, titles = visit.t, {one.id: one.title for one in every}
    rows = [
        {**row, "title": titles[row["id"]], "similar": ", ".join(row["similar"])}
        | {
            "fulfilment_before": row["before"][0] if row["before"] else None,
            "fulfilment_after": row["after"][0] if row["after"] else None,
        }
        for row in sorted(effects.values(), key=lambda row: row["verdict"] not in _TOLD)
        if row["id"] in titles
    ]
    lang = visit.lang

    def told(row: Mapping[str, Any]) -> str:
        return t(f"measures.effect.{row['verdict']}.word")

    columns = [
        Column(
            "title", t("measures.field.title"), lambda row: Cell(row["title"], f"/measures/one/{row['id']}")
        ),
        Column("touchpoint", t("measures.field.touchpoint"), lambda row: row["touchpoint"]),
        Column("verdict", t("measures.effect"), told),
        Column(
            "change",
            t("measures.effect.change"),
            lambda row: words.points(row["change"], lang),
            is_number=True,
        ),
        Column(
            "low",
            t("measures.effect.interval"),
            lambda row: words.interval(row["low"], row["high"], lang),
            is_number=True,
        ),
        Column(
            "n_before", t("measures.effect.n_before"), lambda row: _n(visit, row["n_before"]), is_number=True
        ),
        Column(
            "n_after", t("measures.effect.n_after"), lambda row: _n(visit, row["n_after"]), is_number=True
        ),
        Column("similar", t("measures.effect.similar"), lambda row: row["similar"] or words.MISSING),
    ]
    keys = ("id", "title", "touchpoint", "done", "verdict", "change", "low", "high", "q", "fulfilment_before")
    rest = ("fulfilment_after", "n_before", "n_after", "more_answers", "more_weeks", "similar", "is_alone")
    return Grid("effects", t("measures.effects"), columns, rows, keys=keys + rest)


def _n(visit: Visit, value: float) -> str:
    return words.number(value, visit.lang)
