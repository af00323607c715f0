"""What the parts of the settings share."""

from __future__ import annotations

from typing import Any

from oase.accounts import Permission
from oase.web.pages.page import Page
from oase.web.pages.visit import Visit

__all__ = ["part"]

_PARTS = (
    ("own", "/settings", Permission.SEE_TODAY),
    ("people", "/settings/accounts", Permission.ADMINISTER),
    ("house", "/settings/house", Permission.ADMINISTER),
)


def part(visit: Visit, name: str, title: str, context: dict[str, Any], *, status: int = 200) -> Page:
    """Return one part of the settings with the way to the others."""
    tabs = [
        (visit.t(f"settings.{key}"), path, key == name)
        for key, path, permission in _PARTS
        if visit.may(permission)
    ]
    return Page("settings", title, {"part": name, "tabs": tabs, **context}, status=status)
