"""The page Magic moments: where customers are delighted or let down, and what of it matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from oase import charts, words
from oase.accounts import Permission
from oase.experience import RESULT
from oase.model import State
from oase.report import magic as moments
from oase.report import method, pictures
from oase.report.catalogue import text
from oase.report.data import MagicData, ReportData, Row
from oase.report.figures import figures
from oase.report.remarks import remark
from oase.settings import Lang
from oase.web.pages import magic_grids as grids
from oase.web.pages.columns import count_of, share_of
from oase.web.pages.magic_data import address_of, arguments_of, data_of
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit
from oase.words.row import figure, letters_of, state_of

__all__ = ["HANDLERS", "unjudged"]


@page("/magic-moments", Permission.SEE_ANALYSES)
def magic(visit: Visit) -> Page:
    """Show the verdicts on all touchpoints."""
    found = visit.look("magic", arguments_of(visit)).result
    if found is None or found["status"] != "ok":
        return unjudged(visit, found, "magic")
    data = data_of(found)
    rows = moments.main_rows(data)
    months = visit.look("magic_months", arguments_of(visit)).result
    segments = _segments(visit, found["columns"])
    lang = visit.lang
    return Page(
        "magic",
        words.headline(rows, lang, found["own"]),
        {
            "found": found,
            "figures": figures(ReportData(made_at=0, magic=data), lang),
            "groups": _groups(rows, visit),
            "limits": words.common_limits(rows, lang),
            "lines": _lines(rows, visit),
            "own_view": all("E" in letters_of(row) for row in rows),
            "segments": segments,
            "changed": None if months is None else _changed(months, rows, visit),
            "months": months,
            "last_month": _last_month(found, months, visit),
            "letters": [one for one in method.letters(data, lang) if one.is_here],
            "definitions": method.definitions(data, lang),
            "claims": method.claims(data, lang),
            "notes": [remark(note, lang) for note in found["notes"]],
            "rt": lambda key, **values: text(key, lang, **values),
        },
        grids=_grids(rows, data, months, segments, visit),
        pictures=_pictures(rows, data, visit),
        eyebrow=_eyebrow(found, visit),
        lede=words.lede(rows, lang),
        is_filtered=True,
    )


def unjudged(visit: Visit, found: Mapping[str, Any] | None, name: str) -> Page:
    """Return the page where there are no verdicts: what to do, or what is being done."""
    status = "waiting" if found is None else str(found["status"])
    title = words.headline([], visit.lang) if status == "no_answers" else visit.t(f"magic.title.{status}")
    return Page(
        name,
        title,
        {"found": None, "status": status, "has_contacts": bool(found and found["contacts"])},
        is_filtered=status not in ("no_answers", "no_outcome"),
    )


def _eyebrow(found: Mapping[str, Any], visit: Visit) -> tuple[str, ...]:
    lang, zone = visit.lang, visit.reach.settings.timezone
    first, last = (words.date(found[key], lang, zone) for key in ("first_at", "last_at"))
    when = () if found["first_at"] is None else (text("period", lang, first=first, last=last),)
    chosen = visit.filters.segment
    who = ": ".join(chosen) if chosen else text("customers", lang)
    against = (
        (text("against", lang, names=words.listing(found["competitors"], lang)),)
        if found["competitors"]
        else ()
    )
    return (*when, who, *against)


def _last_month(found: Mapping[str, Any], months: Mapping[str, Any] | None, visit: Visit) -> str:
    """Return the last month of answers, and until when they reach: it may not be over."""
    if months is None or not months["last"]:
        return ""
    until = words.date(found["last_at"], visit.lang, visit.reach.settings.timezone)
    return visit.t("magic.changes.of", month=words.month(months["last"], visit.lang), until=until)


def _groups(rows: Sequence[Row], visit: Visit) -> list[dict[str, Any]]:
    """Pair every verdict sentence with the address of its touchpoint."""
    found = moments.groups(rows, visit.lang)
    links = {
        words.verdict(row, visit.lang, with_limits=limited): row for row in rows for limited in (True, False)
    }
    return [
        {
            "state": group.state,
            "meaning": group.meaning,
            "sentences": [
                {
                    "said": said,
                    "expected": expected,
                    "name": _named(links[said], visit),
                    "href": _href(links[said], visit),
                }
                for said, expected in group.sentences
            ],
        }
        for group in found
    ]


def _named(row: Row, visit: Visit) -> str:
    return words.one_line(row.get("touchpoint"), visit.lang)


def _href(row: Row, visit: Visit) -> str:
    return visit.address(address_of(str(row["touchpoint"])))


def _lines(rows: Sequence[Row], visit: Visit) -> list[tuple[moments.Touchpoint, str, str]]:
    """Return the lines of the table of all, each with the bar of its importance and its address."""
    lines = moments.touchpoints(rows, visit.lang)
    scale = pictures.reward_scale([line.row for line in lines])
    return [
        (line, pictures.reward_bar(line.row, scale, at, visit.lang), _href(line.row, visit))
        for at, line in enumerate(lines)
    ]


def _changed(months: Mapping[str, Any], rows: Sequence[Row], visit: Visit) -> list[dict[str, Any]]:
    """Return the touchpoints whose verdict is another one than when the last month began."""
    before = months["before"]
    return [
        {
            "name": _named(row, visit),
            "href": _href(row, visit),
            "before": before[name],
            "now": str(state_of(row)),
        }
        for row in moments.by_importance(rows)
        if (name := str(row["touchpoint"])) in before and before[name] != state_of(row)
    ]


def _pictures(rows: Sequence[Row], data: MagicData, visit: Visit) -> dict[str, Any]:
    lang = visit.lang
    steps = moments.answer_steps(data.counts, lang)
    return {
        "matrix": _matrix(msgspec.msgpack.encode(rows), lang, data.delta),
        "answers": (charts.denominators(steps, lang), charts.denominators(steps, lang, compact=True)),
    }


@lru_cache(maxsize=32)
def _matrix(rows: bytes, lang: Lang, delta: float) -> tuple[charts.Picture, charts.Picture]:
    """Return the matrix, wide and narrow; kept by content, since labels take a while to find their places."""
    told: list[Row] = msgspec.msgpack.decode(rows)
    wide, narrow = (
        charts.touchpoint_matrix(told, lang, delta=delta, compact=compact) for compact in (False, True)
    )
    return wide, narrow


def _grids(
    rows: Sequence[Row],
    data: MagicData,
    months: Mapping[str, Any] | None,
    segments: Mapping[str, Any] | None,
    visit: Visit,
) -> dict[str, Grid]:
    ordered = moments.by_importance(rows)
    found = {
        "touchpoints": grids.main_grid(ordered, visit),
        "needed": grids.needed([row for row in ordered if state_of(row) is State.OPEN], visit),
        "answers": _steps(data, visit),
    }
    known = [row for row in ordered if figure(row, "expectation") is not None]
    if known:
        by_level = sorted(known, key=lambda row: -(figure(row, "expectation") or 0.0))
        found["expectations"] = grids.expectations(by_level, visit)
    if months is not None and months["changed"]:
        found["changes"] = grids.changes(months["changed"], visit)
    if segments is not None and segments["rows"]:
        found["segments"] = _side_by_side(ordered, segments, visit)
        found["segment_rows"] = _segment_rows(segments, visit)
    return found


def _steps(data: MagicData, visit: Visit) -> Grid:
    lang = visit.lang
    return Grid(
        "answers",
        text("table.denominators", lang),
        [
            Column("label", text("column.label", lang), lambda row: str(row["label"])),
            count_of("count", text("column.count", lang), lang),
            share_of("of_first", text("column.of_first", lang), lang),
        ],
        moments.answer_steps(data.counts, lang),
    )


def _segments(visit: Visit, columns: Mapping[str, Sequence[str]]) -> dict[str, Any] | None:
    """Return the verdicts for each value of the column that the address names, None where it names none."""
    by = visit.asked("by")
    if by not in columns:
        return None
    result = visit.look("magic_segments", {**arguments_of(visit), "by": by}).result
    if result is None:
        return {"by": by, "rows": [], "values": []}
    return {"by": by, "rows": result["rows"], "values": result["values"]}


def _side_by_side(rows: Sequence[Row], segments: Mapping[str, Any], visit: Visit) -> Grid:
    """Return the verdicts of all segments in one table: a line per touchpoint, a column per value."""
    lang = visit.lang
    cells = {(row["touchpoint"], row["segment"]): row for row in segments["rows"]}

    def shown(value: str) -> Column:
        def show(row: Row) -> str | Cell:
            found = cells.get((row["touchpoint"], value))
            if found is None or not found["answers"]:
                return visit.t("magic.too_few")
            return Cell(words.signed_state(state_of(found), lang), state=str(state_of(found)))

        return Column(f"state: {value}", value, show)

    def name(row: Row) -> Cell:
        return Cell(
            _named(row, visit), href=visit.address(address_of(str(row["touchpoint"])), by=segments["by"])
        )

    lines = [
        {**row, **{f"state: {value}": _state_there(cells, row, value) for value in segments["values"]}}
        for row in rows
    ]
    return Grid(
        "segments",
        visit.t("magic.segments.table", column=segments["by"]),
        [Column("touchpoint", text("column.touchpoint", lang), name), *map(shown, segments["values"])],
        lines,
        most=max(1, len(rows)),
    )


def _state_there(cells: Mapping[tuple[Any, Any], Row], row: Row, value: str) -> str | None:
    found = cells.get((row["touchpoint"], value))
    return None if found is None or not found["answers"] else str(state_of(found))


def _segment_rows(segments: Mapping[str, Any], visit: Visit) -> Grid:
    """Return every figure of every segment, for the files."""
    columns = [Column(key, key, lambda row, key=key: str(row[key])) for key in RESULT.names]
    return Grid(
        "segment_rows", visit.t("magic.segments.table", column=segments["by"]), columns, segments["rows"]
    )


HANDLERS = magic
