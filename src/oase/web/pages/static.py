"""Style sheets and scripts of our own, kept in memory, under addresses that name their content."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

__all__ = ["HANDLERS", "STATIC", "address_of"]

_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
}


class Static(NamedTuple):
    """One file."""

    content: bytes
    media_type: str


def _read() -> dict[str, Static]:
    found: dict[str, Static] = {}
    for entry in files("oase.web").joinpath("static").iterdir():
        ending = entry.name.rpartition(".")[2]
        if ending in _TYPES:
            content = entry.read_bytes()
            found[entry.name] = Static(content, _TYPES[ending])
    return found


STATIC = _read()
"""All of them by name."""

MARK = sha256(b"".join(STATIC[name].content for name in sorted(STATIC))).hexdigest()[:12]
"""One for all, so that a script finds another one beside itself: ``import { live } from "./oase.js"``."""


def address_of(name: str) -> str:
    """Return the address of a file; another content of any of them, another address."""
    if name not in STATIC:
        raise KeyError(name)
    return f"/static/{MARK}/{name}"


@get("/static/{mark:str}/{name:str}", sync_to_thread=False, opt={"is_open": True})
def static(mark: FromPath[str], name: FromPath[str]) -> Response[bytes]:
    """Return a style sheet or script; browsers keep it for a year."""
    found = STATIC.get(name)
    if found is None or mark != MARK:
        raise NotFoundException
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(found.content, media_type=found.media_type, headers=headers)


HANDLERS = [static]
