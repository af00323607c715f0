"""Style sheets and scripts of public pages, under addresses that name their content: ``/p/own/…``."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from oase.web.customer.surveys.answers import Asked
from oase.web.surveys.files import File

__all__ = ["HANDLERS", "address_of"]

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
_YEAR = "public, max-age=31536000, immutable"


def _read() -> dict[str, File]:
    found: dict[str, File] = {}
    for entry in files("oase.web.customer.programmes").joinpath("static").iterdir():
        kind = _TYPES.get(entry.name.rpartition(".")[2])
        if kind is not None:
            content = entry.read_bytes()
            found[entry.name] = File(content, kind, sha256(content).hexdigest()[:12])
    return found


_FILES = _read()


def address_of(name: str) -> str:
    """Return the address of a file; another content, another address.

    Examples
    --------
    >>> address_of("public.css").startswith("/p/own/public.css?v=")
    True
    """
    return f"/p/own/{name}?v={_FILES[name].tag}"


@get("/p/own/{name:str}", sync_to_thread=False)
def own(request: Asked, name: FromPath[str]) -> Response[bytes]:
    """Return what a page loads; a browser keeps it as long as its address says the same."""
    file = _FILES.get(name)
    if file is None:
        raise NotFoundException
    is_same = request.query_params.get("v", "") == file.tag
    cache = _YEAR if is_same else "no-cache"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": cache})


HANDLERS = [own]
