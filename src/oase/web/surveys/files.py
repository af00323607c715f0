"""Style sheet and scripts of the survey page, kept in memory under addresses that name their content."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

__all__ = ["FILES", "File", "address_of"]

_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


class File(NamedTuple):
    """One file.

    Parameters
    ----------
    content : bytes
    media_type, tag : str
        ``tag`` names the content.
    """

    content: bytes
    media_type: str
    tag: str


def _read() -> dict[str, File]:
    found: dict[str, File] = {}
    for entry in files("oase.web.surveys").joinpath("static").iterdir():
        kind = _TYPES.get(entry.name.rpartition(".")[2])
        if kind is not None:
            content = entry.read_bytes()
            found[entry.name] = File(content, kind, sha256(content).hexdigest()[:12])
    return found


FILES = _read()
"""All of them by name: ``survey.css``, ``survey.js``, ``embed.js``."""


def address_of(name: str) -> str:
    """Return the address of a file; another content, another address.

    Examples
    --------
    >>> address_of("survey.css").startswith("/s/survey.css?v=")
    True
    """
    return f"/s/{name}?v={FILES[name].tag}"
