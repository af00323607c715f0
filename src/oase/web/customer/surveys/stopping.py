"""``/s/{token}/stop``: no more questions. One click in a mail program is enough (RFC 8058)."""

from __future__ import annotations

from asyncio import to_thread as off
from typing import Any

from litestar import HttpMethod, Response, post, route
from litestar.params import FromPath

from oase.surveys.occasion import stop
from oase.surveys.tokens import Ticket
from oase.web.customer.surveys.answers import (
    Asked,
    answered,
    brand_of,
    language,
    noted,
    reach_in,
    signer_of,
)
from oase.web.surveys.rendering import said

__all__ = ["HANDLERS"]

_AT_ANY_TIME = 0
"""A link that is over still ends the asking."""


@route("/s/{token:str}/stop", http_method=[HttpMethod.GET, HttpMethod.HEAD])
async def ask(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Ask whether she wants no more of it; scanners that open the link change nothing."""

    def asked() -> Response[Any]:
        ticket = _ticket(request, token)
        lang = language(request)
        if ticket.alias is None:
            return noted(request, lang, said("stop.title", lang), [said("stop.nobody.what", lang)])
        button = (f"/s/{token}/stop", said("stop.button", lang))
        return noted(request, lang, said("stop.title", lang), [said("stop.what", lang)], button=button)

    return await off(answered, request, asked)


@post("/s/{token:str}/stop", status_code=200, sync_to_thread=True)
def do(request: Asked, token: FromPath[str]) -> Response[Any]:
    """Withdraw the consent to be asked, at once and without another question."""

    def done() -> Response[Any]:
        ticket = _ticket(request, token)
        reach = reach_in(request)
        lang = language(request)
        with reach.database.writing() as connection:
            is_somebody = stop(connection, ticket, reach.moment())
        if not is_somebody:
            return noted(request, lang, said("stop.title", lang), [said("stop.nobody.what", lang)])
        parts = [said("stop.done.what", lang, brand=brand_of(request))]
        return noted(request, lang, said("stop.done.title", lang), parts)

    return answered(request, done)


HANDLERS = [ask, do]


def _ticket(request: Asked, token: str) -> Ticket:
    return signer_of(request).read(token, _AT_ANY_TIME)
