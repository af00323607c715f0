"""Large heat tables brought to the size of a page; what is drawn together is named, never dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from oase.report.catalogue import text
from oase.report.data import Row
from oase.words import Language
from oase.words.row import figure

__all__ = ["cohorts", "steps"]

TOUCHPOINTS = 12
PERIODS = 13
COHORTS = 12


def steps(rows: Sequence[Row], lang: Language, most: int = TOUCHPOINTS) -> list[Row]:
    """Return a step matrix with the most frequent touchpoints; all others are added up in one line.

    Lines of journeys that ended or go on keep their kind and get words; steps that no journey reaches go.

    Examples
    --------
    >>> rows = [{"touchpoint": name, "step": 1, "share": share, "kind": "touchpoint"}
    ...         for name, share in (("A", 0.5), ("B", 0.3), ("C", 0.2))]
    >>> [(row["touchpoint"], row["share"]) for row in steps(rows, "en", most=1)]
    [('A', 0.5), ('other touchpoints (2)', 0.5)]
    """
    cells = [row for row in rows if _kind(row) == "touchpoint"]
    largest: dict[object, float] = {}
    for row in cells:
        name, share = row.get("touchpoint"), figure(row, "share") or 0.0
        largest[name] = max(largest.get(name, 0.0), share)
    kept = set(sorted(largest, key=lambda name: (-largest[name], str(name)))[:most])
    shown = [row for row in cells if row.get("touchpoint") in kept]
    drawn = [*shown, *_together(cells, kept, len(largest) - len(kept), lang)]
    reached = {row.get("step") for row in drawn}
    return [*drawn, *(row for row in _closing(rows, lang) if row.get("step") in reached)]


def cohorts(rows: Sequence[Row]) -> tuple[list[Row], bool]:
    """Return the last cohorts over the first periods, whole months by their name, and whether that is all.

    Examples
    --------
    >>> cohorts([{"cohort": dt.date(2026, 3, 1), "period": 0, "share": 1.0}])
    ([{'cohort': '2026-03', 'period': 0, 'share': 1.0}], True)
    """
    is_monthly = all(getattr(row.get("cohort"), "day", 1) == 1 for row in rows)
    named = [{**row, "cohort": _cohort(row.get("cohort"), is_monthly=is_monthly)} for row in rows]
    lines = set(list(dict.fromkeys(row["cohort"] for row in named))[-COHORTS:])
    columns = set(list(dict.fromkeys(row.get("period") for row in rows))[:PERIODS])
    shown: list[Row] = [row for row in named if row["cohort"] in lines and row.get("period") in columns]
    return shown, len(shown) == len(rows)


def _together(cells: Sequence[Row], kept: set[object], count: int, lang: Language) -> list[Row]:
    if not count:
        return []
    sums: dict[object, float] = {}
    for row in cells:
        if row.get("touchpoint") not in kept:
            sums[row.get("step")] = sums.get(row.get("step"), 0.0) + (figure(row, "share") or 0.0)
    name = text("steps.others", lang, number=count)
    return [
        {"touchpoint": name, "step": step, "share": share, "kind": "others"} for step, share in sums.items()
    ]


def _closing(rows: Sequence[Row], lang: Language) -> list[Row]:
    """Name the lines of journeys that ended or go on, without those that nobody takes."""
    found = [row for row in rows if _kind(row) != "touchpoint"]
    taken = {_kind(row) for row in found if figure(row, "share")}
    return [{**row, "touchpoint": text(f"steps.{_kind(row)}", lang)} for row in found if _kind(row) in taken]


def _kind(row: Row) -> str:
    kind = row.get("kind")
    if kind is None:
        return "ended" if row.get("touchpoint") == "ended" else "touchpoint"
    return str(kind)


def _cohort(value: object, *, is_monthly: bool) -> object:
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if is_monthly else value.isoformat()
    return value
