"""Purpose-Werkstatt: purpose, measures, promotions apart, claims, law, employees, items, repair data."""

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
