"""Funnels of groups beside each other, and whether their difference is more than chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from oase import stats, words
from oase.charts import Picture, funnels
from oase.web.pages.columns import count_of, points_of, range_of, share_of
from oase.web.pages.paths_shared import either, hundred, short
from oase.web.pages.paths_state import FunnelState
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["Comparison", "comparison"]

MOST_DRAWN = 6
"""Groups in the picture: the most frequent ones; all are in the table."""
ENOUGH = 30
"""Persons at the first step below which a group is called small."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the page says and shows of a comparison.

    Parameters
    ----------
    heading : str
        Who gets further.
    finding : str
        The difference with its range, and whether it can be chance.
    step : str
        Where the two go apart most; empty where nothing can be said.
    undrawn : int
        Groups that are only in the table.
    """

    heading: str
    finding: str
    step: str
    undrawn: int
    grids: Sequence[Grid]
    pictures: Mapping[str, tuple[Picture, Picture]]


def comparison(visit: Visit, wanted: FunnelState, found: Mapping[str, Any]) -> Comparison | None:
    """Return the comparison that was asked for; None where none was."""
    groups: dict[str, Sequence[Row]] = found["values"]
    if not groups:
        return None
    is_open = wanted.mode == "open"
    ranged = {name: [_ranged(row, rows[0], is_open=is_open) for row in rows] for name, rows in groups.items()}
    grids = [_grid(visit, ranged)]
    if is_open:
        return Comparison(visit.t("paths.compare.heading"), visit.t("paths.compare.open"), "", 0, grids, {})
    pair, tried = _pair(ranged)
    if pair is None:
        return Comparison(visit.t("paths.compare.heading"), visit.t("paths.compare.nobody"), "", 0, grids, {})
    first, second = (ranged[name] for name in pair)
    steps = [either(row["touchpoints"], visit) for row in found["rows"]]
    apart = _differences(pair, ranged)
    if len(groups) == 2:
        grids.append(_differing(visit, pair, apart))
    heading, finding = _finding(visit, pair, first, second, tried)
    return Comparison(
        heading,
        finding,
        _step(visit, pair, apart),
        max(0, len(groups) - MOST_DRAWN),
        grids,
        {"compare": _pictures(visit, ranged, steps)},
    )


def _ranged(row: Row, first: Row, *, is_open: bool) -> dict[str, Any]:
    """Return a row with the range of its share of the first step."""
    if is_open or not first["persons"]:
        return {**row, "low": None, "high": None}
    _, low, high = stats.share(row["persons"], first["persons"])
    return {**row, "low": low, "high": high}


def _pair(groups: Mapping[str, Sequence[Row]]) -> tuple[tuple[str, str] | None, int]:
    """Return the two groups that are compared, and among how many pairs they were chosen."""
    begun = [name for name, rows in groups.items() if rows[0]["persons"]]
    if len(begun) < 2:
        return None, 0
    if len(groups) == 2:
        return (begun[0], begun[1]), 1
    large = [name for name in begun if groups[name][0]["persons"] >= ENOUGH]
    able = sorted(large if len(large) > 1 else begun, key=lambda name: groups[name][-1]["share_of_first"])
    return (able[-1], able[0]), len(able) * (len(able) - 1) // 2


def _finding(
    visit: Visit, pair: tuple[str, str], first: Sequence[Row], second: Sequence[Row], tried: int
) -> tuple[str, str]:
    """Return the heading and the sentence with the difference, the group that gets further first."""
    ends = [(rows[-1]["persons"], rows[0]["persons"]) for rows in (first, second)]
    names = list(pair)
    if ends[0][0] * ends[1][1] < ends[1][0] * ends[0][1]:
        ends.reverse()
        names.reverse()
    (reached, begun), (reached2, begun2) = ends
    apart = stats.share_difference(reached, begun, reached2, begun2, confidence=1 - 0.05 / max(1, tried))
    is_sure, is_small = apart.low > 0, min(begun, begun2) < ENOUGH
    kind = "sure" if is_sure else "small" if is_small else "chance"
    shares = {"one": hundred(reached / begun, visit), "two": hundred(reached2 / begun2, visit)}
    named = {"first": short(names[0], visit), "second": short(names[1], visit)}
    heading = visit.t(f"paths.compare.heading.{'sure' if is_sure else 'chance'}", **named, **shares)
    counts = {"reached": reached, "begun": begun, "reached2": reached2, "begun2": begun2}
    told = visit.t(
        "paths.compare.finding",
        difference=words.points(apart.value, visit.lang),
        interval=words.interval(apart.low, apart.high, visit.lang),
        **{key: words.quoted(name, visit.lang) for key, name in named.items()},
        **{key: words.number(value, visit.lang, 0) for key, value in counts.items()},
    )
    parts = [told, visit.t(f"paths.compare.{kind}")]
    if tried > 1:
        parts.append(visit.t("paths.compare.pairs", number=words.number(tried, visit.lang)))
    return heading, " ".join(parts)


def _differences(pair: tuple[str, str], groups: Mapping[str, Sequence[Row]]) -> list[dict[str, Any]]:
    """Return per step the difference of the shares that come on from the step before.

    The ranges hold for all steps together (Bonferroni).
    """
    rows: list[dict[str, Any]] = []
    one, two = (groups[name] for name in pair)
    confidence = 1 - 0.05 / max(1, len(one) - 1)
    steps = zip(pairwise(one), pairwise(two), strict=True)
    for (before, here), (before2, here2) in steps:
        apart = stats.share_difference(
            here["persons"],
            before["persons"],
            here2["persons"],
            before2["persons"],
            confidence=confidence,
        )
        known = before["persons"] and before2["persons"]
        rows.append(
            {
                "step": here["step"],
                "touchpoints": here["touchpoints"],
                "first": pair[0],
                "first_share": here["share_of_previous"],
                "second": pair[1],
                "second_share": here2["share_of_previous"],
                "difference": apart.value if known else None,
                "low": apart.low if known else None,
                "high": apart.high if known else None,
            }
        )
    return rows


def _step(visit: Visit, pair: tuple[str, str], apart: Sequence[Row]) -> str:
    """Return at which step the two go apart most; nothing where no step shows more than chance."""
    sure = [row for row in apart if row["difference"] is not None and (row["low"] > 0 or row["high"] < 0)]
    if not sure:
        return visit.t("paths.compare.no_step")
    most = max(sure, key=lambda row: abs(row["difference"]))
    sides = [(pair[0], most["first_share"]), (pair[1], most["second_share"])]
    ends = (most["low"], most["high"])
    if most["difference"] < 0:  # the group that comes on more often is named first
        sides.reverse()
        ends = (-most["high"], -most["low"])
    return visit.t(
        "paths.compare.step",
        touchpoint=words.quoted(either(most["touchpoints"], visit), visit.lang),
        first=words.quoted(short(sides[0][0], visit), visit.lang),
        one=hundred(sides[0][1], visit),
        second=words.quoted(short(sides[1][0], visit), visit.lang),
        two=hundred(sides[1][1], visit),
        difference=words.points(abs(most["difference"]), visit.lang),
        interval=words.interval(*ends, visit.lang),
    )


def _pictures(
    visit: Visit, groups: Mapping[str, Sequence[Row]], steps: Sequence[str]
) -> tuple[Picture, Picture]:
    drawn = [(name, rows) for name, rows in groups.items()][:MOST_DRAWN]
    title = visit.t("paths.compare.picture")
    return (
        funnels(drawn, steps, visit.lang, title=title),
        funnels(drawn, steps, visit.lang, title=title, compact=True),
    )


def _grid(visit: Visit, groups: Mapping[str, Sequence[Row]]) -> Grid:
    lang = visit.lang
    several = list(groups.values())
    rows = [{"value": name, **groups[name][at]} for at in range(len(several[0])) for name in groups]
    columns = [
        count_of("step", visit.t("paths.step"), lang),
        Column("touchpoints", visit.t("paths.touchpoint"), lambda row: either(row["touchpoints"], visit)),
        Column("value", visit.t("paths.compare.group"), lambda row: words.one_line(row["value"], lang)),
        count_of("persons", visit.t("paths.funnel.persons"), lang),
        share_of("share_of_first", visit.t("paths.funnel.share_of_first"), lang),
        range_of(visit.t("paths.compare.range"), lang),
        share_of("share_of_previous", visit.t("paths.funnel.share_of_previous"), lang),
    ]
    keys = ["step", "touchpoints", "value", "persons", "share_of_first", "low", "high"]
    keys += ["share_of_previous", "median_seconds"]
    return Grid("compare", visit.t("paths.compare.picture"), columns, rows, most=100, keys=keys)


def _differing(visit: Visit, pair: tuple[str, str], rows: Sequence[Row]) -> Grid:
    lang = visit.lang
    columns = [
        count_of("step", visit.t("paths.step"), lang),
        Column("touchpoints", visit.t("paths.touchpoint"), lambda row: either(row["touchpoints"], visit)),
        share_of("first_share", short(pair[0], visit), lang),
        share_of("second_share", short(pair[1], visit), lang),
        points_of("difference", visit.t("paths.compare.difference"), lang),
        range_of(visit.t("paths.compare.range"), lang),
    ]
    keys = [
        "step",
        "touchpoints",
        "first",
        "first_share",
        "second",
        "second_share",
        "difference",
        "low",
        "high",
    ]
    return Grid("differences", visit.t("paths.compare.differences"), columns, rows, keys=keys)
