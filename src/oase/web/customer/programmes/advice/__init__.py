"""``/p`` and ``/p/repair``: what can be done for a damaged thing; repair first, told beforehand, new last.

Comes in: what is broken and what is known of it. Goes out: what the law says, three ways with fee, saving and
footprint, and, when one is chosen, a case with its secret link.
"""

from litestar.handlers import HTTPRouteHandler

from oase.web.customer.programmes.advice import asking, beginning

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [*asking.HANDLERS, *beginning.HANDLERS]
