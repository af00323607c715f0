"""The address of the house as the browser knows it, fit to stand in code that people copy."""

from __future__ import annotations

import re
from typing import Any

from litestar.connection import ASGIConnection

from oase.contacts.requests import Call

__all__ = ["outside"]

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def outside(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    """Return scheme and host under which a page was asked for.

    The scheme is the one a proxy tells, as at the door. A host that is none (somebody made it up to smuggle
    something into what people copy) gives the server's own address instead.
    """
    headers = dict(request.scope["headers"])
    scheme = Call("", b"", headers, request.scope["scheme"]).outer_scheme
    told = headers.get(b"host", b"").decode("latin-1")
    return f"{scheme}://{told if _HOST.fullmatch(told) else _own(request)}"


def _own(request: ASGIConnection[Any, Any, Any, Any]) -> str:
    server = request.scope.get("server")
    host, port = (server[0], server[1]) if server else ("localhost", None)
    own = f"[{host}]" if ":" in host else host
    told = own if port is None else f"{own}:{port}"
    return told if _HOST.fullmatch(told) else "localhost"
