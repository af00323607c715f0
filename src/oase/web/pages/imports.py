"""The page Imports: hand a file in, see what waits and what was taken in before."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency

from oase import words
from oase.accounts import Permission
from oase.app.uploads import KEPT_HOURS, MOST_BYTES, Upload, UploadRefused, Uploads
from oase.db import about
from oase.web.pages import imports_files, imports_preview
from oase.web.pages.handed_in import arrived
from oase.web.pages.page import Page, page, rendered
from oase.web.pages.tables import Column, Grid
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_STATUS = {"too_large": 413, "disk_full": 507, "too_many": 409}
_GB = 1 << 30


@page("/imports", Permission.IMPORT)
def imports(visit: Visit) -> Page:
    """Show where a file can be handed in, and what came in before."""
    return _listing(visit)


def _listing(visit: Visit, refused: UploadRefused | None = None) -> Page:
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    uploads.sweep()
    history = visit.reach.house.imports()[::-1]
    waiting = [one for one in uploads.all() if uploads.file_of(one.id).exists()]
    return Page(
        "imports",
        _headline(visit, history),
        {
            "part": "list",
            "refused": visit.t(f"imports.refused.{refused.why}", gb=MOST_BYTES // _GB) if refused else "",
            "refused_todo": visit.t("imports.refused.nothing") if refused else "",
            "most": MOST_BYTES,
            "gb": MOST_BYTES // _GB,
            "hours": KEPT_HOURS,
            "waiting": [_waiting(visit, one) for one in waiting],
            "is_empty": not history,
        },
        grids={"imports": _history(visit, history)} if history else {},
        lede=visit.t("imports.lede.empty" if not history else "imports.lede"),
        status=_STATUS.get(refused.why, 400) if refused else 200,
    )


def _headline(visit: Visit, history: list[dict[str, Any]]) -> str:
    if not history:
        brand = about(visit.reach.database).own_brand
        return visit.t("imports.headline.empty", brand=brand) if brand else visit.t("imports.headline.nobody")
    last = history[0]
    rows = words.number(last["rows_added"], visit.lang)
    day = words.date(last["finished"], visit.lang, visit.reach.settings.timezone)
    return visit.t(f"imports.headline.{last['kind']}", rows=rows, source=last["source"], date=day)


def _waiting(visit: Visit, upload: Upload) -> dict[str, str]:
    return {
        "id": upload.id,
        "name": upload.name,
        "size": imports_preview.size_words(upload.size, visit.lang),
        "created": visit.moment(upload.created),
        "until": visit.moment(upload.until),
    }


def _history(visit: Visit, history: list[dict[str, Any]]) -> Grid:
    def counted(key: str) -> Column:
        head = visit.t(f"imports.column.{key}")
        return Column(key, head, lambda row: words.number(row[key], visit.lang), is_number=True)

    def told(key: str, show: Any) -> Column:
        return Column(key, visit.t(f"imports.column.{key}"), show)

    rows = [row | {"files": ", ".join(row["files"])} for row in history]
    columns = [
        told("finished", lambda row: visit.moment(row["finished"])),
        told("source", lambda row: row["source"]),
        told("kind", lambda row: visit.t(f"imports.kind.{row['kind']}")),
        told("files", lambda row: row["files"][:120]),
        *(counted(key) for key in ("rows_read", "rows_added", "duplicates", "rows_refused")),
    ]
    return Grid("imports", visit.t("imports.history"), columns, rows, most=25)


@post(
    "/imports",
    opt={"permission": Permission.IMPORT, "is_raw": True, "reads_token": True},
    request_max_body_size=None,
    status_code=200,
)
async def hand_in(request: Request[Any, Any, Any], visit: Here) -> Response[Any]:
    """Take a file, a piece at a time, and lead to its preview."""
    uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
    try:
        upload = await arrived(request, visit, uploads)
    except UploadRefused as refused:
        return await asyncio.to_thread(_refusal, visit, refused)
    return await asyncio.to_thread(imports_preview.begin, visit, uploads, upload)


def _refusal(visit: Visit, refused: UploadRefused) -> Response[Any]:
    return rendered(visit, _listing(visit, refused))


HANDLERS = [*imports, hand_in, *imports_files.HANDLERS, *imports_preview.HANDLERS]
