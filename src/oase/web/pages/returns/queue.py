"""``/returns``: how many take-backs stand in each state, and which is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.programmes.returns.reading import Count, TakeBack, counts, pieces_of, queue
from oase.programmes.returns.states import STATES
from oase.web.pages.page import Page, page
from oase.web.pages.returns.furniture import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_OPEN = STATES[:4]
_LONGEST = 100


@page("/returns", Permission.SEE_PROGRAMMES)
def returns(visit: Visit) -> Page:
    """Show the queue; who may not work on cases sees no names."""
    state = visit.asked("state") if visit.asked("state") in STATES else ""
    text = visit.asked("text")[:_LONGEST] if visit.may(Permission.WORK_CASES) else ""
    with visit.reach.database.reading() as connection:
        every = counts(connection)
        found = queue(connection, state, text)
        brought = pieces_of(connection, [one.id for one in found])
    rows = [_row(one, len(brought[one.id])) for one in found]
    grid = Grid("returns", visit.t("returns.queue"), _columns(visit), rows, most=100, keys=_keys(visit))
    context = around(visit, "queue", counts=_kpis(visit, every), state=state, text=text, states=STATES)
    return Page(
        "returns",
        _title(visit, every),
        context,
        {"queue": grid} if rows else {},
        lede=visit.t("returns.lede"),
    )


HANDLERS = [*returns]


def _title(visit: Visit, every: Sequence[Count]) -> str:
    by = {one.state: one.many for one in every}
    if not sum(by.values()):
        return visit.t("returns.title.empty")
    wait = by["received"] + by["processed"]
    if wait == 1:
        return visit.t("returns.title.one")
    return (
        visit.t("returns.title.many", n=words.number(wait, visit.lang))
        if wait
        else visit.t("returns.title.none")
    )


def _kpis(visit: Visit, every: Sequence[Count]) -> list[dict[str, Any]]:
    return [
        {
            "name": visit.t(f"returns.state.{one.state}"),
            "value": words.number(one.many, visit.lang),
            "base": visit.t("returns.oldest", at=visit.moment(one.oldest))
            if one.many and one.state in _OPEN
            else "",
            "href": visit.address("/returns", state=one.state),
        }
        for one in every
    ]


def _row(one: TakeBack, many: int) -> dict[str, Any]:
    return {
        "id": one.id,
        "number": one.number,
        "state": one.state,
        "way": one.way,
        "pieces": many,
        "name": one.name,
        "credit": one.credit,
        "requested": one.requested,
        "changed": one.changed,
    }


def _keys(visit: Visit) -> tuple[str, ...]:
    keys = ("number", "state", "way", "pieces", "credit", "requested", "changed")
    return (*keys, "name") if visit.may(Permission.WORK_CASES) else keys


def _columns(visit: Visit) -> list[Column]:
    t, may = visit.t, visit.may(Permission.WORK_CASES)

    def numbered(row: Mapping[str, Any]) -> Cell:
        return Cell(row["number"], f"/returns/parcel/{row['id']}" if may else None)

    columns = [
        Column("number", t("returns.column.number"), numbered),
        Column("state", t("returns.column.state"), lambda row: t(f"returns.state.{row['state']}")),
        Column("way", t("returns.column.way"), lambda row: t(f"returns.way.{row['way']}")),
        Column(
            "pieces",
            t("returns.column.pieces"),
            lambda row: words.number(row["pieces"], visit.lang),
            is_number=True,
        ),
        Column("changed", t("returns.column.changed"), lambda row: visit.moment(row["changed"])),
    ]
    if may:
        columns.insert(2, Column("name", t("returns.column.name"), lambda row: row["name"] or words.MISSING))
    return columns
