"""Dates for calendars: all stops (``/p/tour.ics``), one stop, one's own booking."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route
from litestar.params import FromPath

from oase.programmes.events import stops
from oase.programmes.events.ics import Entry, calendar
from oase.programmes.events.stops import MINUTE, Stop
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    answered,
    brand_of,
    file_answer,
    language,
    reach_in,
)
from oase.web.customer.programmes.tour.furniture import public_stop, said_of
from oase.web.customer.programmes.tour.own_ticket import met
from oase.web.outside import outside

__all__ = ["HANDLERS"]

_KIND = "text/calendar; charset=utf-8"


@route("/p/tour.ics", http_method=LOOKING)
async def all_stops(request: Asked) -> Response[Any]:
    """Return all stops to come; a calendar may subscribe to it."""

    def made() -> Response[Any]:
        reach = reach_in(request)
        with reach.database.reading() as connection:
            coming = stops.coming(connection, reach.moment())
        return _file(request, [_entry(request, one) for one in coming], "tour.ics")

    return await off(answered, request, made)


@route("/p/tour/{stop:int}/date.ics", http_method=LOOKING)
async def one_stop(request: Asked, stop: FromPath[int]) -> Response[Any]:
    """Return one stop."""

    def made() -> Response[Any]:
        with reach_in(request).database.reading() as connection:
            held = public_stop(connection, stop)
        return _file(request, [_entry(request, held)], f"tour-{stop}.ics")

    return await off(answered, request, made)


@route("/p/tour/t/{secret:str}/date.ics", http_method=LOOKING)
async def own_date(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Return one's own booking, with the link to it."""

    def made() -> Response[Any]:
        reach = reach_in(request)
        with reach.database.reading() as connection:
            held, stop, _ = met(connection, secret, reach.moment())
        whole = _entry(request, stop)
        begins = held.slot if held.slot is not None else stop.opens
        own = whole._replace(
            uid=f"ticket-{held.id}@{_host(request)}",
            begins=begins,
            ends=begins + stop.slot_minutes * MINUTE if held.slot is not None else stop.closes,
            about=said_of(language(request))("ics.number", number=held.number),
            url=f"{outside(request)}/p/tour/t/{secret}",
            is_cancelled=whole.is_cancelled or held.state in ("cancelled", "left"),
        )
        return _file(request, [own], "termin.ics")

    return await off(answered, request, made)


HANDLERS = [all_stops, one_stop, own_date]


def _entry(request: Asked, stop: Stop) -> Entry:
    lang = language(request)
    t, brand = said_of(lang), brand_of(request)
    return Entry(
        uid=f"stop-{stop.id}@{_host(request)}",
        begins=stop.opens,
        ends=stop.closes,
        changed=stop.changed,
        title=" · ".join(filter(None, (brand, t("ics.title", city=stop.city)))),
        place=", ".join(filter(None, (stop.name, stop.street, f"{stop.postcode} {stop.city}"))),
        about=stop.told(lang),
        url=f"{outside(request)}/p/tour/{stop.id}",
        geo=(stop.latitude, stop.longitude),
        is_cancelled=stop.state == "cancelled",
    )


def _file(request: Asked, entries: list[Entry], name: str) -> Response[Any]:
    title = said_of(language(request))("ics.calendar", brand=brand_of(request) or "Oase")
    return file_answer(calendar(entries, title), _KIND, name=name)


def _host(request: Asked) -> str:
    return outside(request).partition("://")[2].partition(":")[0]
