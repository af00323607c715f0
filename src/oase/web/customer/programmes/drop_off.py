"""``/p/drop-off``: where clothes and shoes can be dropped off nearby."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
