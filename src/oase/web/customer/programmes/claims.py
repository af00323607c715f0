"""``/p/claims/{claim}``: a released text with what carries it, to be linked from where the text stands."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import Response, route
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from oase.errors import OptionInvalid
from oase.programmes.claims import check, texts
from oase.web.customer.programmes.rendering import (
    LOOKING,
    Asked,
    answered,
    language,
    public_page,
    reach_in,
)
from oase.web.evidence import evidence_answer
from oase.web.law_words import day_in_words, today
from oase.web.words import text

__all__ = ["HANDLERS"]

_LONGEST_NUMBER = 15


@route("/p/claims/{claim:str}", http_method=LOOKING)
async def one(request: Asked, claim: FromPath[str]) -> Response[Any]:
    """Show a released text and its evidence."""
    return await off(answered, request, lambda: _shown(request, claim))


@route("/p/claims/{claim:str}/{number:str}", http_method=LOOKING)
async def file(request: Asked, claim: FromPath[str], number: FromPath[str]) -> Response[Any]:
    """Give out a file that stands beside a released text."""
    return await off(answered, request, lambda: _file(request, claim, number))


HANDLERS: list[HTTPRouteHandler] = [one, file]


def _shown(request: Asked, told: str) -> Response[Any]:
    lang, reach = language(request), reach_in(request)
    held = _released(request, told)
    with reach.database.reading() as connection:
        rows = [row for row in texts.evidence_of(connection, held.id) if row.is_shown]
    title = text("public.claims.title", lang)
    return public_page(
        request,
        "public_claim.html",
        lang,
        title=title,
        held=held,
        since=day_in_words(held.day, lang),
        evidence=[(row.id, row.title, row.where, row.digest) for row in rows],
    )


def _file(request: Asked, told: str, number: str) -> Response[Any]:
    database = reach_in(request).database
    held = _released(request, told)
    with database.reading() as connection:
        rows = texts.evidence_of(connection, held.id)
    row = next((row for row in rows if row.is_shown and row.digest and str(row.id) == number), None)
    if row is None:
        raise NotFoundException
    return evidence_answer(database.folder, row)


def _released(request: Asked, told: str) -> texts.Kept:
    """Return a text that may be said today; whatever else there is in the register is nobody's business."""
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        raise NotFoundException
    try:
        with reach_in(request).database.reading() as connection:
            held = texts.get(connection, int(told))
    except OptionInvalid as error:
        raise NotFoundException from error
    day = today(reach_in(request))
    if held.state != "released" or held.day > day:
        raise NotFoundException
    if check(held.text, country=held.country, day=day).verdict == "blocked":
        raise NotFoundException
    return held
