"""What arrives at the door, as server-sent events: ``GET /live``, within a second after it was accepted.

There is one kind of event, ``arrived``, once at the beginning (with the counts of today) and then whenever
something came, at most four times a second. Its data is a JSON object::

    {"contacts": 3, "refused": 1,                   came since the last event
     "accepted_today": 812, "refused_today": 4,     since midnight in the zone of the house
     "rows": [                                      oldest first, at most 50 an event
       {"id": "c4711", "at": 1795950000000000,      c for a contact, r for a refusal; microseconds, UTC
        "time": "14:03:05", "source": "shop",       time of day in the zone of the house
        "touchpoint": "Warenkorb", "channel": "web", "person": "1f2e3d4c"},
       {"id": "r12", "at": 1795950000000000, "time": "14:03:05", "source": "shop",
        "reason": "no_consent"}]}                   key of ``model.RefusalReason``

``rows`` is empty for who may not see the door; of a row, what is empty is left out. ``contacts`` counts also
those that did not fit into ``rows``. A page uses it by ``live(onEvent)`` of ``oase.js``, which is closed
while the page is hidden, so a page that is shown again should also ``refresh()`` where it needs every row.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import msgspec
from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.response import Stream

from oase.accounts import Permission, find_account, list_sessions
from oase.web.arrivals import Arrivals, Arrived, Listener
from oase.web.pages.visit import Visit

__all__ = ["HANDLERS"]

Here = NamedDependency[Visit]
_OPT = {"permission": Permission.SEE_TODAY}

HEARTBEAT_SECONDS = 5.0
RETRY_SECONDS = 30
_HEADERS = {"X-Accel-Buffering": "no"}  # a proxy must pass each event on at once


@get("/live", opt=_OPT)
async def live(visit: Here, state: State) -> Response[bytes] | Stream:
    """Tell what arrives, until the browser goes, the session ends or the server does."""
    arrivals: Arrivals = state.arrivals
    account = visit.account.id if visit.account else None
    listener = arrivals.join(has_rows=visit.may(Permission.SEE_DOOR), account=account)
    if listener is None:
        return Response(
            b"Too many listen already.\n",
            status_code=503,
            media_type="text/plain",
            headers={"Retry-After": str(RETRY_SECONDS)},
        )
    return Stream(_events(visit, arrivals, listener), media_type="text/event-stream", headers=_HEADERS)


async def _events(visit: Visit, arrivals: Arrivals, listener: Listener) -> AsyncGenerator[bytes]:
    loop = asyncio.get_running_loop()
    try:
        yield b"retry: 3000\n\n" + _event(await asyncio.to_thread(arrivals.now))
        checked = loop.time()
        while True:
            heard = await listener.hear(HEARTBEAT_SECONDS)
            if arrivals.is_over:
                return
            if loop.time() - checked >= HEARTBEAT_SECONDS:
                if not await asyncio.to_thread(_may_still, visit, listener):
                    return
                checked = loop.time()
            yield b": here\n\n" if heard is None else _event(heard)
    finally:
        arrivals.leave(listener)


def _event(arrived: Arrived) -> bytes:
    return b"event: arrived\ndata: " + msgspec.json.encode(arrived) + b"\n\n"


def _may_still(visit: Visit, listener: Listener) -> bool:
    """Whether who listens is still signed in and may see what she is told; it keeps no session alive."""
    if visit.account is None or visit.session is None:
        return False
    database, at = visit.reach.database, visit.reach.clock()
    account = find_account(database, visit.account.id)
    if account is None or account.closed is not None or not account.may(Permission.SEE_TODAY):
        return False
    if listener.has_rows and not account.may(Permission.SEE_DOOR):
        return False
    return any(one.id == visit.session.id for one in list_sessions(database, account.id, at=at))


HANDLERS = [live]
