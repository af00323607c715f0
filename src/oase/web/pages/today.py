"""The page Today: what changed, what arrives, what needs someone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.contacts import recent_contacts
from oase.contacts.calendar import Calendar
from oase.contacts.counts import ACCEPTED, DUPLICATE, NOTED, door_counts_of
from oase.model import AnswerValue, Purpose
from oase.web.pages import today_listening as listening
from oase.web.pages import today_programmes as programmes
from oase.web.pages.magic_data import address_of
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

MOST_CHANGES = 3
MOST_RECENT = 8
_DAY = 86_400_000_000
_SURE = 0.05
_OLD_DAYS = 14


class Told(NamedTuple):
    """One change in words: what, from where to where, how sure, and where to read on."""

    sentence: str
    detail: str
    href: str


@page("/", Permission.SEE_TODAY)
def today(visit: Visit) -> Page:
    """Show the day."""
    look = visit.look("today")
    found: Mapping[str, Any] = look.result or {}
    told = _changes(found, visit) if found else []
    waiting, board, wording = listening.waiting(visit), listening.due(visit), visit.look("wording")
    grids = {"changes": _all_changes(found, visit)} if found else {}
    context = {
        "look": look,
        "changes": told[:MOST_CHANGES],
        "more": max(0, len(told) - MOST_CHANGES),
        "figures": _figures(visit),
        "recent": _recent(visit),
        "waiting": waiting,
        "due": board,
        "programmes": programmes.needed(visit),
        "kpis": listening.kpis(visit, found, board),
        "case": listening.case(visit, found),
        "wording": wording,
        "question": listening.question(visit, wording.result),
        "trust_asked": listening.trust_asked(visit, found),
        "answers": [_answer(row, visit) for row in found.get("answers", [])],
        "trust": _trust(found, visit),
        "overview": visit.look("overview").result,
        "compared": _compared(found, visit)
        if found and (found["judged"] or found.get("met_compared"))
        else None,
    }
    changed = [change.sentence for change in told[:MOST_CHANGES]]
    headline = _headline(found, told, visit)
    if waiting["many"]:
        count = words.number(waiting["many"], visit.lang)
        headline = visit.t("today.headline.waiting", count=count, age=waiting["oldest"])
    lede = " ".join(changed if waiting["many"] else changed[1:]) or _standing(visit)
    return Page("today", headline, context, grids, eyebrow=_eyebrow(visit), lede=lede)


def _headline(found: Mapping[str, Any], told: list[Told], visit: Visit) -> str:
    if told:
        return told[0].sentence
    if not found:
        return visit.t("today.headline.unknown")
    last = _last_day(found, visit)
    if last is None:
        return visit.t("today.headline.empty")
    if _today(visit) - last > _OLD_DAYS:
        return visit.t("today.headline.old", date=_written(last, visit))
    is_compared = found["judged"] or found.get("met_compared")
    return visit.t("today.headline.calm" if is_compared else "today.headline.young")


def _last_day(found: Mapping[str, Any], visit: Visit) -> int | None:
    """Return the day since 1970 of the newest answer or contact."""
    calendar = Calendar(visit.reach.settings.timezone)
    judged = [] if found["judged_until"] is None else [calendar.day_of(found["judged_until"])]
    met = [] if found["met_until"] is None else [found["met_until"]]
    return max([*judged, *met], default=None)


def _today(visit: Visit) -> int:
    return Calendar(visit.reach.settings.timezone).day_of(visit.reach.clock())


def _written(day: int, visit: Visit) -> str:
    return words.date(day * _DAY, visit.lang)


def _standing(visit: Visit) -> str:
    """Return what holds while nothing changes: the verdicts, in one sentence."""
    if not visit.may(Permission.SEE_ANALYSES):
        return ""
    verdicts = visit.look("magic").result
    if not verdicts or not verdicts.get("rows"):
        return ""
    return words.headline(words.whole(verdicts["rows"]), visit.lang, verdicts["own"])


def _eyebrow(visit: Visit) -> tuple[str, ...]:
    at = dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, ZoneInfo(visit.reach.settings.timezone))
    name = visit.account.name if visit.account else ""
    return (words.weekday(at.date(), visit.lang), visit.t("today.greeting", name=name))


def _changes(found: Mapping[str, Any], visit: Visit) -> list[Told]:
    judged = [_judged(row, found, visit) for row in found["judged"] if row["q"] <= _SURE]
    return [*judged, *(_met(row, found, visit) for row in found["met"])]


def _compared(found: Mapping[str, Any], visit: Visit) -> dict[str, str]:
    """Return of how many touchpoints what was compared, and until when."""
    zone, until = visit.reach.settings.timezone, found["judged_until"]
    days = (
        words.date(until, visit.lang, zone) if found["judged"] else "",
        _written(found["met_until"] - 1, visit) if found.get("met_compared") else "",
    )
    judged, met = (visit.t("today.changes.until", date=day) if day else "" for day in days)
    return {
        "judged": words.number(len(found["judged"]), visit.lang),
        "until": judged,
        "met": words.number(found.get("met_compared", 0), visit.lang),
        "met_until": met,
    }


def _judged(row: Mapping[str, Any], found: Mapping[str, Any], visit: Visit) -> Told:
    key = "better" if row["now"] > row["before"] else "worse"
    detail = visit.t(
        "today.judged.detail",
        before=words.points(row["before"], visit.lang),
        now=words.points(row["now"], visit.lang),
        low=words.points(row["low"], visit.lang),
        high=words.points(row["high"], visit.lang),
        answers=words.number(row["answers"], visit.lang),
        earlier=words.number(row["answers_before"], visit.lang),
        until=words.date(found["judged_until"], visit.lang, visit.reach.settings.timezone),
    )
    sentence = visit.t(f"today.judged.{key}", name=words.quoted(row["touchpoint"], visit.lang))
    return Told(sentence, detail, _address(row["touchpoint"], visit))


def _met(row: Mapping[str, Any], found: Mapping[str, Any], visit: Visit) -> Told:
    key = "more" if row["now"] > row["before"] else "fewer"
    detail = visit.t(
        "today.met.detail",
        before=words.share(row["before"], visit.lang),
        now=words.share(row["now"], visit.lang),
        low=words.points(row["low"], visit.lang),
        high=words.points(row["high"], visit.lang),
        until=_written(found["met_until"] - 1, visit),
    )
    sentence = visit.t(f"today.met.{key}", name=words.quoted(row["touchpoint"], visit.lang))
    return Told(sentence, detail, _address(row["touchpoint"], visit))


def _address(touchpoint: str, visit: Visit) -> str:
    return address_of(touchpoint) if visit.may(Permission.SEE_ANALYSES) else ""


def _all_changes(found: Mapping[str, Any], visit: Visit) -> Grid:
    points = {
        key: Column(key, visit.t(f"today.column.{key}"), _points_of(key, visit), is_number=True)
        for key in ("before", "now", "low", "high")
    }
    counts = {
        key: Column(key, visit.t(f"today.column.{key}"), _count_of(key, visit), is_number=True)
        for key in ("answers_before", "answers")
    }
    name = Column("touchpoint", visit.t("today.column.touchpoint"), lambda row: str(row["touchpoint"]))
    sure = Column(
        "q", visit.t("today.column.q"), lambda row: words.number(row["q"], visit.lang, 3), is_number=True
    )
    return Grid(
        "changes",
        visit.t("today.changes.all"),
        [name, *points.values(), *counts.values(), sure],
        found["judged"],
    )


def _points_of(key: str, visit: Visit) -> Any:
    return lambda row: words.points(row[key], visit.lang)


def _count_of(key: str, visit: Visit) -> Any:
    return lambda row: words.number(row[key], visit.lang)


def _figures(visit: Visit) -> list[tuple[str, str, str, str]]:
    """Return what the door counted today: id of the figure, value, what it counts, of how many."""
    day = Calendar(visit.reach.settings.timezone).day_of(visit.reach.clock())
    with visit.reach.database.reading() as connection:
        counts = door_counts_of(connection, since_day=day - 1)
    accepted = {
        at: sum(one.contacts for one in counts if one.outcome == ACCEPTED and one.day == at)
        for at in (day - 1, day)
    }
    every = sum(one.contacts for one in counts if one.day == day)
    fine = (ACCEPTED, DUPLICATE, NOTED)
    refused = sum(one.contacts for one in counts if one.day == day and one.outcome not in fine)
    told = words.number
    return [
        (
            "accepted",
            told(accepted[day], visit.lang),
            visit.t("today.accepted"),
            visit.t("today.accepted.base", yesterday=told(accepted[day - 1], visit.lang)),
        ),
        (
            "refused",
            told(refused, visit.lang),
            visit.t("today.refused"),
            visit.t("today.refused.base", all=told(every, visit.lang)),
        ),
    ]


def _recent(visit: Visit) -> list[dict[str, str]]:
    """Return the newest contacts, without anything of the persons."""
    with visit.reach.database.reading() as connection:
        rows = recent_contacts(connection, limit=MOST_RECENT)
    return [
        {"touchpoint": row.touchpoint, "channel": row.channel or "", "at": visit.moment(row.received)}
        for row in rows[::-1]
    ]


def _answer(row: Mapping[str, Any], visit: Visit) -> dict[str, str]:
    word = AnswerValue(row["answer"]).name.lower()
    mark = {"exceeded": "good", "missed": "bad"}.get(word, "")
    return {
        "touchpoint": row["touchpoint"],
        "word": visit.t(f"today.answer.{word}"),
        "mark": mark,
        "at": visit.moment(row["at"]),
        "href": _address(row["touchpoint"], visit),
    }


def _trust(found: Mapping[str, Any], visit: Visit) -> list[dict[str, str]]:
    return [
        {
            "purpose": visit.t(f"purpose.{Purpose(row['purpose'])}"),
            "granted": words.number(row["granted"], visit.lang),
            "of": words.number(row["granted"] + row["withdrawn"], visit.lang),
            "share": words.share(row["granted"] / (row["granted"] + row["withdrawn"]), visit.lang, 0),
            "lately": words.number(row["lately"], visit.lang),
        }
        for row in found.get("trust", [])
    ]


HANDLERS = [*today, *listening.HANDLERS]
