"""The inventory handed in as a file; each row that was not taken is shown with its line and column."""

from __future__ import annotations

import msgspec
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError
from oase.experience.inventory import Taken, take_file
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Page, page
from oase.web.pages.tables import Column, Grid
from oase.web.pages.touchpoints.furniture import style, wrong
from oase.web.pages.touchpoints.listing import listed
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_WHAT = "touchpoints"
_PATH = "/touchpoints/import"
_GB = 1 << 30


@page(f"{_PATH}/{{upload:str}}", Permission.EDIT_TOUCHPOINTS)
def touchpoints_taken(visit: Visit) -> Page:
    """Show what became of a file."""
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    upload = uploads.find(visit.places["upload"])
    told = uploads.told(upload.id, _WHAT) if upload is not None else None
    if told is None:
        raise NotFoundException
    taken = msgspec.convert(told, Taken)
    counts = {
        key: words.number(getattr(taken, key), visit.lang) for key in ("added", "changed", "same", "refused")
    }
    title = visit.t("touchpoints.taken.title", name=taken.name, **counts)
    key = "touchpoints.taken.refused" if taken.refused else "touchpoints.taken.all"
    grids = {"refused": _refused(visit, taken)} if taken.refused else {}
    return Page("touchpoints_taken", title, style(), grids, lede=visit.t(key, **counts))


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect:
    assert visit.account is not None  # noqa: S101 - the permission says so
    path, who = uploads.file_of(upload.id), visit.account.name
    taken = take_file(visit.reach.database, path, upload.name, who=who, now=visit.reach.clock())
    uploads.tell(upload.id, _WHAT, taken)
    uploads.consume(upload.id)
    return visit.back(f"{_PATH}/{upload.id}")


def _turned_away(visit: Visit, error: OaseError, status: int) -> Page:
    told = wrong(visit, error)
    if isinstance(error, UploadRefused):
        told = told._replace(said=visit.t(f"imports.refused.{error.why}", gb=_GB))
    return listed(visit, told, status)


def _refused(visit: Visit, taken: Taken) -> Grid:
    rows = [msgspec.structs.asdict(one) for one in taken.refusals]

    def told(key: str) -> Column:
        return Column(key, visit.t(f"touchpoints.refused.{key}"), lambda row: row[key] or words.MISSING)

    line = Column(
        "line",
        visit.t("touchpoints.refused.line"),
        lambda row: words.number(row["line"], visit.lang),
        is_number=True,
    )
    columns = [line, *(told(key) for key in ("column", "what", "expected", "got"))]
    return Grid("refused", visit.t("touchpoints.refused"), columns, rows, most=100)


HANDLERS = [*touchpoints_taken, *handed_in(_PATH, Permission.EDIT_TOUCHPOINTS, _take, _turned_away)]
