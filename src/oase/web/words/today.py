"""Texts of the page Today."""

from __future__ import annotations

__all__ = ["ENGLISH", "GERMAN"]

GERMAN = {
    "today.title": "Heute",
}

ENGLISH = {
    "today.title": "Today",
}
