"""Take-back: parcels, grading, resale, where it all went, places to drop off."""

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
