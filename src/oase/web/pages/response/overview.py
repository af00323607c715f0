"""The page Response: who waits, how long it takes per channel and day, how personal the answers are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.service.channels import hours_of
from oase.service.correspondence import how_many_open, open_messages
from oase.web.pages.channels import channel_named
from oase.web.pages.page import Page, page
from oase.web.pages.response import finding, grids
from oase.web.pages.response.pictures import LEAST, pictures
from oase.web.pages.response.running import MOST, running, ticking
from oase.web.pages.response.telling import share_ranged, tabs
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_NEAR = 1.15
"""Medians that differ by less than this factor are told as agreeing."""

Row = Mapping[str, Any]


@page("/response", Permission.SEE_ANALYSES)
def response(visit: Visit) -> Page:
    """Show how soon and how personally customers are answered."""
    look = visit.look("response")
    found: Mapping[str, Any] | None = look.result
    with visit.reach.database.reading() as connection:
        oldest = open_messages(connection, most=MOST)
        count = how_many_open(connection)
        hours = hours_of(connection, visit.reach.settings.timezone)
    waiting = finding.Waiting(count, oldest[0].at if oldest else None)
    rows: Sequence[Row] = found["rows"] if found else []
    context = {
        "tabs": tabs(visit, "overview"),
        "look": look,
        "found": found,
        "running": running(visit, oldest, hours, rows),
        "more": max(0, count - MOST),
        "ticking": ticking(visit),
        "figures": finding.figures(visit, found, waiting) if found else [],
        "personal": _personal(visit, found["personal"]) if found else None,
        "closed": _closed(visit, rows),
        "least": LEAST,
    }
    if not found:
        return Page("response", visit.t("response.title.working"), context, lede=finding.lede(visit, waiting))
    return Page(
        "response",
        finding.headline(visit, found),
        context,
        {
            "times": grids.times_grid(visit, rows),
            "courses": grids.course_grid(visit, found),
            "week": grids.week_grid(visit, found["hours"]),
        },
        pictures(visit, found),
        eyebrow=_eyebrow(visit, found),
        lede=finding.lede(visit, waiting) if rows else visit.t("response.title.none.more"),
    )


def _eyebrow(visit: Visit, found: Row) -> tuple[str, ...]:
    if found["since"] is None:
        return ()
    since = words.date(found["since"], visit.lang, visit.reach.settings.timezone)
    return (visit.t("response.eyebrow", since=since), visit.t("response.eyebrow.clock"))


def _personal(visit: Visit, told: Row) -> dict[str, Any]:
    """Return what is known of how personal the answers are: corrected where people have checked enough."""
    count, lang = words.number(told["replies"], visit.lang), visit.lang
    raw = words.share(told["raw"], lang, 0)
    if told["share"] is None:
        return {
            "replies": told["replies"],
            "finding": visit.t("response.personal.raw", share=raw, count=count),
            "more": visit.t("response.personal.raw.few", more=words.number(told["needed"], lang)),
            "error": _error(visit, told),
        }
    share = words.share(told["share"], lang, 0)
    ends = share_ranged(visit, told["low"], told["high"])
    return {
        "replies": told["replies"],
        "finding": visit.t("response.personal.corrected", share=share, range=ends),
        "more": visit.t("response.personal.method.corrected", raw=raw, share=share),
        "error": _error(visit, told),
    }


def _error(visit: Visit, told: Row) -> str:
    if not told["checked"]:
        return ""
    return visit.t(
        "response.personal.error",
        wrong=words.number(told["wrong"], visit.lang),
        checked=words.number(told["checked"], visit.lang),
        share=words.share(told["error"], visit.lang, 0),
        range=share_ranged(visit, told["error_low"], told["error_high"]),
    )


def _closed(visit: Visit, rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return where the median of answered messages alone misleads, worst first."""
    wrong = [row for row in rows if row["kind"] == "all" and _misleads(row)]
    return [_naive(visit, row) for row in sorted(wrong, key=_worst, reverse=True)]


def _misleads(row: Row) -> bool:
    naive = row["closed_median"]
    return naive is not None and row["n"] >= LEAST and (row["p50"] is None or row["p50"] > _NEAR * naive)


def _worst(row: Row) -> tuple[bool, float]:
    return (row["p50"] is None, (row["p50"] or row["watched"]) / max(row["closed_median"], 1.0))


def _naive(visit: Visit, row: Row) -> dict[str, str]:
    lang = visit.lang
    told = {
        "channel": channel_named(visit, row["channel"]) or visit.t("response.closed.overall"),
        "naive": words.duration(row["closed_median"], lang),
    }
    base = {name: words.number(row[name], lang) for name in ("n", "replied", "silent", "open")}
    if row["p50"] is None:
        sentence, factor = visit.t("response.closed.row.not", **told), ""
    else:
        sentence = visit.t("response.closed.row", true=words.duration(row["p50"], lang), **told)
        times = words.number(row["p50"] / max(row["closed_median"], 1.0), lang, 1)
        factor = visit.t("response.closed.factor", factor=times)
    return {"sentence": sentence, "factor": factor, "base": visit.t("response.closed.base", **base)}


HANDLERS = response
