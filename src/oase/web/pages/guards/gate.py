"""``Gate``: what every request passes before a page is asked, even where there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send

from oase.errors import OaseError
from oase.web.pages.guards.policy import guarded
from oase.web.pages.guards.rates import FORMS, PAGES, Rates
from oase.web.pages.guards.visitors import OPEN, Visitor, arriving, recognise
from oase.web.reach import Reach

__all__ = ["Gate"]


class Gate:
    """Limits how often a client asks, finds out who it is, and adds what every answer says to the browser.

    Parameters
    ----------
    app : ASGI application
        The pages.
    reach : Reach
    refuse : callable
        Makes an ASGI application that says, for so many seconds to wait, that these were too many requests.
    """

    def __init__(self, app: ASGIApp, reach: Reach, refuse: Callable[[Scope, int], ASGIApp]) -> None:
        self._app = app
        self._reach = reach
        self._refuse = refuse
        self._pages, self._forms = Rates(PAGES), Rates(FORMS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        visitor = arriving(connection)
        scope["state"]["visitor"] = visitor
        send = guarded(send, is_https=visitor.is_https, cookies=visitor.cookies)
        if wait := self._wait_seconds(scope, visitor):
            return await self._refuse(scope, wait)(scope, receive, send)
        if not scope["path"].startswith("/static/"):
            await self._recognise(connection, visitor)
        return await self._app(scope, receive, send)

    async def _recognise(self, connection: ASGIConnection[Any, Any, Any, Any], visitor: Visitor) -> None:
        try:
            await sync_to_thread(recognise, self._reach, connection, visitor)
        except OaseError as error:  # told by the page, in the language of whoever asks
            visitor.trouble = error

    def _wait_seconds(self, scope: HTTPScope, visitor: Visitor) -> int:
        at = self._reach.clock()
        is_form = scope["method"] == "POST" and scope["path"].startswith(OPEN)
        wait = self._forms.wait_seconds(visitor.address, at) if is_form else 0
        return wait or self._pages.wait_seconds(visitor.address, at)
