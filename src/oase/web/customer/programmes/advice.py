"""``/p`` and ``/p/repair``: what can be done for a damaged thing, repair first, told beforehand."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
