"""Self-centred wording found in the company's texts, the list that is looked for, and texts to be checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.wording import Spoken, checked
from oase.errors import OptionInvalid
from oase.service import checked as kept
from oase.service.inside_out import LANGS, Checked, Wording
from oase.web.pages.measures.furniture import around, known_touchpoints, number_of, who
from oase.web.pages.page import Page, action, page
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/measures/wording"
MOST_SHOWN = 30


@page(PATH, Permission.SEE_ANALYSES)
def measures_wording(visit: Visit) -> Page:
    """Show what was found in which text, with what to say instead."""
    return _overview(visit)


@page(PATH + "/list", Permission.SEE_ANALYSES)
def measures_wording_list(visit: Visit) -> Page:
    """Show every wording that is looked for, to be edited."""
    return _list(visit)


@page(PATH + "/texts/new", Permission.EDIT_MEASURES)
def measures_text_new(visit: Visit) -> Page:
    """Show the form of a text to be checked."""
    return _text(visit, None, {"lang": visit.lang})


@page(PATH + "/texts/{text:str}", Permission.SEE_ANALYSES)
def measures_text(visit: Visit) -> Page:
    """Show a text of the company's own, to be changed."""
    return _text(visit, _found(visit), {})


@action(PATH + "/list", Permission.EDIT_MEASURES)
def put(visit: Visit) -> Redirect | Page:
    """Add a wording, edit one, switch one on or off, or take one out."""
    values = {name: visit.said(name) for name in ("lang", "pattern", "why", "instead")}
    try:
        with visit.reach.database.writing() as connection:
            if visit.said("do") == "remove":
                kept.remove_wording(connection, lang=values["lang"], pattern=values["pattern"])
            else:
                kept.put_wording(
                    connection,
                    **values,
                    is_on=visit.said("do") != "off",
                    who=who(visit),
                    now=visit.reach.clock(),
                )
    except OptionInvalid:
        return _list(visit, values, is_wrong=True)
    return visit.back(f"{PATH}/list", "measures.said.wording", lang=values["lang"])


@action(PATH + "/texts/new", Permission.EDIT_MEASURES)
def add(visit: Visit) -> Redirect | Page:
    """Add a text."""
    return _saved(visit, None)


@action(PATH + "/texts/{text:str}", Permission.EDIT_MEASURES)
def change(visit: Visit) -> Redirect | Page:
    """Change a text, or take it out."""
    held = _found(visit)
    if visit.said("do") == "remove":
        with visit.reach.database.writing() as connection:
            kept.remove_text(connection, held.id)
        return visit.back(PATH, "measures.said.text_removed")
    return _saved(visit, held)


HANDLERS = [
    *measures_wording,
    *measures_wording_list,
    *measures_text_new,
    *measures_text,
    *put,
    *add,
    *change,
]


def _overview(visit: Visit) -> Page:
    with visit.reach.database.reading() as connection:
        found = checked(connection)
        many = sum(one.is_on for one in kept.wordings_of(connection))
    hits = [(one, told) for one, told in found if told.findings]
    total = sum(len(told.findings) for _, told in hits)
    context: dict[str, Any] = {
        **around(visit, "wording"),
        "figures": _figures(visit, found),
        "texts": [_shown(visit, one, told) for one, told in hits[:MOST_SHOWN]],
        "more": max(0, len(hits) - MOST_SHOWN),
        "checked": words.number(len(found), visit.lang),
        "wordings": words.number(many, visit.lang),
    }
    values = {"n": words.number(total, visit.lang), "texts": words.number(len(hits), visit.lang)}
    whole = words.number(len(found), visit.lang)
    key = "found" if total else "clean" if found else "empty"
    title = visit.t(f"measures.wording.{key}", **values, all=whole)
    grids = {"texts": _texts_grid(visit, found), "findings": _findings_grid(visit, found)}
    return Page("measures_wording", title, context, grids, lede=visit.t("measures.wording.lede"))


def _figures(visit: Visit, found: list[tuple[Spoken, Checked]]) -> list[tuple[str, str, str]]:
    sentences = sum(told.sentences for _, told in found)
    first = sum(len(told.we_first) for _, told in found)
    we = sum(told.we_words for _, told in found)
    you = sum(told.you_words for _, told in found)
    hit = sum(bool(told.findings) for _, told in found)
    n = words.number
    return [
        (
            visit.t("measures.wording.kpi.texts"),
            visit.t("measures.of", done=n(hit, visit.lang), of=n(len(found), visit.lang)),
            visit.t("measures.wording.kpi.texts.base"),
        ),
        (
            visit.t("measures.wording.kpi.first"),
            words.share(first / sentences if sentences else None, visit.lang, 0),
            visit.t(
                "measures.wording.kpi.first.base", done=n(first, visit.lang), of=n(sentences, visit.lang)
            ),
        ),
        (
            visit.t("measures.wording.kpi.words"),
            visit.t("measures.wording.kpi.words.value", we=n(we, visit.lang), you=n(you, visit.lang)),
            visit.t("measures.wording.kpi.words.base"),
        ),
    ]


