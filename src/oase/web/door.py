"""The door as an ASGI application: it only translates; what it decides stands in ``contacts.requests``."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol

from oase.contacts.requests import (
    Accepted,
    Admission,
    Answer,
    Call,
    Endpoint,
    Error,
    Limits,
    answer_to,
    find_endpoint,
    headers_of,
)
from oase.contacts.requests.admission import FindsKeys
from oase.contacts.requests.answers import failure
from oase.contacts.requests.bodies import too_large
from oase.contacts.requests.pixels import PIXEL
from oase.errors import OaseError
from oase.settings import now
from oase.web.waiting import Durable

__all__ = ["Door", "TakesRequests"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]

CLOSE = (b"connection", b"close")
DISCARDED_BYTES = 16 << 20
CUSTOMERS_TOKEN = b"Bearer oct_"
"""Begins what a customer's app authenticates with: then it is her own interface that is asked."""


class TakesRequests(Protocol):
    """What makes requests durable: an ``Inbox``."""

    def submit(
        self, received: int, kind: str, key: int, body: bytes, reply: Callable[[OaseError | None], None]
    ) -> None:
        """Store a request, and tell once it is durable."""
        ...


class Door:
    """Takes requests of clients and answers each once it is durable.

    Parameters
    ----------
    keyring : FindsKeys
    inbox : TakesRequests
    limits : Limits
    fallback : ASGI application
        Everything that is not the door's goes there: other paths, start and end of the server.
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(
        self,
        keyring: FindsKeys,
        inbox: TakesRequests,
        limits: Limits,
        fallback: Application,
        *,
        clock: Callable[[], int] = now,
    ) -> None:
        self.answers: Counter[int] = Counter()
        """How many answers were given, by status."""
        self._admission = Admission(keyring, limits)
        self._inbox = inbox
        self._limits = limits
        self._fallback = fallback
        self._clock = clock
        self._durable = Durable()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return await self._fallback(scope, receive, send)
        endpoint = find_endpoint(scope["method"], scope["path"])
        if endpoint is None:
            return await self._fallback(scope, receive, send)
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if headers.get(b"authorization", b"").startswith(CUSTOMERS_TOKEN):
            return await self._fallback(scope, receive, send)
        if isinstance(endpoint, Answer):
            answer = endpoint
        else:
            call = Call(scope["path"], scope["query_string"], headers, scope["scheme"])
            answer = await self._answer(endpoint, call, receive)
        if answer is not None:
            await self._send(answer, headers.get(b"origin"), send)
        return None

    async def _answer(self, endpoint: Endpoint, call: Call, receive: Receive) -> Answer | None:
        """Return the answer, None where nobody is there any more to hear it."""
        body = b""
        if endpoint.method == "POST":
            read = await self._body(self._admission.most_bytes(endpoint), call, receive)
            if not isinstance(read, bytes):
                return read
            body = read
        received = self._clock()
        try:
            taken = self._admission.take(endpoint, call, body, received)
        except OaseError as error:
            return answer_to(error, self._limits.retry_after_seconds)
        if isinstance(taken, Answer):
            return taken
        answer = answer_to(await self._store(taken, received), self._limits.retry_after_seconds)
        return PIXEL if endpoint.form == "pixel" and answer.status == 200 else answer

    async def _body(self, most: int, call: Call, receive: Receive) -> bytes | Answer | None:
        """Read a body as far as it is worth it, and as long as it comes fast enough."""
        limits = self._limits
        said = call.headers.get(b"content-length", b"")
        length = int(said) if said.isdigit() else 0
        if length > most:  # what still comes is thrown away, so that the client reads the answer
            return too_large(most) if length <= DISCARDED_BYTES else _closing(too_large(most))
        begun = asyncio.get_running_loop().time()
        body = b""
        try:
            async with asyncio.timeout_at(begun + min(limits.patience_seconds, limits.body_seconds)) as pace:
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return None
                    body += message.get("body", b"")
                    if len(body) > most:
                        return _closing(too_large(most))
                    if not message.get("more_body", False):
                        return body
                    seconds = limits.patience_seconds + len(body) / limits.bytes_per_second
                    pace.reschedule(begun + min(seconds, limits.body_seconds))
        except TimeoutError:
            return _closing(failure(408, Error.TIMEOUT, "The body came too slowly"))

    async def _store(self, accepted: Accepted, received: int) -> OaseError | None:
        return await self._durable.stored(lambda reply: self._inbox.submit(received, *accepted, reply))

    async def _send(self, answer: Answer, origin: bytes | None, send: Send) -> None:
        self.answers[answer.status] += 1
        headers = headers_of(answer, origin)
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


def _closing(answer: Answer) -> Answer:
    return answer._replace(headers=(*answer.headers, CLOSE))
