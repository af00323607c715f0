"""The part about journeys: flow of paths, transitions, funnel, steps, retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oase import words
from oase.report import condense, pictures
from oase.report.catalogue import text
from oase.report.data import JourneysData, Row
from oase.report.method import timespan
from oase.report.tables import Column, Table, table, texts_of
from oase.words import Language
from oase.words.row import figure

__all__ = ["headline", "lede", "view"]


def view(journeys: JourneysData, lang: Language) -> Mapping[str, Any]:
    """Return pictures, findings and tables of the journeys, None where there is nothing to show."""
    return {
        "flow": pictures.flow(journeys.paths, lang) if journeys.paths else None,
        "flow_finding": _flow_finding(journeys, lang),
        "funnel": pictures.funnel(journeys.funnel, lang) if journeys.funnel else None,
        "funnel_finding": _funnel_finding(journeys, lang),
        "funnel_note": _funnel_note(journeys, lang),
        "steps": pictures.steps(journeys.step_matrix, lang) if journeys.step_matrix else None,
        "retention": pictures.retention(journeys.retention, lang) if journeys.retention else None,
        "retention_note": _retention_note(journeys, lang),
        "tables": _tables(journeys, lang),
    }


def headline(journeys: JourneysData, lang: Language, own: str | None) -> str:
    """Return a headline for a report without answers: how many end where they began to go.

    Examples
    --------
    >>> rows = [{"path": ["Shop", "Till"], "journeys": 60}, {"path": None, "journeys": 40}]
    >>> headline(JourneysData(paths=rows), "en", "Lindwerk")
    '100 journeys at Lindwerk, 60 of them the same way: Shop → Till.'
    """
    at = words.text("headline.at", lang, own=words.one_line(own, lang)) if own else ""
    first = _most_frequent(journeys)
    if first is not None:
        return text(
            "headline.paths",
            lang,
            total=words.number(_total(journeys), lang, 0),
            count=words.number(figure(first, "journeys"), lang, 0),
            path=_path(first, lang),
            at=at,
        )
    return text("headline.contacts", lang, number=words.number(journeys.contacts, lang, 0), at=at)


def lede(journeys: JourneysData, lang: Language) -> str:
    """Return what comes below the headline of a report without answers."""
    parts = [_funnel_finding(journeys, lang), text("empty.magic", lang)]
    return " ".join(part for part in parts if part)


def _most_frequent(journeys: JourneysData) -> Row | None:
    known = [row for row in journeys.paths if row.get("path") is not None]
    return max(known, key=lambda row: figure(row, "journeys") or 0.0, default=None)


def _total(journeys: JourneysData) -> float:
    return sum(figure(row, "journeys") or 0.0 for row in journeys.paths)


def _path(row: Row, lang: Language) -> str:
    return " → ".join(words.one_line(step, lang) for step in texts_of(row.get("path")))


def _flow_finding(journeys: JourneysData, lang: Language) -> str:
    first, total = _most_frequent(journeys), _total(journeys)
    if first is None or not total:
        return ""
    count = figure(first, "journeys") or 0.0
    return text(
        "flow.finding",
        lang,
        path=_path(first, lang),
        count=words.number(count, lang, 0),
        total=words.number(total, lang, 0),
        share=words.share(count / total, lang),
    )


def _funnel_finding(journeys: JourneysData, lang: Language) -> str:
    if not journeys.funnel:
        return ""
    first, last = (figure(journeys.funnel[end], "persons") for end in (0, -1))
    return text(
        "funnel.finding",
        lang,
        first=words.number(first, lang, 0),
        last=words.number(last, lang, 0),
        steps=words.number(len(journeys.funnel), lang),
        share=words.share(last / first if first and last is not None else None, lang),
    )


def _funnel_note(journeys: JourneysData, lang: Language) -> str:
    mode = text(f"funnel.{journeys.funnel_mode}", lang)
    if not journeys.funnel_within:
        return text("funnel.always", lang, mode=mode)
    return text("funnel.within", lang, mode=mode, within=timespan(journeys.funnel_within, lang))


def _retention_note(journeys: JourneysData, lang: Language) -> str:
    _, is_all = condense.cohorts(journeys.retention)
    note = text("retention.note", lang)
    return note if is_all else f"{note} {text('retention.last', lang)}"


def _tables(journeys: JourneysData, lang: Language) -> dict[str, Table]:
    times = [Column("mean_seconds", "duration"), Column("median_seconds", "duration")]
    counts = [Column("contacts", "count"), Column("persons", "count"), Column("share_of_source", "share")]
    reached = [
        Column("persons", "count"),
        Column("share_of_first", "share"),
        Column("share_of_previous", "share"),
    ]
    by_count = _largest(journeys.transitions, "contacts")
    return {
        "paths": table(
            "paths",
            journeys.paths,
            [Column("path", "path"), Column("journeys", "count"), Column("share", "share")],
            lang,
        ),
        "transitions": table(
            "transitions", by_count, [Column("source"), Column("target"), *counts, *times], lang
        ),
        "funnel": table(
            "funnel",
            journeys.funnel,
            [Column("touchpoint"), Column("step", "count"), *reached, times[1]],
            lang,
        ),
        "steps": table(
            "step_matrix",
            journeys.step_matrix,
            [Column("touchpoint"), Column("step", "count"), Column("share", "share")],
            lang,
            60,
        ),
        "retention": table(
            "retention",
            journeys.retention,
            [Column("cohort"), Column("period"), Column("persons", "count"), Column("share", "share")],
            lang,
            60,
        ),
    }


def _largest(rows: Sequence[Row], key: str) -> list[Row]:
    return sorted(rows, key=lambda row: -(figure(row, key) or 0.0))
