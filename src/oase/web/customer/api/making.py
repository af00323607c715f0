"""Which calls a customer's app has, and what all of them share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import Message, Scope

from oase.app.visiting import Visiting
from oase.web.customer.api import answers, items, me, store, surveys, visits, wishlist
from oase.web.customer.api.access import PER_SECOND, Pace, herself, visiting_of, with_token
from oase.web.customer.api.problems import HANDLERS as PROBLEMS
from oase.web.openapi import customers_document
from oase.web.reach import Reach

__all__ = ["DEPENDENCIES", "HANDLERS", "described", "make_api", "visiting_in"]

MOST_BYTES = 32_000
"""Largest body; pictures are allowed more where they are taken."""

RENEWALS_PER_SECOND = 1.0
PICTURES_PER_SECOND = 2.0
EXPORTS_PER_SECOND = 0.2

_GUARDS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"same-origin"),
    (b"vary", b"Authorization, Accept-Language"),
)

_HERS: Sequence[HTTPRouteHandler] = [
    *me.HANDLERS,
    *wishlist.HANDLERS,
    *visits.HANDLERS,
    *store.HANDLERS,
    *items.HANDLERS,
    *answers.HANDLERS,
    *surveys.HANDLERS,
]
_OPEN: Sequence[HTTPRouteHandler] = [*me.OPEN]

HANDLERS: Sequence[Any] = [Router("/", route_handlers=_HERS, guards=[with_token]), *_OPEN]
"""Every call; all but those that need none are guarded by her token."""

DEPENDENCIES = {
    "visiting": Provide(visiting_of, sync_to_thread=False),
    "her": Provide(herself, sync_to_thread=True),
}


def make_api(reach: Reach) -> Litestar:
    """Return the interface of a customer's app as an ASGI application.

    Parameters
    ----------
    reach : Reach
        What it can reach.
    """
    paces = {
        "pace": Pace(PER_SECOND),
        "renewals": Pace(RENEWALS_PER_SECOND),
        "pictures": Pace(PICTURES_PER_SECOND),
        "exports": Pace(EXPORTS_PER_SECOND),
    }
    state = State({"visiting": visiting_in(reach), "reach": reach, **paces})
    return Litestar(
        list(HANDLERS),
        dependencies=DEPENDENCIES,
        exception_handlers=PROBLEMS,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
        state=state,
        before_send=[_guarded],
    )


def described() -> bytes:
    """Return the OpenAPI document of the customer's interface, JSON."""
    return customers_document(HANDLERS, DEPENDENCIES)


def visiting_in(reach: Reach) -> Visiting:
    """Return what the calls work with."""
    return Visiting(reach.house.rooms, reach.database, reach.keyring, reach.inbox, reach.moment)


async def _guarded(message: Message, _scope: Scope) -> None:
    """Let no browser guess at what an answer is, and nothing on the way keep it."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_GUARDS]
