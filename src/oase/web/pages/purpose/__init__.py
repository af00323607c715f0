"""Purpose-Werkstatt: purpose, measures, promotions apart, claims, law, employees, items, repair data."""

from litestar.handlers import HTTPRouteHandler

from oase.web.pages.purpose import guarantees, items

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    *items.HANDLERS,
    *guarantees.HANDLERS,
]
