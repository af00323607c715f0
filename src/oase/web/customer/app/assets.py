"""The files of the app, kept in memory as they are sent: plain and packed, with the name of their content."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

__all__ = ["ASSETS", "SHELL", "VERSION", "WORKER", "Asset"]

_TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webmanifest": "application/manifest+json",
}
_PACKED_ALREADY = frozenset({"png"})
_APART = ("shell.html", "sw.js")
_DRAWINGS = "drawings/"


class Asset(NamedTuple):
    """One file.

    Parameters
    ----------
    content, packed : bytes
        ``packed`` by gzip; empty where that saves nothing.
    media_type, tag : str
        ``tag`` names the content (``ETag``).
    """

    content: bytes
    packed: bytes
    media_type: str
    tag: str


def _asset(name: str, content: bytes) -> Asset:
    ending = name.rpartition(".")[2]
    packed = b"" if ending in _PACKED_ALREADY else gzip.compress(content, 9, mtime=0)
    return Asset(
        content,
        packed if len(packed) < len(content) else b"",
        _TYPES[ending],
        f'"{sha256(content).hexdigest()[:16]}"',
    )


def _found(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _found(entry, f"{prefix}{entry.name}/")
        elif entry.name.rpartition(".")[2] in _TYPES:
            yield prefix + entry.name, entry.read_bytes()


_FILES = dict(_found(files("oase.web.customer.app").joinpath("static")))

ASSETS = {name: _asset(name, content) for name, content in _FILES.items() if name not in _APART}
"""What is served under ``/app/``, by the rest of its path."""

VERSION = sha256(b"".join(name.encode() + _FILES[name] for name in _FILES)).hexdigest()[:12]
"""Another content of any file, another version: then the worker fetches all of them anew."""


def _worker() -> Asset:
    """Return the service worker; it is told which files make the shell."""
    kept = ["/app", *(f"/app/{name}" for name in ASSETS if not name.startswith(_DRAWINGS))]
    listed = ", ".join(f'"{path}"' for path in kept)
    told = f'const VERSION = "{VERSION}";\nconst SHELL = [{listed}];\n'
    return _asset("sw.js", told.encode() + _FILES["sw.js"])


WORKER = _worker()
SHELL = _asset("shell.html", _FILES["shell.html"])
