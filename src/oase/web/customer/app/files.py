"""Handlers of the app's files; every answer carries the app's own policy."""

from __future__ import annotations

import re
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.params import FromPath

from oase.web.customer.app.assets import ASSETS, SHELL, WORKER, Asset

__all__ = ["HANDLERS", "POLICY"]

POLICY = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
))  # fmt: skip
"""Nothing inline, nothing from elsewhere; only pages of this house may show the app in a frame."""

_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
}
_DRAWING = re.compile(r"drawings/[a-z0-9-]{1,60}\.svg\Z")
_NO_DRAWING = "drawings/none.svg"
_SHADE = re.compile(r"[0-9a-f]{6}\Z")
_SERIAL = re.compile(r"(?:[0-9]{2}/[^/]{1,60}/){0,2}21/(.{1,20})")
_OWN_COLOR = re.compile(rb' color="#[0-9a-fA-F]{3,6}"')


@get("/app", sync_to_thread=False)
def shell(request: Request[None, None, State]) -> Response[bytes]:
    """Return the page that everything else is loaded from."""
    return _sent(request, SHELL)


@get("/app/sw.js", sync_to_thread=False)
def worker(request: Request[None, None, State]) -> Response[bytes]:
    """Return the service worker, which may serve ``/app`` although it stands below it."""
    return _sent(request, WORKER, {"Service-Worker-Allowed": "/app"})


@get("/app/{path:path}", sync_to_thread=False)
def file(request: Request[None, None, State], path: FromPath[str]) -> Response[bytes]:
    """Return one of the app's files; a drawing that is not there becomes a neutral shape."""
    name = path.lstrip("/")
    if not name:
        return Response(b"", status_code=308, headers={**_HEADERS, "Location": "/app"})
    asset = ASSETS.get(name)
    if asset is None and _DRAWING.match(name):
        asset = ASSETS[_NO_DRAWING]
    if asset is None:
        return Response(b"", status_code=404, media_type="text/plain", headers=_HEADERS)
    shade = request.query_params.get("shade", "") if name.startswith("drawings/") else ""
    return _sent(request, _shaded(asset, shade) if _SHADE.match(shade) else asset)


def _shaded(drawing: Asset, shade: str) -> Asset:
    """Return a drawing in the colour of a variant."""
    content = _OWN_COLOR.sub(f' color="#{shade}"'.encode(), drawing.content, count=1)
    return drawing._replace(content=content, packed=b"", tag=f'{drawing.tag[:-1]}-{shade}"')


@get("/01/{path:path}", sync_to_thread=False)
def digital_link(path: FromPath[str]) -> Response[bytes]:
    """Lead a GS1 Digital Link into the app, which asks what it means; a serial number goes along."""
    number, _, rest = path.lstrip("/").partition("/")
    code = number if re.fullmatch(r"[0-9]{8,14}", number) else "unreadable"
    named = _SERIAL.fullmatch(rest) if code == number else None
    if named is not None:
        code = f"(01){number.zfill(14)}(21){quote(named[1], safe='')}"
    return Response(b"", status_code=303, headers={**_HEADERS, "Location": f"/app#/scan/{code}"})


def _sent(
    request: Request[None, None, State], asset: Asset, more: dict[str, str] | None = None
) -> Response[bytes]:
    """Return a file, nothing where the browser has it already, packed where it can be."""
    headers = {**_HEADERS, **(more or {}), "ETag": asset.tag}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(b"", status_code=304, headers=headers)
    if asset.packed and "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.packed, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)


HANDLERS = [shell, worker, file, digital_link]
