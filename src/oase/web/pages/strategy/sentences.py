"""Findings and what is missing, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from oase import words
from oase.strategy import (
    EVIDENCE_DAYS,
    Claim,
    Compared,
    Content,
    CorporatePurpose,
    Criterion,
    Evidence,
    Lack,
    Missing,
    Need,
    Order,
    Part,
    Standing,
    Step,
)
from oase.web.pages.visit import Visit

__all__ = [
    "day",
    "finding",
    "kept_missing",
    "lede",
    "missing_told",
    "part_told",
    "rating",
    "today",
    "wording",
]


def today(visit: Visit) -> dt.date:
    """Return the day in the house's time zone."""
    zone = ZoneInfo(visit.reach.settings.timezone)
    return dt.datetime.fromtimestamp(visit.reach.clock() / 1e6, zone).date()


def day(visit: Visit, iso: str) -> str:
    """Return an ISO day as people write it."""
    told = dt.datetime.combine(dt.date.fromisoformat(iso), dt.time(12), dt.UTC)
    return words.date(int(told.timestamp()) * 1_000_000, visit.lang, "UTC")


def finding(visit: Visit, compared: Sequence[Compared] | None) -> str:
    """Return the heading: at how many traits more is claimed than shows."""
    if compared is None:
        return visit.t("strategy.finding.waiting")
    if all(one.claimed is None for one in compared):
        return visit.t("strategy.finding.none")
    more = sum(one.is_overclaimed for one in compared)
    if more < 2:
        return visit.t("strategy.finding.one" if more else "strategy.finding.zero")
    return visit.t("strategy.finding.more", count=words.counted(more, visit.lang).lower())


def lede(visit: Visit, compared: Sequence[Compared] | None, stands: Standing) -> str:
    """Return the sentences below: what nothing shows of yet, and where the approval stands."""
    unshown = sum(one.is_unshown for one in compared or ())
    told = [visit.t(f"strategy.lede.{stands}")]
    if unshown == 1:
        told.insert(0, visit.t("strategy.lede.unshown.one"))
    elif unshown:
        told.insert(0, visit.t("strategy.lede.unshown", count=words.counted(unshown, visit.lang).lower()))
    return " ".join(told)


def missing_told(visit: Visit, one: Missing) -> str:
    """Return what is missing as a sentence."""
    if one.lack is Lack.ORDER_WRONG and one.after is None:
        return visit.t("strategy.missing.order_first", place=one.place)
    return visit.t(
        f"strategy.missing.{one.lack}",
        need=words.quoted(one.text, visit.lang),
        step=visit.t(f"strategy.step.{one.step}") if one.step else "",
        after=visit.t(f"strategy.step.{one.after}") if one.after else "",
        place=one.place,
        day=day(visit, one.day) if one.day else "",
        days=EVIDENCE_DAYS,
    )


def kept_missing(kept: dict[str, Any]) -> Missing:
    """Return what was missing when a decision was taken."""
    told: dict[str, Any] = {**kept, "lack": Lack(kept["lack"])}
    told |= {name: Step(kept[name]) for name in ("step", "after") if name in kept}
    return Missing(**told)


def part_told(visit: Visit, part: Part) -> str:
    """Return a raw figure with numerator, denominator and interval."""
    if part.key == "explained":
        told = visit.t(
            "strategy.part.squares", part=_whole(visit, part.numerator), whole=_whole(visit, part.denominator)
        )
        return f"{words.share(part.numerator / part.denominator, visit.lang)} ({told})"
    counts = (_whole(visit, value) for value in (part.numerator, part.denominator))
    told = visit.t("strategy.part.of", **dict(zip(("numerator", "denominator"), counts, strict=True)))
    if part.low is None:
        return told
    interval = words.interval(part.low, part.high, visit.lang, 0)
    return f"{told} ({visit.t('strategy.part.interval', interval=interval)})"


def _whole(visit: Visit, value: float) -> str:
    return words.number(value, visit.lang, 0)


def rating(visit: Visit, value: float | None) -> str:
    """Return a rating, a level or a gap with one decimal; a dash for none."""
    return words.number(value, visit.lang, 1)


def wording(visit: Visit, content: Content | None) -> str:
    """Return a content on one line."""
    match content:
        case None:
            return visit.t("strategy.history.removed")
        case CorporatePurpose() | Need():
            parts = [content.text]
            if isinstance(content, Need):
                parts += [content.product, content.segment]
        case Order():
            parts = [" → ".join(visit.t(f"strategy.step.{step}") for step in content.steps)]
        case Criterion():
            ratings = [content.importance, content.fulfilment]
            parts = [content.text, content.said, " / ".join(rating(visit, value) for value in ratings)]
        case Evidence():
            parts = [
                visit.t(f"strategy.sort.{content.sort}"),
                content.seen,
                content.source,
                day(visit, content.day),
            ]
            parts.append(words.number(content.customers, visit.lang, 0))
        case Claim():
            parts = [str(content.level), content.evidence]
    return " · ".join(part for part in parts if part)
