"""What all pages about answering bring along: their style sheet, their script, their parts, their clocks."""

from __future__ import annotations

from typing import Any

from oase.web.pages.response.running import ticking
from oase.web.pages.response.telling import tabs
from oase.web.pages.static import address_of
from oase.web.pages.visit import Visit

__all__ = ["furniture", "number_of"]

_LONGEST_NUMBER = 15


def furniture(visit: Visit, here: str) -> dict[str, Any]:
    """Return what the template of every part needs."""
    return {
        "style": address_of("response.css"),
        "script": address_of("response.js"),
        "tabs": tabs(visit, here),
        "ticking": ticking(visit),
    }


def number_of(told: str) -> int:
    """Return the number that stands in an address or a field; 0, which nothing has, where it is none."""
    return int(told) if told.isascii() and told.isdecimal() and len(told) <= _LONGEST_NUMBER else 0
