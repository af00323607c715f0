"""``/p/take-back``: giving things back; ``/p/take-back/{secret}``: how one take-back stands."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from oase.web.customer.programmes.take_back import asking, standing

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [*asking.HANDLERS, *standing.HANDLERS]
