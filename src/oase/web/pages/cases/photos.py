"""Photos of a case in the workshop: shown, and taken in by a form."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError
from oase.programmes.cases.photos import MOST_BYTES, PhotoRefused, draw_anew, read_photo, take
from oase.web.pages.cases.furniture import actor_of, found, number_of
from oase.web.pages.cases.one import shown
from oase.web.pages.handed_in import handed_in
from oase.web.pages.page import Here, Page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_MAY = Permission.WORK_CASES


@get("/cases/{case:str}/photo/{photo:str}", sync_to_thread=True, opt={"permission": _MAY})
def photo(visit: Here) -> Response[bytes]:
    """Show one photo of the case."""
    database = visit.reach.database
    with database.reading() as connection:
        case = found(visit, connection)
        try:
            content = read_photo(connection, database.folder, case.id, number_of(visit.places["photo"]))
        except PhotoRefused as error:
            raise NotFoundException from error
    return Response(content, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _take(visit: Visit, uploads: Uploads, upload: Upload) -> Redirect:
    with uploads.file_of(upload.id).open("rb") as file:
        drawn = draw_anew(file.read(MOST_BYTES + 1))
    database = visit.reach.database
    with database.writing() as connection:
        case = found(visit, connection)
        step: Any = "after" if case.state in ("repaired", "notice", "sent_back", "closed") else "before"
        take(connection, database.folder, case.id, drawn, actor_of(visit), step)
    uploads.consume(upload.id)
    return visit.back(f"/cases/{case.id}", "cases.said.photo")


def _turned_away(visit: Visit, _error: UploadRefused | OaseError, status: int) -> Page:
    return shown(visit, wrong=visit.t("cases.wrong.photo"), status=status)


HANDLERS = [photo, *handed_in("/cases/{case:str}/photos", _MAY, _take, _turned_away)]
