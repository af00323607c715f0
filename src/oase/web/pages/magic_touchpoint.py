"""The page of one touchpoint: its verdict, all it rests on, and where it stands in journeys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from litestar.exceptions import NotFoundException

from oase import words
from oase.accounts import Permission
from oase.app.ratings import voices
from oase.model import State
from oase.report import magic as moments
from oase.report import method
from oase.report.catalogue import text
from oase.report.data import Row
from oase.report.remarks import remark
from oase.report.tables import texts_of
from oase.settings import Lang
from oase.web.pages.magic import unjudged
from oase.web.pages.magic_data import address_of, arguments_of, data_of, name_of
from oase.web.pages.magic_touchpoint_grids import grids_of, journey_grids, pictures_of, week_pictures
from oase.web.pages.page import Page, page
from oase.web.pages.visit import Visit
from oase.words.row import answers_missing, figure, is_candidate, letters_of, reward, state_of
from oase.words.verdict import base

__all__ = ["HANDLERS"]

MOST_VOICES = 4


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
            **_leads(name),
            **_voices(visit, name),
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
            "notes": [remark(note, lang) for note in found["notes"]],
            "is_known": reward(row) is not None,
        },
        grids=grids_of(row, data.rows, series, segments, place, visit),
        pictures=pictures_of(row, series, place, visit),
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
        {
            "found": None,
            "status": "untold",
            "has_contacts": True,
            "place": place,
            "name": name,
            **_leads(name),
        },
        grids=journey_grids(place, visit),
        pictures=week_pictures(place, visit),
        is_filtered=True,
    )


def _leads(name: str) -> dict[str, str]:
    """Return where one reads on about a touchpoint: who is in charge and what it costs, who rated it how."""
    ratings = f"/ratings?{urlencode({'touchpoint': name})}#voices"
    return {"inventory": address_of(name, "/touchpoints"), "ratings": ratings}


def _voices(visit: Visit, name: str) -> dict[str, Any]:
    """Return the newest words about a touchpoint where persons may be seen, else whether there are any."""
    with visit.reach.database.reading() as connection:
        found = voices(connection, 0, visit.reach.moment(), touchpoint=name, most=MOST_VOICES)
    return {"voices": found if visit.may(Permission.SEE_PERSONS) else [], "spoken": bool(found)}


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
        visit.t(
            "magic.kpi.lead.of",
            range=words.interval(figure(row, "lead_low"), figure(row, "lead_high"), lang),
            name=words.one_line(row["competitor"], lang)
            if row.get("competitor")
            else visit.t("magic.lead.shop"),
            number=theirs,
        )
        if row.get("lead") is not None
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


HANDLERS = touchpoint
