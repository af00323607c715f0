"""Tables of the pages about touchpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.experience import RESULT
from oase.report.catalogue import text
from oase.report.data import Row
from oase.report.tables import texts_of
from oase.settings import Lang
from oase.web.pages.columns import count_of, share_of, touchpoint_of, verdict_of
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.words.row import answers_missing, figure, reward, state_of

__all__ = ["changes", "expectations", "main_grid", "months", "needed", "parts", "ranged"]


def ranged(row: Row, key: str, lang: Lang, digits: int = 1) -> str:
    """Return a figure in percentage points with its range, a dash for none."""
    value = reward(row) if key == "reward" else figure(row, key)
    shown = words.interval(figure(row, f"{key}_low"), figure(row, f"{key}_high"), lang, digits)
    told = words.points(value, lang, digits)
    return told if shown == words.MISSING or value is None else f"{told} {shown}"


def main_grid(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return all touchpoints: the figures that matter to read, every column of the result in the files."""
    lang = visit.lang
    shares = [_share(key, lang) for key in ("missed", "met", "exceeded")]
    figures = [_points(key, lang) for key in ("fulfilment", "reward", "penalty", "lead")]
    return Grid(
        "touchpoints",
        text("table.touchpoints", lang),
        [touchpoint_of(visit), verdict_of(lang), _answers(lang), *shares, *figures],
        rows,
        most=max(1, len(rows)),
        keys=RESULT.names,
    )


def needed(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return how many answers each open touchpoint has and needs."""
    lang = visit.lang
    return Grid(
        "needed",
        visit.t("magic.needed"),
        [
            touchpoint_of(visit),
            _answers(lang),
            count_of("answers_needed", text("column.answers_needed", lang), lang),
            Column("missing", text("column.missing", lang), lambda row: _missing(row, visit), is_number=True),
        ],
        [{**row, "missing": answers_missing(row)} for row in rows],
    )


def expectations(rows: Sequence[Row], visit: Visit) -> Grid:
    """Return the level that customers expect of each touchpoint beside what they say they got."""
    lang = visit.lang
    return Grid(
        "expectations",
        visit.t("magic.expected"),
        [
            touchpoint_of(visit),
            Column(
                "expectation",
                text("column.expectation", lang),
                lambda row: words.number(figure(row, "expectation"), lang, 1),
                is_number=True,
            ),
            _points("fulfilment", lang),
            _answers(lang),
        ],
        rows,
    )


def parts(name: str, caption: str, rows: Sequence[Row], head: str, key: str, visit: Visit) -> Grid:
    """Return the verdicts on one touchpoint by segment, or by facet."""
    lang = visit.lang
    return Grid(
        name,
        caption,
        [
            Column(key, head, lambda row: str(row[key])),
            verdict_of(lang),
            _answers(lang),
            _points("fulfilment", lang),
            _points("reward", lang),
            Column("missing", text("column.missing", lang), lambda row: _missing(row, visit), is_number=True),
        ],
        [{**row, "missing": answers_missing(row) if _is_open(row) else None} for row in rows],
        keys=["touchpoint", key, "missing", *(one for one in RESULT.names if one not in ("touchpoint", key))],
    )


def months(rows: Sequence[Mapping[str, Any]], visit: Visit) -> Grid:
    """Return the shares of one touchpoint month by month, the latest first."""
    lang = visit.lang
    return Grid(
        "months",
        visit.t("magic.months"),
        [
            Column("period", visit.t("magic.month"), lambda row: words.month(str(row["period"]), visit.lang)),
            _answers(lang),
            *(_share(key, lang) for key in ("missed", "met", "exceeded")),
            _points("fulfilment", lang),
            _points("change", lang, visit.t("magic.change")),
        ],
        list(reversed(rows)),
        keys=list(rows[0]) if rows else (),
    )


def changes(rows: Sequence[Mapping[str, Any]], visit: Visit) -> Grid:
    """Return the touchpoints whose fulfilment clearly differs from the month before."""
    lang = visit.lang
    return Grid(
        "changes",
        visit.t("magic.changes"),
        [
            touchpoint_of(visit),
            _answers(lang),
            _points("fulfilment", lang),
            _points("change", lang, visit.t("magic.change")),
        ],
        rows,
        keys=list(rows[0]) if rows else (),
    )


def _answers(lang: Lang) -> Column:
    return count_of("answers", text("column.answers", lang), lang)


def _share(key: str, lang: Lang) -> Column:
    return share_of(key, text(f"column.{key}", lang), lang)


def _points(key: str, lang: Lang, head: str | None = None) -> Column:
    return Column(
        key, head or text(f"column.{key}", lang), lambda row: ranged(row, key, lang), is_number=True
    )


def _is_open(row: Row) -> bool:
    return str(state_of(row)) == "open"


def _missing(row: Row, visit: Visit) -> str:
    """Return how many answers are still missing, or why more of them would not help."""
    if not _is_open(row):
        return words.MISSING
    missing = answers_missing(row)
    if missing:
        return words.number(missing, visit.lang, 0)
    flags = [words.flag(flag, visit.lang) for flag in texts_of(row.get("flags")) if flag != "open"]
    return ", ".join(flags) or text("touchpoints.enough", visit.lang)
