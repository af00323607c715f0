"""A push service on the loopback that behaves badly: slow, full, failing, dying in between."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Sequence
from random import Random

__all__ = ["Got", "PushService"]

Got = tuple[str, int, int]
"""Which device was called, when the request was whole (microseconds), and the status; 0 for no answer."""

HANG_SECONDS = 30.0


class PushService:
    """Listens on several ports, one push service each.

    Parameters
    ----------
    moods : sequence of str
        One per port: ``good`` answers 201; ``mixed`` also 429, 500, no answer and a closed connection;
        ``dead`` takes connections and never answers. A device named ``…-404`` or ``…-410`` has ended,
        whatever the mood.
    seed : int
    hang_share : float
        How many requests a mixed one never answers.
    bad_share : float
        How many it does not take, those included.
    """

    def __init__(
        self, moods: Sequence[str], seed: int = 1, *, hang_share: float = 0.01, bad_share: float = 0.3
    ) -> None:
        self.moods = list(moods)
        self.got: list[Got] = []
        self.ports: list[int] = []
        self.headers: dict[str, dict[str, str]] = {}
        self.bodies: dict[str, bytes] = {}
        self.statuses: Counter[int] = Counter()
        self._random = Random(seed)
        self._hang_share = hang_share
        self._bad_share = bad_share
        self._open: set[asyncio.StreamWriter] = set()
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="push service", daemon=True)

    def __enter__(self) -> PushService:
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return what ``OASE_PUSH_HOSTS`` must name."""
        return tuple(f"http://127.0.0.1:{port}" for port in self.ports)

    def endpoint(self, number: int, device: str) -> str:
        """Return the address of a device at one of the services."""
        return f"{self.hosts[number % len(self.ports)]}/push/{device}"

    def mood_of(self, number: int) -> str:
        """Return how the service behaves that such a number is given to."""
        return self.moods[number % len(self.moods)]

    def die(self, seconds: float) -> None:
        """Break every connection, be away for some time, and come back on the same ports."""
        self._do(self._end())
        time.sleep(seconds)
        self._do(self._listen())

    def _do(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)  # type: ignore[arg-type]

    async def _listen(self) -> None:
        ports = self.ports or [0] * len(self.moods)
        self._servers = [
            await asyncio.start_server(self._for(mood), "127.0.0.1", port, backlog=512)
            for mood, port in zip(self.moods, ports, strict=True)
        ]
        self.ports = [server.sockets[0].getsockname()[1] for server in self._servers]

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0.05)

    def _for(self, mood: str):
        async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._open.add(writer)
            try:
                await self._answer(mood, reader, writer)
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass
            finally:
                self._open.discard(writer)
                writer.transport.abort() if writer.transport.is_closing() else writer.close()

        return served

    async def _answer(self, mood: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): text for name, _, text in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        at = time.time_ns() // 1000
        device = first.split()[1].rpartition("/")[2]
        self.headers[device], self.bodies[device] = headers, body
        status = self._status(mood, device)
        if status == 0:
            self._note(device, at, 0)
            await asyncio.wait_for(reader.read(), HANG_SECONDS)
            return
        if status == -1:
            self._note(device, at, 0)
            writer.transport.abort()
            return
        said = "Retry-After: 1\r\n" if status == 429 else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{said}Content-Length: 0\r\n\r\n".encode())
        await writer.drain()
        self._note(device, at, status)

    def _note(self, device: str, at: int, status: int) -> None:
        self.got.append((device, at, status))
        self.statuses[status] += 1

    def _status(self, mood: str, device: str) -> int:
        if device.endswith(("-404", "-410")):
            return int(device[-3:])
        if mood == "dead":
            return 0
        drawn = self._random.random()
        if mood == "good" or drawn >= self._bad_share:
            return 201
        if drawn < self._hang_share:
            return 0
        part = drawn / self._bad_share
        return 429 if part < 0.35 else 500 if part < 0.65 else -1 if part < 0.85 else 503
