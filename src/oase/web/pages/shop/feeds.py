"""Feeds handed in on a page: taken at once, each refused row shown and to be downloaded."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase import words
from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError
from oase.retail.taking import Taken, take_feed
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Page, page
from oase.web.pages.shop.furniture import Wrong, furniture, wrong
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit
from oase.web.words.feeds import refused_in

__all__ = ["HANDLERS"]

_WHAT = "shop"
_KINDS = ("products", "variants", "stores", "stock")
_GB = 1 << 30


@page("/shop/import", Permission.EDIT_SHOP)
def shop_import(visit: Visit) -> Page:
    """Show where a feed can be handed in."""
    return _form(visit)


@page("/shop/import/{upload:str}", Permission.EDIT_SHOP)
def shop_imported(visit: Visit) -> Page:
    """Show what became of a feed."""
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    upload = uploads.find(visit.places["upload"])
    told = uploads.told(upload.id, _WHAT) if upload is not None else None
    if told is None:
        raise NotFoundException
    taken = msgspec.convert(told, Taken)
    grids = {"refused": _refused(visit, taken)} if taken.refused else {}
    context = {
        **furniture(visit, "import"),
        "rows": [(visit.t(f"shop.kind.{kind}"), getattr(taken, kind)) for kind in _KINDS],
        "refused": taken.refused,
        "is_cut": taken.refused > len(taken.refusals),
    }
    count = sum(one.added + one.changed + one.same for one in (getattr(taken, kind) for kind in _KINDS))
    headline = "shop.imported.headline" if count else "shop.imported.nothing"
    title = visit.t(headline, count=words.number(count, visit.lang), name=taken.name)
    key = "shop.imported.refused" if taken.refused else "shop.imported.all"
    lede = visit.t(key, refused=words.number(taken.refused, visit.lang))
    return Page("shop_imported", title, context, grids, lede=lede)


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect:
    """Take a feed into the house, and lead to what became of it."""
    with uploads.file_of(upload.id).open("rb") as source:
        taken = take_feed(visit.reach.database, source, upload.name, now=visit.reach.clock())
    uploads.tell(upload.id, _WHAT, taken)
    uploads.consume(upload.id)
    return visit.back(f"/shop/import/{upload.id}")


def _turned_away(visit: Visit, error: UploadRefused | OaseError, status: int) -> Page:
    if not isinstance(error, UploadRefused):
        return _form(visit, wrong(visit, error), status)
    said = visit.t(f"imports.refused.{error.why}", gb=_GB)
    return _form(visit, Wrong(said, error.what, error.expected or "", error.got or ""), status)


hand_in = handed_in("/shop/import", Permission.EDIT_SHOP, _take, _turned_away)


def _form(visit: Visit, is_wrong: Wrong | None = None, status: int = 200) -> Page:
    context = {**furniture(visit, "import"), "wrong": is_wrong}
    return Page(
        "shop_import", visit.t("shop.import"), context, lede=visit.t("shop.import.lede"), status=status
    )


def _refused(visit: Visit, taken: Taken) -> Grid:
    rows = [msgspec.structs.asdict(one) for one in taken.refusals]

    def told(key: str) -> Column:
        def show(row: Any) -> str:
            return refused_in(visit.lang, row[key]) or words.MISSING

        return Column(key, visit.t(f"shop.column.{key}"), show)

    number = Column(
        "row", visit.t("shop.column.row"), lambda row: words.number(row["row"], visit.lang), is_number=True
    )
    columns = [number, told("what"), told("expected"), told("got")]
    return Grid("refused", visit.t("shop.refused"), columns, rows, most=100)


HANDLERS = [*shop_import, *shop_imported, *hand_in]
