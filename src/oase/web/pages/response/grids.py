"""Tables of the page Response: waiting times, the courses behind the pictures, the week by the hour."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oase import words
from oase.web.pages.channels import channel_named
from oase.web.pages.response.pictures import courses
from oase.web.pages.response.telling import ranged, share_ranged, took
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit

__all__ = ["course_grid", "times_grid", "week_grid"]

_TIMES = (
    "channel", "kind", "n", "replied", "silent", "open",
    "p50", "p50_low", "p50_high", "p90", "p90_low", "p90_high",
    "staffed_p50", "staffed_p90", "promise", "within", "within_low", "within_high", "due", "closed_median",
)  # fmt: skip


def times_grid(visit: Visit, rows: Sequence[Row]) -> Grid:
    """Return how long it takes, per channel and kind of day; in files with all figures, times in seconds."""
    t = visit.t
    columns = [
        Column("channel", t("response.column.channel"), lambda row: _channel(visit, row)),
        Column("kind", t("response.column.kind"), lambda row: t(f"response.kind.{row['kind']}")),
        _count(visit, "n"),
        *(
            Column(key, t(f"response.column.{key}"), _quantile(visit, key), is_number=True)
            for key in ("p50", "p90")
        ),
        Column("staffed_p50", t("response.column.staffed"), lambda row: _staffed(visit, row), is_number=True),
        Column("within", t("response.column.within"), lambda row: _within(visit, row), is_number=True),
        _count(visit, "open"),
        _count(visit, "silent"),
    ]
    return Grid("times", t("response.times"), columns, rows, keys=_TIMES, most=200)


def _count(visit: Visit, key: str) -> Column:
    head = visit.t(f"response.column.{key}")
    return Column(key, head, lambda row: words.number(row[key], visit.lang), is_number=True)


def _channel(visit: Visit, row: Row) -> str:
    return channel_named(visit, row["channel"]) or visit.t("response.closed.overall")


def _quantile(visit: Visit, key: str) -> Callable[[Row], str]:
    """Return what says a quantile, and on a second line its range."""
    return lambda row: f"{took(visit, row[key])}\n{ranged(visit, row[f'{key}_low'], row[f'{key}_high'])}"


def _staffed(visit: Visit, row: Row) -> str:
    return took(visit, row["staffed_p50"]) if row["is_staffed"] else words.MISSING


def _within(visit: Visit, row: Row) -> str:
    """Return the share within the promise, and on a second line its range and of how many."""
    if not row["due"]:
        return words.MISSING
    ends = share_ranged(visit, row["within_low"], row["within_high"])
    of = f"{visit.t('response.column.due')} {words.number(row['due'], visit.lang)}"
    return f"{words.share(row['within'], visit.lang, 0)}\n{ends}, {of}"


def course_grid(visit: Visit, found: Mapping[str, Any]) -> Grid:
    """Return the points of the lines: who was answered by when."""
    t = visit.t
    rows = [
        {"channel": row["channel"], "kind": row["kind"], "seconds": step[0]}
        | dict(zip(("share", "low", "high"), step[1:], strict=True))
        for row in courses(found["courses"])
        for step in row["steps"]
    ]
    columns = [
        Column("channel", t("response.column.channel"), lambda row: channel_named(visit, row["channel"])),
        Column("kind", t("response.column.kind"), lambda row: t(f"response.kind.{row['kind']}")),
        Column(
            "seconds",
            t("response.column.seconds"),
            lambda row: words.duration(row["seconds"], visit.lang),
            is_number=True,
        ),
        *(_share(visit, key) for key in ("share", "low", "high")),
    ]
    return Grid("courses", t("response.times.curve"), columns, rows)


def _share(visit: Visit, key: str) -> Column:
    head = visit.t(f"response.column.{key}")
    return Column(key, head, lambda row: words.share(row[key], visit.lang), is_number=True)


def week_grid(visit: Visit, cells: Sequence[Row]) -> Grid:
    """Return the hours of the week with what was answered in time, and how many that is of."""
    t = visit.t
    days = t("response.week.days").split()
    columns = [
        Column("day", t("response.column.day"), lambda row: days[row["day"]]),
        Column(
            "hour", t("response.column.hour"), lambda row: f"{row['hour']}–{row['hour'] + 1}", is_number=True
        ),
        Column(
            "share",
            t("response.column.within"),
            lambda row: words.share(row["share"], visit.lang, 0),
            is_number=True,
        ),
        Column(
            "due", t("response.column.due"), lambda row: words.number(row["due"], visit.lang), is_number=True
        ),
        Column(
            "messages",
            t("response.column.messages"),
            lambda row: words.number(row["messages"], visit.lang),
            is_number=True,
        ),
    ]
    return Grid("week", t("response.week.picture"), columns, cells, most=200)
