"""The page of how long it takes from one touchpoint to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase import stats, words
from oase.accounts import Permission
from oase.web.pages.page import Page, page
from oase.web.pages.paths_shared import arguments, empty, found_names, short, surroundings
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MEASURES = ("lower", "median", "upper", "p90", "mean")


@page("/paths/time", Permission.SEE_ANALYSES)
def paths_time(visit: Visit) -> Page:
    """Show how long it takes."""
    overview = visit.look("overview").result
    if (without := empty(visit, "time", overview)) is not None:
        return without
    names = list(overview["touchpoints"])
    raw = {key: next(iter(visit.query.get(key, ())), "") for key in ("from", "to")}
    known, problems = found_names(visit, [name for name in raw.values() if name], names, ["from", "to"])
    asked = {"first": known.get(raw["from"]), "second": known.get(raw["to"])}
    told = arguments(visit, **{key: name for key, name in asked.items() if name})
    found = visit.look("paths_between", told).result
    listed = sorted(names, key=str.casefold)
    form = {"problems": problems, "names": listed, "is_typed": len(listed) > 300, "found": found}
    if found is None or found["first"] is None:
        state = "waiting" if found is None else "one"
        title = visit.t("paths.title" if found is None else "paths.time.one.title")
        return Page("paths", title, surroundings(visit, "time", state=state, **form), is_filtered=True)
    state = "shown" if found["reached"] else "nobody"
    grids = {"time": _grid(visit, found)} if found["reached"] else {}
    context = surroundings(visit, "time", state=state, figures=_figures(visit, found), **form)
    return Page("paths", _title(visit, found), context, grids, lede=_lede(visit, found), is_filtered=True)


def _title(visit: Visit, found: Mapping[str, Any]) -> str:
    names = {"first": short(found["first"], visit), "second": short(found["second"], visit)}
    if not found["reached"]:
        return visit.t("paths.time.title.nobody", **names)
    return visit.t("paths.time.title", **names, median=words.duration(found["median"], visit.lang))


def _lede(visit: Visit, found: Mapping[str, Any]) -> str:
    if not found["reached"]:
        return ""
    quartiles = {key: words.duration(found[key], visit.lang) for key in ("lower", "upper")}
    return visit.t("paths.time.lede", **quartiles)


def _figures(visit: Visit, found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    lang = visit.lang
    if not found["reached"]:
        return []
    reached = stats.share(found["reached"], found["started"])
    counts = {"part": words.number(found["reached"], lang), "all": words.number(found["started"], lang)}
    n = visit.t("paths.time.base", number=counts["part"])
    return [
        (words.duration(found["lower"], lang), visit.t("paths.time.lower"), n),
        (words.duration(found["median"], lang), visit.t("paths.time.median"), n),
        (words.duration(found["upper"], lang), visit.t("paths.time.upper"), n),
        (words.share(reached.value, lang), visit.t("paths.time.reached"), visit.t("paths.of", **counts)),
    ]


def _grid(visit: Visit, found: Mapping[str, Any]) -> Grid:
    rows = [
        {
            "measure": key,
            "seconds": found[key],
            "first": found["first"],
            "second": found["second"],
            "persons": found["reached"],
            "started": found["started"],
        }
        for key in MEASURES
    ]
    columns = [
        Column("measure", visit.t("paths.time.measure"), lambda row: visit.t(f"paths.time.{row['measure']}")),
        Column(
            "seconds",
            visit.t("paths.time.duration"),
            lambda row: words.duration(row["seconds"], visit.lang),
            is_number=True,
        ),
    ]
    keys = ["first", "second", "measure", "seconds", "persons", "started"]
    return Grid("time", visit.t("paths.time.heading"), columns, rows, keys=keys)


HANDLERS = paths_time
