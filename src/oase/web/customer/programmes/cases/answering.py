"""The quote: to be read, kept as PDF, accepted or declined, each in two steps of the same weight."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, post, route
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from oase import words
from oase.db.connection import Connection
from oase.errors import ExtraMissing
from oase.programmes.cases.quotes import Quote, answer, quotes_of
from oase.programmes.items.registry import get as get_item
from oase.programmes.items.standing import day_at
from oase.programmes.law.repair_forms import form_owed
from oase.web.customer.programmes.cases.meeting import Met, act, actor_in, meet, page_of
from oase.web.customer.programmes.forms import read_form
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    answered,
    brand_of,
    file_answer,
    moved,
    reach_in,
)
from oase.web.repair_form import day_told, price_told, quote_pdf, rows_of
from oase.web.words import text

__all__ = ["HANDLERS"]

_LONGEST_VERSION = 4


@route("/c/{secret:str}/quote", http_method=LOOKING)
async def look(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Show the quote as the European form."""
    return await off(answered, request, lambda: _looked(request, secret))


@route("/c/{secret:str}/quote.pdf", http_method=LOOKING)
async def as_pdf(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Return the quote as PDF."""
    return await off(answered, request, lambda: _pdf(request, secret))


@route("/c/{secret:str}/accept", http_method=LOOKING)
async def ask_accept(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask whether the quote is accepted."""
    return await off(answered, request, lambda: _asked(request, secret, "accept"))


@route("/c/{secret:str}/reject", http_method=LOOKING)
async def ask_reject(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Ask whether the quote is declined."""
    return await off(answered, request, lambda: _asked(request, secret, "reject"))


@post("/c/{secret:str}/accept", status_code=200)
async def accept(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep that the quote is accepted."""
    return await _answered(request, secret, "accepted")


@post("/c/{secret:str}/reject", status_code=200)
async def reject(request: Asked, secret: FromPath[str]) -> Response[Any]:
    """Keep that the quote is declined."""
    return await _answered(request, secret, "rejected")


HANDLERS = [look, as_pdf, ask_accept, ask_reject, accept, reject]


async def _answered(request: Asked, secret: str, told: str) -> Response[Any]:
    form = await read_form(request)
    version = form.said("version", _LONGEST_VERSION)

    def do(connection: Connection, met: Met) -> str:
        number = int(version) if version.isascii() and version.isdigit() else 0
        answer(
            connection,
            met.case.id,
            number,
            "accepted" if told == "accepted" else "rejected",
            actor_in(request),
        )
        return told

    return await off(act, request, secret, form.said("lang"), do, wrong="step")


def _zone(request: Asked) -> str:
    return reach_in(request).settings.timezone


def _looked(request: Asked, secret: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        met = meet(request, connection, secret)
        quotes = quotes_of(connection, met.case.id)
        item = None if met.case.item is None else get_item(connection, met.case.item)
    quote = _chosen(request, quotes)
    if quote is None:
        return moved(met.path, met.lang)
    owed = form_owed(item.garment if item else "", met.case.country, day_at(quote.made, _zone(request)))
    day = day_told(quote.valid_until, met.lang)
    is_open = quote.is_open(actor_in(request).today) and met.case.state == "estimated"
    is_over = quote.answer is None and not is_open
    return page_of(
        request,
        met,
        "public_case_quote.html",
        text("public_case.quote.title", met.lang, price=price_told(quote.form, met.lang)),
        quote=quote,
        rows=rows_of(quote, met.lang),
        is_open=is_open,
        lede=text(f"public_case.quote.{'over' if is_over else 'lede'}", met.lang, day=day),
        others=[one for one in quotes if one.version != quote.version],
        owed=owed.kind if owed.kind in ("duty", "voluntary") else "",
        no_pdf="no_pdf" in request.query_params,
        made=words.date(quote.made, met.lang, _zone(request)),
    )


def _pdf(request: Asked, secret: str) -> Response[Any]:
    reach = reach_in(request)
    with reach.database.reading() as connection:
        met = meet(request, connection, secret)
        quote = _chosen(request, quotes_of(connection, met.case.id))
    if quote is None:
        raise NotFoundException
    try:
        content = quote_pdf(
            quote, met.case.number, met.lang, brand=brand_of(request), zone=reach.settings.timezone
        )
    except ExtraMissing:
        return moved(f"{met.path}/quote", met.lang, no_pdf="1")
    return file_answer(content, "application/pdf", name=f"{met.case.number}-{quote.version}.pdf")


def _asked(request: Asked, secret: str, what: str) -> Response[Any]:
    with reach_in(request).database.reading() as connection:
        met = meet(request, connection, secret)
        quotes = quotes_of(connection, met.case.id)
    quote = _chosen(request, quotes)
    if quote is None or not quote.is_open(actor_in(request).today) or met.case.state != "estimated":
        return moved(met.path, met.lang, wrong="step")
    price = price_told(quote.form, met.lang)
    is_free = what == "accept" and quote.form.highest_cents == 0 and not quote.form.services
    return page_of(
        request,
        met,
        "public_case_sure.html",
        text(f"public_case.{what}.title", met.lang, price=price),
        what=text(f"public_case.{what}.what", met.lang, repair=quote.form.repair),
        action=f"{met.path}/{what}",
        button=text(f"public_case.{what}.button{'.free' if is_free else ''}", met.lang),
        fields={"version": quote.version},
    )


def _chosen(request: Asked, quotes: list[Quote]) -> Quote | None:
    """Return the version that the address names, else the newest."""
    told = request.query_params.get("version", "")
    named = [one for one in quotes if str(one.version) == told]
    return named[0] if named else quotes[-1] if quotes else None
