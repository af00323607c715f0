"""``Parts``: what stands behind the door: the interface, and the pages for everything else.

Pages need all rooms of the house, which take a second to load. They are loaded in the background once the
door is open; a page that is asked for before waits for that.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from oase.web.customer.paths import is_customers
from oase.web.door import Application, Message, Receive, Send
from oase.web.reach import Reach

if TYPE_CHECKING:
    from litestar import Litestar

__all__ = ["Parts", "house_pages"]

log = logging.getLogger("oase.serve")

_INTERFACE = ("/api/", "/health/")
_ALONE = frozenset({"/api", "/health", "/metrics", "/openapi.json"})


class Parts:
    """An ASGI application: the interface and the customer's own part on some paths, the pages on all others.

    Parameters
    ----------
    interface, customer : ASGI application
    make : callable
        Makes the pages; called once, in a thread.
    """

    def __init__(self, interface: Application, customer: Application, make: Callable[[], Litestar]) -> None:
        self._interface = interface
        self._customer = customer
        self._make = make
        self._pages: Future[Litestar] | None = None
        self._pool = ThreadPoolExecutor(1, "pages")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or is_interface(scope["path"]):
            return await self._interface(scope, receive, send)
        if is_customers(scope["path"]):
            return await self._customer(scope, receive, send)
        pages: Any = await asyncio.shield(asyncio.wrap_future(self.load()))
        return await pages(scope, receive, send)

    def load(self) -> Future[Litestar]:
        """Let the pages be made, if nobody has yet, or it went wrong."""
        if self._pages is None or (self._pages.done() and self._pages.exception() is not None):
            self._pages = self._pool.submit(self._make)
            self._pages.add_done_callback(_tell)
        return self._pages

    def end(self) -> None:
        """Let go of those who listen to what arrives: they would hold up the end of the server."""
        if self._pages is not None and self._pages.done() and self._pages.exception() is None:
            self._pages.result().state.arrivals.end()

    def close(self) -> None:
        """Wait until nothing is being loaded, and let go of the queue of tasks."""
        self._pool.shutdown(cancel_futures=True)
        if self._pages is not None and not self._pages.cancelled() and self._pages.exception() is None:
            self._pages.result().state.tasks.close()


def is_interface(path: str) -> bool:
    """Tell whether a path belongs to the interface.

    Examples
    --------
    >>> is_interface("/api/v1/contacts"), is_interface("/health/live"), is_interface("/metrics")
    (True, True, True)
    >>> is_interface("/"), is_interface("/apiary"), is_interface("/magic-moments")
    (False, False, False)
    """
    return path.startswith(_INTERFACE) or path in _ALONE


def house_pages(reach: Reach) -> Litestar:
    """Return the pages of a served house; what takes long is done by the process "tasks"."""
    from oase.app.tasks.queue import Queue  # here, so that the door is open before all rooms are loaded
    from oase.web.kinds import KINDS
    from oase.web.pages import make_pages

    return make_pages(reach, Queue(reach.database, reach.settings, KINDS, clock=reach.clock))


def _tell(pages: Future[Litestar]) -> None:
    if not pages.cancelled() and (error := pages.exception()) is not None:
        log.error("the pages cannot be shown", exc_info=error)
