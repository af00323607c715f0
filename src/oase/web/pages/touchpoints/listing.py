"""The list of all touchpoints, with what they cost, what customers say of them, and what is to be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.experience.inventory import (
    KINDS,
    STEPS,
    VERDICTS,
    Budget,
    Evidence,
    Spread,
    Touchpoint,
    budgets_of,
    rows_of,
    spread,
    suggested,
    touchpoints,
)
from oase.model import Phase
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.touchpoints.furniture import (
    Wrong,
    euro,
    evidence,
    named,
    page_of,
    reason,
    style,
    word,
    year,
)
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "listed"]

_SHOWN = 200
_FILTERS: Mapping[str, tuple[str, ...]] = {"kind": KINDS, "step": STEPS, "verdict": VERDICTS[1:]}


@page("/touchpoints", Permission.SEE_ANALYSES)
def inventory(visit: Visit) -> Page:
    """Show the inventory."""
    return listed(visit)


def listed(visit: Visit, is_wrong: Wrong | None = None, status: int = 200) -> Page:
    """Return the list; with what was wrong about a form that led back to it."""
    when = year(visit)
    with visit.reach.database.reading() as connection:
        held, budgets, files = touchpoints(connection), budgets_of(connection), rows_of(connection, when)
    known = evidence(visit)
    ours = [line for line in budgets if line.year == when]
    money = spread(
        ((line.touchpoint, line.cents) for line in ours),
        {name: one.state for name, one in known.items() if one.state},
    )
    chosen = {name: visit.asked(name) for name in ("q", "phase", *_FILTERS)}
    shown = [one for one in held if _is_found(one, chosen)]
    context: dict[str, Any] = {
        **style(),
        "held": held,
        "chosen": chosen,
        "is_narrowed": any(chosen.values()),
        "phases": [(phase.value, words.phase(phase.value, visit.lang)) for phase in Phase],
        "choices": {
            name: [(value, word(visit, name, value)) for value in values] for name, values in _FILTERS.items()
        },
        "kpis": _kpis(visit, held, money, when),
        "loop_steps": [
            (word(visit, "step", step), [one for one in held if one.step == step]) for step in STEPS
        ],
        "page_of": page_of,
        "wrong": is_wrong,
        "typed": visit.said("name"),
        "year": when,
    }
    grids = {
        "inventory": _grid(visit, shown, known, held, ours),
        "touchpoints": Grid(
            "touchpoints", visit.t("touchpoints.file"), [], files, keys=list(files[0]) if files else ()
        ),
    }
    title, lede = _found(visit, held, known, money, when)
    return Page("touchpoints", title, context, grids if held else {}, lede=lede, status=status)


HANDLERS = [*inventory]


def _is_found(one: Touchpoint, chosen: Mapping[str, str]) -> bool:
    said = f"{one.name} {one.owner} {one.channel} {one.about}".casefold()
    if not all(part in said for part in chosen["q"][:100].casefold().split()):
        return False
    return all(not chosen[name] or getattr(one, name) == chosen[name] for name in ("phase", *_FILTERS))


def _found(
    visit: Visit, held: Sequence[Touchpoint], known: Mapping[str, Evidence], money: Spread, when: int
) -> tuple[str, str]:
    """Return the finding, and the sentence below it."""
    if not held:
        return visit.t("touchpoints.title.none"), visit.t("touchpoints.lede.none")
    judged = sum(known.get(one.name, Evidence()).state not in (None, "open") for one in held)
    counts = {"all": words.number(len(held), visit.lang), "judged": words.number(judged, visit.lang)}
    if not money.irrelevant or money.share is None:
        return visit.t("touchpoints.title.free", **counts), visit.t("touchpoints.lede")
    share = words.share(money.share, visit.lang, 0)
    return visit.t("touchpoints.title.money", share=share, year=when, **counts), visit.t("touchpoints.lede")


def _kpis(visit: Visit, held: Sequence[Touchpoint], money: Spread, when: int) -> list[tuple[str, str, str]]:
    """Return value, name and base of the key figures."""
    t, number = visit.t, lambda value: words.number(value, visit.lang)
    total = number(len(held))
    own = sum(one.kind == "own" for one in held)
    unowned = sum(one.kind == "own" and not one.owner for one in held)
    decided = sum(bool(one.verdict) for one in held)
    share = words.MISSING if money.share is None else words.share(money.share, visit.lang, 0)
    judged = euro(visit, money.relevant + money.irrelevant)
    base = t("touchpoints.kpi.money.base", judged=judged, total=euro(visit, money.total), year=when)
    base = base if money.total else t("touchpoints.kpi.money.none", year=when)
    whose = t("touchpoints.kpi.all.base", own=number(own), foreign=number(len(held) - own))
    return [
        (total, t("touchpoints.kpi.all"), whose),
        (share, t("touchpoints.kpi.money"), base),
        (number(unowned), t("touchpoints.kpi.unowned"), t("touchpoints.kpi.unowned.base", own=number(own))),
        (number(decided), t("touchpoints.kpi.decided"), t("touchpoints.kpi.decided.base", all=total)),
    ]


def _grid(
    visit: Visit,
    shown: Sequence[Touchpoint],
    known: Mapping[str, Evidence],
    held: Sequence[Touchpoint],
    lines: Sequence[Budget],
) -> Grid:
    cost: dict[str, int] = {}
    for line in lines:
        cost[line.touchpoint] = cost.get(line.touchpoint, 0) + line.cents
    rows = [_row(visit, one, known, held, cost.get(one.name)) for one in shown]

    def told(key: str) -> Column:
        return Column(key, visit.t(f"touchpoints.column.{key}"), lambda row: row[key] or words.MISSING)

    columns = [
        Column(
            "name", visit.t("touchpoints.column.name"), lambda row: Cell(row["name"], page_of(row["name"]))
        ),
        told("phase"),
        told("whose"),
        told("owner"),
        Column("cents", visit.t("touchpoints.column.cost"), lambda row: row["cost"], is_number=True),
        Column("state", visit.t("touchpoints.column.state"), lambda row: _state(visit, row)),
        told("step"),
        Column("verdict", visit.t("touchpoints.column.verdict"), lambda row: row["said"]),
    ]
    keys = (
        "name",
        "phase",
        "whose",
        "owner",
        "cents",
        "state",
        "contacts",
        "answers",
        "step",
        "verdict",
        "suggested",
    )
    return Grid("inventory", visit.t("touchpoints.inventory"), columns, rows, most=_SHOWN, keys=keys)


def _row(
    visit: Visit,
    one: Touchpoint,
    known: Mapping[str, Evidence],
    held: Sequence[Touchpoint],
    cents: int | None,
) -> dict[str, Any]:
    proof, advice = known.get(one.name, Evidence()), suggested(one, known, held)
    said = word(visit, "verdict", one.verdict)
    if not one.verdict and advice.verdict:
        said = visit.t("touchpoints.suggested", verdict=word(visit, "verdict", advice.verdict))
    return {
        "name": one.name,
        "phase": word(visit, "phase", one.phase) if one.phase else "",
        "whose": named(one, visit),
        "owner": one.owner,
        "cents": cents,
        "cost": euro(visit, cents) if cents is not None else words.MISSING,
        "state": proof.state,
        "contacts": proof.contacts,
        "answers": proof.answers,
        "step": word(visit, "step", one.step),
        "verdict": one.verdict,
        "suggested": advice.verdict,
        "said": said,
        "reason": reason(visit, advice, proof),
    }


def _state(visit: Visit, row: Mapping[str, Any]) -> Cell:
    if row["state"]:
        return Cell(words.signed_state(row["state"], visit.lang), state=row["state"])
    return Cell(visit.t("touchpoints.unjudged"))
