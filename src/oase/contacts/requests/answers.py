"""What the door answers: exact bodies, closed codes, and headers by which browsers let scripts read them."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import msgspec

from oase.errors import OaseError, StorageFull

__all__ = ["NOTHING", "SUCCESS", "Answer", "Error", "answer_to", "failure", "headers_of", "json_answer"]

Headers = tuple[tuple[bytes, bytes], ...]

JSON: Headers = ((b"content-type", b"application/json"), (b"x-content-type-options", b"nosniff"))
FRESH: Headers = ((b"cache-control", b"no-store"),)

ALLOWED_HEADERS = (
    b"authorization, content-type, accept, x-retry-count, anonymousid, sentat, rsa-retry-attempt, "
    b"rsa-retry-reason, rsa-since-first-attempt, rsa-since-last-attempt, rsa-recovered, x-write-key, "
    b"x-enable-debug, x-ip-policy"
)
CORS: Headers = (
    (b"access-control-allow-credentials", b"true"),  # a page that is being closed always sends them
    (b"access-control-allow-headers", ALLOWED_HEADERS),
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-expose-headers", b"Retry-After, X-RateLimit-Reset"),
    (b"access-control-max-age", b"86400"),
    (b"vary", b"Origin"),
)
ORIGIN = re.compile(rb"[\x21-\x7e]{1,300}")


class Answer(NamedTuple):
    """Status, body and headers of a response, without those that every answer has."""

    status: int
    body: bytes
    headers: Headers = JSON


class Error(StrEnum):
    """Why a request was not taken (closed list); the ``code`` of the answer."""

    BAD_JSON = "bad_json"
    BAD_GZIP = "bad_gzip"
    BAD_QUERY = "bad_query"
    NO_KEY = "no_key"
    WRONG_KEY = "wrong_key"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    DISK_FULL = "disk_full"
    UNAVAILABLE = "unavailable"


SUCCESS = Answer(200, b'{"success":true}')
"""Exactly this: some clients resend after 204, others take anything but JSON for an error."""

NOTHING = Answer(200, b"", ())


def json_answer(status: int, value: object, headers: Headers = ()) -> Answer:
    """Return an answer with a JSON body."""
    return Answer(status, msgspec.json.encode(value), (*JSON, *headers))


def failure(status: int, code: Error, message: str, headers: Headers = ()) -> Answer:
    """Return an answer to a request that was not taken.

    Examples
    --------
    >>> failure(401, Error.NO_KEY, "The request names no write key").body
    b'{"code":"no_key","message":"The request names no write key"}'
    """
    return json_answer(status, {"code": code, "message": message}, headers)


def answer_to(error: OaseError | None, retry_after_seconds: int) -> Answer:
    """Return what a client is told after its request was to be stored.

    Parameters
    ----------
    error : OaseError or None
        Why it is not stored; None when it is durable.
    retry_after_seconds : int
        When the client is to come again.

    Examples
    --------
    >>> answer_to(None, 5) is SUCCESS
    True
    >>> answer_to(StorageFull("No space left on the disk"), 5).status
    503
    """
    if error is None:
        return SUCCESS
    code = Error.DISK_FULL if isinstance(error, StorageFull) else Error.UNAVAILABLE
    retry_after = (b"retry-after", str(retry_after_seconds).encode())
    return failure(503, code, error.what, (retry_after,))


@lru_cache(1024)
def headers_of(answer: Answer, origin: bytes | None) -> list[tuple[bytes, bytes]]:
    """Return all headers of an answer: its own, its length, and those for a page of another origin.

    Parameters
    ----------
    answer : Answer
    origin : bytes or None
        What the browser says where the page comes from; echoed.

    Examples
    --------
    >>> headers_of(SUCCESS, None)[::2]
    [(b'content-type', b'application/json'), (b'content-length', b'16')]
    """
    headers = [*answer.headers, (b"content-length", str(len(answer.body)).encode())]
    if origin is not None and ORIGIN.fullmatch(origin):
        headers += [(b"access-control-allow-origin", origin), *CORS]
    return headers
