"""Pictures of the page Response: who is answered by when, and the week by the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from oase import words
from oase.charts import Picture
from oase.charts.hours import Hour, week
from oase.charts.incidence import Course, Panel, Step, incidence
from oase.web.pages.channels import channel_named
from oase.web.pages.response.telling import took
from oase.web.pages.visit import Visit

__all__ = ["LEAST", "MOST_PANELS", "courses", "pictures"]

LEAST = 8
"""Messages below which no line is drawn."""

MOST_PANELS = 6

_INKS = {"weekday": ("water", None), "weekend": ("date", "7 4"), "holiday": ("plum", "2 3")}

Row = Mapping[str, Any]


def pictures(visit: Visit, found: Mapping[str, Any]) -> dict[str, tuple[Picture, Picture]]:
    """Return the pictures there is enough for, each in a wide and a narrow form."""
    drawn: dict[str, tuple[Picture, Picture]] = {}
    shown = courses(found["courses"])
    if shown:
        drawn["times"] = (_times(visit, shown, compact=False), _times(visit, shown, compact=True))
    if any(cell["share"] is not None for cell in found["hours"]):
        drawn["week"] = (
            _week(visit, found["hours"], compact=False),
            _week(visit, found["hours"], compact=True),
        )
    return drawn


def courses(rows: Sequence[Row]) -> list[Row]:
    """Return the courses that are drawn: with enough messages, of the channels with most of them."""
    enough = [row for row in rows if row["n"] >= LEAST]
    sizes: dict[str, int] = {}
    for row in enough:
        sizes[row["channel"]] = sizes.get(row["channel"], 0) + row["n"]
    kept = sorted(sizes, key=lambda name: (-sizes[name], name))[:MOST_PANELS]
    return sorted(
        (row for row in enough if row["channel"] in kept), key=lambda row: kept.index(row["channel"])
    )


def _times(visit: Visit, rows: Sequence[Row], *, compact: bool) -> Picture:
    grouped = [(name, list(part)) for name, part in groupby(rows, key=lambda row: row["channel"])]
    items = "; ".join(
        visit.t(
            "response.times.picture.item",
            channel=channel_named(visit, row["channel"]),
            kind=visit.t(f"response.kind.{row['kind']}"),
            time=took(visit, row["p50"]),
        )
        for row in rows
    )
    count = words.number(len(grouped), visit.lang)
    return incidence(
        [_panel(visit, channel_named(visit, name), part) for name, part in grouped],
        visit.lang,
        title=visit.t("response.times.picture"),
        description=visit.t("response.times.picture.desc", count=count, items=items),
        promise=visit.t("response.times.promise"),
        compact=compact,
    )


def _panel(visit: Visit, name: str, rows: Sequence[Row]) -> Panel:
    count = words.number(sum(row["n"] for row in rows), visit.lang)
    return Panel(
        words.one_line(name, visit.lang),
        visit.t("response.times.panel", count=count),
        [_course(visit, row) for row in rows],
        rows[0]["promise"],
    )


def _course(visit: Visit, row: Row) -> Course:
    ink, dash = _INKS[row["kind"]]
    steps = [Step(*step) for step in row["steps"]]
    return Course(visit.t(f"response.kind.{row['kind']}"), ink, dash, steps, row["watched"])


def _week(visit: Visit, cells: Sequence[Row], *, compact: bool) -> Picture:
    return week(
        {(cell["day"], cell["hour"]): Hour(cell["share"], cell["messages"]) for cell in cells},
        visit.lang,
        days=visit.t("response.week.days").split(),
        title=visit.t("response.week.picture"),
        description=visit.t("response.week.picture.desc", count=words.number(len(cells), visit.lang)),
        compact=compact,
    )
