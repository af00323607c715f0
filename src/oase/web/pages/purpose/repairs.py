"""Open repair data: files taken in, what was fixed with both denominators, and files to hand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Stream

from oase import words
from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.db import about
from oase.errors import OaseError
from oase.programmes.open_repair import figures as counted
from oase.programmes.open_repair import kept, lines, of_summary, own_records, sources, take
from oase.programmes.open_repair.figures import Figure, summed
from oase.programmes.open_repair.keeping import Source, Taken, drop
from oase.programmes.open_repair.record import REQUIRED
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Page, action, page
from oase.web.pages.purpose.furniture import share_told, today_of
from oase.web.pages.purpose.tabs import around
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]

PATH = "/purpose/repairs"
TEXTILES = "Unpowered - Textile"
MOST_BYTES = 256 << 20
"""Bytes of a file that a page takes; larger ones by ``oase repairs import``."""

_WHAT = "repairs"
_PIECE = 200


@page(PATH, Permission.SEE_PROGRAMMES)
def purpose_repairs(visit: Visit) -> Page:
    """Show what was fixed, of all and of known outcomes."""
    return _page(visit)


@page(PATH + "/taken/{upload:str}", Permission.EDIT_PROGRAMMES)
def purpose_repairs_taken(visit: Visit) -> Page:
    """Show what became of a file."""
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    upload = uploads.find(visit.places["upload"])
    told = uploads.told(upload.id, _WHAT) if upload is not None else None
    if told is None:
        raise NotFoundException
    return _page(visit, taken=msgspec.convert(told, Taken))


@action(PATH + "/drop", Permission.EDIT_PROGRAMMES)
def forget(visit: Visit) -> Redirect:
    """Forget what came from a file."""
    with visit.reach.database.writing() as connection:
        if not drop(connection, visit.said("source")):
            raise NotFoundException
    return visit.back(PATH, "purpose.said.dropped")


@get(PATH + "/export/{file:str}", sync_to_thread=True, opt={"permission": Permission.SEE_PROGRAMMES})
def export(visit: Here) -> Stream:
    """Return our own repairs, or those taken in, as a file of Open Repair Data."""
    name = visit.places["file"]
    if name not in ("own.csv", "taken.csv"):
        raise NotFoundException
    headers = {"Content-Disposition": f'attachment; filename="OpenRepairData_v0.3_{name}"'}
    return Stream(_written(visit, name), media_type="text/csv; charset=utf-8", headers=headers)


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect:
    if upload.size > MOST_BYTES:
        raise UploadRefused("too_large")
    now, today = visit.reach.moment(), today_of(visit)
    with uploads.file_of(upload.id).open("rb") as stream:
        taken = take(visit.reach.database, stream, upload.name, now=now, today=today)
    uploads.tell(upload.id, _WHAT, taken)
    uploads.consume(upload.id)
    return visit.back(f"{PATH}/taken/{upload.id}")


def _turned_away(visit: Visit, error: UploadRefused | OaseError, status: int) -> Page:
    if isinstance(error, UploadRefused):
        said = visit.t(f"imports.refused.{error.why}", gb=words.number(MOST_BYTES / (1 << 30), visit.lang, 2))
    else:
        said = visit.t("purpose.wrong.file", columns=", ".join(REQUIRED))
    return _page(visit, wrong=said, error=error, status=status)


HANDLERS = [
    *purpose_repairs,
    *purpose_repairs_taken,
    *forget,
    export,
    *handed_in(PATH, Permission.EDIT_PROGRAMMES, _take, _turned_away),
]


def _written(visit: Visit, name: str) -> Iterator[bytes]:
    house = about(visit.reach.database)
    with visit.reach.database.reading() as connection:
        if name == "own.csv":
            zone, provider = ZoneInfo(house.timezone), house.own_brand or "Oase"
            records = own_records(connection, provider, zone, country="DE")
        else:
            records = kept(connection)
        piece: list[str] = []
        for line in lines(records):
            piece.append(line)
            if len(piece) == _PIECE:
                yield "".join(piece).encode()
                piece = []
        yield "".join(piece).encode()


def _page(
    visit: Visit,
    *,
    taken: Taken | None = None,
    wrong: str = "",
    error: OaseError | None = None,
    status: int = 400,
) -> Page:
    with visit.reach.database.reading() as connection:
        files = sources(connection)
        providers = counted(connection)
        categories = counted(connection, "product_category")
        latest = max((one for one in files if one.kind == "summary"), default=None)
        summary = of_summary(connection, latest.name) if latest is not None else []
    all_records = summed(providers)
    context: dict[str, Any] = {
        **around(visit, "repairs"),
        "files": [_file(visit, one) for one in files],
        "summary": latest.name if latest is not None else "",
        "has_records": bool(providers),
        "taken": _taken_told(visit, taken) if taken is not None else None,
        "wrong": wrong,
        "error": error,
        "columns": ", ".join(REQUIRED),
    }
    grids = {
        "providers": _grid(visit, "providers", providers),
        "categories": _grid(visit, "categories", categories),
        "summary": _grid(visit, "summary", summary),
    }
    if taken is not None and taken.refused:
        grids["refused"] = _refused(visit, taken)
    title, lede = _finding(visit, all_records, summary)
    return Page("purpose_repairs", title, context, grids, lede=lede, status=status if wrong else 200)


def _finding(visit: Visit, records: Figure, summary: Sequence[Figure]) -> tuple[str, str]:
    """Return heading and lede: textiles where a summary holds them, else all records."""
    t, lang = visit.t, visit.lang
    textiles = next((one for one in summary if one.group == TEXTILES), None)
    found = textiles if textiles is not None else records
    if not found.all:
        return t("purpose.repairs.none"), t("purpose.repairs.lede.none")
    values = {
        "fixed": words.number(found.fixed, lang),
        "all": words.number(found.all, lang),
        "known": words.number(found.known, lang),
        "of_all": share_told(visit, found.of_all),
        "of_known": share_told(visit, found.of_known),
    }
    key = "purpose.repairs.title.textiles" if textiles is not None else "purpose.repairs.title"
    return t(key, fixed=values["fixed"], all=values["all"]), t("purpose.repairs.lede", **values)


def _file(visit: Visit, one: Source) -> dict[str, str]:
    return {
        "name": one.name,
        "kind": visit.t(f"purpose.repairs.kind.{one.kind}"),
        "rows": words.number(one.rows, visit.lang),
        "total": words.number(one.total, visit.lang),
        "taken": visit.moment(one.taken),
    }


def _taken_told(visit: Visit, taken: Taken) -> dict[str, Any]:
    values = {name: words.number(getattr(taken, name), visit.lang) for name in ("rows", "refused", "total")}
    counts = {name: words.number(getattr(taken, name), visit.lang) for name in ("added", "changed", "same")}
    return {
        "said": visit.t("purpose.repairs.taken", name=taken.name, **values),
        "counts": visit.t("purpose.repairs.counts", **counts),
        "odd": [
            visit.t(f"purpose.repairs.odd.{name}", n=words.number(n, visit.lang))
            for name, n in taken.odd.items()
        ],
        "ignored": ", ".join(taken.ignored),
        "is_cut": taken.refused > len(taken.refusals),
    }


def _grid(visit: Visit, name: str, found: Sequence[Figure]) -> Grid:
    t, lang = visit.t, visit.lang
    rows = [
        {
            "group": one.group,
            "all": one.all,
            "fixed": one.fixed,
            "repairable": one.repairable,
            "end_of_life": one.end_of_life,
            "unknown": one.unknown,
            "known": one.known,
            "share_of_all": one.of_all.value if one.of_all else None,
            "share_of_known": one.of_known.value if one.of_known else None,
            "shown": one,
        }
        for one in (*found, *([summed(found, t("purpose.repairs.all"))] if len(found) > 1 else []))
    ]

    def count(key: str) -> Column:
        return Column(
            key, t(f"purpose.repairs.{key}"), lambda row: words.number(row[key], lang), is_number=True
        )

    columns = [
        Column("group", t(f"purpose.repairs.by.{name}"), lambda row: row["group"]),
        count("all"),
        count("fixed"),
        Column(
            "share_of_all",
            t("purpose.repairs.of_all"),
            lambda row: share_told(visit, row["shown"].of_all),
            is_number=True,
        ),
        count("known"),
        Column(
            "share_of_known",
            t("purpose.repairs.of_known"),
            lambda row: share_told(visit, row["shown"].of_known),
            is_number=True,
        ),
    ]
    keys = ("group", "all", "fixed", "repairable", "end_of_life", "unknown", "known")
    shares = ("share_of_all", "share_of_known")
    return Grid(name, t(f"purpose.repairs.{name}"), columns, rows, keys=keys + shares)


def _refused(visit: Visit, taken: Taken) -> Grid:
    t = visit.t
    rows = [one._asdict() for one in taken.refusals]
    columns = [
        Column(
            "line", t("purpose.col.line"), lambda row: words.number(row["line"], visit.lang), is_number=True
        ),
        Column("field", t("purpose.col.field"), lambda row: row["field"] or words.MISSING),
        Column("expected", t("purpose.col.expected"), lambda row: row["expected"]),
        Column("got", t("purpose.col.got"), lambda row: row["got"] or words.MISSING),
    ]
    keys = ("line", "field", "what", "expected", "got")
    return Grid("refused", t("purpose.refused"), columns, rows, most=100, keys=keys)
