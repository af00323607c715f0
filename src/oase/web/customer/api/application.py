"""The interface of a customer's app put together; made when it is first asked, beside the server's start."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from oase.web.door import Message, Receive, Send
from oase.web.reach import Reach

if TYPE_CHECKING:
    from litestar import Litestar

__all__ = ["CustomerApi", "customers_description"]


class CustomerApi:
    """An ASGI application that is made in a thread when it is asked first: it needs all rooms of the house.

    Parameters
    ----------
    reach : Reach
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._lock = threading.Lock()
        self._made: Litestar | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        made = self._made or await asyncio.to_thread(self._make)
        await made(scope, receive, send)  # type: ignore[arg-type]

    def _make(self) -> Litestar:
        with self._lock:
            if self._made is None:
                from oase.web.customer.api.making import make_api  # here, so that a server starts sooner

                self._made = make_api(self._reach)
            return self._made


def customers_description() -> bytes:
    """Return the OpenAPI document of the customer's interface, JSON."""
    from oase.web.customer.api.making import described  # here, so that a server starts sooner

    return described()
