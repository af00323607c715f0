"""Files of the page Imports: samples to try, and the rows of a file that were refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Stream

from oase import words
from oase.accounts import Permission
from oase.app.uploads import Uploads
from oase.app.views.imports import REFUSED
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS", "SAMPLES"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.IMPORT}
_TYPE = "text/csv; charset=utf-8"
_FORMULA = tuple("=+-@\t\r")

SAMPLES = {
    "contacts": """\
person,at,touchpoint,channel,phase,value,segment
K-1001,2026-11-02 09:12,Newsletter,email,need,,regular
K-1001,2026-11-02 09:15,Product page,web,search,,regular
K-1001,2026-11-02 09:31,Checkout,web,purchase,129.90,regular
K-1001,2026-11-06 16:40,Delivery,parcel,use,,regular
K-1002,2026-11-03 18:02,Search engine,web,need,,new
K-1002,2026-11-03 18:04,Product page,web,search,,new
K-1003,2026-11-04 11:20,Advice in the shop,shop,shortlist,,regular
K-1003,2026-11-04 11:45,Checkout,shop,purchase,84.50,regular
K-1003,2026-11-09 10:05,Return,shop,use,,regular
K-1004,2026-11-05 20:51,Newsletter,email,need,,new
K-1004,2026-11-05 20:58,Product page,web,search,,new
K-1004,2026-11-08 19:30,Checkout,web,purchase,45.00,new
""",
    "answers": """\
person,at,touchpoint,answer,segment
K-1001,2026-11-07 08:00,Delivery,better,regular
K-1001,2026-11-07 08:01,Checkout,as expected,regular
K-1002,2026-11-05 12:00,Product page,worse,new
K-1003,2026-11-10 09:30,Advice in the shop,better,regular
K-1003,2026-11-10 09:31,Return,as expected,regular
K-1004,2026-11-09 21:15,Checkout,worse,new
K-1004,2026-11-09 21:16,Newsletter,as expected,new
K-1004,2026-11-09 21:17,Product page,as expected,new
""",
}
"""Invented rows, one file of each kind, which go through as they are."""


@get("/imports/sample/{file:str}", sync_to_thread=False, opt=_OPT)
def sample_file(visit: Here) -> Response[bytes]:
    """Return a sample, ``contacts.csv`` or ``answers.csv``."""
    stem, _, ending = visit.places["file"].rpartition(".")
    if stem not in SAMPLES or ending != "csv":
        raise NotFoundException
    headers = {"Content-Disposition": f'attachment; filename="sample-{stem}.csv"'}
    return Response(SAMPLES[stem].encode(), media_type=_TYPE, headers=headers)


@get("/imports/{upload:str}/refused.csv", sync_to_thread=True, opt=_OPT)
def refused_file(visit: Here) -> Stream:
    """Return every refused row with its reason, a piece at a time."""
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    upload = uploads.find(visit.places["upload"])
    path = uploads.folder_of(upload.id) / REFUSED if upload is not None else None
    if path is None or not path.exists():
        raise NotFoundException
    headers = {"Content-Disposition": 'attachment; filename="refused.csv"'}
    return Stream(_lines(path, visit), media_type=_TYPE, headers=headers)


def _lines(path: Path, visit: Visit) -> Iterator[bytes]:
    keys = ("file", "line", "reason", "column", "value", "todo")
    heads = [visit.t(f"imports.column.{key}") for key in keys]
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        yield b"\xef\xbb\xbf" + _line(heads)
        for name, line, reason, column, value in rows:
            why, todo = words.refusal(reason, visit.lang), words.refusal_todo(reason, visit.lang)
            yield _line([name, "" if line == "0" else line, why, column, value, todo])


def _line(cells: list[str]) -> bytes:
    """Return a row; words that a spreadsheet would run as a formula get an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode()


HANDLERS = [sample_file, refused_file]
