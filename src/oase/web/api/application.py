"""The interface put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from litestar import Litestar, Response, Router, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import Message, Scope

from oase.web import problems
from oase.web.api import contacts, customers, health, hooks, mapping, messages, persons, surveys
from oase.web.openapi import document, merged
from oase.web.reach import Reach, reach_of

__all__ = ["description", "make_api"]

MOST_BYTES = 1_000_000
_PREFIX = "/api/v1"
_GUARDS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))


def make_api(reach: Reach, also: Callable[[], bytes] | None = None) -> Litestar:
    """Return the interface of a house as an ASGI application.

    Parameters
    ----------
    reach : Reach
        What it can reach.
    also : callable, optional
        Returns the OpenAPI document of what else is served, told together with its own.
    """
    return Litestar(
        [*_handlers(), openapi],
        dependencies={"reach": Provide(reach_of, sync_to_thread=False)},
        exception_handlers=problems.HANDLERS,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MOST_BYTES,
        state=State({"reach": reach, "described": cache(lambda: _described(also))}),
        before_send=[_guarded],
    )


async def _guarded(message: Message, _scope: Scope) -> None:
    """Let no browser guess at what an answer is, and nothing on the way keep it."""
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *_GUARDS]


@get("/openapi.json", sync_to_thread=True, include_in_schema=False, media_type="application/json")
def openapi(state: State) -> Response[bytes]:
    """Describe the door, the interface and what else is served."""
    return Response(state.described(), media_type="application/json")


def _described(also: Callable[[], bytes] | None) -> bytes:
    return description() if also is None else merged(description(), also())


@cache
def description() -> bytes:
    """Return the OpenAPI document of the door and the interface, JSON."""
    dependencies = {"reach": Provide(reach_of, sync_to_thread=False)}
    return document(_handlers(), dependencies)


def _handlers() -> Sequence[HTTPRouteHandler | Router | Any]:
    under = [
        *contacts.HANDLERS,
        *mapping.HANDLERS,
        *messages.HANDLERS,
        *persons.HANDLERS,
        *customers.HANDLERS,
        *surveys.HANDLERS,
        *hooks.HANDLERS,
    ]
    return [*health.HANDLERS, Router(_PREFIX, route_handlers=under)]
