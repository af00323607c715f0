"""The page of funnels: choose steps, see where most leave, compare two groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple, cast

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from oase import stats, words
from oase.accounts import Permission
from oase.charts import funnel
from oase.web.pages.columns import count_of
from oase.web.pages.page import Page, page
from oase.web.pages.paths_compare import comparison
from oase.web.pages.paths_shared import (
    Problem,
    arguments,
    either,
    empty,
    found_names,
    hundred,
    surroundings,
)
from oase.web.pages.paths_state import MOST_STEPS, FunnelState, is_duration
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

LIMITS = ("1h", "1d", "7d", "30d", "90d", "365d")
MOST_OPTIONS = 300
"""With more touchpoints than this, names are typed and not chosen from a list."""
EDIT = "/paths/funnel/edit"

Here = NamedDependency[Visit]


@page("/paths/funnel", Permission.SEE_ANALYSES)
def paths_funnel(visit: Visit) -> Page:
    """Show a funnel."""
    overview = visit.look("overview").result
    if (without := empty(visit, "funnel", overview)) is not None:
        return without
    wanted, problems = _checked(visit, FunnelState.of(visit.query), overview)
    told = arguments(visit, within=wanted.within, mode=wanted.mode)
    if wanted.steps:
        told["steps"] = [list(step) for step in wanted.steps]
    columns = _columns(overview)
    if wanted.compare:
        told |= {"compare": wanted.compare, "values": list(_values(wanted, columns))}
    found = visit.look("paths_funnel", told).result
    form = _form(visit, wanted, found, overview, columns)
    if found is None or len(found["steps"]) < 2:
        state = "waiting" if found is None else "one"
        title = visit.t("paths.title" if found is None else "paths.funnel.one.title")
        context = surroundings(visit, "funnel", state=state, problems=problems, **form)
        return Page("paths", title, context, is_filtered=True)
    return _shown(visit, wanted, found, problems, form)


@get(EDIT, sync_to_thread=True, opt={"permission": Permission.SEE_ANALYSES})
def edited(visit: Here) -> Response[Any]:
    """Lead from what the form sends to the plain address of that funnel."""
    asked = FunnelState.of(visit.query)
    removed = visit.asked("remove")
    if removed.isdecimal():
        # counted as the form shows them: an empty step before it has a number too
        named = {f"step{removed}"}
        asked = FunnelState.of({name: values for name, values in visit.query.items() if name not in named})
    if visit.asked("compared") != visit.asked("compare"):
        asked = replace(asked, values=())
    return Redirect(visit.address("/paths/funnel", **asked.query), status_code=303)


def _shown(
    visit: Visit,
    wanted: FunnelState,
    found: Mapping[str, Any],
    problems: Sequence[Problem],
    form: Mapping[str, Any],
) -> Page:
    rows: Sequence[Row] = found["rows"]
    grids, pictures = [_grid(visit, rows)], {}
    if rows[0]["persons"]:
        drawn = [{**row, "touchpoint": row["touchpoints"]} for row in rows]
        pictures["funnel"] = (funnel(drawn, visit.lang), funnel(drawn, visit.lang, compact=True))
    compared = comparison(visit, wanted, found)
    if compared:
        grids += compared.grids
        pictures |= compared.pictures
    context = surroundings(
        visit,
        "funnel",
        state="shown" if rows[0]["persons"] else "nobody",
        problems=problems,
        figures=_figures(visit, rows, wanted),
        more=_more(visit, wanted),
        source=visit.t(f"paths.funnel.source.{found['source']}"),
        compared=compared,
        **form,
    )
    return Page(
        "paths",
        _title(visit, rows, wanted),
        context,
        {grid.name: grid for grid in grids},
        pictures,
        lede=_lede(visit, rows, wanted),
        is_filtered=True,
    )


class Drop(NamedTuple):
    """Between two steps: persons before, those who are lost."""

    source: Sequence[str]
    target: Sequence[str]
    before: int
    lost: int

    @property
    def rate(self) -> float:
        """Share of those at the step before who are lost."""
        return self.lost / self.before if self.before else 0.0


def _drops(rows: Sequence[Row]) -> list[Drop]:
    return [
        Drop(one["touchpoints"], two["touchpoints"], one["persons"], one["persons"] - two["persons"])
        for one, two in pairwise(rows)
    ]


def _title(visit: Visit, rows: Sequence[Row], wanted: FunnelState) -> str:
    if not any(row["persons"] for row in rows):
        return visit.t("paths.funnel.title.nobody", touchpoint=either(rows[0]["touchpoints"], visit))
    if wanted.mode == "open":
        least = min(rows, key=lambda row: row["persons"])
        named = either(least["touchpoints"], visit)
        told = words.number(least["persons"], visit.lang, 0)
        return visit.t("paths.funnel.title.open", touchpoint=named, number=told)
    if not rows[0]["persons"]:
        return visit.t("paths.funnel.title.nobody", touchpoint=either(rows[0]["touchpoints"], visit))
    most = max(_drops(rows), key=lambda drop: drop.lost)
    if not most.lost:
        return visit.t("paths.funnel.title.all", number=words.number(most.before, visit.lang))
    return visit.t(
        "paths.funnel.title",
        source=either(most.source, visit),
        target=either(most.target, visit),
        hundred=hundred(most.rate, visit),
    )


def _lede(visit: Visit, rows: Sequence[Row], wanted: FunnelState) -> str:
    if wanted.mode == "open":
        return visit.t("paths.funnel.lede.open")
    most = max(_drops(rows), key=lambda drop: drop.lost)
    if not most.before:
        return ""
    told = visit.t(
        "paths.funnel.lede",
        source=words.quoted(either(most.source, visit), visit.lang),
        target=words.quoted(either(most.target, visit), visit.lang),
        before=words.number(most.before, visit.lang),
        reached=words.number(most.before - most.lost, visit.lang),
        lost=words.number(most.lost, visit.lang),
        within=_limit(visit, wanted.within),
    )
    steepest = max(_drops(rows), key=lambda drop: drop.rate)
    if steepest == most:
        return told
    further = visit.t(
        "paths.funnel.steepest",
        source=words.quoted(either(steepest.source, visit), visit.lang),
        target=words.quoted(either(steepest.target, visit), visit.lang),
        hundred=hundred(steepest.rate, visit),
        before=words.number(steepest.before, visit.lang),
    )
    return f"{told} {further}"


def _more(visit: Visit, wanted: FunnelState) -> str:
    """Return how the steps are counted, in words."""
    return f"{visit.t(f'paths.mode.{wanted.mode}.more')} {visit.t('paths.funnel.counting')}"


def _figures(visit: Visit, rows: Sequence[Row], wanted: FunnelState) -> list[tuple[str, str, str]]:
    lang, first, last = visit.lang, rows[0], rows[-1]
    begin, end = (words.number(row["persons"], lang, 0) for row in (first, last))
    figures = [
        (begin, visit.t("paths.funnel.begin"), either(first["touchpoints"], visit)),
        (end, visit.t("paths.funnel.reach"), either(last["touchpoints"], visit)),
    ]
    if wanted.mode == "open" or not first["persons"]:
        return figures
    through = stats.share(last["persons"], first["persons"])
    ends = words.interval(through.low, through.high, lang)
    figures.append(
        (
            words.share(through.value, lang),
            visit.t("paths.funnel.through"),
            visit.t("paths.funnel.through.base", part=end, all=begin, interval=ends),
        )
    )
    if last["median_seconds"] is not None:
        told = words.duration(last["median_seconds"], lang)
        figures.append(
            (told, visit.t("paths.funnel.median"), visit.t("paths.funnel.median.base", number=end))
        )
    return figures


def _grid(visit: Visit, rows: Sequence[Row]) -> Grid:
    lang = visit.lang
    lost = [None, *(drop.lost for drop in _drops(rows))]
    told = [{**row, "lost": n} for row, n in zip(rows, lost, strict=True)]

    def number(key: str) -> Column:
        return Column(
            key, visit.t(f"paths.funnel.{key}"), lambda row: words.number(row[key], lang, 0), is_number=True
        )

    def share(key: str) -> Column:
        return Column(
            key, visit.t(f"paths.funnel.{key}"), lambda row: words.share(row[key], lang), is_number=True
        )

    columns = [
        count_of("step", visit.t("paths.step"), lang),
        Column("touchpoint", visit.t("paths.touchpoint"), lambda row: _names(visit, row)),
        number("persons"),
        share("share_of_first"),
        share("share_of_previous"),
        number("lost"),
        Column(
            "median_seconds",
            visit.t("paths.funnel.median_seconds"),
            lambda row: words.duration(row["median_seconds"], lang),
            is_number=True,
        ),
    ]
    keys = ["step", "touchpoints", *(column.key for column in columns[2:])]
    return Grid("funnel", visit.t("paths.funnel.heading"), columns, told, keys=keys)


def _names(visit: Visit, row: Row) -> str:
    names = cast(Sequence[str], row["touchpoints"])
    return f" {visit.t('paths.or')} ".join(words.one_line(name, visit.lang) for name in names)


def _checked(
    visit: Visit, asked: FunnelState, overview: Mapping[str, Any]
) -> tuple[FunnelState, list[Problem]]:
    """Return the funnel with what the house knows of it, and what it does not know."""
    parameters = [f"step{number}" for number in range(1, MOST_STEPS + 1)]
    named = [name for step in asked.steps for name in step]
    found, problems = found_names(visit, named, list(overview["touchpoints"]), parameters)
    steps = [tuple(dict.fromkeys(found[name] for name in step if name in found)) for step in asked.steps]
    known = tuple(step for step in steps if step)
    if len(known) == 1 and not problems:
        problems.append(Problem(visit.t("paths.funnel.single")))
    wanted = replace(asked, steps=known if len(known) > 1 else ())
    within = visit.asked("within")
    if within and within != "all" and not is_duration(within):
        problems.append(Problem(visit.t("paths.within.unknown", given=words.quoted(within[:40], visit.lang))))
    columns = _columns(overview)
    if wanted.compare:
        there, missing = found_names(visit, [wanted.compare], list(columns), ["compare"])
        problems += missing
        wanted = replace(wanted, compare=there.get(wanted.compare))
    if wanted.compare:
        values, missing = found_names(visit, wanted.values, columns[wanted.compare], ["value"])
        problems += missing
        wanted = replace(wanted, values=tuple(values.values()))
    return wanted, problems


def _columns(overview: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what can be compared: columns with their values."""
    channels = list(overview["channels"])
    return {**overview["segments"], **({"channel": channels} if len(channels) > 1 else {})}


