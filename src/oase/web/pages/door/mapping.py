"""The tab Mapping: the rules, what they leave open, dry runs, versions, and mapping stored contacts anew."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import msgspec
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.mapping import latest_application, proposed_rule, with_rule
from oase.app.tasks import Look, Task
from oase.contacts.mapping import Mapping, active, install, text_of, versions
from oase.errors import InputError
from oase.web.pages.columns import count_of
from oase.web.pages.door.tabs import tab
from oase.web.pages.page import Page, action, page
from oase.web.pages.tables import Column, Grid, Row
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS"]

PATH = "/door/mapping"
MOST_CHARACTERS = 500_000
_LINE = re.compile(r"\bline (\d+)")
_NO_LETTERS = re.compile(r"\W+")
_END = re.compile(r"at end of document")


class Draft(NamedTuple):
    """What stands in the editor.

    Parameters
    ----------
    text : str
    base : int
        The version that held when editing began.
    shown : int or None
        Number of an older version that is looked at.
    line : int or None
        The line to look at first.
    error : InputError or None
        What is wrong with the text.
    remark : str
        What else there is to say of it.
    """

    text: str
    base: int
    shown: int | None = None
    line: int | None = None
    error: InputError | None = None
    remark: str = ""


@page(PATH, Permission.SEE_DOOR)
def mapping(visit: Visit) -> Page:
    """Show the rules that hold, an older version, or those of a dry run."""
    task = visit.tasks.find(visit.asked("task")) if visit.asked("task") else None
    if task is not None and task.kind == "mapping_trial":
        draft = Draft(task.arguments["text"], int(task.arguments.get("base", 0)))
        return _shown(visit, draft, task)
    number, text = _active(visit)
    asked = visit.asked("version")
    if asked.isdecimal() and len(asked) < 10 and int(asked) != number:
        with visit.reach.database.reading() as connection:
            old = text_of(connection, int(asked), visit.reach.settings.lang)
        return _shown(visit, Draft(old, number, shown=int(asked)))
    return _shown(visit, Draft(text, number))


@action(PATH, Permission.EDIT_MAPPING)
def change(visit: Visit) -> Redirect | Page:
    """Try rules, let them hold, take a version back, or apply them to what is stored."""
    does = visit.said("do")
    if does == "restore":
        return _restore(visit)
    if does == "apply":
        visit.reach.house.request_remap()
        return visit.back(PATH, "door.said.applying")
    draft = _written(visit)
    if visit.said("propose"):
        return _shown(visit, _proposed(visit, draft))
    if draft.error is not None:
        return _shown(visit, draft, status=400)
    return _install(visit, draft) if does == "install" else _try(visit, draft)


HANDLERS = [*mapping, *change]


def _active(visit: Visit) -> tuple[int, str]:
    with visit.reach.database.reading() as connection:
        number, held = active(connection, visit.reach.settings.lang)
    return number, held.text


def _written(visit: Visit) -> Draft:
    """Return what was sent from the editor, as it was written, with what is wrong about it."""
    text = next(iter(visit.form.get("text", ())), "").replace("\r\n", "\n")
    base = visit.said("base")
    draft = Draft(text, int(base) if base.isdecimal() and len(base) < 10 else 0)
    try:
        if len(text) > MOST_CHARACTERS:
            most = words.number(MOST_CHARACTERS, visit.lang)
            raise InputError(visit.t("door.mapping.too_long", most=most))
        Mapping.parse(text)
    except InputError as error:
        return draft._replace(error=error, line=_line_of(error, text))
    return draft


def _line_of(error: InputError, text: str) -> int | None:
    """Return the line an error is about; the parser of TOML names it in its own words."""
    for told in (error.where, error.got):
        if told and (found := _LINE.search(told)):
            return int(found[1])
    return text.count("\n") + 1 if error.got and _END.search(error.got) else None


def _proposed(visit: Visit, draft: Draft) -> Draft:
    try:
        kind, called = msgspec.json.decode(visit.said("propose"), type=tuple[str, str])
        rule = proposed_rule(kind, called)
        Mapping.parse(rule)
    except (msgspec.MsgspecError, InputError):
        return draft._replace(remark=visit.t("door.mapping.known"))
    text, line = with_rule(draft.text, rule)
    remark = visit.t("door.mapping.proposed", line=words.number(line, visit.lang))
    return draft._replace(text=text, line=draft.line or line, remark=remark)


def _try(visit: Visit, draft: Draft) -> Redirect:
    by = visit.account.id if visit.account else None
    task = visit.tasks.ask("mapping_trial", {"text": draft.text, "base": draft.base}, by)
    return visit.back(PATH, task=task.id)


def _install(visit: Visit, draft: Draft) -> Redirect | Page:
    number, text = _active(visit)
    if draft.text.strip() == text.strip():
        return visit.back(PATH, "door.said.unchanged")
    if draft.base != number:
        with visit.reach.database.reading() as connection:
            newest = versions(connection)[0]
        remark = visit.t("door.mapping.overtaken", number=newest.number, by=newest.by)
        return _shown(visit, draft._replace(base=number, remark=remark), status=409)
    _take(visit, draft.text)
    return visit.back(PATH, "door.said.installed")


def _restore(visit: Visit) -> Redirect:
    asked = visit.said("version")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else -1
    with visit.reach.database.reading() as connection:
        text = text_of(connection, number, visit.reach.settings.lang)
    if text == _active(visit)[1]:
        return visit.back(PATH, "door.said.unchanged")
    _take(visit, text)
    return visit.back(PATH, "door.said.restored")


def _take(visit: Visit, text: str) -> None:
    by = visit.account.name if visit.account else ""
    with visit.reach.database.writing() as connection:
        install(connection, text, by, visit.reach.clock())


def _shown(visit: Visit, draft: Draft, task: Task | None = None, status: int = 200) -> Page:
    unmapped = visit.look("unmapped")
    trial = None
    if task is not None:
        trial = Look(visit.tasks.result(task.id), None, task=task)
        visit.looks.append(trial)
    with visit.reach.database.reading() as connection:
        held = versions(connection)
    application = latest_application(visit.reach.house.rooms)
    context: dict[str, Any] = {
        "draft": draft,
        "error_said": _in_words(visit, draft.error),
        "error_line": _quoted_line(draft),
        "unmapped": unmapped,
        "trial": trial,
        "versions": held,
        "current": held[0].number if held else 0,
        "application": application,
        "is_applying": application is not None and application.finished is None,
        "proposal": lambda one: json.dumps([one["kind"], one["called"]], ensure_ascii=False),
        "most": MOST_CHARACTERS,
    }
    grids = _grids(visit, unmapped, trial)
    lede = visit.t("door.mapping.lede")
    return tab(visit, "mapping", _title(visit, unmapped), lede, context, grids, status=status)


def _quoted_line(draft: Draft) -> str:
    lines = draft.text.splitlines()
    is_there = draft.error is not None and draft.line is not None and draft.line <= len(lines)
    return lines[draft.line - 1][:200] if is_there and draft.line else ""


def _in_words(visit: Visit, error: InputError | None) -> str:
    """Return what is wrong in the visitor's language, where there are words for it."""
    if error is None:
        return ""
    key = "door.mapping.error." + _NO_LETTERS.sub("_", error.what).lower()
    return TEXTS[visit.lang].get(key, error.what)


