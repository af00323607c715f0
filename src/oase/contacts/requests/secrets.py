"""Where a request names its write key: five ways, none of them tied to a client."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

__all__ = ["secrets_outside", "values_of"]

LONGEST = 1024
MOST_VALUES = 1000


def secrets_outside(headers: Mapping[bytes, bytes], query: bytes) -> list[str]:
    """Return the write keys a request names outside its body, in the order in which they are tried.

    Parameters
    ----------
    headers : mapping of bytes to bytes
        By lower-case names.
    query : bytes

    Examples
    --------
    >>> secrets_outside({b"authorization": b"Basic " + base64.b64encode(b"abc:")}, b"writeKey=def")
    ['abc', 'def']

    Jitsu clients only start with a key of the form ``id:secret``; with any id before it, a key serves them.

    >>> secrets_outside({b"x-write-key": b"oase:abc"}, b"")
    ['oase:abc', 'abc']
    """
    found: list[str] = []
    if authorization := headers.get(b"authorization"):
        found.append(_user(authorization) if len(authorization) <= LONGEST else "")
    if named := headers.get(b"x-write-key"):
        whole = named.decode("latin-1").strip()
        found += [whole, whole.partition(":")[2]]
    if query and b"writekey" in query.lower():
        found += [value for name, value in values_of(query) if name.lower() == "writekey"]
    return [secret for secret in found if secret]


def values_of(query: bytes) -> list[tuple[str, str]]:
    """Return names and values of a query, in order.

    Raises
    ------
    ValueError
        There are too many.
    """
    text = query.decode("latin-1")
    return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=MOST_VALUES)


@lru_cache(1024)
def _user(authorization: bytes) -> str:
    """Return the user of Basic authentication; a Bearer token is none."""
    scheme, _, encoded = authorization.strip().partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error:
        return ""
    return decoded.partition(b":")[0].decode("latin-1")
