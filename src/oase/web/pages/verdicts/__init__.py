"""The page on versions of the verdicts: all of them, one, and what differs between two and why."""

from oase.web.pages.verdicts.showing import HANDLERS

__all__ = ["HANDLERS"]
