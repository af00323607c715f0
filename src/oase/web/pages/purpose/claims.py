"""What may be said: a text read as a critic would, kept with its evidence, released, withdrawn."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError, OptionInvalid
from oase.programmes.claims import Verdict, check, evidence, texts
from oase.programmes.claims.linter import LONGEST
from oase.web.evidence import evidence_answer
from oase.web.law_words import COUNTRIES, country_name, day_in_words, today
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Here, Page, action, page
from oase.web.pages.purpose.item import number_of
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Cell, Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

PATH = "/purpose/claims"
_FIELDS = ("text", "lang", "medium", "country", "day")


@page(PATH, Permission.SEE_PROGRAMMES)
def purpose_claims(visit: Visit) -> Page:
    """Show the form of the linter and the register."""
    return _overview(visit, {})


@page(PATH + "/{claim:str}", Permission.SEE_PROGRAMMES)
def purpose_claim(visit: Visit) -> Page:
    """Show one text with verdict and evidence."""
    return _one(visit, _found(visit))


@action(PATH + "/read", Permission.SEE_PROGRAMMES)
def read(visit: Visit) -> Redirect | Page:
    """Read a text; nothing is kept."""
    return _overview(visit, {name: visit.said(name) for name in _FIELDS})


@action(PATH + "/keep", Permission.EDIT_PROGRAMMES)
def keep(visit: Visit) -> Redirect | Page:
    """Keep a text as a draft."""
    values = {name: visit.said(name) for name in _FIELDS}
    try:
        with visit.reach.database.writing() as connection:
            made = texts.keep(
                connection,
                text=values["text"],
                lang=values["lang"],
                medium=values["medium"],
                country=values["country"],
                day=_day(values["day"]),
                who=_who(visit),
                now=visit.reach.moment(),
            )
    except OptionInvalid as error:
        return _overview(visit, values, error)
    return visit.back(f"{PATH}/{made.id}", "claims.said.kept")


@action(PATH + "/{claim:str}", Permission.EDIT_PROGRAMMES)
def change(visit: Visit) -> Redirect | Page:
    """Add evidence, release or withdraw a text."""
    held, do = _found(visit), visit.said("do")
    try:
        with visit.reach.database.writing() as connection:
            if do == "evidence":
                texts.add_evidence(
                    connection,
                    held.id,
                    title=visit.said("title"),
                    where=visit.said("where"),
                    is_shown=bool(visit.said("shown")),
                    who=_who(visit),
                    now=visit.reach.moment(),
                )
            elif do == "release":
                texts.release(
                    connection, held.id, today=today(visit.reach), is_reviewed=bool(visit.said("reviewed"))
                )
            elif do == "withdraw":
                texts.withdraw(connection, held.id)
            else:
                raise NotFoundException
    except OptionInvalid as error:
        return _one(visit, held, error)
    return visit.back(f"{PATH}/{held.id}", f"claims.said.{do}")


@get(
    PATH + "/{claim:str}/evidence/{number:str}",
    sync_to_thread=True,
    opt={"permission": Permission.SEE_PROGRAMMES},
)
def download(visit: Here) -> Response[bytes]:
    """Give out a file that carries the text: saved, never opened as a page of ours."""
    held, wanted = _found(visit), number_of(visit.places["number"])
    with visit.reach.database.reading() as connection:
        rows = texts.evidence_of(connection, held.id)
    row = next((one for one in rows if one.id == wanted and one.digest), None)
    if row is None:
        raise NotFoundException
    return evidence_answer(visit.reach.database.folder, row)


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect:
    held, folder = _found(visit), visit.reach.database.folder
    with uploads.file_of(upload.id).open("rb") as file:
        content = file.read(evidence.MOST_BYTES + 1)
    kept = evidence.keep_file(folder, upload.name, content)
    with visit.reach.database.writing() as connection:
        texts.add_evidence(
            connection,
            held.id,
            title=upload.name,
            where=kept.where,
            content=content,
            is_shown=visit.asked("shown") == "1",
            who=_who(visit),
            now=visit.reach.moment(),
        )
    uploads.consume(upload.id)
    return visit.back(f"{PATH}/{held.id}", "claims.said.evidence")


def _turned_away(visit: Visit, _error: UploadRefused | OaseError, status: int) -> Page:
    wrong = OptionInvalid("That file is not taken", expected=", ".join(evidence.KINDS), got="", where="file")
    return _one(visit, _found(visit), wrong, status)


HANDLERS = [
    *purpose_claims,
    *purpose_claim,
    *read,
    *keep,
    *handed_in(PATH + "/{claim:str}/file", Permission.EDIT_PROGRAMMES, _take, _turned_away),
    *change,
    download,
]


def _who(visit: Visit) -> str:
    return visit.account.name if visit.account else ""


def _found(visit: Visit) -> texts.Kept:
    try:
        with visit.reach.database.reading() as connection:
            return texts.get(connection, number_of(visit.places["claim"]))
    except OptionInvalid as error:
        raise NotFoundException from error


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise OptionInvalid("That is no day", expected="2026-11-22", got=told, where="day") from error


def _overview(visit: Visit, values: dict[str, str], wrong: OptionInvalid | None = None) -> Page:
    defaults = {"text": "", "lang": visit.lang, "medium": "page", "country": "DE"}
    shown = defaults | {"day": today(visit.reach).isoformat()} | {k: v for k, v in values.items() if v}
    told: Verdict | None = None
    if shown["text"] and wrong is None:
        try:
            country = shown["country"].upper()
            told = check(shown["text"], lang=visit.lang, country=country, day=_day(shown["day"]))
        except OptionInvalid as error:
            wrong = error
    with visit.reach.database.reading() as connection:
        register = texts.every(connection)
    released = sum(one.state == "released" for one in register)
    title = visit.t(f"claims.title.{told.verdict}" if told else "claims.title")
    context: dict[str, Any] = {
        **around(visit, "claims"),
        "values": shown,
        "told": told,
        "parts": _parts(shown["text"], told) if told else [],
        "hints": _hints(visit, told),
        "media": [(one, visit.t(f"claims.medium.{one}")) for one in texts.MEDIA],
        "countries": sorted(
            ((one, country_name(one, visit.lang)) for one in COUNTRIES), key=lambda one: one[1]
        ),
        "longest": LONGEST,
        "wrong": _wrong(visit, wrong),
        "released": released,
    }
    lede = visit.t("claims.lede", n=len(register), released=released)
    grids = {"register": _grid(visit, register)}
    return Page("purpose_claims", title, context, grids, lede=lede, status=400 if wrong else 200)


def _one(visit: Visit, held: texts.Kept, wrong: OptionInvalid | None = None, status: int = 409) -> Page:
    with visit.reach.database.reading() as connection:
        carried = texts.evidence_of(connection, held.id)
    day = max(held.day, today(visit.reach))
    now = check(held.text, lang=visit.lang, country=held.country, day=day)
    context: dict[str, Any] = {
        **around(visit, "claims"),
        "held": held,
        "told": now,
        "parts": _parts(held.text, now),
        "hints": _hints(visit, now),
        "evidence": [
            (one.id, one.title, one.where, one.digest, one.is_shown, visit.moment(one.added))
            for one in carried
        ],
        "kinds": ",".join(f".{one}" for one in (*evidence.KINDS, "jpeg")),
        "most": evidence.MOST_BYTES // 1_000_000,
        "facts": [
            (visit.t("claims.field.state"), visit.t(f"claims.state.{held.state}")),
            (visit.t("claims.field.medium"), visit.t(f"claims.medium.{held.medium}")),
            (visit.t("claims.field.country"), country_name(held.country, visit.lang)),
            (visit.t("claims.field.day"), day_in_words(held.day, visit.lang)),
            (visit.t("claims.field.who"), f"{held.who} · {visit.moment(held.created)}"),
        ],
        "wrong": _wrong(visit, wrong),
    }
    title = visit.t(f"claims.one.{held.state}.{now.verdict}")
    return Page("purpose_claim", title, context, status=status if wrong else 200)


def _wrong(visit: Visit, error: OptionInvalid | None) -> str:
    if error is None:
        return ""
    known = (
        "text",
        "lang",
        "medium",
        "country",
        "day",
        "title",
        "where",
        "review",
        "evidence",
        "state",
        "file",
    )
    return visit.t(f"claims.wrong.{error.where if error.where in known else 'other'}")


def _parts(text: str, told: Verdict) -> list[tuple[str, str, str]]:
    """Return the text in parts: plain, or marked with severity and the numbers of its findings."""
    cuts = sorted({0, len(text), *(place for one in told.findings for place in (one.start, one.end))})
    parts: list[tuple[str, str, str]] = []
    for start, end in pairwise(cuts):
        over = [
            (number, one)
            for number, one in enumerate(told.findings, 1)
            if one.start <= start and end <= one.end
        ]
        severity = next(
            (s for s in ("blocks", "warns", "check") if any(one.severity == s for _, one in over)), ""
        )
        ends = ", ".join(str(number) for number, one in over if one.end == end)
        parts.append((text[start:end], severity, ends))
    return parts


def _hints(visit: Visit, told: Verdict | None) -> list[tuple[str, str, str, str, str]]:
    if told is None:
        return []
    return [
        (
            one.severity,
            visit.t(f"claims.severity.{one.severity}", day=day_in_words(one.begins, visit.lang)),
            visit.t(f"claims.kind.{one.kind}"),
            one.words,
            one.said,
        )
        for one in told.findings
    ]


def _grid(visit: Visit, register: list[texts.Kept]) -> Grid:
    t = visit.t
    rows = [
        {
            "id": one.id,
            "text": one.text,
            "state": one.state,
            "verdict": one.verdict,
            "medium": one.medium,
            "country": one.country,
            "day": one.day,
            "created": one.created,
            "who": one.who,
        }
        for one in register
    ]
    columns = [
        Column("text", t("claims.field.text"), lambda row: Cell(_short(row["text"]), f"{PATH}/{row['id']}")),
        Column("state", t("claims.field.state"), lambda row: t(f"claims.state.{row['state']}")),
        Column("verdict", t("claims.field.verdict"), lambda row: t(f"claims.verdict.{row['verdict']}")),
        Column("medium", t("claims.field.medium"), lambda row: t(f"claims.medium.{row['medium']}")),
        Column("country", t("claims.field.country"), lambda row: country_name(row["country"], visit.lang)),
        Column("created", t("claims.field.created"), lambda row: visit.moment(row["created"])),
    ]
    return Grid("register", t("claims.register"), columns, rows)


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:87]} …"
