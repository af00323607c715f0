"""Cases: the queue of the workshop, one case, kits and guides."""

from litestar.handlers import HTTPRouteHandler

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = []
