"""Resolutions of management, filed to the touchpoints at which customers meet them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.errors import OptionInvalid
from oase.service import measures as kept
from oase.service import resolutions
from oase.service.resolutions import STATES, Resolution
from oase.web.pages.measures.furniture import around, known_touchpoints, number_of, place_of
from oase.web.pages.page import Page, action, page
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/measures/resolutions"
_FIELDS = ("title", "text", "decided", "who")


@page(PATH, Permission.SEE_ANALYSES)
def measures_resolutions(visit: Visit) -> Page:
    """Show all resolutions, those that nobody has filed first."""
    with visit.reach.database.reading() as connection:
        every = resolutions.every(connection)
        carried: dict[int, list[tuple[int, str]]] = {}
        for one in kept.every(connection):
            if one.resolution is not None and one.state != "dropped":
                carried.setdefault(one.resolution, []).append((one.id, one.title))
    unfiled = [one for one in every if not one.touchpoints and one.state != "dropped"]
    context: dict[str, Any] = {
        **around(visit, "resolutions"),
        "unfiled": [_shown(visit, one, carried) for one in unfiled],
        "filed": [_shown(visit, one, carried) for one in every if one not in unfiled],
    }
    lede = visit.t("measures.resolutions.lede")
    grids = {"resolutions": _grid(visit, every)}
    return Page("measures_resolutions", _title(visit, every, unfiled), context, grids, lede=lede)


@page(PATH + "/new", Permission.EDIT_MEASURES)
def measures_resolution_new(visit: Visit) -> Page:
    """Show the form of a resolution."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    today = dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, zone).date()
    return _form(visit, None, {"decided": today.isoformat()}, [visit.asked("touchpoint")])


@page(PATH + "/{resolution:str}", Permission.SEE_ANALYSES)
def measures_resolution(visit: Visit) -> Page:
    """Show a resolution, to be filed and changed."""
    return _form(visit, _found(visit), {}, None)


@action(PATH + "/new", Permission.EDIT_MEASURES)
def create(visit: Visit) -> Redirect | Page:
    """Write a resolution down."""
    try:
        told = _told(visit)
        with visit.reach.database.writing() as connection:
            resolutions.create(
                connection, **told, now=visit.reach.clock(), filed=visit.form.get("touchpoint", ())
            )
    except OptionInvalid as error:
        return _form(visit, None, _typed(visit), visit.form.get("touchpoint", ()), wrong=error)
    return visit.back(PATH, "measures.said.resolution")


@action(PATH + "/{resolution:str}", Permission.EDIT_MEASURES)
def change(visit: Visit) -> Redirect | Page:
    """Change a resolution, and file it."""
    held = _found(visit)
    try:
        told = _told(visit)
        with visit.reach.database.writing() as connection:
            resolutions.change(connection, held.id, **told, state=visit.said("state", held.state))
            resolutions.file(connection, held.id, visit.form.get("touchpoint", ()))
    except OptionInvalid as error:
        return _form(visit, held, _typed(visit), visit.form.get("touchpoint", ()), wrong=error)
    return visit.back(PATH, "measures.said.resolution")


HANDLERS = [*measures_resolutions, *measures_resolution_new, *measures_resolution, *create, *change]


def _found(visit: Visit) -> Resolution:
    number = number_of(visit.places["resolution"])
    try:
        with visit.reach.database.reading() as connection:
            return resolutions.get(connection, number)
    except OptionInvalid as error:
        raise NotFoundException from error


def _told(visit: Visit) -> dict[str, Any]:
    values = _typed(visit)
    try:
        decided = dt.date.fromisoformat(values["decided"])
    except ValueError as error:
        raise OptionInvalid(
            "That is no day", expected="2026-11-21", got=values["decided"], where="decided"
        ) from error
    return {"title": values["title"], "text": values["text"], "who": values["who"], "decided": decided}


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.said(name) for name in _FIELDS}


def _title(visit: Visit, every: list[Resolution], unfiled: list[Resolution]) -> str:
    if not every:
        return visit.t("measures.resolutions.none")
    values = {"n": words.number(len(unfiled), visit.lang), "all": words.number(len(every), visit.lang)}
    return visit.t("measures.resolutions.unfiled" if unfiled else "measures.resolutions.all_filed", **values)


def _shown(visit: Visit, one: Resolution, carried: Mapping[int, list[tuple[int, str]]]) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "text": one.text,
        "who": one.who,
        "decided": _day(visit, one.decided),
        "state": visit.t(f"measures.resolution.{one.state}"),
        "touchpoints": [(name, place_of(name)) for name in one.touchpoints],
        "measures": carried.get(one.id, []),
    }


def _day(visit: Visit, day: dt.date) -> str:
    return words.date((day - dt.date(1970, 1, 1)).days * 86_400_000_000, visit.lang)


def _form(
    visit: Visit,
    held: Resolution | None,
    typed: Mapping[str, str],
    filed: Any,
    *,
    wrong: OptionInvalid | None = None,
) -> Page:
    values = dict.fromkeys(_FIELDS, "")
    if held is not None:
        values |= {
            "title": held.title,
            "text": held.text,
            "decided": held.decided.isoformat(),
            "who": held.who,
        }
    carried: list[kept.Measure] = []
    if held is not None:
        with visit.reach.database.reading() as connection:
            carried = [one for one in kept.every(connection) if one.resolution == held.id]
    chosen = set(held.touchpoints if filed is None and held is not None else filed or ())
    context: dict[str, Any] = {
        **around(visit, "resolutions"),
        "held": held,
        "values": {**values, **typed},
        "names": [(name, name in chosen) for name in known_touchpoints(visit)],
        "states": STATES,
        "place_of": place_of,
        "carried": carried,
        "wrong": visit.t(_wrong_key(wrong)) if wrong is not None else "",
        "where": wrong.where if wrong is not None else "",
    }
    title = held.title if held is not None else visit.t("measures.resolution.new")
    return Page("measures_resolution", title, context, status=400 if wrong is not None else 200)


def _wrong_key(wrong: OptionInvalid) -> str:
    key = wrong.where if wrong.where in ("title", "who", "decided", "text") else "other"
    return f"measures.resolution.wrong.{key}"


def _grid(visit: Visit, every: list[Resolution]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "title": one.title,
            "who": one.who,
            "decided": one.decided,
            "state": one.state,
            "touchpoints": ", ".join(one.touchpoints),
        }
        for one in every
    ]
    columns = [
        Column("title", t("measures.resolution.title"), lambda row: row["title"]),
        Column("who", t("measures.resolution.who"), lambda row: row["who"]),
        Column(
            "decided",
            t("measures.resolution.decided"),
            lambda row: _day(visit, row["decided"]),
        ),
        Column("state", t("measures.field.state"), lambda row: t(f"measures.resolution.{row['state']}")),
        Column("touchpoints", t("measures.touchpoints"), lambda row: row["touchpoints"] or words.MISSING),
    ]
    return Grid("resolutions", t("measures.tab.resolutions"), columns, rows)
