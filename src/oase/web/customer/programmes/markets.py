"""``/p/rights``: what holds in each country, for guarantee, repair and subsidies."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
