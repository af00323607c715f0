"""Impact: what the programmes have come to, factors, published claims."""

from litestar.handlers import HTTPRouteHandler

from oase.web.pages.impact import factors, overview, published

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [*overview.HANDLERS, *factors.HANDLERS, *published.HANDLERS]
