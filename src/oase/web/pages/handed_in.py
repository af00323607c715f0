"""Files that a form hands in, taken piece by piece to the disk before anything is made of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from oase.accounts import Permission
from oase.app.uploads import Upload, UploadRefused, Uploads
from oase.errors import OaseError
from oase.web.pages.imports_taking import Taking, boundary_of, pieces
from oase.web.pages.page import Page, rendered
from oase.web.pages.visit import Visit

__all__ = ["STATUS", "arrived", "handed_in"]

Here = NamedDependency[Visit]

STATUS = {"too_large": 413, "disk_full": 507, "too_many": 409}
"""What a refused upload is answered with; 400 for every other reason."""


def handed_in(
    path: str,
    permission: Permission,
    take: Callable[[Visit, Uploads, Upload], Redirect | Page],
    refuse: Callable[[Visit, UploadRefused | OaseError, int], Page],
) -> list[HTTPRouteHandler]:
    """Make the target of a form that hands in a file.

    Parameters
    ----------
    path : str
    permission : Permission
    take : callable
        Makes something of the file that has arrived; an error of it discards the file.
    refuse : callable
        Shows why nothing was taken, with a status.
    """

    @post(
        path,
        opt={"permission": permission, "is_raw": True, "reads_token": True},
        request_max_body_size=None,
        status_code=200,
    )
    async def hand_in(request: Request[Any, Any, Any], visit: Here) -> Response[Any]:
        uploads = Uploads(visit.reach.database.folder, visit.reach.clock)
        try:
            upload = await arrived(request, visit, uploads)
        except UploadRefused as refused:
            status = STATUS.get(refused.why, 400)
            shown = await asyncio.to_thread(refuse, visit, refused, status)
            return await asyncio.to_thread(rendered, visit, shown)
        return await asyncio.to_thread(_made, visit, uploads, upload)

    def _made(visit: Visit, uploads: Uploads, upload: Upload) -> Response[Any]:
        try:
            done: Any = take(visit, uploads, upload)
        except OaseError as error:
            uploads.discard(upload.id)
            return rendered(visit, refuse(visit, error, 400))
        return rendered(visit, done) if isinstance(done, Page) else done

    return [hand_in]


async def arrived(request: Request[Any, Any, Any], visit: Visit, uploads: Uploads) -> Upload:
    """Return the file of a form once all of it lies on the disk.

    Raises
    ------
    UploadRefused
        Nothing of it is kept.
    """
    told = request.headers.get("content-length", "")
    announced = int(told) if told.isascii() and told.isdigit() else 0
    taking = Taking(boundary_of(request), visit.csrf, uploads, announced)
    try:
        async for piece in pieces(request):
            await asyncio.to_thread(taking.take, piece)
        return await asyncio.to_thread(taking.finish, visit.account.id if visit.account else None)
    except BaseException:
        taking.give_up()  # also when the server ends meanwhile
        raise