def _values(wanted: FunnelState, columns: Mapping[str, Sequence[str]]) -> Sequence[str]:
    return wanted.values if len(wanted.values) == 2 else columns[str(wanted.compare)]


def _limit(visit: Visit, within: str | None) -> str:
    if within is None:
        return visit.t("paths.within.none")
    return visit.t("paths.within.said", limit=_said(visit, within))


def _said(visit: Visit, within: str) -> str:
    return visit.t(f"paths.within.{within}") if within in LIMITS else within


def _form(
    visit: Visit,
    wanted: FunnelState,
    found: Mapping[str, Any] | None,
    overview: Mapping[str, Any],
    columns: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return what the form shows as chosen, and what can be chosen."""
    steps = found["steps"] if found else [list(step) for step in wanted.steps]
    limits = [(limit, _said(visit, limit)) for limit in LIMITS]
    if wanted.within and wanted.within not in LIMITS:
        limits.append((wanted.within, wanted.within))
    names = sorted(overview["touchpoints"], key=str.casefold)
    return {
        "edit": EDIT,
        "chosen": steps,
        "names": names,
        "is_typed": len(names) > MOST_OPTIONS,
        "can_add": len(steps) < MOST_STEPS,
        "limits": limits,
        "wanted": wanted,
        "columns": [(name, visit.t("shell.channel") if name == "channel" else name) for name in columns],
        "options": columns.get(wanted.compare or "", []),
        "fresh": visit.address("/paths/funnel"),
    }


HANDLERS = [*paths_funnel, edited]
