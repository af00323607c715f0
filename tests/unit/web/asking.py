"""Requests over loopback, and waiting for what happens in other processes."""

from __future__ import annotations

import base64
import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from oase.contacts.keys import KeyKind, create_key
from oase.db import open_database

T = TypeVar("T")
SECONDS = 30.0


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    url: str, path: str, *, method: str = "GET", key: str | None = None, write: str | None = None,
    body: Any = None, headers: dict[str, str] | None = None,
) -> Reply:  # fmt: skip
    """Send one request, its path exactly as it is."""
    sent = dict(headers or {})
    if key is not None:
        sent["Authorization"] = f"Bearer {key}"
    if write is not None:
        sent["Authorization"] = f"Basic {base64.b64encode(f'{write}:'.encode()).decode()}"
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=SECONDS)
    try:
        connection.request(method, path, content, sent)
        answer = connection.getresponse()
        return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def until(look: Callable[[], T]) -> T:
    """Return what is looked for as soon as it is there."""
    deadline = time.monotonic() + SECONDS
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def make_key(folder: Path, kind: KeyKind) -> str:
    """Make the house where there is none yet, and a key; return its secret."""
    declared = {"source": "shop", "basis": "contract", "basis_text": "a test"} if kind == "write" else {}
    with open_database(folder, create=True) as database:
        return create_key(database, kind, f"the {kind} key", **declared)[1]
