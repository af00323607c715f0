"""Bodies: unpacked without bursting, and checked to be JSON."""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

import msgspec

from oase.contacts.requests.answers import Answer, Error, failure

__all__ = ["Parsed", "items_in", "parse", "too_large", "unpack"]

GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SURROGATES = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[dD][89a-fA-F][0-9a-fA-F]{2}|.)",
    re.DOTALL,
)
LONE = 6
"""Length of half a pair, such as ``\\ud83d``."""


class Envelope(msgspec.Struct, gc=False):
    """The two members the door looks at; everything else is left as it came."""

    writeKey: msgspec.Raw = msgspec.Raw()  # noqa: N815  the clients' name
    batch: msgspec.Raw = msgspec.Raw()


class Parsed(NamedTuple):
    """A body that is a JSON object: as it is to be stored, its write key, its batch."""

    body: bytes
    key: str
    batch: msgspec.Raw


ENVELOPES = msgspec.json.Decoder(Envelope)
ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
TEXT = msgspec.json.Decoder(str)


def unpack(body: bytes, encoding: bytes, most: int) -> bytes | Answer:
    """Return a body unpacked where it is gzip, by its first bytes or by its header.

    Parameters
    ----------
    body : bytes
    encoding : bytes
        The header ``Content-Encoding``; a body that says gzip and is plain is taken as it is, because a proxy
        may have unpacked it.
    most : int
        More bytes than these are refused, and never unpacked.

    Examples
    --------
    >>> import gzip
    >>> unpack(gzip.compress(b"{}"), b"", 100)
    b'{}'
    >>> unpack(gzip.compress(bytes(10_000_000)), b"gzip", 100).status
    413
    """
    if body.startswith(GZIP):
        return _unpack(body, 31, most)
    if encoding.strip().lower() == b"deflate" and not body.lstrip().startswith(b"{"):
        return _unpack(body, 15, most)
    return body if len(body) <= most else too_large(most)


def _unpack(packed: bytes, wbits: int, most: int) -> bytes | Answer:
    parts: list[bytes] = []
    left = most + 1
    try:
        while packed:
            stream = zlib.decompressobj(wbits)
            parts.append(stream.decompress(packed, left))
            left -= len(parts[-1])
            if left <= 0:
                return too_large(most)
            if not stream.eof:
                return failure(400, Error.BAD_GZIP, "The body is gzip that breaks off")
            packed = stream.unused_data
    except zlib.error as error:
        return failure(400, Error.BAD_GZIP, f"The body cannot be unpacked: {error}")
    return b"".join(parts)


def too_large(most: int) -> Answer:
    """Return the answer to a body above the limit."""
    return failure(413, Error.TOO_LARGE, f"The body has more than {most} bytes")


def parse(body: bytes, *, is_batch: bool) -> Parsed | Answer:
    """Check that a body is one JSON object, a batch one with a list, and take out its write key.

    Parameters
    ----------
    body : bytes
        Half pairs of surrogates, which browsers send where a text was cut inside an emoji, are replaced.
    is_batch : bool

    Examples
    --------
    >>> parse(b'{"writeKey": "abc", "batch": []}', is_batch=True).key
    'abc'
    >>> parse(b"[1]", is_batch=False).body
    b'{"code":"bad_json","message":"The body is not a JSON object: Expected `object`, got `array`"}'
    """
    body = body.removeprefix(BYTE_ORDER_MARK)
    try:
        if not body.isascii():
            str(body, "utf-8")
        body, envelope = _decode(body)
    except RecursionError:
        return _bad("it is nested too deeply")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return _bad(str(error))
    batch = envelope.batch
    if is_batch and not bytes(batch).startswith(b"["):
        return failure(400, Error.BAD_JSON, "The body has no list named batch")
    return Parsed(body, _text(envelope.writeKey), batch)


def items_in(parsed: Parsed, *, is_batch: bool) -> int:
    """Return how many messages a body holds."""
    return len(ITEMS.decode(parsed.batch)) if is_batch else 1


def _decode(body: bytes) -> tuple[bytes, Envelope]:
    try:
        return body, ENVELOPES.decode(body)
    except msgspec.DecodeError:
        mended = SURROGATES.sub(_whole, body)
        if mended == body:
            raise
        return mended, ENVELOPES.decode(mended)


def _whole(found: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if len(found[0]) == LONE else found[0]


def _text(raw: msgspec.Raw) -> str:
    try:
        return TEXT.decode(raw) if bytes(raw) else ""
    except msgspec.ValidationError:
        return ""  # a number or null is no key


def _bad(why: str) -> Answer:
    return failure(400, Error.BAD_JSON, f"The body is not a JSON object: {why}")