def _title(visit: Visit, unmapped: Look) -> str:
    found = unmapped.result
    if not found or not found["contacts"]:
        return visit.t("door.mapping.title_plain")
    if not found["unmapped"]:
        return visit.t("door.mapping.title")
    number, total = (words.number(found[key], visit.lang) for key in ("unmapped", "contacts"))
    return visit.t("door.mapping.title_open", number=number, total=total)


def _grids(visit: Visit, unmapped: Look, trial: Look | None) -> dict[str, Grid]:
    t, lang = visit.t, visit.lang
    count = count_of("contacts", t("door.mapping.contacts"), lang)
    grids: dict[str, Grid] = {}
    if unmapped.result:
        shown = [
            Column("called", t("door.mapping.event"), lambda row: words.one_line(row["called"], lang)),
            Column("kind", t("door.mapping.call"), lambda row: row["kind"]),
            Column("source", t("door.col.source"), lambda row: row["source"]),
            count,
        ]
        grids["unmapped"] = Grid("unmapped", t("door.mapping.unmapped"), shown, unmapped.result["candidates"])
    if trial is not None and trial.result:
        rows = [_flat(change) for change in trial.result["changes"]]
        changes = [
            Column("before", t("door.mapping.before"), lambda row: _place(row, "before", lang)),
            Column("after", t("door.mapping.after"), lambda row: _place(row, "after", lang)),
            count,
            Column("examples", t("door.mapping.examples"), lambda row: row["examples"]),
        ]
        keys = [f"{side}_{part}" for side in ("before", "after") for part in _PARTS]
        keys += ["contacts", "examples"]
        grids["changes"] = Grid("changes", t("door.mapping.trial.changes"), changes, rows, keys=keys)
    return grids


_PARTS = ("touchpoint", "channel", "phase")


def _flat(change: dict[str, Any]) -> dict[str, Any]:
    sides = {
        f"{side}_{part}": value
        for side in ("before", "after")
        for part, value in zip(_PARTS, change[side], strict=True)
    }
    return {**sides, "contacts": change["contacts"], "examples": ", ".join(change["examples"])}


def _place(row: Row, side: str, lang: str) -> str:
    touchpoint, channel, phase = (row[f"{side}_{part}"] for part in _PARTS)
    parts = [words.one_line(touchpoint, lang), channel, words.phase(phase, lang) if phase else None]
    return " · ".join(part for part in parts if part)
