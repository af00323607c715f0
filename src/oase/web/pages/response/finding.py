"""The finding in words: where customers wait much longer on some days, and how long they wait in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from oase import words
from oase.web.pages.channels import channel_named
from oase.web.pages.response.telling import ranged, rough, share_ranged, since, took
from oase.web.pages.visit import Visit

__all__ = ["FEWEST", "Figure", "Waiting", "figures", "headline", "late", "lede", "overall"]

FEWEST = 10
"""Messages on either side below which days are not compared in the heading."""

Row = Mapping[str, Any]


class Waiting(NamedTuple):
    """How many wait for an answer, and when the oldest of them wrote; None where nobody waits."""

    many: int
    oldest: int | None


class Figure(NamedTuple):
    """One figure: value, what it is, of how many."""

    value: str
    label: str
    base: str


def overall(rows: Sequence[Row]) -> Row | None:
    """Return the row of all channels and all days."""
    return next((row for row in rows if not row["channel"] and row["kind"] == "all"), None)


def headline(visit: Visit, found: Mapping[str, Any]) -> str:
    """Return the heading: the clearest difference between days, else how long half of the messages take."""
    pair = late(found["rows"])
    if pair is not None:
        slow, soon = pair
        told = {"channel": channel_named(visit, slow["channel"]), "soon": rough(visit, soon["p50"])}
        if slow["p50"] is None:
            return visit.t(f"response.title.{slow['kind']}.not", **told)
        return visit.t(f"response.title.{slow['kind']}", late=rough(visit, slow["p50"]), **told)
    all_ = overall(found["rows"])
    if all_ is None:
        return visit.t("response.title.none")
    if all_["p50"] is None:
        return visit.t("response.title.half.not")
    return visit.t("response.title.half", time=rough(visit, all_["p50"]))


def late(rows: Sequence[Row]) -> tuple[Row, Row] | None:
    """Return the days and the weekdays of the channel where both differ most and their ranges do not meet.

    With several channels one such pair may come by chance: ranges of 95 % that do not meet are a stricter
    test than one of 5 % (both ends must be wrong), which is what stands for a correction here.
    """
    weekdays = {row["channel"]: row for row in rows if row["kind"] == "weekday" and row["channel"]}
    pairs = [
        (row, weekdays[row["channel"]])
        for row in rows
        if row["kind"] in ("weekend", "holiday") and row["channel"] in weekdays
    ]
    clear = [pair for pair in pairs if _is_clear(*pair)]
    return max(clear, key=_factor, default=None)


def _is_clear(slow: Row, soon: Row) -> bool:
    if min(slow["n"], soon["n"]) < FEWEST or soon["p50"] is None or soon["p50_high"] is None:
        return False
    # where not even the upper end of the curve reaches half, the quantile lies beyond all that was watched
    least = slow["watched"] if slow["p50_low"] is None else slow["p50_low"]
    return least > soon["p50_high"]


def _factor(pair: tuple[Row, Row]) -> float:
    slow, soon = pair
    return (slow["watched"] if slow["p50"] is None else slow["p50"]) / max(soon["p50"], 1.0)


def lede(visit: Visit, waiting: Waiting) -> str:
    """Return who waits now, and what the heading means."""
    if waiting.oldest is None:
        now = visit.t("response.lede.waiting.none")
    else:
        count, time = words.number(waiting.many, visit.lang), _since(visit, waiting.oldest)
        now = visit.t("response.lede.waiting", count=count, time=time)
    return f"{now} {visit.t('response.lede.figures')}"


def figures(visit: Visit, found: Mapping[str, Any], waiting: Waiting) -> list[Figure]:
    """Return the figures above everything, each with its denominator and range."""
    all_ = overall(found["rows"])
    told = [_waiting(visit, waiting)]
    if all_ is not None:
        told += [_half(visit, all_), _within(visit, all_), _silent(visit, all_)]
    if found["personal"]["replies"]:
        told.append(_personal(visit, found["personal"]))
    return told


def _since(visit: Visit, at: int) -> str:
    return since(visit, visit.reach.moment() - at)


def _waiting(visit: Visit, waiting: Waiting) -> Figure:
    base = visit.t("response.kpi.waiting.none")
    if waiting.oldest is not None:
        base = visit.t("response.kpi.waiting.base", time=_since(visit, waiting.oldest))
    return Figure(words.number(waiting.many, visit.lang), visit.t("response.kpi.waiting"), base)


def _half(visit: Visit, row: Row) -> Figure:
    count = words.number(row["n"], visit.lang)
    base = visit.t(
        "response.kpi.half.base", range=ranged(visit, row["p50_low"], row["p50_high"]), count=count
    )
    return Figure(took(visit, row["p50"]), visit.t("response.kpi.half"), base)


def _within(visit: Visit, row: Row) -> Figure:
    label = visit.t("response.kpi.within")
    if not row["due"]:
        return Figure(words.MISSING, label, visit.t("response.kpi.within.none"))
    base = visit.t(
        "response.kpi.within.base",
        range=share_ranged(visit, row["within_low"], row["within_high"]),
        count=words.number(row["due"], visit.lang),
    )
    return Figure(words.share(row["within"], visit.lang, 0), label, base)


def _silent(visit: Visit, row: Row) -> Figure:
    base = visit.t(
        "response.kpi.silent.base",
        hits=words.number(row["silent"], visit.lang),
        count=words.number(row["n"], visit.lang),
    )
    return Figure(words.share(row["silent"] / row["n"], visit.lang), visit.t("response.kpi.silent"), base)


def _personal(visit: Visit, told: Row) -> Figure:
    """Return how many answers are personal: corrected where enough are checked, else as the rule says."""
    label = visit.t("response.kpi.personal")
    if told["share"] is None:
        base = visit.t("response.kpi.personal.raw", count=words.number(told["replies"], visit.lang))
        return Figure(words.share(told["raw"], visit.lang, 0), label, base)
    base = visit.t(
        "response.kpi.personal.base",
        range=share_ranged(visit, told["low"], told["high"]),
        count=words.number(told["checked"], visit.lang),
    )
    return Figure(words.share(told["share"], visit.lang, 0), label, base)
