"""The tab Refusals: what was not accepted, why, and what to do about it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from oase import words
from oase.accounts import Permission
from oase.charts import columns
from oase.contacts.counts import DoorCount
from oase.contacts.refusals import KeptRefusal, latest
from oase.model import RefusalReason
from oase.web.pages.columns import count_of, share_of
from oase.web.pages.door.arrivals import Tally, counted, date_of, day_name, per_day
from oase.web.pages.door.tabs import tab
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

SHOWN = 50
IN_FILES = 5000
_REASONS = frozenset(RefusalReason)


@page("/door/refusals", Permission.SEE_DOOR)
def refusals(visit: Visit) -> Page:
    """Show what was refused."""
    counts = counted(visit)
    chosen = _chosen(visit)
    kept = _kept(visit, chosen)
    by_reason = _by_reason(counts)
    whole = Tally.of(counts)
    context = {
        "reasons": list(by_reason),
        "sources": sorted({one.source for one in counts} | {one.source for one in kept}),
        "chosen": chosen,
        "kept": kept[:SHOWN],
        "older": kept[SHOWN - 1].id if len(kept) > SHOWN else None,
        "whole": whole,
        "to_connect": visit.address("/door/connect"),
    }
    grids = {
        "reasons": _reasons(visit, by_reason, whole.messages),
        "days": _days(visit, counts),
        "refusals": _listed(visit, kept),
    }
    rows = [{**row, "messages": row["refused"]} for row in per_day(visit, counts)]
    told: dict[str, Any] = {"title": visit.t("door.refusals.days"), "label": "name", "value": "messages"}
    told |= {"part": "refused"}
    pictures = {
        "refused": (columns(rows, visit.lang, **told), columns(rows, visit.lang, **told, compact=True))
    }
    title = _title(visit, by_reason, whole)
    return tab(visit, "refusals", title, visit.t("door.refusals.lede"), context, grids, pictures)


HANDLERS = refusals


def _chosen(visit: Visit) -> dict[str, Any]:
    """Return reason, source and place in the list, as far as the address names some."""
    reason, before = visit.asked("reason"), visit.asked("before")
    return {
        "reason": RefusalReason(reason) if reason in _REASONS else None,
        "source": visit.asked("source") or None,
        "before": int(before) if before.isdecimal() and len(before) < 16 else None,
    }


def _kept(visit: Visit, chosen: dict[str, Any]) -> list[KeptRefusal]:
    """Return refusals, one more than a page shows; a file has all of them."""
    limit = IN_FILES if "file" in visit.places else SHOWN + 1
    with visit.reach.database.reading() as connection:
        return latest(connection, limit=limit, **chosen)


def _by_reason(counts: list[DoorCount]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for one in counts:
        if one.outcome in _REASONS:
            found[one.outcome] += one.contacts
    return dict(found.most_common())


def _title(visit: Visit, by_reason: dict[str, int], whole: Tally) -> str:
    if not by_reason:
        return visit.t("door.refusals.title_none")
    number, total = (words.number(value, visit.lang) for value in (whole.refused, whole.messages))
    reason = words.quoted(words.refusal(next(iter(by_reason)), visit.lang), visit.lang)
    return visit.t("door.refusals.title", number=number, total=total, reason=reason)


def _reasons(visit: Visit, by_reason: dict[str, int], messages: int) -> Grid:
    t, lang = visit.t, visit.lang
    rows: list[Row] = [
        {
            "reason": reason,
            "in_words": words.refusal(reason, lang),
            "refused": count,
            "share": count / messages if messages else None,
            "todo": words.refusal_todo(reason, lang),
        }
        for reason, count in by_reason.items()
    ]

    def named(row: Row) -> Cell:
        return Cell(row["in_words"], visit.address("/door/refusals", reason=row["reason"]))

    shown = [
        Column("in_words", t("door.col.reason"), named),
        _refused(visit),
        share_of("share", t("door.col.share"), lang),
        Column("todo", t("door.col.todo"), lambda row: row["todo"]),
    ]  # fmt: skip
    keys = ("reason", "in_words", "refused", "share", "todo")
    return Grid("reasons", t("door.refusals.reasons"), shown, rows, keys=keys)


def _refused(visit: Visit) -> Column:
    head = visit.t("door.col.refused")
    return count_of("refused", head, visit.lang)


def _days(visit: Visit, counts: list[DoorCount]) -> Grid:
    """Return refusals by day, source and reason: the long form, for files, too."""
    t, lang = visit.t, visit.lang
    rows = [
        {
            "day": date_of(one.day),
            "name": day_name(one.day, visit),
            "source": one.source,
            "reason": one.outcome,
            "refused": one.contacts,
        }
        for one in reversed(counts)
        if one.outcome in _REASONS
    ]
    shown = [
        Column("day", t("door.col.day"), lambda row: row["name"]),
        Column("source", t("door.col.source"), lambda row: row["source"]),
        Column("reason", t("door.col.reason"), lambda row: words.refusal(row["reason"], lang)),
        _refused(visit),
    ]  # fmt: skip
    return Grid("days", t("door.refusals.days"), shown, rows)


def _listed(visit: Visit, kept: list[KeptRefusal]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [
        {
            "received": visit.moment(one.received),
            "source": one.source,
            "reason": one.reason.value,
            "in_words": words.refusal(one.reason, lang),
            "detail": one.detail,
            "body": one.body,
        }
        for one in kept
    ]
    shown = [
        Column("received", t("door.col.time"), lambda row: row["received"]),
        Column("reason", t("door.col.reason"), lambda row: row["in_words"]),
    ]
    keys = ("received", "source", "reason", "in_words", "detail", "body")
    return Grid("refusals", t("door.refusals.list"), shown, rows, SHOWN, keys)
