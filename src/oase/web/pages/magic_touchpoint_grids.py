"""Tables and pictures of the page of one touchpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from oase import charts, words
from oase.report.catalogue import text
from oase.report.data import Row
from oase.settings import Lang
from oase.web.pages import magic_grids as grids
from oase.web.pages.columns import count_of, points_of, range_of, share_of, touchpoint_of
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.words.row import figure

__all__ = ["grids_of", "journey_grids", "pictures_of", "week_pictures"]


def grids_of(
    row: Row,
    every: Sequence[Row],
    series: Sequence[Mapping[str, Any]],
    segments: Sequence[Row] | None,
    place: Mapping[str, Any] | None,
    visit: Visit,
) -> dict[str, Grid]:
    """Return the tables by name; months, segments and facets where there are any."""
    found = {
        "answers": _answers(row, visit),
        "relevance": _relevance(row, visit),
        **journey_grids(place, visit),
    }
    if series:
        found["months"] = grids.months(series, visit)
    if segments:
        head = visit.asked("by")
        caption = visit.t("magic.segments.table", column=head)
        found["segments"] = grids.parts("segments", caption, segments, head, "segment", visit)
    facets = [one for one in every if one["touchpoint"] == row["touchpoint"] and one.get("facet") is not None]
    if facets:
        head = text("column.facet", visit.lang)
        found["facets"] = grids.parts("facets", visit.t("magic.facets"), facets, head, "facet", visit)
    return found


def _answers(row: Row, visit: Visit) -> Grid:
    lang = visit.lang
    return Grid(
        "answers",
        visit.t("magic.answers"),
        [
            Column(
                "answer", visit.t("magic.answer"), lambda one: words.text(f"answer.{one['answer']}", lang)
            ),
            count_of("answers", text("column.answers", lang), lang),
            share_of("share", text("column.share", lang), lang),
        ],
        _shares(row),
    )


def _shares(row: Row) -> list[dict[str, Any]]:
    """Return the three answers with their counts; weighted shares give rounded counts."""
    total = figure(row, "answers") or 0.0
    return [
        {
            "answer": key,
            "share": share,
            "answers": None if share is None else round(share * total),
            "of": total,
        }
        for key in ("exceeded", "met", "missed")
        for share in [figure(row, key)]
    ]


def _relevance(row: Row, visit: Visit) -> Grid:
    """Return both estimates of reward and penalty, with the one that claims less."""
    lang = visit.lang
    lines = [
        {
            "kind": kind,
            "early": figure(row, f"{kind}_early"),
            "all": figure(row, f"{kind}_all"),
            "low": figure(row, f"{kind}_low"),
            "high": figure(row, f"{kind}_high"),
            "raw": figure(row, "reward_raw") if kind == "reward" else None,
        }
        for kind in ("reward", "penalty")
    ]
    return Grid(
        "relevance",
        visit.t("magic.relevance"),
        [
            Column(
                "kind", visit.t("magic.relevance.kind"), lambda one: visit.t(f"magic.relevance.{one['kind']}")
            ),
            *(points_of(key, visit.t(f"magic.relevance.{key}"), lang) for key in ("raw", "early", "all")),
            range_of(visit.t("magic.relevance.range"), lang),
        ],
        lines,
        keys=("kind", "raw", "early", "all", "low", "high"),
    )


def journey_grids(place: Mapping[str, Any] | None, visit: Visit) -> dict[str, Grid]:
    """Return the tables of where it stands in journeys; none where it has no contacts."""
    if place is None:
        return {}
    lang = visit.lang

    def neighbours(side: str) -> Grid:
        return Grid(
            side,
            visit.t(f"magic.{side}"),
            [
                touchpoint_of(visit),
                count_of("contacts", text("column.contacts", lang), lang),
                share_of("share", text("column.share", lang), lang),
            ],
            place[side],
        )

    weeks = Grid(
        "weeks",
        visit.t("magic.weeks"),
        [
            Column("week", visit.t("magic.week"), lambda one: str(one["day"])),
            count_of("contacts", text("column.contacts", lang), lang),
        ],
        _weeks(place, visit)[::-1],
    )
    return {"before": neighbours("before"), "after": neighbours("after"), "weeks": weeks}


def _weeks(place: Mapping[str, Any], visit: Visit) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for day, count in zip(place["first_days"], place["weeks"], strict=True):
        at = int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1_000_000
        named = words.date(at, visit.lang)
        said = visit.t("magic.week.said", day=named, number=words.number(count, visit.lang))
        rows.append({"week": day, "day": named, "contacts": count, "said": said})
    return rows


def pictures_of(
    row: Row, series: Sequence[Mapping[str, Any]], place: Mapping[str, Any] | None, visit: Visit
) -> dict[str, Any]:
    """Return the pictures by name, wide and narrow."""
    lang = visit.lang
    bars = [{"label": _counted(one, lang), "share": one["share"]} for one in _shares(row)]
    title = visit.t("magic.answers")
    found: dict[str, Any] = {
        "answers": tuple(
            charts.bars(bars, lang, title=title, label="label", compact=compact) for compact in (False, True)
        ),
        **week_pictures(place, visit),
    }
    if series:
        found["months"] = tuple(
            charts.trend(series, lang, title=visit.t("magic.months"), compact=compact)
            for compact in (False, True)
        )
    return found


def _counted(one: Mapping[str, Any], lang: Lang) -> str:
    return f"{words.text('answer.' + one['answer'], lang)} ({words.number(one['answers'], lang, 0)})"


def week_pictures(place: Mapping[str, Any] | None, visit: Visit) -> dict[str, Any]:
    """Return the picture of its contacts by week; none where it has none."""
    if place is None:
        return {}
    weeks, title = _weeks(place, visit), visit.t("magic.weeks")
    return {
        "weeks": tuple(
            charts.columns(weeks, visit.lang, title=title, label="day", value="contacts", compact=compact)
            for compact in (False, True)
        )
    }
