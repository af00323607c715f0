"""The customer's own part put together."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import Message, Scope

from oase.web.customer.api import CustomerApi
from oase.web.customer.app import HANDLERS as APP
from oase.web.customer.counter import PATH, DecisionCall
from oase.web.customer.programmes import HANDLERS as PROGRAMMES
from oase.web.customer.surveys import HANDLERS as SURVEYS
from oase.web.door import Application, Receive, Send
from oase.web.door import Message as Asked
from oase.web.reach import Reach, reach_of

__all__ = ["HANDLERS", "make_customer"]

MOST_BYTES = 100_000
_CALLS = "/v1/"
_GUARDS = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"same-origin"))

HANDLERS: Sequence[HTTPRouteHandler] = [*APP, *SURVEYS, *PROGRAMMES]


def make_customer(reach: Reach) -> Application:
    """Return the customer's own part of a house as an ASGI application.

    Parameters
    ----------
    reach : Reach
        What it can reach.
    """
    calls = CustomerApi(reach)
    decisions = DecisionCall(reach)
    app: Application = Litestar(
        list(HANDLERS),
        dependencies={"reach": Provide(reach_of, sync_to_thread=False)},
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
        state=State({"reach": reach}),
        before_send=[_guarded],
    )  # type: ignore[assignment]

    async def customer(scope: Asked, receive: Receive, send: Send) -> None:
        part = decisions if scope["path"] == PATH else calls if scope["path"].startswith(_CALLS) else app
        await part(scope, receive, send)

    return customer


async def _guarded(message: Message, _scope: Scope) -> None:
    """Let no browser guess at what an answer is; a page that says itself what it refers to keeps that."""
    if message["type"] == "http.response.start":
        told = {name.lower() for name, _ in message["headers"]}
        message["headers"] = [*message["headers"], *(one for one in _GUARDS if one[0] not in told)]
