"""Calls to servers outside: only where they may go, never longer than they may take, no redirect followed.

Who may be called is decided by name first and by address after the name was looked up, and the connection
goes to the very address that was looked at: a name that changes its address in between leads nowhere.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import struct
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import h11

from oase.errors import InputError

__all__ = ["Answer", "Target", "Unreachable", "post", "retry_after", "target_of"]

MOST_ADDRESSES = 4
LONGEST_WAIT_SECONDS = 86_400.0
_BLOCK = 4096
_PORTS = {"https": 443, "http": 80}
# close at once and throw away what the other side has not read: nothing arrives after its time
_NO_LINGER = struct.pack("ii", 1, 0)


class Unreachable(Exception):
    """A server did not answer as a web server does; the text says why in one word."""


class Target(NamedTuple):
    """Where a call goes.

    Parameters
    ----------
    scheme, host : str
    port : int
    path : str
        With the query.
    is_named : bool
        Whether the operator has named the host: then it may be in the own network.
    """

    scheme: str
    host: str
    port: int
    path: str
    is_named: bool

    @property
    def origin(self) -> str:
        """Scheme, host and port, as the audience of a push."""
        is_usual = _PORTS[self.scheme] == self.port
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" if is_usual else f"{self.scheme}://{host}:{self.port}"


class Answer(NamedTuple):
    """What a server said: status and headers; the body is not read."""

    status: int
    headers: Mapping[str, str]


def target_of(url: str, *, is_named: bool = False) -> Target:
    """Take an address apart.

    Raises
    ------
    InputError
        It is no ``https://`` address (``http://`` where the operator named it), or holds a login.

    Examples
    --------
    >>> target_of("https://push.example/a?b").path
    '/a?b'
    >>> target_of("http://push.example/a")
    Traceback (most recent call last):
    ...
    oase.errors.InputError: The address cannot be called.
      expected:   https://host/…
      got:        'http://push.example/a'
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _unfit(url) from error
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    is_allowed = parts.scheme == "https" or (is_named and parts.scheme == "http")
    if not (is_plain and is_allowed and host) or parts.username is not None or port == 0:
        raise _unfit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path, is_named)


async def post(
    target: Target,
    headers: Mapping[str, str],
    body: bytes,
    *,
    seconds: float,
    trusted: ssl.SSLContext | None = None,
) -> Answer:
    """Send one request and return its status; within so many seconds or not at all.

    Parameters
    ----------
    target : Target
    headers : mapping of str to str
    body : bytes
    seconds : float
        For everything together: looking up, connecting, sending, the answer.
    trusted : SSLContext, optional
        The system's own certificates when left out.

    Raises
    ------
    Unreachable
        With ``timeout``, ``address`` (one that may not be called), ``unreachable`` or ``broken``.
    """
    try:
        async with asyncio.timeout(seconds):
            return await _posted(target, headers, body, trusted)
    except TimeoutError as error:
        raise Unreachable("timeout") from error
    except (OSError, ssl.SSLError) as error:
        raise Unreachable("unreachable") from error
    except (h11.ProtocolError, EOFError) as error:
        raise Unreachable("broken") from error


def retry_after(headers: Mapping[str, str], now: int) -> float | None:
    """Return after how many seconds a server wants to be asked again; None where it does not say.

    Examples
    --------
    >>> retry_after({"retry-after": "120"}, 0)
    120.0
    >>> retry_after({"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, 0)
    60.0
    >>> retry_after({"retry-after": "soon"}, 0) is None
    True
    """
    text = headers.get("retry-after", "").strip()
    if text.isdecimal():
        return min(float(text[:9]), LONGEST_WAIT_SECONDS)
    try:
        seconds = parsedate_to_datetime(text).timestamp() - now / 1e6
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS)


async def _posted(
    target: Target, headers: Mapping[str, str], body: bytes, trusted: ssl.SSLContext | None
) -> Answer:
    reader, writer = await _connected(target, trusted)
    try:
        connection = h11.Connection(h11.CLIENT)
        writer.write(_request(connection, target, headers, body))
        await writer.drain()
        answer = await _answer(connection, reader)
    except BaseException:
        _drop(writer)
        raise
    writer.close()
    return answer


async def _connected(
    target: Target, trusted: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    secure: dict[str, Any] = {}
    if target.scheme == "https":
        secure = {"ssl": trusted or _trusted(), "server_hostname": target.host}
    failed: OSError | None = None
    for address in await _addresses(target):
        try:
            return await asyncio.open_connection(address, target.port, **secure)
        except OSError as error:
            failed = error
    raise failed or OSError("no address")


async def _addresses(target: Target) -> list[str]:
    """Look a name up; where one of its addresses is not on the open internet, none is used."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))[:MOST_ADDRESSES]
    if not target.is_named and not all(map(_is_open, addresses)):
        raise Unreachable("address")
    return addresses


def _is_open(text: str) -> bool:
    address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    held = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return bool(held.is_global and not held.is_multicast and not held.is_reserved)


def _request(connection: h11.Connection, target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    said = {"Host": target.origin.partition("://")[2], "Content-Length": str(len(body)), **headers}
    request = h11.Request(method="POST", target=target.path, headers=[*said.items(), ("Connection", "close")])
    events: tuple[Any, ...] = (request, h11.Data(data=body), h11.EndOfMessage())
    return b"".join(connection.send(event) or b"" for event in events)


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> Answer:
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(_BLOCK))
        elif isinstance(event, h11.Response):
            headers = {name.decode(): value.decode("latin-1") for name, value in event.headers}
            return Answer(event.status_code, headers)
        elif not isinstance(event, h11.InformationalResponse):
            raise EOFError


def _drop(writer: asyncio.StreamWriter) -> None:
    held = writer.get_extra_info("socket")
    if held is not None:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
    writer.transport.abort()


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _unfit(url: str) -> InputError:
    return InputError("The address cannot be called", expected="https://host/…", got=repr(url[:200]))
