"""The queue: what waits in which state, since when, for whom; which parts are awaited."""

from __future__ import annotations

from typing import Any

from oase import words
from oase.accounts import Permission
from oase.programmes.cases.case import Case
from oase.programmes.cases.queue import counts, figures, listed, parts_awaited
from oase.programmes.cases.states import STATES
from oase.web.pages.cases.furniture import around, state_told
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit
from oase.words.receipts import age

__all__ = ["HANDLERS"]

MOST = 200
DAYS = 90
_DAY = 86_400_000_000


@page("/cases", Permission.WORK_CASES)
def cases(visit: Visit) -> Page:
    """Show what waits."""
    now, asked = visit.reach.clock(), visit.asked("state")
    state = asked if asked in STATES else ""
    search, mine = visit.asked("q")[:120], visit.asked("mine") == "1"
    me = visit.account.name if visit.account else ""
    with visit.reach.database.reading() as connection:
        standing = counts(connection)
        rows = listed(connection, state=state, search=search, assigned=me if mine else None, most=MOST)
        parts = parts_awaited(connection)
        lately = figures(connection, now - DAYS * _DAY, now)
    order = {name: place for place, name in enumerate(STATES)}
    standing.sort(key=lambda one: order[one.state])
    context: dict[str, Any] = {
        **around(visit, "queue"),
        "counts": [
            (one.state, state_told(visit, one.state), one.number, age(now - one.oldest, visit.lang))
            for one in standing
        ],
        "state": state,
        "search": search,
        "mine": mine,
        "rows": rows,
        "parts": parts,
        "age": lambda at: age(now - at, visit.lang),
        "state_told": lambda name: state_told(visit, name),
        "lately": lately,
        "days": DAYS,
        "most": MOST,
    }
    total = sum(one.number for one in standing)
    return Page(
        "cases", _title(visit, total), context, {"cases": _grid(visit, rows)}, lede=_lede(visit, lately)
    )


HANDLERS = [*cases]


def _title(visit: Visit, total: int) -> str:
    key = "none" if not total else "one" if total == 1 else "many"
    return visit.t(f"cases.title.{key}", n=words.number(total, visit.lang))


def _lede(visit: Visit, lately: Any) -> str:
    if not lately.ended:
        return visit.t("cases.lede.none", days=DAYS)
    told = {
        "fixed": words.number(lately.outcomes.get("Fixed", 0), visit.lang),
        "ended": words.number(lately.ended, visit.lang),
        "days": DAYS,
    }
    if lately.minutes is None or not lately.timed:
        return visit.t("cases.lede", **told)
    each = words.number(lately.minutes / lately.timed, visit.lang, 0)
    return visit.t("cases.lede.timed", **told, minutes=each, timed=words.number(lately.timed, visit.lang))


def _grid(visit: Visit, rows: list[Case]) -> Grid:
    t = visit.t
    told = [
        {
            "number": one.number,
            "id": one.id,
            "what": one.what,
            "state": one.state,
            "way": one.way,
            "kind": one.kind,
            "reason": one.reason,
            "changed": one.changed,
            "assigned": one.assigned,
            "name": one.name,
        }
        for one in rows
    ]
    columns = [
        Column("number", t("cases.field.number"), lambda row: Cell(row["number"], f"/cases/{row['id']}")),
        Column("what", t("cases.field.what"), lambda row: row["what"]),
        Column("state", t("cases.field.state"), lambda row: t(f"cases.state.{row['state']}")),
        Column("way", t("cases.field.way"), lambda row: t(f"cases.way.{row['way'] or 'none'}")),
        Column("name", t("cases.field.name"), lambda row: row["name"] or words.MISSING),
        Column("assigned", t("cases.field.assigned"), lambda row: row["assigned"] or words.MISSING),
        Column("changed", t("cases.field.changed"), lambda row: visit.moment(row["changed"])),
    ]
    return Grid("cases", t("cases.list"), columns, told, keys=tuple(told[0]) if told else ())
