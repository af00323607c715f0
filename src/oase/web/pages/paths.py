"""The pages of paths: how customers go, how far they come, whether and how soon they come again."""

from __future__ import annotations

from oase.web.pages import paths_again, paths_flow, paths_funnel, paths_time

__all__ = ["HANDLERS"]

HANDLERS = [*paths_flow.HANDLERS, *paths_funnel.HANDLERS, *paths_again.HANDLERS, *paths_time.HANDLERS]
