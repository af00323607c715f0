"""The tab Live: contacts as they arrive, today's sources, and how the pipeline does."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from oase import words
from oase.accounts import Permission
from oase.charts import Picture, columns
from oase.contacts.counts import DoorCount
from oase.contacts.recent import RecentContact, arrived_since, recent_contacts
from oase.web.pages.door.arrivals import Tally, counted, health, per_day, today
from oase.web.pages.door.tabs import tab
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

SHOWN = 12
IN_FILES = 1000
MINUTE = 60_000_000
MOST_COUNTED = 10_000


@page("/door", Permission.SEE_DOOR)
def door(visit: Visit) -> Page:
    """Show what arrives."""
    counts, day = counted(visit), today(visit)
    now = visit.reach.clock()
    with visit.reach.database.reading() as connection:
        limit = IN_FILES if "file" in visit.places else SHOWN
        recent = recent_contacts(connection, limit=limit)[::-1]
        minute = arrived_since(connection, now - MINUTE, MOST_COUNTED)
    tally = Tally.of(one for one in counts if one.day == day)
    is_new = not counts and not recent
    context = {
        "health": health(visit),
        "tally": tally,
        "minute": minute,
        "most": MOST_COUNTED,
        "now": now,
        "last": recent[0].received if recent else None,
        "is_new": is_new,
        "zone": visit.reach.settings.timezone,
    }
    grids = {
        "contacts": _contacts(visit, recent),
        "sources": _sources(visit, [one for one in counts if one.day == day]),
        "days": _days(visit, counts),
    }
    pictures = {"per-day": _picture(visit, counts)}
    title = _title(visit, tally, is_new=is_new)
    return tab(visit, "live", title, visit.t("door.live.lede"), context, grids, pictures)


HANDLERS = door


def _title(visit: Visit, tally: Tally, *, is_new: bool) -> str:
    if not tally.messages:
        return visit.t("door.live.title_never" if is_new else "door.live.title_quiet")
    number, refused = (words.number(value, visit.lang) for value in (tally.messages, tally.refused))
    key = "door.live.title_refused" if tally.refused else "door.live.title"
    return visit.t(key, number=number, refused=refused)


def _contacts(visit: Visit, recent: list[RecentContact]) -> Grid:
    zone = visit.reach.settings.timezone
    rows = [
        {
            "received": _clock(one.received, zone),
            "touchpoint": one.touchpoint,
            "channel": one.channel,
            "phase": one.phase,
            "source": one.source,
            "person": f"{one.alias & 0xFFFFFFFFFFFFFFFF:016x}",
        }
        for one in recent
    ]
    t, lang = visit.t, visit.lang
    shown = [
        Column("received", t("door.col.time"), lambda row: row["received"]),
        Column("touchpoint", t("door.col.touchpoint"), lambda row: words.one_line(row["touchpoint"], lang)),
        Column("channel", t("door.col.channel"), lambda row: row["channel"] or words.MISSING),
        Column("phase", t("door.col.phase"), lambda row: words.phase(row["phase"], lang)),
        Column("source", t("door.col.source"), lambda row: row["source"]),
        Column("person", t("door.col.person"), lambda row: row["person"][:8]),
    ]  # fmt: skip
    return Grid("contacts", t("door.live.arriving"), shown, rows, SHOWN)


def _clock(at: int, zone: str) -> str:
    return dt.datetime.fromtimestamp(at / 1e6, ZoneInfo(zone)).strftime("%H:%M:%S")


def _sources(visit: Visit, counts: list[DoorCount]) -> Grid:
    by_source: dict[str, list[DoorCount]] = {}
    for one in counts:
        by_source.setdefault(one.source, []).append(one)
    rows = [{"source": source, **Tally.of(found)._asdict()} for source, found in by_source.items()]
    rows.sort(key=lambda row: (-int(row["messages"]), str(row["source"])))
    first = Column("source", visit.t("door.col.source"), lambda row: row["source"])
    return Grid("sources", visit.t("door.live.sources"), [first, *_outcomes(visit)], rows)


def _days(visit: Visit, counts: list[DoorCount]) -> Grid:
    rows = per_day(visit, counts)[::-1]
    first = Column("day", visit.t("door.col.day"), lambda row: row["name"])
    return Grid("days", visit.t("door.live.days"), [first, *_outcomes(visit)], rows)


def _outcomes(visit: Visit) -> list[Column]:
    """Return the columns of a tally: the count, and its share of the row's messages."""

    def shown(key: str) -> Column:
        def said(row: Row) -> str:
            count, whole = row[key], row["messages"]
            told = words.number(count, visit.lang)
            return f"{told} ({words.share(count / whole, visit.lang)})" if count and whole else told

        return Column(key, visit.t(f"door.col.{key}"), said, is_number=True)

    def all_of_them(row: Row) -> str:
        return words.number(row["messages"], visit.lang)

    whole = Column("messages", visit.t("door.col.messages"), all_of_them, is_number=True)
    return [whole, *(shown(key) for key in ("accepted", "noted", "duplicate", "refused"))]


def _picture(visit: Visit, counts: list[DoorCount]) -> tuple[Picture, Picture]:
    rows = per_day(visit, counts)
    told: dict[str, Any] = {
        "title": visit.t("door.live.days"), "label": "name", "value": "messages", "part": "refused",
    }  # fmt: skip
    return columns(rows, visit.lang, **told), columns(rows, visit.lang, **told, compact=True)
