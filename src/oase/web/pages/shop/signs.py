"""Signs of a store as files to print: for its door, and for posters in it."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException

from oase.accounts import Permission
from oase.retail.keeping import stores
from oase.retail.signs import sign, sign_address
from oase.web.outside import outside
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

_POSTER = re.compile(r"[\w.\-]{1,60}")
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


@get("/shop/store/sign", sync_to_thread=True, opt={"permission": Permission.SEE_SHOP})
def store_sign(visit: NamedDependency[Visit], request: Request[Any, Any, Any]) -> Response[bytes]:
    """Return the sign of a store, or of a poster in it, as SVG."""
    code, poster = visit.asked("code"), visit.asked("poster")
    with visit.reach.database.reading() as connection:
        is_known = bool(code and stores(connection, [code]))
    if not is_known or (poster and not _POSTER.fullmatch(poster)):
        raise NotFoundException
    name = "-".join(part for part in (_UNSAFE.sub("-", code), _UNSAFE.sub("-", poster)) if part)
    return Response(
        sign(sign_address(outside(request), code, poster)),
        media_type="image/svg+xml",
        headers={"Content-Disposition": f'attachment; filename="oase-{name}.svg"'},
    )


HANDLERS = [store_sign]
