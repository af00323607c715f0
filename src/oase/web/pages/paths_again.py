"""The page of those who come again: by the week or month in which they came first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from oase import words
from oase.accounts import Permission
from oase.charts import Picture, heat
from oase.web.pages.columns import count_of
from oase.web.pages.page import Page, page
from oase.web.pages.paths_shared import arguments, empty, hundred, surroundings
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PERIODS_SHOWN = 12
COHORTS_SHOWN = {"month": 24, "week": 26}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Cohort(NamedTuple):
    """Persons who came first in one period, and how many of them came in each later one."""

    begins: dt.date
    persons: Sequence[int]

    @property
    def size(self) -> int:
        """All of them."""
        return self.persons[0]

    @property
    def whole(self) -> int:
        """Later periods that are over; the last one of the data may still be running."""
        return max(0, len(self.persons) - 2)


@page("/paths/retention", Permission.SEE_ANALYSES)
def paths_again(visit: Visit) -> Page:
    """Show who comes again."""
    overview = visit.look("overview").result
    if (without := empty(visit, "again", overview)) is not None:
        return without
    by = "week" if visit.asked("by") == "week" else "month"
    told = arguments(visit, by=by)
    del told["gap"], told["outcome"]
    found = visit.look("paths_again", told).result
    choice = {
        "by": by,
        "choices": [
            (name, visit.t(f"paths.by.{name}"), visit.address(by=name)) for name in ("month", "week")
        ],
    }
    if found is None or not found["rows"]:
        state = "waiting" if found is None else "nothing"
        title = visit.t("paths.title" if found is None else "paths.nothing.title")
        return Page("paths", title, surroundings(visit, "again", state=state, **choice), is_filtered=True)
    cohorts = [
        Cohort(dt.date.fromisoformat(begins), [row["persons"] for row in rows])
        for begins, rows in groupby(found["rows"], key=lambda row: row["cohort"])
    ]
    grid = _grid(visit, cohorts, by)
    pictures = _pictures(visit, cohorts, by)
    context = surroundings(visit, "again", figures=_figures(visit, cohorts, by), **choice)
    context |= {"hidden": _hidden(visit, cohorts, by), "is_drawn": bool(pictures)}
    return Page(
        "paths",
        _title(visit, cohorts, by),
        context,
        {"retention": grid},
        pictures,
        lede=_lede(visit, cohorts, by),
        is_filtered=True,
    )


def _followed(cohorts: Sequence[Cohort], period: int) -> tuple[int, int]:
    """Return how many came again some periods later, and of how many for whom that period is over."""
    able = [cohort for cohort in cohorts if cohort.whole >= period]
    return sum(cohort.persons[period] for cohort in able), sum(cohort.size for cohort in able)


def _title(visit: Visit, cohorts: Sequence[Cohort], by: str) -> str:
    again, size = _followed(cohorts, 1)
    if not size:
        return visit.t(f"paths.again.title.young.{by}")
    return visit.t(f"paths.again.title.{by}", hundred=hundred(again / size, visit))


def _lede(visit: Visit, cohorts: Sequence[Cohort], by: str) -> str:
    again, size = _followed(cohorts, 1)
    if not size:
        return visit.t("paths.again.young")
    told = {"again": words.number(again, visit.lang), "all": words.number(size, visit.lang)}
    return visit.t(f"paths.again.lede.{by}", **told)


def _figures(visit: Visit, cohorts: Sequence[Cohort], by: str) -> list[tuple[str, str, str]]:
    everybody = sum(cohort.size for cohort in cohorts)
    figures = [
        (
            words.number(everybody, visit.lang),
            visit.t("paths.again.persons"),
            visit.t(f"paths.again.cohorts.{by}", number=words.number(len(cohorts), visit.lang)),
        )
    ]
    for period in (1, 3, 6):
        again, size = _followed(cohorts, period)
        if size:
            counts = {"part": words.number(again, visit.lang), "all": words.number(size, visit.lang)}
            label = visit.t(f"paths.again.after.{by}", number=period)
            figures.append((words.share(again / size, visit.lang), label, visit.t("paths.of", **counts)))
    return figures


def _pictures(visit: Visit, cohorts: Sequence[Cohort], by: str) -> dict[str, tuple[Picture, Picture]]:
    cells = [
        {
            "cohort": f"{_named(visit, cohort, by)} · {words.number(cohort.size, visit.lang)}",
            "period": period,
            **share,
        }
        for cohort in cohorts[-COHORTS_SHOWN[by] :]
        for period, share in enumerate(_shares(cohort))
        if 0 < period <= PERIODS_SHOWN
    ]
    if not cells:
        return {}
    title = visit.t(f"paths.again.picture.{by}")

    def drawn(*, compact: bool) -> Picture:
        return heat(
            cells, visit.lang, across="period", down="cohort", value="share", title=title, compact=compact
        )

    return {"retention": (drawn(compact=False), drawn(compact=True))}


def _shares(cohort: Cohort) -> list[dict[str, float]]:
    return [{"share": persons / cohort.size} for persons in cohort.persons]


def _hidden(visit: Visit, cohorts: Sequence[Cohort], by: str) -> str:
    """Return what the picture leaves to the files, in words; nothing where it shows all."""
    most = max(len(cohort.persons) - 1 for cohort in cohorts)
    if len(cohorts) <= COHORTS_SHOWN[by] and most <= PERIODS_SHOWN:
        return ""
    return visit.t(f"paths.again.hidden.{by}", cohorts=COHORTS_SHOWN[by], periods=PERIODS_SHOWN)


def _grid(visit: Visit, cohorts: Sequence[Cohort], by: str) -> Grid:
    """Return one row a cohort, the newest first; files hold every period."""
    rows: list[Row] = []
    most = max(len(cohort.persons) for cohort in cohorts)
    for cohort in reversed(cohorts):
        row: dict[str, Any] = {
            "cohort": cohort.begins,
            "persons": cohort.size,
            "named": _named(visit, cohort, by),
        }
        later = dict(enumerate(cohort.persons))
        rows.append(
            row
            | {f"persons_{period}": later.get(period) for period in range(1, most)}
            | {f"share_{period}": _part(later.get(period), cohort.size) for period in range(1, most)}
        )
    columns = [
        Column("cohort", visit.t(f"paths.again.cohort.{by}"), lambda row: row["named"]),
        count_of("persons", visit.t("paths.again.size"), visit.lang),
        *[_period(visit, period) for period in range(1, min(most, PERIODS_SHOWN + 1))],
    ]
    keys = ["cohort", "persons"]
    keys += [f"{kind}_{period}" for period in range(1, most) for kind in ("persons", "share")]
    caption = visit.t(f"paths.again.picture.{by}")
    return Grid("retention", caption, columns, rows, most=COHORTS_SHOWN[by], keys=keys)


def _period(visit: Visit, period: int) -> Column:
    key = f"share_{period}"

    def show(row: Row) -> str:
        return "" if row[key] is None else words.share(row[key], visit.lang, 0)

    return Column(key, f"+{period}", show, is_number=True)


def _part(persons: int | None, size: int) -> float | None:
    return None if persons is None else persons / size


def _named(visit: Visit, cohort: Cohort, by: str) -> str:
    day = cohort.begins
    if by == "month":
        return f"{day:%m.%Y}" if visit.lang == "de" else f"{MONTHS[day.month - 1]} {day.year}"
    return f"{day:%d.%m.%Y}" if visit.lang == "de" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


HANDLERS = paths_again
