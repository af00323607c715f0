"""Papers of a case: the slip that goes into the parcel, and the guide that goes with a kit.

The slip carries number, sender, what and why, and a QR code that the workshop scans. It is our own and no
postage: no carrier is asked.
"""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route
from litestar.params import FromPath

from oase.programmes.cases.guides import guide_of
from oase.programmes.cases.kits import kit_of
from oase.programmes.cases.workshop import workshop
from oase.retail.signs import sign
from oase.web.customer.programmes.cases.meeting import meet, page_of
from oase.web.customer.programmes.rendering import LOOKING, Asked, answered, file_answer, reach_in
from oase.web.outside import outside
from oase.web.words import text

__all__ = ["HANDLERS"]


@route("/c/{secret:str}/label", http_method=LOOKING)
async def look(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the slip, to be printed."""
    return await off(answered, request, lambda: _looked(request, secret))


@route("/c/{secret:str}/label.svg", http_method=LOOKING)
async def drawn(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show what the workshop scans: the address of the case in the workshop, which asks who one is."""

    def made() -> Response[Any]:
        reach = reach_in(request)
        with reach.database.reading() as connection:
            met = meet(request, connection, secret)
        house = reach.settings.address or outside(request)
        return file_answer(sign(f"{house}/cases?q={met.case.number}"), "image/svg+xml")

    return await off(answered, request, made)


@route("/c/{secret:str}/guide", http_method=LOOKING)
async def guide(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the guide to the kit of this case."""
    return await off(answered, request, lambda: _guided(request, secret))


HANDLERS = [look, drawn, guide]


def _looked(request: Asked, secret: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        met = meet(request, connection, secret)
        by = workshop(connection)
    return page_of(
        request,
        met,
        "public_case_label.html",
        text("public_case.label.title", met.lang, number=met.case.number),
        workshop=by,
    )


def _guided(request: Asked, secret: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        met = meet(request, connection, secret)
        kit = kit_of(connection, met.case.kit) if met.case.kit else None
        found = guide_of(connection, kit.guide, met.lang) if kit is not None else None
    title = found.title if found is not None else text("public_case.guide.steps", met.lang)
    return page_of(request, met, "public_case_guide.html", title, guide=found)
