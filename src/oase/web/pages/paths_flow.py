"""The page of paths: how journeys flow, which are frequent, where they end and change their channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import stats, words
from oase.accounts import Permission
from oase.charts import Picture, flow_drawn
from oase.charts.sankey import END, MORE, Flow, Link, Node
from oase.report.method import timespan
from oase.web.pages.columns import count_of
from oase.web.pages.page import Page, page
from oase.web.pages.paths_shared import arguments, empty, hundred, short, surroundings
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

STEPS = (3, 4, 5, 6, 7, 8)
USUAL_STEPS = 5


@page("/paths", Permission.SEE_ANALYSES)
def paths(visit: Visit) -> Page:
    """Show how journeys flow."""
    overview = visit.look("overview").result
    if (without := empty(visit, "flow", overview)) is not None:
        return without
    cut = "journeys" if visit.asked("cut") == "journeys" else "sessions"
    asked = visit.asked("steps")
    steps = int(asked) if asked in map(str, STEPS) else USUAL_STEPS
    told = arguments(visit)
    gap = told["gap"] if cut == "sessions" else None
    del told["outcome"]
    found = visit.look("paths_flow", {**told, "gap": gap, "steps": steps}).result
    choice = {"cut": cut, "steps": steps, "choices": STEPS, "gap": timespan(told["gap"], visit.lang)}
    if found is None or not found["journeys"]:
        state = "waiting" if found is None else "nothing"
        title = visit.t("paths.title" if found is None else "paths.nothing.title")
        return Page("paths", title, surroundings(visit, "flow", state=state, **choice), is_filtered=True)
    grids = _grids(visit, found, cut)
    context = surroundings(
        visit, "flow", figures=_figures(visit, found, cut), breaks=_breaks(visit, found, cut), **choice
    )
    return Page(
        "paths",
        _title(visit, found, cut),
        context,
        {grid.name: grid for grid in grids},
        {"flow": _pictures(visit, found)},
        lede=_lede(visit, found, cut),
        is_filtered=True,
    )


def _pictures(visit: Visit, found: Mapping[str, Any]) -> tuple[Picture, Picture]:
    told = found["flow"]
    flow = Flow(
        tuple(Node(*node) for node in told["nodes"]),
        tuple(Link(*link) for link in told["links"]),
        told["steps"],
        found["journeys"],
        0,
        told["onward"],
    )
    return (
        flow_drawn(flow, found["paths"], visit.lang),
        flow_drawn(flow, found["paths"], visit.lang, compact=True),
    )


def _title(visit: Visit, found: Mapping[str, Any], cut: str) -> str:
    end = found["ends"][0]
    return visit.t(
        f"paths.flow.title.{cut}",
        touchpoint=short(end["touchpoint"], visit),
        hundred=hundred(end["share"], visit),
    )


def _lede(visit: Visit, found: Mapping[str, Any], cut: str) -> str:
    changes = found["changes"]
    if changes is None:
        return visit.t("paths.flow.no_channel")
    if not changes:
        return visit.t(f"paths.flow.no_change.{cut}", all=words.number(found["journeys"], visit.lang))
    most = changes[0]
    return visit.t(
        f"paths.flow.lede.{cut}",
        changed=words.number(found["changed"], visit.lang),
        all=words.number(found["journeys"], visit.lang),
        share=words.share(found["changed"] / found["journeys"], visit.lang),
        source=words.quoted(short(most["source"], visit), visit.lang),
        target=words.quoted(short(most["target"], visit), visit.lang),
        times=words.number(most["changes"], visit.lang),
    )


def _figures(visit: Visit, found: Mapping[str, Any], cut: str) -> list[tuple[str, str, str]]:
    lang, journeys = visit.lang, found["journeys"]
    end = found["ends"][0]
    figures = [
        (
            words.number(journeys, lang),
            visit.t(f"paths.flow.count.{cut}"),
            visit.t("paths.flow.of_contacts", number=words.number(found["contacts"], lang)),
        ),
        (
            words.number(found["contacts"] / journeys, lang, 1),
            visit.t(f"paths.flow.length.{cut}"),
            visit.t("paths.flow.distinct", number=words.number(found["distinct"], lang)),
        ),
        (
            words.share(end["share"], lang),
            visit.t("paths.flow.end_at", touchpoint=short(end["touchpoint"], visit)),
            visit.t("paths.of", part=words.number(end["journeys"], lang), all=words.number(journeys, lang)),
        ),
    ]
    if found["changed"] is not None:
        part, all_ = words.number(found["changed"], lang), words.number(journeys, lang)
        figures.append(
            (
                words.share(found["changed"] / journeys, lang),
                visit.t("paths.flow.changing"),
                visit.t("paths.of", part=part, all=all_),
            )
        )
    return figures


def _breaks(visit: Visit, found: Mapping[str, Any], cut: str) -> str:
    """Return the change of channel at which most journeys end, in words; nothing where none does."""
    changes = [row for row in found["changes"] or () if row["ended"]]
    if not changes:
        return ""
    worst = max(changes, key=lambda row: row["ended"])
    told = visit.t(
        f"paths.flow.break.{cut}",
        source=words.quoted(short(worst["source"], visit), visit.lang),
        target=words.quoted(short(worst["target"], visit), visit.lang),
        ended=words.number(worst["ended"], visit.lang),
        changes=words.number(worst["changes"], visit.lang),
        hundred=hundred(worst["ended"] / worst["changes"], visit),
    )
    if not worst["stayed"]:
        return told
    apart = stats.share_difference(worst["ended"], worst["changes"], worst["stayed_ended"], worst["stayed"])
    kind = "more" if apart.low > 0 else "less" if apart.high < 0 else "alike"
    stayed = hundred(worst["stayed_ended"] / worst["stayed"], visit)
    return f"{told} {visit.t(f'paths.flow.stayed.{kind}', hundred=stayed)}"


def _grids(visit: Visit, found: Mapping[str, Any], cut: str) -> list[Grid]:
    grids = [_links(visit, found, cut), _top(visit, found, cut), _ends(visit, found, cut)]
    return [*grids, _changes(visit, found)] if found["changes"] else grids


def _links(visit: Visit, found: Mapping[str, Any], cut: str) -> Grid:
    all_ = found["journeys"]
    rows = [
        {
            "step": column + 1,
            "source": _node(source, visit),
            "target": _node(target, visit),
            "journeys": n,
            "share": n / all_,
        }
        for column, source, target, n in sorted(found["flow"]["links"], key=lambda one: (one[0], -one[3]))
    ]
    if not rows:  # nobody takes a second step
        rows = [
            {
                "step": 1,
                "source": _node(name, visit),
                "target": _node(END, visit),
                "journeys": n,
                "share": n / all_,
            }
            for _, name, n in found["flow"]["nodes"]
        ]
    columns = [
        count_of("step", visit.t("paths.step"), visit.lang),
        _name(visit, "source", "paths.from"),
        _name(visit, "target", "paths.to"),
        _number(visit, "journeys", f"paths.{cut}"),
        _share(visit, "share", "paths.share"),
    ]
    return Grid("flow", visit.t("paths.flow.heading"), columns, rows)


def _node(name: str, visit: Visit) -> str:
    if name == END:
        return words.text("chart.flow.end", visit.lang)
    return words.text("chart.flow.more", visit.lang) if name == MORE else name


def _top(visit: Visit, found: Mapping[str, Any], cut: str) -> Grid:
    def path(row: Row) -> str:
        names: Sequence[str] | None = row["path"]
        if names is None:
            return visit.t("paths.others")
        shown = [words.one_line(name, visit.lang) for name in names[:12]]
        more = len(names) - len(shown)
        return " → ".join([*shown, *([visit.t("paths.more_steps", number=more)] if more else [])])

    columns = [
        Column("path", visit.t("paths.path"), path),
        _number(visit, "journeys", f"paths.{cut}"),
        _share(visit, "share", "paths.share"),
    ]
    rows = [row for row in found["paths"] if row["journeys"]]
    return Grid("paths", visit.t("paths.flow.top"), columns, rows, most=15)


def _ends(visit: Visit, found: Mapping[str, Any], cut: str) -> Grid:
    columns = [
        _name(visit, "touchpoint", "paths.touchpoint"),
        _number(visit, "journeys", f"paths.{cut}"),
        _share(visit, "share", f"paths.flow.share_of.{cut}"),
        _share(visit, "share_of_contacts", "paths.flow.share_of_contacts"),
    ]
    keys = ["touchpoint", "journeys", "share", "contacts", "share_of_contacts"]
    return Grid("ends", visit.t(f"paths.flow.ends.{cut}"), columns, found["ends"], most=12, keys=keys)


def _changes(visit: Visit, found: Mapping[str, Any]) -> Grid:
    rows = [
        {
            **row,
            "ended_share": row["ended"] / row["changes"],
            "stayed_share": row["stayed_ended"] / row["stayed"] if row["stayed"] else None,
        }
        for row in found["changes"]
    ]
    columns = [
        _name(visit, "source", "paths.from"),
        _name(visit, "target", "paths.to"),
        _number(visit, "changes", "paths.flow.changes"),
        _share(visit, "ended_share", "paths.flow.ended"),
        _share(visit, "stayed_share", "paths.flow.stayed"),
    ]
    keys = ["source", "target", "changes", "ended", "ended_share", "stayed", "stayed_ended", "stayed_share"]
    return Grid("changes", visit.t("paths.flow.handover"), columns, rows, most=12, keys=keys)


def _name(visit: Visit, key: str, head: str) -> Column:
    return Column(key, visit.t(head), lambda row: words.one_line(row[key], visit.lang))


def _number(visit: Visit, key: str, head: str) -> Column:
    return Column(key, visit.t(head), lambda row: words.number(row[key], visit.lang, 0), is_number=True)


def _share(visit: Visit, key: str, head: str) -> Column:
    return Column(key, visit.t(head), lambda row: words.share(row[key], visit.lang), is_number=True)


HANDLERS = paths
