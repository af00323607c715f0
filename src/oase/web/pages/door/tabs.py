"""The tabs of the page, and the page around one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oase.accounts import Permission
from oase.charts import Picture
from oase.web.pages.page import Page
from oase.web.pages.tables import Grid
from oase.web.pages.visit import Visit

__all__ = ["tab"]

_TABS = (
    ("live", "/door", Permission.SEE_DOOR),
    ("refusals", "/door/refusals", Permission.SEE_DOOR),
    ("mapping", "/door/mapping", Permission.SEE_DOOR),
    ("keys", "/door/keys", Permission.ADMINISTER),
    ("connect", "/door/connect", Permission.SEE_DOOR),
)


def tab(
    visit: Visit,
    name: str,
    title: str,
    lede: str,
    context: Mapping[str, Any],
    grids: Mapping[str, Grid] | None = None,
    pictures: Mapping[str, tuple[Picture, Picture]] | None = None,
    status: int = 200,
) -> Page:
    """Return one tab as a page: ``door_<name>.html`` below the others' addresses."""
    shown = [(key, path) for key, path, permission in _TABS if visit.may(permission)]
    around = {"tab": name, "tabs": shown, **context}
    return Page("door", title, around, grids or {}, pictures or {}, lede=lede, status=status)
