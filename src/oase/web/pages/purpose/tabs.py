"""What every page of the Purpose-Werkstatt has above it: its tabs and its style sheet."""

from __future__ import annotations

from typing import Any

from oase.web.pages.static import STATIC, address_of
from oase.web.pages.visit import Visit

__all__ = ["around"]

_TABS = (
    ("overview", "/purpose"),
    ("measures", "/purpose/measures"),
    ("items", "/purpose/items"),
    ("guarantees", "/purpose/guarantees"),
    ("law", "/purpose/law"),
    ("claims", "/purpose/claims"),
    ("markets", "/purpose/markets"),
    ("employees", "/purpose/employees"),
    ("repairs", "/purpose/repairs"),
)


def around(visit: Visit, here: str) -> dict[str, Any]:
    """Return what the template needs: ``tabs`` for the macro in ``purpose_tabs.html``, and ``style``."""
    tabs = [(visit.t(f"purpose.tab.{name}"), path, name == here) for name, path in _TABS]
    return {"tabs": tabs, "style": address_of("purpose.css") if "purpose.css" in STATIC else ""}
