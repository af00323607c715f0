"""Images whose query is a message: for mails, and for pages without scripts."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from oase.contacts.requests.answers import FRESH, Answer, Error, failure
from oase.contacts.requests.secrets import values_of

__all__ = ["PIXEL", "body_of_query"]

DEEPEST = 8

PIXEL = Answer(
    200,
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    ((b"content-type", b"image/gif"), *FRESH),
)
"""One transparent point."""


def body_of_query(query: bytes, kind: str) -> bytes | Answer:
    """Return the message that a query says, as JSON.

    Parameters
    ----------
    query : bytes
        Either ``data=`` with the message in base64, or names with dots or brackets such as
        ``properties.price=19`` and ``context[page][url]=…``; all values are texts.
    kind : str
        The call, where the message does not say.

    Examples
    --------
    >>> body_of_query(b"userId=anna&event=Mail+Opened&properties[campaign]=spring", "track")
    b'{"type":"track","userId":"anna","event":"Mail Opened","properties":{"campaign":"spring"}}'
    """
    try:
        values = values_of(query)
    except ValueError as error:
        return failure(400, Error.BAD_QUERY, f"The query cannot be read: {error}")
    encoded = next((value for name, value in values if name == "data"), None)
    if encoded is not None:
        return _decoded(encoded)
    message: dict[str, Any] = {"type": kind}
    for name, value in values:
        parts = name.replace("]", "").replace("[", ".").split(".", DEEPEST)
        _put(message, parts, value)
    return msgspec.json.encode(message)


def _decoded(text: str) -> bytes | Answer:
    plain = text.replace("-", "+").replace("_", "/").replace(" ", "+").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        return failure(400, Error.BAD_QUERY, f"The query's data is not base64: {error}")


def _put(message: dict[str, Any], parts: list[str], value: str) -> None:
    """Put a value at its place; what stood in its way gives way."""
    *folders, last = parts
    for folder in folders:
        inner = message.get(folder)
        if not isinstance(inner, dict):
            inner = message[folder] = {}
        message = inner
    message[last] = value
