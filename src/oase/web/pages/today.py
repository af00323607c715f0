"""The page Today: what changed, what arrived, what needs someone."""

from __future__ import annotations

from oase.accounts import Permission
from oase.web.pages.page import Page, page
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]


@page("/", Permission.SEE_TODAY)
def today(visit: Visit) -> Page:
    """Show the day."""
    look = visit.look("overview")
    return Page("today", visit.t("today.title"), {"overview": look.result})


HANDLERS = today
