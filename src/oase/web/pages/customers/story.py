"""What happened with a customer: her way over the phases as a picture, and contact by contact."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import groupby
from typing import Any

import numpy as np

from oase import words
from oase.app.customers import Event, Timeline
from oase.charts import Picture
from oase.charts.course import Lane, Mark, course
from oase.model import Phase
from oase.settings import time_zone
from oase.web.pages.columns import count_of
from oase.web.pages.customers.telling import ago, attributes
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["course_of", "phases_of", "told"]

PER_PAGE = 50
STRETCHES = 48
_ANSWERS = {1: ("good", "exceeded"), 0: ("neutral", "met"), -1: ("bad", "missed")}

Drawn = tuple[dict[str, Grid], dict[str, tuple[Picture, Picture]]]


def phases_of(timeline: Timeline) -> list[str]:
    """Return the phases in which she was, in the order of the journey."""
    held = timeline.words("phase")
    known = [phase.value for phase in Phase if phase.value in held]
    return known + [name for name in held if name not in known]


def told(visit: Visit, timeline: Timeline) -> dict[str, Any]:
    """Return the contacts and answers of one page of the list, day by day."""
    channel, phase = visit.asked("channel") or None, visit.asked("phase") or None
    shown = timeline.narrowed(channel, phase)
    pages = max(1, -(-len(shown) // PER_PAGE))
    asked = visit.asked("page")
    number = min(pages, max(1, int(asked))) if asked.isascii() and asked.isdecimal() and len(asked) < 9 else 1
    events = shown.events((number - 1) * PER_PAGE, PER_PAGE)
    return {
        "days": _days(visit, events),
        "page_number": number,
        "pages": pages,
        "shown": len(shown),
        "all": len(timeline),
        "channels": timeline.words("channel"),
        "phases": [(name, words.phase(name, visit.lang)) for name in phases_of(timeline)],
        "channel": channel,
        "phase": phase,
    }


def course_of(visit: Visit, timeline: Timeline) -> Drawn:
    """Return her way over the phases as a picture with its table; nothing of it without contacts."""
    if timeline.first_at is None or timeline.last_at is None:
        return {}, {}
    counts = _counts(timeline)
    names = phases_of(timeline)
    order = [phase.value for phase in Phase] + [name for name in names if name not in list(Phase)]
    if any(name is None for name, _ in counts):
        order.append("")
    lanes = [_lane(visit, timeline, name, counts) for name in order]
    zone = visit.reach.settings.timezone
    ends = tuple(words.date(at, visit.lang, zone) for at in (timeline.first_at, timeline.last_at))
    description = visit.t("customers.course.description", first=ends[0], last=ends[1])
    title = visit.t("customers.course.title")
    wide, narrow = (
        course(lanes, (ends[0], ends[1]), title=title, description=description, compact=compact)
        for compact in (False, True)
    )
    return {"course": _grid(visit, timeline, counts)}, {"course": (wide, narrow)}


Counts = dict[tuple[str | None, int], int]


def _counts(timeline: Timeline) -> Counts:
    """Return how many contacts there were per phase and stretch of time."""
    at = timeline.contacts["at"].to_numpy()
    length = max(1, int(at.max()) - int(at.min()))
    stretch = np.minimum((at - at.min()) * STRETCHES // length, STRETCHES - 1)
    return dict(Counter(zip(timeline.contacts["phase"].to_pylist(), stretch.tolist(), strict=True)))


def _lane(visit: Visit, timeline: Timeline, name: str, counts: Counts) -> Lane:
    marks = [
        Mark((stretch + 0.5) / STRETCHES, count, _pointed(visit, timeline, stretch, count))
        for (phase, stretch), count in sorted(counts.items(), key=lambda one: one[0][1])
        if (phase or "") == name
    ]
    return Lane(words.phase(name or None, visit.lang), marks)


def _pointed(visit: Visit, timeline: Timeline, stretch: int, count: int) -> str:
    day = words.date(_begin(timeline, stretch), visit.lang, visit.reach.settings.timezone)
    return visit.t("customers.course.mark", day=day, count=words.number(count, visit.lang))


def _begin(timeline: Timeline, stretch: int) -> int:
    first, last = timeline.first_at or 0, timeline.last_at or 0
    return first + (last - first) * stretch // STRETCHES


def _grid(visit: Visit, timeline: Timeline, counts: Counts) -> Grid:
    zone = visit.reach.settings.timezone
    rows = [
        {"from": _begin(timeline, stretch), "phase": phase, "contacts": count}
        for (phase, stretch), count in sorted(counts.items(), key=lambda one: (one[0][1], one[0][0] or ""))
    ]
    columns = [
        Column("from", visit.t("customers.course.from"), lambda r: words.date(r["from"], visit.lang, zone)),
        Column("phase", visit.t("customers.phase"), lambda r: words.phase(r["phase"], visit.lang)),
        count_of("contacts", visit.t("customers.figure.contacts"), visit.lang),
    ]
    return Grid("course", visit.t("customers.course.title"), columns, rows, most=100)


def _days(visit: Visit, events: list[Event]) -> list[tuple[str, list[dict[str, Any]]]]:
    zone = time_zone(visit.reach.settings.timezone)

    def day(event: Event) -> dt.date | None:
        return None if event.at is None else dt.datetime.fromtimestamp(event.at / 1e6, zone).date()

    return [
        (_day(visit, each), [_line(visit, event) for event in group])
        for each, group in groupby(events, key=day)
    ]


def _day(visit: Visit, day: dt.date | None) -> str:
    if day is None:
        return visit.t("customers.story.no_time")
    zone = visit.reach.settings.timezone
    noon = dt.datetime.combine(day, dt.time(12), time_zone(zone))
    return words.date(int(noon.timestamp()) * 1_000_000, visit.lang, zone)


def _line(visit: Visit, event: Event) -> dict[str, Any]:
    moment = visit.moment(event.at)
    state, answer = _ANSWERS.get(event.answer if event.answer is not None else 9, ("open", "none"))
    return {
        "time": moment.rpartition(", ")[2] if event.at is not None else "",
        "ago": ago(visit, event.at) if event.at is not None else "",
        "touchpoint": event.touchpoint,
        "channel": event.channel,
        "phase": words.phase(event.phase, visit.lang) if event.phase else "",
        "source": event.source,
        "brand": event.brand,
        "value": words.number(event.value, visit.lang, 2) if event.value is not None else "",
        "is_answer": event.is_answer,
        "state": state,
        "answer": visit.t(f"customers.answer.{answer}"),
        "rating": "" if event.rating is None else words.number(event.rating, visit.lang),
        "attributes": attributes(event),
    }
