"""Whatever is sent to the door, it answers as its contract says: never a 5xx, never an exception."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from oase.contacts.keys import Key
from oase.contacts.requests import ENDPOINTS, Limits
from oase.errors import OaseError
from oase.web.door import Door

KEY = Key(id=3, kind="write", name="Shop", source="shop")
ANSWERS = {200, 400, 401, 404, 405, 413}


class Keys:
    """One write key."""

    def find(self, secret: str, kind: str) -> Key | None:
        return KEY if (secret, kind) == ("w-shop", "write") else None


class Kept:
    """Keeps requests in memory."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def submit(
        self, received: int, kind: str, key: int, body: bytes, reply: Callable[[OaseError | None], None]
    ) -> None:
        self.bodies.append(body)
        reply(None)


def ask(
    method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], pieces: list[bytes]
) -> tuple[int, bytes, list[bytes]]:
    """Send one request to a door and return status, body and what was stored."""
    kept, sent = Kept(), []
    coming = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, 1)
    ]

    async def receive() -> dict[str, Any]:
        return coming.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
        await send({"status": 404})
        await send({"body": b"{}"})

    scope = {"type": "http", "scheme": "http", "method": method, "path": path, "headers": headers}
    scope["query_string"] = query
    asyncio.run(Door(Keys(), kept, Limits(), elsewhere)(scope, receive, send))
    start, body = sent
    return start["status"], body["body"], kept.bodies


PATHS = st.one_of(
    st.sampled_from(sorted(ENDPOINTS)),
    st.text(max_size=30).map(lambda end: f"/v1/{end}"),
    st.text(max_size=30).map(lambda key: f"/v1/projects/{key}/settings"),
    st.text(max_size=30).map(lambda path: f"/{path}"),
)
BODIES = st.one_of(
    st.binary(max_size=200),
    st.binary(max_size=200).map(gzip.compress),
    st.binary(max_size=50).map(lambda tail: b"\x1f\x8b\x08" + tail),
    st.text(alphabet='{}[]",:\\ud8adfe0123 "batchwriteKey', max_size=100).map(str.encode),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["batch", "writeKey", "a"]), inner),
        max_leaves=20,
    ).map(lambda value: json.dumps(value).encode()),
)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [b"authorization", b"x-write-key", b"content-encoding", b"content-length", b"origin", b"host"]
        ),
        st.one_of(
            st.binary(max_size=60),
            st.binary(max_size=60).map(lambda text: b"Basic " + base64.b64encode(text)),
            st.sampled_from([b"w-shop", b"Basic dy1zaG9wOg==", b"gzip", b"deflate", b"99999999", b"-1"]),
        ),
    ),
    max_size=6,
)


@settings(max_examples=400, deadline=None)
@given(
    method=st.sampled_from(["POST", "POST", "GET", "HEAD", "OPTIONS", "PATCH", "X"]),
    path=PATHS,
    query=st.one_of(
        st.just(b"writeKey=w-shop"), st.binary(max_size=80), st.just(b"data=") | st.just(b"a[b.c]=1&a=2")
    ),
    headers=HEADERS,
    pieces=st.lists(BODIES, min_size=1, max_size=3),
)
def test_anything_is_answered_and_only_json_objects_are_stored(
    method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]], pieces: list[bytes]
):
    status, body, stored = ask(method, path, query, headers, pieces)
    assert status in ANSWERS
    if status >= 400 and body != b"{}":
        assert set(json.loads(body)) == {"code", "message"}
    assert len(stored) <= 1
    for kept in stored:
        assert status == 200
        assert isinstance(json.loads(kept), dict)


def cut(body: bytes, places: list[int]) -> list[bytes]:
    ends = sorted(place % (len(body) + 1) for place in places)
    return [body[a:b] for a, b in zip([0, *ends], [*ends, len(body)], strict=True)]


@settings(max_examples=200, deadline=None)
@given(
    value=st.dictionaries(
        st.text().filter(lambda name: name != "writeKey"),
        st.recursive(
            st.none()
            | st.booleans()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.integers()
            | st.text(),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
            max_leaves=15,
        ),
        max_size=8,
    ),
    is_ascii=st.booleans(),
    is_packed=st.booleans(),
    way=st.sampled_from(["basic", "header", "query", "body"]),
    places=st.lists(st.integers(0, 10**6), max_size=4),
)
def test_every_json_object_is_stored_as_it_was_sent(
    value: dict[str, Any], is_ascii: bool, is_packed: bool, way: str, places: list[int]
):
    if way == "body":
        value = {**value, "writeKey": "w-shop"}
    body = json.dumps(value, ensure_ascii=is_ascii).encode()
    headers = {"basic": [(b"authorization", b"Basic dy1zaG9wOg==")], "header": [(b"x-write-key", b"w-shop")]}
    pieces = cut(gzip.compress(body) if is_packed else body, places)
    query = b"writeKey=w-shop" if way == "query" else b""
    status, answer, stored = ask("POST", "/v1/track", query, headers.get(way, []), pieces)
    assert (status, answer) == (200, b'{"success":true}')
    assert stored == [body]


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(st.sampled_from('aß\\"u👟😀') | st.characters(exclude_categories=["Cs"]), max_size=40),
    cuts=st.lists(st.integers(0, 80), max_size=3),
)
def test_texts_cut_inside_a_pair_are_mended_and_the_rest_is_kept(text: str, cuts: list[int]):
    """As a browser does it: characters are pairs of 16 bits, and a cut may fall between the two."""
    units = text.encode("utf-16-le")
    halves = [
        units[index : index + 2].decode("utf-16-le", "surrogatepass") for index in range(0, len(units), 2)
    ]
    kept = "".join(half for index, half in enumerate(halves) if index not in cuts)
    body = json.dumps({"a": kept}).encode()
    status, _, stored = ask("POST", "/v1/track", b"writeKey=w-shop", [], [body])
    assert status == 200
    whole = kept.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert json.loads(stored[0])["a"] == whole
