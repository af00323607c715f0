"""``/c/{secret}``: one case, by its secret link."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
