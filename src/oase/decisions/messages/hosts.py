"""How much may be under way to one server at a time: more while it answers well, less while it does not.

A server that answers well may be waited for. One that is slow or failing is not: what goes to it is turned
away to come back later, so that it never holds up what goes elsewhere.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import msgspec

__all__ = ["Busy", "Call", "Hosts"]

MOST_AT_ONCE = 24
SLOW_SECONDS = 2.0
LEAST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
BACK_PER_SECOND = 100
"""How many of those turned away come back each second."""

_LESS, _MORE = 0.8, 1.0


class Busy(Exception):
    """A server has no room now; ``seconds`` says when to come back."""

    def __init__(self, seconds: float) -> None:
        super().__init__("busy")
        self.seconds = seconds


class Call(msgspec.Struct):
    """One call under way; whoever makes it says whether the server answered well."""

    is_well: bool = False


class _Host(msgspec.Struct):
    allowed: float
    under_way: int = 0
    turned_away: int = 0
    waiting: deque[asyncio.Future[None]] = msgspec.field(default_factory=deque[asyncio.Future[None]])


class Hosts:
    """Slots per server.

    Parameters
    ----------
    most : int
        Most calls to one server at a time.
    slow_seconds : float
        Longest wait for a slot, and longest answer of a server that is well.
    """

    def __init__(self, most: int = MOST_AT_ONCE, slow_seconds: float = SLOW_SECONDS) -> None:
        self._most = most
        self._slow_seconds = slow_seconds
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def call(self, name: str) -> AsyncGenerator[Call]:
        """Hold a slot of a server.

        Raises
        ------
        Busy
            There is none, and waiting would hold up others.
        """
        host = self._hosts.setdefault(name, _Host(allowed=self._most))
        await self._enter(host)
        call, started = Call(), asyncio.get_running_loop().time()
        try:
            yield call
        finally:
            took = asyncio.get_running_loop().time() - started
            self._leave(name, host, is_well=call.is_well and took <= self._slow_seconds)

    async def _enter(self, host: _Host) -> None:
        if host.under_way >= int(host.allowed):
            if host.allowed < self._most:
                raise self._turned_away(host)
            await self._wait(host)
        host.under_way += 1
        host.turned_away = max(0, host.turned_away - 1)

    async def _wait(self, host: _Host) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        host.waiting.append(turn)
        try:
            async with asyncio.timeout(self._slow_seconds):
                while host.under_way >= int(host.allowed):
                    await turn
                    turn = asyncio.get_running_loop().create_future()
                    if host.under_way >= int(host.allowed):
                        host.waiting.append(turn)
        except TimeoutError:
            host.allowed = min(host.allowed, self._most - 0.5)  # from now on nobody waits for it
            raise self._turned_away(host) from None

    def _leave(self, name: str, host: _Host, *, is_well: bool) -> None:
        host.under_way -= 1
        host.allowed = min(self._most, host.allowed + _MORE) if is_well else max(1.0, host.allowed * _LESS)
        if host.allowed >= self._most:
            host.turned_away = 0
        free = int(host.allowed) - host.under_way
        while free > 0 and host.waiting:
            turn = host.waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                free -= 1
        if not host.under_way and not host.waiting and host.allowed >= self._most:
            self._hosts.pop(name, None)

    def _turned_away(self, host: _Host) -> Busy:
        host.turned_away += 1
        return Busy(min(LONGEST_PAUSE_SECONDS, LEAST_PAUSE_SECONDS + host.turned_away / BACK_PER_SECOND))
