"""``Durable``: lets handlers on the loop wait until the inbox's thread has stored what they handed in."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial

from oase.errors import OaseError

__all__ = ["Durable"]

Reply = Callable[[OaseError | None], None]
_Waiting = asyncio.Future[OaseError | None]


class Durable:
    """Passes on what became of requests from the inbox's thread to the loop, which is woken once for many."""

    def __init__(self) -> None:
        self._told: deque[tuple[_Waiting, OaseError | None]] = deque()
        self._is_telling = False

    async def stored(self, submit: Callable[[Reply], None]) -> OaseError | None:
        """Hand something in and wait; return what was in the way, None when it is durable.

        Parameters
        ----------
        submit : callable
            Is given the reply that must be called once, from any thread.
        """
        loop = asyncio.get_running_loop()
        durable: _Waiting = loop.create_future()
        submit(partial(self._tell, loop, durable))
        return await durable

    def _tell(self, loop: asyncio.AbstractEventLoop, durable: _Waiting, error: OaseError | None) -> None:
        self._told.append((durable, error))
        if self._is_telling:
            return
        self._is_telling = True
        try:
            loop.call_soon_threadsafe(self._pass_on)
        except RuntimeError:
            if not loop.is_closed():  # then nobody waits any more
                raise

    def _pass_on(self) -> None:
        self._is_telling = False  # before the first is taken: what comes from now on wakes the loop again
        while self._told:
            durable, error = self._told.popleft()
            if not durable.done():
                durable.set_result(error)
