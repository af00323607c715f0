"""The report as PDF: the same words, pictures and tables as the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from oase import words
from oase.report.catalogue import text
from oase.report.data import ReportData
from oase.report.page import contents
from oase.report.tables import Table
from oase.report.typesetting import Block, typeset
from oase.words import Language

__all__ = ["build_pdf"]

_MOST_ROWS = 40


def build_pdf(data: ReportData, lang: str = "de") -> bytes:
    """Return the report as a PDF file.

    Parameters
    ----------
    data : ReportData
    lang : {"de", "en"}

    Raises
    ------
    ExtraMissing
        If Typst is not installed (the extra ``pdf``).
    OptionInvalid
        For another language.

    Examples
    --------
    >>> from oase.report import JourneysData
    >>> build_pdf(ReportData(made_at=0, journeys=JourneysData(contacts=3, persons=1)), "en")[:4]
    b'%PDF'
    """
    spoken = words.language(lang)
    told = contents(data, spoken)
    foot = " · ".join(
        part for part in (text("report", spoken), data.own, text("made", spoken, moment=told["made"])) if part
    )
    return typeset(
        list(_blocks(told, spoken)), title=told["headline"], lang=spoken, foot=foot, made_at=data.made_at
    )


def _blocks(told: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    if told["eyebrow"]:
        yield _said("eyebrow", " · ".join(told["eyebrow"]))
    yield _said("title", told["headline"])
    if told["lede"]:
        yield _said("lede", told["lede"])
    if told["figures"]:
        items = [{"value": one.value, "label": one.label, "base": one.base} for one in told["figures"]]
        yield {"kind": "figures", "items": items}
    if told["magic"]:
        yield from _magic(told["magic"], lang)
    if told["journeys"]:
        yield from _journeys(told["journeys"], lang)
    if told["magic"]:
        yield from _base(told, lang)
    yield from _method(told["method"], lang)
    yield from _notes(told["notes"], lang)


def _magic(magic: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    t = partial(text, lang=lang)
    yield from _headed(t("matrix.title"), t("matrix.note"))
    yield _picture(magic["matrix"])
    yield from _headed(t("verdicts.title"), t("verdicts.note"))
    if magic["limits"]:
        yield _said("note", t("verdicts.limits", limits=magic["limits"]))
    for group in magic["groups"]:
        sentences = [" ".join(part for part in pair if part) for pair in group.sentences]
        yield {"kind": "verdicts", "state": f"{group.sign} {group.word}", "sentences": sentences}
    yield from _headed(t("journey.title"), t("journey.note"))
    yield _picture(magic["journey"])
    yield from _headed(t("touchpoints.title"), t("touchpoints.note"))
    yield from _rows(magic["tables"]["touchpoints"], lang)


def _journeys(journeys: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    t = partial(text, lang=lang)
    for key, finding, note, rows in (
        ("flow", journeys["flow_finding"], t("flow.note"), "paths"),
        ("funnel", journeys["funnel_finding"], journeys["funnel_note"], "funnel"),
        ("steps", "", t("steps.note"), None),
        ("retention", "", journeys["retention_note"], None),
    ):
        if journeys[key]:
            yield from _headed(t(f"{key}.title"), note)
            if finding:
                yield _said("finding", finding)
            yield _picture(journeys[key])
            if rows:
                yield from _rows(journeys["tables"][rows], lang)


def _base(told: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    t = partial(text, lang=lang)
    if told["base"]["picture"]:
        yield from _headed(t("base.title"), t("base.note"))
        yield _picture(told["base"]["picture"])
        if told["base"]["note"]:
            yield _said("note", told["base"]["note"])
    if told["recommendation"]:
        yield from _headed(t("recommendation.title"))
        yield _said("finding", told["recommendation"]["finding"])
        yield _said("note", told["recommendation"]["note"])
    if told["drivers"]:
        yield from _headed(t("drivers.title"), t("drivers.note"))
        yield _picture(told["drivers"]["picture"])


def _method(method: Mapping[str, Any], lang: Language) -> Iterator[Block]:
    t = partial(text, lang=lang)
    yield from _headed(t("method.title"))
    yield {"kind": "terms", "items": [[term, meaning] for term, meaning in method["definitions"]]}
    if method["letters"]:
        yield {"kind": "heading", "level": 3, "text": t("method.letters")}
        yield {"kind": "terms", "items": [[one.letter, one.meaning] for one in method["letters"]]}
    yield {"kind": "heading", "level": 3, "text": t("method.limits")}
    yield {"kind": "list", "items": list(method["limits"])}


def _notes(notes: list[Any], lang: Language) -> Iterator[Block]:
    if notes:
        yield from _headed(text("notes.title", lang))
    for note in notes:
        yield {"kind": "heading", "level": 3, "text": note.title}
        yield _said("text", note.finding)
        if note.reasons:
            yield from _rows(note.reasons, lang)


def _headed(title: str, note: str = "") -> Iterator[Block]:
    yield {"kind": "heading", "level": 2, "text": title}
    if note:
        yield _said("note", note)


def _rows(table: Table, lang: Language) -> Iterator[Block]:
    """Yield a table; rows beyond those on the page are counted, as there."""
    if not table.rows:
        return
    rows = [[cell.replace(" [", "\n[") for cell in row] for row in table.rows[:_MOST_ROWS]]
    hidden = table.hidden + max(0, len(table.rows) - _MOST_ROWS)
    note = text("more_rows", lang, number=words.number(hidden, lang)) if hidden else ""
    yield {"kind": "table", "heads": [list(head) for head in table.heads], "rows": rows, "note": note}


def _picture(pair: Any) -> Block:
    return {"kind": "picture", "picture": pair[0]}


def _said(kind: str, told: str) -> Block:
    return {"kind": kind, "text": told}