def _shown(visit: Visit, one: Spoken, told: Checked) -> dict[str, Any]:
    """Return a text in parts, those that were found marked."""
    parts: list[tuple[str, int]] = []
    at = 0
    for number, finding in enumerate(told.findings, 1):
        parts += [(told.text[at : finding.start], 0), (told.text[finding.start : finding.end], number)]
        at = finding.end
    parts.append((told.text[at:], 0))
    return {
        "kind": visit.t(f"measures.wording.kind.{one.kind}"),
        "name": one.name,
        "lang": one.lang,
        "href": one.href,
        "parts": parts,
        "hints": [(finding.wording.why, finding.wording.instead) for finding in told.findings],
        "first": visit.t(
            "measures.wording.first",
            done=words.number(len(told.we_first), visit.lang),
            of=words.number(told.sentences, visit.lang),
        ),
    }


def _texts_grid(visit: Visit, found: list[tuple[Spoken, Checked]]) -> Grid:
    t = visit.t
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "lang": one.lang,
            "href": one.href,
            "findings": len(told.findings),
            "sentences": told.sentences,
            "we_first": len(told.we_first),
            "we_words": told.we_words,
            "you_words": told.you_words,
        }
        for one, told in found
    ]

    def count(key: str) -> Column:
        head = t(f"measures.wording.column.{key}")
        return Column(key, head, lambda row: words.number(row[key], visit.lang), is_number=True)

    columns = [
        Column("name", t("measures.wording.column.name"), lambda row: Cell(row["name"], row["href"])),
        Column(
            "kind", t("measures.wording.column.kind"), lambda row: t(f"measures.wording.kind.{row['kind']}")
        ),
        Column("lang", t("measures.wording.column.lang"), lambda row: t(f"measures.lang.{row['lang']}")),
        *(count(key) for key in ("findings", "sentences", "we_first", "we_words", "you_words")),
    ]
    return Grid("texts", t("measures.wording.texts"), columns, rows)


def _findings_grid(visit: Visit, found: list[tuple[Spoken, Checked]]) -> Grid:
    t = visit.t
    rows = [
        {
            "name": one.name,
            "kind": one.kind,
            "lang": one.lang,
            "marked": told.text[finding.start : finding.end],
            "why": finding.wording.why,
            "instead": finding.wording.instead,
        }
        for one, told in found
        for finding in told.findings
    ]
    columns = [
        Column(key, t(f"measures.wording.column.{key}"), lambda row, key=key: row[key])
        for key in ("name", "marked", "why", "instead")
    ]
    return Grid(
        "findings", t("measures.wording.findings"), columns, rows, keys=tuple(rows[0]) if rows else ()
    )


def _list(visit: Visit, typed: Mapping[str, str] | None = None, *, is_wrong: bool = False) -> Page:
    lang = visit.asked("lang") or (typed or {}).get("lang") or visit.lang
    lang = lang if lang in LANGS else visit.lang
    with visit.reach.database.reading() as connection:
        every = kept.wordings_of(connection, lang)
    supplied = {one.pattern: one for one in kept.supplied(lang)}
    context: dict[str, Any] = {
        **around(visit, "wording"),
        "chosen": lang,
        "langs": LANGS,
        "rows": [(one, _is_edited(one, supplied)) for one in every],
        "typed": {"pattern": "", "why": "", "instead": "", **(typed or {})},
        "is_wrong": is_wrong,
    }
    title = visit.t("measures.wording.list.title", n=words.number(len(every), visit.lang))
    lede = visit.t("measures.wording.list.lede")
    return Page("measures_wordings", title, context, lede=lede, status=400 if is_wrong else 200)


def _is_edited(one: Wording, supplied: Mapping[str, Wording]) -> bool:
    return one.is_own or supplied.get(one.pattern) != one


def _found(visit: Visit) -> kept.Text:
    number = number_of(visit.places["text"])
    with visit.reach.database.reading() as connection:
        found = next((one for one in kept.texts_of(connection) if one.id == number), None)
    if found is None:
        raise NotFoundException
    return found


def _saved(visit: Visit, held: kept.Text | None) -> Redirect | Page:
    values = {name: visit.said(name) for name in ("name", "kind", "lang", "touchpoint", "text")}
    try:
        with visit.reach.database.writing() as connection:
            number = held.id if held is not None else None
            kept.save_text(connection, number=number, **values, who=who(visit), now=visit.reach.clock())
    except OptionInvalid:
        return _text(visit, held, values, is_wrong=True)
    return visit.back(PATH, "measures.said.text")


def _text(visit: Visit, held: kept.Text | None, typed: Mapping[str, str], *, is_wrong: bool = False) -> Page:
    values = {"name": "", "kind": "page", "lang": "de", "touchpoint": "", "text": ""}
    if held is not None:
        values |= {name: str(getattr(held, name)) for name in values}
    context: dict[str, Any] = {
        **around(visit, "wording"),
        "held": held,
        "values": {**values, **typed},
        "names": known_touchpoints(visit),
        "kinds": kept.KINDS,
        "langs": LANGS,
        "is_wrong": is_wrong,
    }
    title = held.name if held is not None else visit.t("measures.text.new")
    return Page("measures_text", title, context, status=400 if is_wrong else 200)
