"""Items: how many there are and in which state, one of them found, one registered, one with its life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import InputError, SourceMissing
from oase.programmes.items import life, registry
from oase.programmes.items.labels import label, label_code
from oase.programmes.items.registry import Item, New
from oase.retail.articles import said
from oase.retail.gtin import shown_gtin
from oase.web.outside import outside
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.item import day_told, item_page, name_of, number_of
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_AT_ONCE = 50
_FIELDS = ("gtin", "serial", "name", "garment", "country", "sold", "delivered")


@page("/purpose/items", Permission.SEE_PROGRAMMES)
def purpose_items(visit: Visit) -> Page:
    """Show how many items there are, and those that are looked for."""
    return _list(visit, {})


@page("/purpose/items/{item:str}", Permission.SEE_PROGRAMMES)
def purpose_item(visit: Visit) -> Page:
    """Show one item: line of life, guarantees, footprint for each month of use, label."""
    return item_page(visit, _found(visit))


@action("/purpose/items", Permission.WORK_CASES)
def purpose_register(visit: Visit) -> Redirect | Page:
    """Register an item."""
    try:
        new = _new(visit)
        with visit.reach.database.writing() as connection:
            done = registry.register(connection, new, visit.reach.moment())
    except InputError as error:
        return _list(visit, {name: visit.said(name) for name in _FIELDS}, wrong=error)
    word = "purpose.items.said.registered" if done.is_new else "purpose.items.said.known"
    return visit.back(f"/purpose/items/{done.item.id}", word)


@get(
    "/purpose/items/{item:str}/label.svg", sync_to_thread=True, opt={"permission": Permission.SEE_PROGRAMMES}
)
def purpose_label(visit: NamedDependency[Visit], request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the label of an item as a QR code to print, SVG."""
    found = _found(visit)
    if not found.gtin:
        raise NotFoundException
    drawn = label_code(label(found.gtin, found.serial, outside(request)))
    name = f'attachment; filename="oase-item-{found.id}.svg"'
    return Response(drawn, media_type="image/svg+xml", headers={"Content-Disposition": name})


HANDLERS = [*purpose_items, *purpose_item, *purpose_register, purpose_label]


def _found(visit: Visit) -> Item:
    try:
        with visit.reach.database.reading() as connection:
            return registry.get(connection, number_of(visit.places["item"]))
    except SourceMissing as error:
        raise NotFoundException from error


def _new(visit: Visit) -> New:
    return New(
        gtin=visit.said("gtin"),
        serial=visit.said("serial"),
        name={visit.lang: visit.said("name")},
        garment=visit.said("garment"),
        country=visit.said("country"),
        sold=_day(visit, "sold"),
        delivered=_day(visit, "delivered"),
        source="workshop",
    )


def _day(visit: Visit, name: str) -> date | None:
    told = visit.said(name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise InputError("That is no day", expected="2026-11-22", got=told[:40], where=name) from error


def _list(visit: Visit, typed: Mapping[str, str], wrong: InputError | None = None) -> Page:
    sought, state = visit.asked("q")[:60], visit.asked("state")
    state = state if state in registry.STATES else ""
    after = int(visit.asked("after")) if visit.asked("after").isdecimal() else 0
    with visit.reach.database.reading() as connection:
        by_state, happened = registry.counts(connection), life.counts(connection)
        total, found = registry.search(
            connection, sought, state=state, most=_AT_ONCE, after=min(after, 10**9)
        )
    all_items = sum(by_state.values())
    context: dict[str, Any] = {
        **around(visit, "items"),
        "q": sought,
        "state": state,
        "states": [(one, visit.t(f"purpose.items.state.{one}")) for one in registry.STATES],
        "garments": _garments(visit),
        "is_empty": not all_items,
        "figures": _figures(visit, by_state, happened, all_items),
        "total": total,
        "first": after + 1,
        "more": visit.address(after=after + _AT_ONCE) if after + _AT_ONCE < total else "",
        "values": dict.fromkeys(_FIELDS, "") | dict(typed),
        "wrong": wrong,
        "wrong_told": visit.t(f"purpose.items.wrong.{_place(wrong)}") if wrong else "",
        "wrong_where": _place(wrong) if wrong else "",
    }
    grids = {"items": _grid(visit, found)}
    status = 200 if wrong is None else 400
    return Page(
        "purpose_items",
        _title(visit, by_state, all_items),
        context,
        grids,
        lede=visit.t("purpose.items.lede"),
        status=status,
    )


def _place(error: InputError) -> str:
    if error.where in _FIELDS:
        return str(error.where)
    return "gtin" if type(error).__name__ == "GtinInvalid" else "other"


def _title(visit: Visit, by_state: Mapping[str, int], total: int) -> str:
    if not total:
        return visit.t("purpose.items.none")
    used = by_state.get("in_use", 0)
    return visit.t("purpose.items.title", n=total, used=words.number(used, visit.lang))


def _garments(visit: Visit) -> list[tuple[str, str]]:
    return [(one, visit.t(f"purpose.items.garment.{one}")) for one in registry.GARMENTS]


def _figures(
    visit: Visit, by_state: Mapping[str, int], happened: Mapping[str, tuple[int, int]], total: int
) -> list[tuple[str, str, str]]:
    def one(kind: str, *names: str) -> tuple[str, str, str]:
        times = sum(happened.get(name, (0, 0))[0] for name in names)
        base = visit.t(f"purpose.items.kpi.{kind}.base", of=words.number(total, visit.lang))
        return visit.t(f"purpose.items.kpi.{kind}"), words.number(times, visit.lang), base

    used = words.number(by_state.get("in_use", 0), visit.lang)
    base = visit.t("purpose.items.kpi.of", of=words.number(total, visit.lang))
    return [
        (visit.t("purpose.items.state.in_use"), used, base),
        one("repaired", "repaired"),
        one("failed", "repair_failed"),
        one("second", "resold", "passed_on"),
        one("recycled", "recycled"),
    ]


def _grid(visit: Visit, found: Sequence[Item]) -> Grid:
    t = visit.t
    rows = [one._asdict() | {"name": said(one.name, visit.lang)} for one in found]
    columns = [
        Column(
            "name",
            t("purpose.items.field.name"),
            lambda row: Cell(name_of(row), f"/purpose/items/{row['id']}"),
        ),
        Column("serial", t("purpose.items.field.serial"), lambda row: row["serial"]),
        Column(
            "gtin",
            t("purpose.items.field.gtin"),
            lambda row: shown_gtin(row["gtin"]) if row["gtin"] else words.MISSING,
        ),
        Column("state", t("purpose.items.field.state"), lambda row: t(f"purpose.items.state.{row['state']}")),
        Column("sold", t("purpose.items.field.sold"), lambda row: day_told(visit, row["sold"])),
        Column("country", t("purpose.items.field.country"), lambda row: row["country"] or words.MISSING),
    ]
    keys = (
        "id",
        "gtin",
        "serial",
        "name",
        "garment",
        "brand",
        "country",
        "sold",
        "delivered",
        "state",
        "source",
    )
    return Grid("items", t("purpose.items.all"), columns, rows, keys=keys)
