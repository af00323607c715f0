"""The page Journey: what customers expect and experience, phase by phase, and who gets how far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import charts, words
from oase.accounts import Permission
from oase.model import Phase
from oase.report import magic as moments
from oase.report.catalogue import text
from oase.report.data import Row
from oase.settings import Lang
from oase.web.pages.journey_grids import grids_of
from oase.web.pages.magic_data import address_of, arguments_of, data_of
from oase.web.pages.page import Page, page
from oase.web.pages.visit import Visit
from oase.words.row import figure, letters_of

__all__ = ["HANDLERS"]

_EMOTION = ("emotion", "gefühl", "gefuehl", "feeling")


@page("/journey", Permission.SEE_ANALYSES)
def journey(visit: Visit) -> Page:
    """Show the journey over its phases."""
    told = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    walked = visit.look("journey", told).result
    found = visit.look("magic", arguments_of(visit)).result
    judged = found is not None and found["status"] == "ok"
    data = data_of(found) if found is not None and judged else None
    rows = moments.by_journey(moments.main_rows(data)) if data else []
    shown = [*rows, *_unanswered(rows, walked)]
    lanes = _lanes(rows, data.rows if data else (), visit)
    return Page(
        "journey",
        _headline(rows, walked, visit),
        {
            "walked": walked,
            "status": "waiting" if found is None else found["status"],
            "is_judged": judged,
            "has_rows": bool(rows),
            "homeless": _homeless(shown, visit),
            "duration": _duration(walked, visit),
            "kpis": _kpis(walked, rows, visit),
            "is_asked": any(figure(row, "expectation") is not None for row in rows),
        },
        grids=grids_of(rows, walked, lanes, visit),
        pictures=_pictures(rows, walked, lanes, visit),
        eyebrow=_eyebrow(walked, visit),
        lede=_lede(rows, walked, visit),
        is_filtered=bool(walked and walked["all"]) or judged,
    )


def _headline(rows: Sequence[Row], walked: Mapping[str, Any] | None, visit: Visit) -> str:
    """Return where the journey is best and where it is worst; else who gets how far."""
    levels = sorted(_levels(rows), key=lambda pair: -pair[1])
    if len(levels) > 1:
        best, worst = (words.phase(levels[end][0], visit.lang) for end in (0, -1))
        return visit.t(f"journey.headline.{_finding(rows, levels)}", best=best, worst=worst)
    reached = _reached(walked)
    if walked is None:
        return visit.t("journey.headline.waiting")
    if not walked["contacts"]:
        return visit.t("journey.headline.nothing" if walked["all"] else "journey.headline.empty")
    if len(reached) < 2:
        return visit.t("journey.headline.phaseless")
    last = reached[-1]
    return visit.t(
        "journey.headline.reach",
        share=words.share(last["persons"] / walked["persons"], visit.lang, 0),
        phase=words.phase(last["phase"], visit.lang),
    )


def _finding(rows: Sequence[Row], levels: Sequence[tuple[str, float]]) -> str:
    """Return what the ranges of the phases allow to say of the highest and the lowest one."""
    lows, highs = (dict(_levels(rows, f"fulfilment_{end}")) for end in ("low", "high"))
    best, worst = levels[0][0], levels[-1][0]
    if not lows.keys() == highs.keys() == dict(levels).keys():
        return "alike"
    is_best = all(lows[best] > high for phase, high in highs.items() if phase != best)
    is_worst = all(highs[worst] < low for phase, low in lows.items() if phase != worst)
    if highs[worst] < 0:
        return "pain" if is_best else "pain.only"
    return {(True, True): "both", (True, False): "high", (False, True): "low"}.get(
        (is_best, is_worst), "alike"
    )


def _levels(rows: Sequence[Row], key: str = "fulfilment") -> list[tuple[str, float]]:
    """Return each phase with the mean of a figure over its touchpoints, weighted with their answers."""
    found: list[tuple[str, float]] = []
    for phase in Phase:
        known = [
            (value, figure(row, "answers") or 0.0)
            for row in rows
            if row.get("phase") == phase and (value := figure(row, key)) is not None
        ]
        total = sum(weight for _, weight in known)
        if total:
            found.append((phase.value, sum(value * weight for value, weight in known) / total))
    return found


def _lede(rows: Sequence[Row], walked: Mapping[str, Any] | None, visit: Visit) -> str:
    parts: list[str] = []
    levels = dict(_levels(rows))
    if len(levels) > 1:
        ordered = sorted(levels, key=lambda phase: -levels[phase])
        parts.append(
            visit.t(
                "journey.lede.levels",
                best=words.phase(ordered[0], visit.lang),
                most=words.points(levels[ordered[0]], visit.lang, 0),
                worst=words.phase(ordered[-1], visit.lang),
                least=words.points(levels[ordered[-1]], visit.lang, 0),
            )
        )
    bought = next((one for one in _reached(walked) if one["phase"] == Phase.PURCHASE), None)
    if bought is not None and walked is not None:
        parts.append(
            visit.t(
                "journey.lede.bought",
                persons=words.number(bought["persons"], visit.lang),
                all=words.number(walked["persons"], visit.lang),
            )
        )
    return " ".join(parts)


def _reached(walked: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    return [one for one in walked["phases"] if one["persons"]] if walked else []


def _eyebrow(walked: Mapping[str, Any] | None, visit: Visit) -> tuple[str, ...]:
    if walked is None or not walked["contacts"]:
        return ()
    numbers = (words.number(walked[key], visit.lang) for key in ("contacts", "persons"))
    return (visit.t("journey.counts", **dict(zip(("contacts", "persons"), numbers, strict=True))),)


def _kpis(walked: Mapping[str, Any] | None, rows: Sequence[Row], visit: Visit) -> list[tuple[str, str, str]]:
    if walked is None or not walked["contacts"]:
        return []
    lang, every = visit.lang, walked["persons"]
    reached = [one for one in _reached(walked) if one["phase"] in (Phase.PURCHASE, Phase.LOYALTY, Phase.OVER)]
    found = [
        (
            words.share(one["persons"] / every, lang),
            visit.t("journey.kpi.reach", phase=words.phase(one["phase"], lang)),
            visit.t("journey.of", part=words.number(one["persons"], lang), all=words.number(every, lang)),
        )
        for one in reached
    ]
    asked = {row["touchpoint"] for row in rows}
    known = [one for one in walked["touchpoints"] if one["touchpoint"] in asked]
    base = visit.t("journey.kpi.asked.of", number=words.number(len(walked["touchpoints"]), lang))
    return [*found, (words.number(len(known), lang), visit.t("journey.kpi.asked"), base)]


def _unanswered(rows: Sequence[Row], walked: Mapping[str, Any] | None) -> list[Row]:
    """Return the touchpoints with contacts about which nobody answered."""
    told = {row["touchpoint"] for row in rows}
    every = walked["touchpoints"] if walked else ()
    return [
        {"touchpoint": one["touchpoint"], "phase": one["phase"], "state": "open"}
        for one in every
        if one["touchpoint"] not in told
    ]


def _homeless(rows: Sequence[Row], visit: Visit) -> list[tuple[str, str]]:
    """Return the touchpoints without a phase, with their addresses."""
    names = sorted(str(row["touchpoint"]) for row in rows if row.get("phase") is None)
    return [(words.one_line(name, visit.lang), visit.address(address_of(name))) for name in names]


def _duration(walked: Mapping[str, Any] | None, visit: Visit) -> str:
    """Return how long it takes from need to need over; empty where nobody came that far."""
    found = walked["duration"] if walked else None
    if not found or not found["n"]:
        return ""
    lang = visit.lang
    return visit.t(
        "journey.duration.said",
        number=words.number(found["n"], lang),
        all=words.number(found["started"], lang),
        median=words.duration(found["median_seconds"], lang),
        p90=words.duration(found["p90_seconds"], lang),
    )


def _lanes(rows: Sequence[Row], every: Sequence[Row], visit: Visit) -> list[charts.Lane]:
    """Return the lanes below the touchpoints: emotion, evidence, owner."""
    lang = visit.lang
    emotional = [row for row in every if str(row.get("facet") or "").casefold().startswith(_EMOTION)]
    felt = dict(
        _levels([row for row in emotional if row.get("segment") is None and row.get("period") is None])
    )
    emotion = {
        phase.value: visit.t("journey.emotion.felt", points=words.points(felt[phase.value], lang, 0))
        if phase.value in felt
        else visit.t("journey.not_asked")
        for phase in Phase
    }
    nobody = dict.fromkeys((phase.value for phase in Phase), visit.t("journey.owner.later"))
    return [
        charts.Lane(visit.t("journey.emotion"), emotion),
        charts.Lane(
            text("column.evidence", lang), {phase.value: _evidence(rows, phase, lang) for phase in Phase}
        ),
        charts.Lane(visit.t("journey.owner"), nobody),
    ]


def _evidence(rows: Sequence[Row], phase: Phase, lang: Lang) -> str:
    here = [row for row in rows if row.get("phase") == phase]
    if not here:
        return ""
    letters = words.letters({letter for row in here for letter in letters_of(row)})
    count = sum(int(figure(row, "answers") or 0) for row in here)
    return (
        f"{words.text('chart.answers', lang, number=words.number(count, lang))}, {words.badge(letters, lang)}"
    )


def _pictures(
    rows: Sequence[Row], walked: Mapping[str, Any] | None, lanes: Sequence[charts.Lane], visit: Visit
) -> dict[str, Any]:
    lang, found = visit.lang, {}
    if rows:
        found["map"] = tuple(
            charts.journey_map(rows, lang, lanes=lanes, compact=compact) for compact in (False, True)
        )
    if walked and _reached(walked):
        bars = [
            {"label": words.phase(one["phase"], lang), "share": one["persons"] / walked["persons"]}
            for one in walked["phases"]
        ]
        title = visit.t("journey.reach")
        found["reach"] = tuple(
            charts.bars(bars, lang, title=title, label="label", compact=compact) for compact in (False, True)
        )
    return found


HANDLERS = journey
