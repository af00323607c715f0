"""Employees: who is trained, and in what; names only for those who keep the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError, OptionInvalid
from oase.programmes.purpose import employees as kept
from oase.programmes.purpose.employees import PARTS, Employee, Trained, Training
from oase.programmes.purpose.measures import PROGRAMMES
from oase.programmes.purpose.staff_lists import COLUMNS, RefusedRow, take
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.furniture import (
    day_of,
    day_told,
    number_of,
    share_told,
    today_of,
    who,
    wrong_told,
)
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.web.words import TEXTS

__all__ = ["HANDLERS"]

PATH = "/purpose/employees"
_FIELDS = ("name", "team", "place", "joined")


@page(PATH, Permission.SEE_PROGRAMMES)
def purpose_employees(visit: Visit) -> Page:
    """Show the trained share, and to those who keep it the list."""
    return _page(visit)


@action(PATH, Permission.EDIT_PROGRAMMES)
def add(visit: Visit) -> Redirect | Page:
    """Write an employee down."""
    typed = {name: visit.said(name) for name in _FIELDS}
    try:
        joined = day_of(visit, "joined")
        name, team, place = (typed[one] for one in ("name", "team", "place"))
        now = visit.reach.moment()
        with visit.reach.database.writing() as connection:
            kept.add(connection, name, team=team, place=place, joined=joined, now=now)
    except OptionInvalid as error:
        return _page(visit, typed, wrong=wrong_told(visit, error))
    return visit.back(PATH, "purpose.said.employee")


@action(PATH + "/part", Permission.EDIT_PROGRAMMES)
def note(visit: Visit) -> Redirect | Page:
    """Note that employees took part."""
    try:
        day = day_of(visit, "day") or today_of(visit)
        with visit.reach.database.writing() as connection:
            for told in visit.form.get("employee", ()):
                topic, part = visit.said("topic"), visit.said("part")
                kept.note(connection, number_of(told), topic, part, day, who=who(visit))
    except OptionInvalid as error:
        return _page(visit, wrong=wrong_told(visit, error))
    return visit.back(PATH, "purpose.said.part")


@action(PATH + "/{employee:str}", Permission.EDIT_PROGRAMMES)
def leave(visit: Visit) -> Redirect:
    """Note that an employee has left, or take her off the list with all that is noted of her."""
    number = number_of(visit.places["employee"])
    try:
        with visit.reach.database.writing() as connection:
            if visit.said("do") == "remove":
                kept.remove(connection, number)
            else:
                kept.leave(connection, number, today_of(visit), now=visit.reach.moment())
    except OptionInvalid as error:
        raise NotFoundException from error
    return visit.back(PATH, "purpose.said.left")


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect | Page:
    content = uploads.file_of(upload.id).read_bytes() if upload.size <= _MOST_BYTES else None
    if content is None:
        raise UploadRefused("too_large")
    with visit.reach.database.writing() as connection:
        taken = take(connection, content, who=who(visit), now=visit.reach.moment())
    uploads.consume(upload.id)
    if not taken.refused:
        return visit.back(PATH, "purpose.said.list")
    return _page(visit, refused=taken.refused, taken=taken.employees)


def _turned_away(visit: Visit, error: UploadRefused | OaseError, status: int) -> Page:
    if isinstance(error, UploadRefused):
        said = visit.t(f"imports.refused.{error.why}", gb=_MOST_BYTES / (1 << 30))
    else:
        said = visit.t("purpose.wrong.list", columns=", ".join(COLUMNS))
    return _page(visit, wrong=said, status=status)


_MOST_BYTES = 8 << 20

HANDLERS = [
    *purpose_employees,
    *add,
    *note,
    *handed_in(PATH + "/list", Permission.EDIT_PROGRAMMES, _take, _turned_away),
    *leave,
]


def _page(
    visit: Visit,
    typed: Mapping[str, str] | None = None,
    *,
    wrong: str = "",
    refused: Sequence[RefusedRow] = (),
    taken: int = 0,
    status: int = 400,
) -> Page:
    today = today_of(visit)
    with visit.reach.database.reading() as connection:
        people, parts = kept.every(connection), kept.parts_of(connection)
    may_edit = visit.may(Permission.EDIT_PROGRAMMES)
    there = [one for one in people if one.is_there(today)]
    share = kept.trained(people, parts, today)
    context: dict[str, Any] = {
        **around(visit, "employees"),
        "values": dict.fromkeys(_FIELDS, "") | dict(typed or {}),
        "people": [(one.id, one.name, one.team) for one in there] if may_edit else [],
        "has_any": bool(people),
        "topics": [(one, visit.t(f"purpose.programme.{one}")) for one in PROGRAMMES],
        "kinds": PARTS,
        "today": today.isoformat(),
        "columns": ", ".join(COLUMNS),
        "wrong": wrong,
        "refused": len(refused),
        "taken": taken,
    }
    grids = {"topics": _topics(visit, kept.by_topic(people, parts, today))}
    if may_edit:
        grids["people"] = _people(visit, there, parts)
    if refused:
        grids["refused"] = _refused(visit, refused)
    shown = status if wrong else 200
    return Page(
        "purpose_employees", _title(visit, share), context, grids, lede=_lede(visit, share), status=shown
    )


def _title(visit: Visit, share: Trained) -> str:
    if not share.of:
        return visit.t("purpose.staff.none")
    values = {"n": words.number(share.trained, visit.lang), "of": words.number(share.of, visit.lang)}
    return visit.t("purpose.staff.title", **values)


def _lede(visit: Visit, share: Trained) -> str:
    if share.share is None:
        return visit.t("purpose.staff.lede")
    return visit.t("purpose.staff.lede.share", share=share_told(visit, share.share))


def _topic(visit: Visit, topic: str) -> str:
    key = f"purpose.programme.{topic}"
    return visit.t(key) if key in TEXTS[visit.lang] else topic


def _topics(visit: Visit, found: Mapping[str, Trained]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [
        {"topic": topic, "trained": one.trained, "of": one.of, "share": one.share}
        for topic, one in found.items()
    ]
    columns = [
        Column("topic", t("purpose.staff.topic"), lambda row: _topic(visit, row["topic"])),
        Column(
            "trained",
            t("purpose.staff.trained"),
            lambda row: words.number(row["trained"], lang),
            is_number=True,
        ),
        Column("of", t("purpose.staff.of"), lambda row: words.number(row["of"], lang), is_number=True),
        Column(
            "share", t("purpose.staff.share"), lambda row: share_told(visit, row["share"]), is_number=True
        ),
    ]
    return Grid("topics", t("purpose.staff.topics"), columns, rows, keys=("topic", "trained", "of"))


def _people(visit: Visit, there: Sequence[Employee], parts: Sequence[Training]) -> Grid:
    t = visit.t
    done: dict[int, list[str]] = {}
    for one in parts:
        told = (
            f"{_topic(visit, one.topic)} ({t(f'purpose.staff.part.{one.part}')}, {day_told(visit, one.day)})"
        )
        done.setdefault(one.employee, []).append(told)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "team": one.team,
            "place": one.place,
            "joined": one.joined,
            "parts": "; ".join(done.get(one.id, [])),
        }
        for one in there
    ]
    columns = [
        Column("name", t("purpose.staff.name"), lambda row: row["name"]),
        Column("team", t("purpose.staff.team"), lambda row: row["team"] or words.MISSING),
        Column("place", t("purpose.staff.place"), lambda row: row["place"] or words.MISSING),
        Column("joined", t("purpose.staff.joined"), lambda row: day_told(visit, row["joined"])),
        Column("parts", t("purpose.staff.parts"), lambda row: row["parts"] or words.MISSING),
    ]
    return Grid("employees", t("purpose.staff.people"), columns, rows, most=200)


def _refused(visit: Visit, refused: Sequence[RefusedRow]) -> Grid:
    t = visit.t
    rows = [one._asdict() for one in refused]
    columns = [
        Column(
            "line", t("purpose.col.line"), lambda row: words.number(row["line"], visit.lang), is_number=True
        ),
        Column("field", t("purpose.col.field"), lambda row: row["field"]),
        Column("expected", t("purpose.col.expected"), lambda row: row["expected"]),
        Column("got", t("purpose.col.got"), lambda row: row["got"] or words.MISSING),
    ]
    return Grid("refused", t("purpose.refused"), columns, rows, most=200)
