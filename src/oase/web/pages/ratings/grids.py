"""Tables of the page on ratings and recommendation: counts and shares, nothing of a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.web.pages.columns import count_of, points_of, share_of, touchpoint_of
from oase.web.pages.tables import Cell, Column, Grid, Row
from oase.web.pages.visit import Visit
from oase.words.row import figure

__all__ = ["STEPS", "each", "heard", "reasons", "scales", "spoken", "steps", "weighed", "willing"]

STEPS = ("transactions", "logged", "invitable", "invited", "opened", "rated")


def steps(funnel: Mapping[str, Any], visit: Visit) -> Grid:
    """Return the way from all transactions to the answers."""
    lang, t = visit.lang, visit.t
    first = funnel["transactions"]
    rows = [
        {
            "label": t(f"ratings.step.{name}"),
            "step": name,
            "count": funnel[name],
            "of_first": funnel[name] / first if first else None,
        }
        for name in STEPS
    ]
    return Grid(
        "funnel",
        t("ratings.funnel"),
        [
            Column("label", t("ratings.step"), lambda row: str(row["label"])),
            count_of("count", t("ratings.count"), lang),
            share_of("of_first", t("ratings.of_first"), lang),
        ],
        rows,
        keys=("step", "count", "of_first"),
    )


def reasons(funnel: Mapping[str, Any], visit: Visit) -> Grid:
    """Return why transactions were not invited, the most frequent reason first."""
    lang, t = visit.lang, visit.t
    found = sorted(funnel["reasons"].items(), key=lambda one: -one[1])
    rows = [
        {
            "reason": name,
            "label": t(f"ratings.reason.{name}"),
            "count": many,
            "share": many / funnel["logged"],
        }
        for name, many in found
        if many
    ]
    return Grid(
        "reasons",
        t("ratings.reasons"),
        [
            Column("reason", t("ratings.reason"), lambda row: str(row["label"])),
            count_of("count", t("ratings.count"), lang),
            share_of("share", t("ratings.share"), lang),
        ],
        rows,
    )


def each(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return the way from transactions to answers of every touchpoint, those with the most first."""
    counts = [count_of(name, visit.t(f"ratings.step.{name}"), visit.lang) for name in STEPS]
    ordered = sorted(rows, key=lambda row: -row["transactions"])
    return Grid("touchpoints", visit.t("ratings.each"), [touchpoint_of(visit), *counts], ordered)


def weighed(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return raw and weighted fulfilment of every touchpoint, each with its range."""
    lang, t = visit.lang, visit.t

    return Grid(
        "weighed",
        t("ratings.weighed"),
        [
            touchpoint_of(visit),
            count_of("answers", t("ratings.answers"), lang),
            count_of("kish", t("ratings.kish"), lang),
            _ranged("raw", t("ratings.raw"), visit),
            _ranged("weighted", t("ratings.weighted"), visit),
        ],
        rows,
        keys=(
            *("touchpoint", "answers", "kish", "raw", "raw_low", "raw_high", "weighted", "weighted_low"),
            *("weighted_high", "tipping", "side", "worst_low", "worst_high", "by"),
        ),
    )


def willing(found: Mapping[str, Any], visit: Visit) -> Grid:
    """Return the willingness to recommend, of all and by touchpoint."""
    lang, t = visit.lang, visit.t
    whole = {"touchpoint": None, **{key: one for key, one in found.items() if key != "touchpoints"}}
    counts = [count_of(key, t(f"ratings.{key}"), lang) for key in ("promoters", "passives", "detractors")]
    return Grid(
        "recommend",
        t("ratings.recommend"),
        [
            _touchpoint_or_all(visit),
            points_of("value", t("ratings.net"), lang),
            Column("low", t("ratings.range"), lambda row: _range(row, "low", "high", visit), is_number=True),
            count_of("n", t("ratings.answers"), lang),
            *counts,
        ],
        [whole, *found["touchpoints"]],
        keys=("touchpoint", "value", "low", "high", "n", "promoters", "passives", "detractors"),
    )


def scales(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return the answers on other scales, each question and touchpoint for itself."""
    lang, t = visit.lang, visit.t

    def mean(row: Row) -> str:
        told, ends = (words.number(figure(row, "mean"), lang, 1), (figure(row, "low"), figure(row, "high")))
        if None in ends:
            return told
        return f"{told} [{'; '.join(words.number(end, lang, 1) for end in ends)}]"

    def scale(row: Row) -> str:
        return f"{words.number(row['scale_low'], lang)}–{words.number(row['scale_high'], lang)}"

    return Grid(
        "scales",
        t("ratings.scales"),
        [
            Column("role", t("ratings.role"), lambda row: t(f"ratings.role.{row['role']}")),
            _touchpoint_or_all(visit),
            Column("scale", t("ratings.scale"), scale),
            Column("mean", t("ratings.mean"), mean, is_number=True),
            share_of("best", t("ratings.best"), lang),
            count_of("n", t("ratings.answers"), lang),
        ],
        rows,
        keys=(
            *("role", "touchpoint", "scale_low", "scale_high", "n", "mean", "low", "high"),
            *("best", "best_low", "best_high"),
        ),
    )


def heard(counts: Mapping[str, int], labels: Mapping[str, str], name: str, visit: Visit) -> Grid:
    """Return how often each way, or each kind of person, was named."""
    whole = sum(counts.values())
    rows = [
        {"value": value, "label": labels.get(value, value), "count": many, "share": many / whole}
        for value, many in sorted(counts.items(), key=lambda one: -one[1])
    ]
    return Grid(
        name,
        visit.t("ratings.heard.title" if name == "heard" else "ratings.by_whom"),
        [
            Column("value", visit.t("ratings.heard" if name == "heard" else "ratings.by_whom"), _label),
            count_of("count", visit.t("ratings.answers"), visit.lang),
            share_of("share", visit.t("ratings.share"), visit.lang),
        ],
        rows,
        keys=("value", "label", "count", "share"),
    )


def spoken(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return how many answers in words there are, without a word of them."""
    return Grid(
        "spoken",
        visit.t("ratings.voices"),
        [
            touchpoint_of(visit),
            Column("way", visit.t("ratings.way"), lambda row: visit.t(f"ratings.way.{row['way']}")),
            count_of("answers", visit.t("ratings.answers"), visit.lang),
        ],
        rows,
    )


def _touchpoint_or_all(visit: Visit) -> Column:
    named = touchpoint_of(visit)

    def show(row: Row) -> str | Cell:
        return named.show(row) if row["touchpoint"] else visit.t("ratings.all")

    return Column("touchpoint", visit.t("ratings.touchpoint"), show)


def _label(row: Row) -> str:
    return str(row["label"])


def _ranged(key: str, head: str, visit: Visit) -> Column:
    def show(row: Row) -> str:
        told = words.points(figure(row, key), visit.lang)
        return f"{told} {_range(row, f'{key}_low', f'{key}_high', visit)}"

    return Column(key, head, show, is_number=True)


def _range(row: Row, low: str, high: str, visit: Visit) -> str:
    return words.interval(figure(row, low), figure(row, high), visit.lang)
