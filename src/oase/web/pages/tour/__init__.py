"""Tour: stops, bookings, the queue at the bus on a phone."""

from collections.abc import Sequence

from litestar.handlers import HTTPRouteHandler

from oase.web.pages.tour import counter, making, one_ticket, overview, stop_page

__all__ = ["HANDLERS"]

HANDLERS: Sequence[HTTPRouteHandler] = [
    *overview.HANDLERS,
    *making.HANDLERS,
    *stop_page.HANDLERS,
    *one_ticket.HANDLERS,
    *counter.HANDLERS,
]
