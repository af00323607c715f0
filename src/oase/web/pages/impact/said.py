"""Words and pictures that the pages of impact share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from oase import words
from oase.charts.picture import Picture
from oase.charts.ranges import Ranged, ranges
from oase.errors import OptionInvalid
from oase.programmes.impact.claim_text import METHOD_NAMES, kilograms
from oase.programmes.impact.counting import Counted
from oase.programmes.impact.factors import METHODS, Method
from oase.programmes.impact.item import Range
from oase.programmes.impact.simulation import Outcome
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = [
    "day_words",
    "finding_words",
    "method_grid",
    "method_pictures",
    "programme_grid",
    "range_words",
    "read_day",
    "tabs",
    "wrong_words",
]

_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000


def tabs(visit: Visit, here: str) -> list[tuple[str, str, bool]]:
    """Return the parts of the page: name, address, whether it is this one."""
    every = (("overview", "/impact"), ("factors", "/impact/factors"))
    return [(visit.t(f"impact.tab.{name}"), path, name == here) for name, path in every]


def day_words(day: date, lang: str) -> str:
    """Return a day in words."""
    return words.date((day - _EPOCH).days * _DAY, lang)


def range_words(one: Range, visit: Visit) -> str:
    """Return middle and range of a figure."""
    lang = visit.lang
    told = {"middle": one.p50, "low": one.p5, "high": one.p95}
    return visit.t("impact.range", **{name: kilograms(value, lang) for name, value in told.items()})


def finding_words(visit: Visit, total: Range) -> str:
    """Return what a range says in one sentence: saved, more, or open where it holds zero."""
    key = "open" if total.p5 <= 0 <= total.p95 else "more" if total.p95 < 0 else "saved"
    return visit.t(f"impact.title.{key}", range=range_words(total, visit))


def read_day(told: str, where: str) -> date:
    """Return a day as a form sends it.

    Raises
    ------
    OptionInvalid
        It is none.
    """
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid(
            "That is no day", expected="a day such as 2026-12-31", got=told, where=where
        ) from error


def wrong_words(visit: Visit, error: OptionInvalid) -> str:
    """Return what is wrong in the visitor's language, and what was expected and found."""
    where = (error.where or "").rpartition(".")[2]
    known = (
        "since",
        "until",
        "because",
        "note",
        "value",
        "source",
        "shape",
        "low",
        "high",
        "factors",
        "text",
    )
    said = visit.t(f"impact.wrong.{where if where in known else 'other'}")
    return f"{said} ({error.got})" if error.got else said


def method_pictures(
    visit: Visit, outcomes: Mapping[Method, Outcome], published: Method, title: str
) -> tuple[Picture, Picture]:
    """Draw the methods side by side, wide and narrow."""
    rows = [
        Ranged(
            METHOD_NAMES[visit.lang][method],
            *outcomes[method].total[:3],
            said=range_words(outcomes[method].total, visit),
            is_strong=method == published,
        )
        for method in reversed(METHODS)
        if method in outcomes
    ]
    wide = ranges(rows, visit.lang, title=title, unit="kg CO2e")
    return wide, ranges(rows, visit.lang, title=title, unit="kg CO2e", compact=True)


def method_grid(visit: Visit, outcomes: Mapping[Method, Outcome], published: Method) -> Grid:
    """Return the table twin of that picture."""
    rows = [
        {"method": method, **outcomes[method].total._asdict(), "is_published": method == published}
        for method in reversed(METHODS)
        if method in outcomes
    ]
    t, lang = visit.t, visit.lang

    def name(row: Mapping[str, Any]) -> str:
        said = METHOD_NAMES[lang][row["method"]]
        return t("impact.method.published", name=said) if row["is_published"] else said

    return Grid(
        "methods",
        t("impact.methods"),
        [Column("method", t("impact.method"), name), *_range_columns(visit)],
        rows,
        keys=("method", "is_published", "p5", "p50", "p95", "negative"),
    )


def programme_grid(
    visit: Visit, counted: Counted, outcomes: Mapping[Method, Outcome], published: Method
) -> Grid:
    """Return what each programme did and comes to by the published method."""
    parts = outcomes[published].programmes if published in outcomes else {}
    rows: list[dict[str, Any]] = []
    for name, count in counted.programmes.items():
        found = parts.get(name)
        ends = found._asdict() if found is not None else dict.fromkeys(Range._fields)
        rows.append({"programme": name, **count._asdict(), **ends})
    t, lang = visit.t, visit.lang

    def count_of(name: str) -> Column:
        return Column(
            name, t(f"impact.count.{name}"), lambda row: words.number(row[name], lang), is_number=True
        )

    columns = [
        Column("programme", t("impact.programme"), lambda row: t(f"impact.programme.{row['programme']}")),
        *[count_of(name) for name in ("all", "done", "unknown", "reckoned")],
        *_range_columns(visit),
    ]
    return Grid("programmes", t("impact.programmes"), columns, rows)


def _range_columns(visit: Visit) -> list[Column]:
    lang = visit.lang

    def kilograms_of(name: str) -> Column:
        return Column(
            name,
            visit.t(f"impact.{name}"),
            lambda row: words.MISSING if row[name] is None else kilograms(row[name], lang),
            is_number=True,
        )

    return [
        *[kilograms_of(name) for name in ("p5", "p50", "p95")],
        Column(
            "negative",
            visit.t("impact.negative"),
            lambda row: words.share(row["negative"], lang, 0),
            is_number=True,
        ),
    ]
