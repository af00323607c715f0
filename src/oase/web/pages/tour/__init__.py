"""Tour: stops, bookings, the queue at the bus on a phone."""

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
