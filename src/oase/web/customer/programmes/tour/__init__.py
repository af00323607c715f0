"""``/p/tour``: stops of the bus, bookings, numbers drawn at the bus, dates for calendars."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from oase.web.customer.programmes.tour import dates, own_ticket, stop, stops

__all__ = ["HANDLERS"]

HANDLERS: list[HTTPRouteHandler] = [
    *stops.HANDLERS,
    *stop.HANDLERS,
    *own_ticket.HANDLERS,
    *dates.HANDLERS,
]
