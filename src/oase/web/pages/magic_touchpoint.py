"""The page of one touchpoint: its verdict, all it rests on, and where it stands in journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from litestar.exceptions import NotFoundException

from oase import charts, words
from oase.accounts import Permission
from oase.model import State
from oase.report import magic as moments
from oase.report import method
from oase.report.catalogue import text
from oase.report.data import Row
from oase.report.tables import texts_of
from oase.settings import Lang
from oase.web.pages import magic_grids as grids
from oase.web.pages.magic import unjudged
from oase.web.pages.magic_data import address_of, arguments_of, data_of, name_of
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit
from oase.words.row import answers_missing, figure, is_candidate, letters_of, reward, state_of
from oase.words.verdict import base

__all__ = ["HANDLERS"]


@page("/magic-moments/{touchpoint:str}", Permission.SEE_ANALYSES)
def touchpoint(visit: Visit) -> Page:
    """Show one touchpoint."""
    name, lang = name_of(visit.places["touchpoint"]), visit.lang
    found = visit.look("magic", arguments_of(visit)).result
    if found is None or found["status"] != "ok":
        return unjudged(visit, found, "touchpoint")
    data = data_of(found)
    rows = moments.by_importance(moments.main_rows(data))
    row = next((one for one in rows if one["touchpoint"] == name), None)
    if row is None:
        return _unknown(visit, name, found)
    months = visit.look("magic_months", arguments_of(visit)).result
    series = [] if months is None else [one for one in months["rows"] if one["touchpoint"] == name]
    place = _place(visit, name)
    by, segments = _segments(visit, name, found["columns"])
    claim, rest = _said(row, lang)
    return Page(
        "touchpoint",
        claim,
        {
            "found": found,
            "row": row,
            "name": words.one_line(name, lang),
            "state": str(state_of(row)),
            "meaning": text(f"state.{state_of(row)}", lang),
            "kpis": _kpis(row, visit),
            "lead": _lead(row, visit),
            "expected": _expected(row, rows, visit),
            "needed": _needed(row, visit),
            "evidence": [
                (one, words.evidence(one, lang), words.evidence(one, lang, long=True))
                for one in letters_of(row)
            ],
            "flags": [words.flag(flag, lang) for flag in texts_of(row.get("flags")) if flag != state_of(row)],
            "series": series,
            "months": months,
            "place": place,
            "by": by,
            "around": _around(row, rows, visit),
            "definitions": method.definitions(data, lang),
            "claims": method.claims(data, lang),
            "letters": [one for one in method.letters(data, lang) if one.is_here],
            "notes": found["notes"],
            "is_known": reward(row) is not None,
        },
        grids=_grids(row, data.rows, series, segments, place, visit),
        pictures=_pictures(row, series, place, visit),
        eyebrow=_eyebrow(row, visit),
        lede=rest,
        is_filtered=True,
    )


def _unknown(visit: Visit, name: str, found: Mapping[str, Any]) -> Page:
    """Return the page of a touchpoint without answers; 404 for one that the house does not know."""
    overview = visit.look("overview").result or {"touchpoints": {}, "answered_touchpoints": []}
    if name not in overview["touchpoints"] and name not in overview["answered_touchpoints"]:
        raise NotFoundException
    title = visit.t("magic.no_answers", name=words.quoted(name, visit.lang))
    del found
    place = _place(visit, name)
    return Page(
        "touchpoint",
        title,
        {"found": None, "status": "untold", "has_contacts": True, "place": place, "name": name},
        grids=_journey_grids(place, visit),
        pictures=_week_pictures(place, visit),
        is_filtered=True,
    )


def _said(row: Row, lang: Lang) -> tuple[str, str]:
    """Return the verdict as a heading, and what stands behind it as the sentence below."""
    name, whole = words.quoted(row.get("touchpoint"), lang), words.verdict(row, lang)
    letter = base(letters_of(row))
    if letter == "G":
        key = "none"
    elif letter == "F" and state_of(row) is not State.OPEN:
        return whole, ""
    elif state_of(row) in (State.MAGIC, State.LATENT) and is_candidate(row):
        key = "candidate"
    else:
        key = str(state_of(row))
    claim = words.text(f"claim.{key}", lang, name=name)
    rest = whole.removeprefix(claim).removeprefix(": ")
    return f"{claim}.", rest[:1].upper() + rest[1:]


def _eyebrow(row: Row, visit: Visit) -> tuple[str, ...]:
    phase = None if row.get("phase") is None else str(row["phase"])
    return words.phase(phase, visit.lang), words.signed_state(state_of(row), visit.lang)


def _kpis(row: Row, visit: Visit) -> list[tuple[str, str, str]]:
    """Return value, name and base of the four key figures."""
    lang = visit.lang
    answers = words.number(figure(row, "answers"), lang, 0)
    used = words.number(figure(row, "answers_used"), lang, 0)
    theirs = words.number(figure(row, "competitor_answers"), lang, 0)
    lead_base = (
        visit.t("magic.kpi.lead.of", name=words.one_line(row["competitor"], lang), number=theirs)
        if row.get("competitor")
        else visit.t("magic.kpi.lead.none")
    )

    def ends(key: str) -> str:
        return words.interval(figure(row, f"{key}_low"), figure(row, f"{key}_high"), lang)

    return [
        (answers, text("column.answers", lang), visit.t("magic.kpi.answers.used", number=used)),
        (
            words.points(figure(row, "fulfilment"), lang),
            text("column.fulfilment", lang),
            visit.t("magic.kpi.range", range=ends("fulfilment"), number=answers),
        ),
        (
            words.points(reward(row), lang),
            visit.t("magic.kpi.reward"),
            visit.t("magic.kpi.range", range=ends("reward"), number=used),
        ),
        (words.points(figure(row, "lead"), lang), text("column.lead", lang), lead_base),
    ]


def _lead(row: Row, visit: Visit) -> str:
    """Return how it stands against competitors in a sentence."""
    lang = visit.lang
    if row.get("lead") is None:
        return ""
    low, high = figure(row, "lead_low"), figure(row, "lead_high")
    side = "ahead" if low is not None and low > 0 else "behind" if high is not None and high < 0 else "even"
    return visit.t(
        f"magic.lead.{side}",
        name=words.one_line(row.get("competitor"), lang)
        if row.get("competitor")
        else visit.t("magic.lead.shop"),
        points=words.points(figure(row, "lead"), lang),
        range=words.interval(low, high, lang),
        kind=words.lead_kind(str(row["lead_kind"]), lang),
        number=words.number(figure(row, "competitor_answers"), lang, 0),
    )


def _expected(row: Row, rows: Sequence[Row], visit: Visit) -> str:
    """Return the level of the expectation beside that of all touchpoints; empty where it was not asked."""
    level = figure(row, "expectation")
    if level is None:
        return ""
    known = sorted((value for one in rows if (value := figure(one, "expectation")) is not None), reverse=True)
    return visit.t(
        "magic.expected.level",
        level=words.number(level, visit.lang, 1),
        place=words.number(known.index(level) + 1, visit.lang),
        many=words.number(len(known), visit.lang),
    )


def _needed(row: Row, visit: Visit) -> str:
    missing = answers_missing(row)
    if state_of(row) is not State.OPEN or not missing:
        return ""
    return visit.t("magic.needed.here", number=words.number(missing, visit.lang, 0))


def _around(row: Row, rows: Sequence[Row], visit: Visit) -> list[tuple[str, str, str]]:
    """Return the touchpoints before and after in the order of the journey: kind, name, address."""
    ordered = moments.by_journey(rows)
    at = next(n for n, one in enumerate(ordered) if one["touchpoint"] == row["touchpoint"])
    found = [("previous", ordered[at - 1])] if at else []
    found += [("next", ordered[at + 1])] if at + 1 < len(ordered) else []
    return [
        (
            kind,
            words.one_line(one["touchpoint"], visit.lang),
            visit.address(address_of(str(one["touchpoint"]))),
        )
        for kind, one in found
    ]


def _segments(visit: Visit, name: str, columns: Mapping[str, Sequence[str]]) -> tuple[str, list[Row] | None]:
    by = visit.asked("by")
    if by not in columns:
        return "", None
    result = visit.look("magic_segments", {**arguments_of(visit), "by": by}).result
    return by, None if result is None else [one for one in result["rows"] if one["touchpoint"] == name]


def _place(visit: Visit, name: str) -> dict[str, Any] | None:
    """Return where the touchpoint stands in journeys; None while nobody knows or where it has no contacts."""
    told = visit.filters.arguments(visit.reach.clock(), visit.reach.settings.timezone)
    result = visit.look("journey", told).result
    if result is None:
        return None
    found = next((one for one in result["touchpoints"] if one["touchpoint"] == name), None)
    if found is None:
        return None
    return {**found, "persons_in_all": result["persons"], "first_days": result["weeks"]}


def _grids(
    row: Row,
    every: Sequence[Row],
    series: Sequence[Mapping[str, Any]],
    segments: Sequence[Row] | None,
    place: Mapping[str, Any] | None,
    visit: Visit,
) -> dict[str, Grid]:
    found = {
        "answers": _answers(row, visit),
        "relevance": _relevance(row, visit),
        **_journey_grids(place, visit),
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
            Column(
                "answers",
                text("column.answers", lang),
                lambda one: words.number(one["answers"], lang, 0),
                is_number=True,
            ),
            Column(
                "share",
                text("column.share", lang),
                lambda one: words.share(one["share"], lang),
                is_number=True,
            ),
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
            *(
                Column(
                    key,
                    visit.t(f"magic.relevance.{key}"),
                    lambda one, key=key: words.points(one[key], lang),
                    is_number=True,
                )
                for key in ("raw", "early", "all")
            ),
            Column(
                "low",
                visit.t("magic.relevance.range"),
                lambda one: words.interval(one["low"], one["high"], lang),
                is_number=True,
            ),
        ],
        lines,
        keys=("kind", "raw", "early", "all", "low", "high"),
    )


def _journey_grids(place: Mapping[str, Any] | None, visit: Visit) -> dict[str, Grid]:
    if place is None:
        return {}
    lang = visit.lang

    def neighbours(side: str) -> Grid:
        return Grid(
            side,
            visit.t(f"magic.{side}"),
            [
                Column(
                    "touchpoint",
                    text("column.touchpoint", lang),
                    lambda one: Cell(
                        words.one_line(one["touchpoint"], lang),
                        href=visit.address(address_of(one["touchpoint"])),
                    ),
                ),
                Column(
                    "contacts",
                    text("column.contacts", lang),
                    lambda one: words.number(one["contacts"], lang),
                    is_number=True,
                ),
                Column(
                    "share",
                    text("column.share", lang),
                    lambda one: words.share(one["share"], lang),
                    is_number=True,
                ),
            ],
            place[side],
        )

    weeks = Grid(
        "weeks",
        visit.t("magic.weeks"),
        [
            Column("week", visit.t("magic.week"), lambda one: str(one["day"])),
            Column(
                "contacts",
                text("column.contacts", lang),
                lambda one: words.number(one["contacts"], lang),
                is_number=True,
            ),
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


def _pictures(
    row: Row, series: Sequence[Mapping[str, Any]], place: Mapping[str, Any] | None, visit: Visit
) -> dict[str, Any]:
    lang = visit.lang
    bars = [{"label": _counted(one, lang), "share": one["share"]} for one in _shares(row)]
    title = visit.t("magic.answers")
    found: dict[str, Any] = {
        "answers": tuple(
            charts.bars(bars, lang, title=title, label="label", compact=compact) for compact in (False, True)
        ),
        **_week_pictures(place, visit),
    }
    if series:
        found["months"] = tuple(
            charts.trend(series, lang, title=visit.t("magic.months"), compact=compact)
            for compact in (False, True)
        )
    return found


def _counted(one: Mapping[str, Any], lang: Lang) -> str:
    return f"{words.text('answer.' + one['answer'], lang)} ({words.number(one['answers'], lang, 0)})"


def _week_pictures(place: Mapping[str, Any] | None, visit: Visit) -> dict[str, Any]:
    if place is None:
        return {}
    weeks, title = _weeks(place, visit), visit.t("magic.weeks")
    return {
        "weeks": tuple(
            charts.columns(weeks, visit.lang, title=title, label="day", value="contacts", compact=compact)
            for compact in (False, True)
        )
    }


HANDLERS = touchpoint
