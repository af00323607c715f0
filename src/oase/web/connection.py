"""Connections that cannot be held open by dribbling: limits on time and size before a request is a request.

uvicorn waits for ever for the first byte, for the end of the headers and for the rest of a body, and takes
headers of any size. The timers here cost an ordinary request nothing: they run only for those that do not
come whole.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

__all__ = ["Connection", "connection_class"]


class Connection(HttpToolsProtocol):
    """One connection of a client, for ``uvicorn.Config(http=…)``; its limits are those of its class."""

    most_connections = 1000
    head_seconds = 10.0
    head_bytes = 64 << 10
    most_headers = 256
    message_seconds = 120.0
    retry_after_seconds = 5

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._is_in_head = True
        self._is_in_body = False
        self._bytes_in_head = 0
        self._timer: asyncio.TimerHandle | None = None
        self._is_timing_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or send it away where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self._end(503, "unavailable", "There are too many connections")
        else:
            self._time(self.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._stop_timing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came, and see to it that the rest comes in time and is not too much."""
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._is_in_head:
            self._bytes_in_head += len(data)
            if self._bytes_in_head > self.head_bytes:
                self._end_with_431()
            elif self._timer is None or self._is_timing_body:
                self._time(self.head_seconds)
        elif not self._is_in_body:
            self._stop_timing()
        elif not self._is_timing_body:
            self._time(self.message_seconds, is_body=True)

    def on_message_begin(self) -> None:
        """Begin to read a request."""
        super().on_message_begin()
        self._is_in_head = True
        self._bytes_in_head = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, as long as they are few and short."""
        super().on_header(name, value)
        self._bytes_in_head += len(name) + len(value)
        if self._bytes_in_head > self.head_bytes or len(self.headers) > self.most_headers:
            raise OverflowError  # ends the parser, which asks for ``send_400_response``

    def on_headers_complete(self) -> None:
        """Go on to the body."""
        self._bytes_in_head += len(self.url)
        if self._bytes_in_head > self.head_bytes:
            raise OverflowError
        super().on_headers_complete()
        self._is_in_head, self._is_in_body = False, True
        self._bytes_in_head = 0

    def on_message_complete(self) -> None:
        """End the request; the next one may follow at once."""
        self._is_in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, or none with bearable headers."""
        if self._bytes_in_head > self.head_bytes or len(self.headers or ()) > self.most_headers:
            self._end_with_431()
        else:
            self._end(400, "bad_request", msg)

    def _end_with_431(self) -> None:
        self._end(431, "headers_too_large", f"The headers have more than {self.head_bytes} bytes")

    def _end(self, status: int, code: str, message: str) -> None:
        self._stop_timing()
        body = msgspec.json.encode({"code": code, "message": message})
        retry = b"retry-after: %d\r\n" % self.retry_after_seconds if status == 503 else b""
        head = b"content-type: application/json\r\ncontent-length: %d\r\nconnection: close\r\n" % len(body)
        self.transport.write(b"".join((STATUS_LINE[status], head, retry, b"\r\n", body)))
        self.transport.close()

    def _time(self, seconds: float, *, is_body: bool = False) -> None:
        self._stop_timing()
        self._is_timing_body = is_body
        self._timer = self.loop.call_later(seconds, self._give_up)

    def _stop_timing(self) -> None:
        self._is_timing_body = False
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        is_body = self._is_timing_body
        if self.transport.is_closing():
            return
        if is_body or (self.cycle and not self.cycle.response_complete):
            self.transport.close()  # another answer may be on its way
        else:
            self._end(408, "timeout", "The request came too slowly")


def connection_class(
    *,
    most_connections: int = 1000,
    head_seconds: float = 10.0,
    head_bytes: int = 64 << 10,
    message_seconds: float = 120.0,
) -> type[Connection]:
    """Return a class of connections with limits of their own.

    Parameters
    ----------
    most_connections : int
        Open at the same time in this process; more are answered with 503.
    head_seconds : float
        From the first byte of a request (or the opening of the connection) to the end of its headers.
    head_bytes : int
        Most bytes of address and headers together; above it 431.
    message_seconds : float
        From the end of the headers to the end of the body; the door itself is stricter.

    Examples
    --------
    >>> connection_class(head_seconds=1.0).head_seconds
    1.0
    """
    limits = {
        "most_connections": most_connections,
        "head_seconds": head_seconds,
        "head_bytes": head_bytes,
        "message_seconds": message_seconds,
    }
    return type("LimitedConnection", (Connection,), limits)
