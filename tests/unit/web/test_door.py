"""The door behind a real server: what clients get over the wire, and what strangers do not."""

from __future__ import annotations

import gzip
import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from oase.contacts.keys import Key
from oase.contacts.requests import Limits
from oase.db.inbox import Inbox, InboxReader
from oase.errors import HouseBusy, OaseError, StorageFull
from oase.web.connection import connection_class
from oase.web.door import Door

TRACK = b'{"userId":"anna","event":"Order Completed"}'
KEY = {"X-Write-Key": "w-shop"}
HELD = {
    "w-shop": Key(id=3, kind="write", name="Shop", source="shop"),
    "r-board": Key(id=4, kind="read", name="Board"),
}
PATIENCE_SECONDS = 20.0


class Keys:
    """The keys of a house, by their secrets."""

    def find(self, secret: str, kind: str) -> Key | None:
        if secret == "house-is-busy":  # noqa: S105
            raise HouseBusy("Another process is writing to the house")
        key = HELD.get(secret)
        return key if key and key.kind == kind else None


async def nothing_else(scope: Any, receive: Any, send: Any) -> None:
    """Stand for the rest of the server."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"else"})


class Server:
    """A door on a free port of the loopback."""

    def __init__(self, door: Door, port: int) -> None:
        self.door, self.port = door, port

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        ) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, fields, answer.read()

    def open(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)

    def say(self, *parts: bytes) -> bytes:
        """Send raw bytes and return everything until the server closes."""
        with closing(self.open()) as connection:
            return self.said(connection, *parts)

    def said(self, connection: socket.socket, *parts: bytes) -> bytes:
        heard = b""
        try:
            for part in parts:
                connection.sendall(part)
            while more := connection.recv(65536):
                heard += more
        except (ConnectionResetError, BrokenPipeError):  # closed with our bytes still on their way
            return heard
        return heard


@contextmanager
def served(door: Door, **limits: Any) -> Iterator[Server]:
    config = uvicorn.Config(
        door, http=connection_class(**limits), ws="none", lifespan="off", log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield Server(door, listening.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with Inbox(tmp_path / "inbox" / "w1.sqlite", done=lambda: 0) as opened:
        yield opened


@pytest.fixture
def server(inbox: Inbox) -> Iterator[Server]:
    quick = Limits(patience_seconds=0.3, body_seconds=1.0)
    with served(Door(Keys(), inbox, quick, nothing_else), head_seconds=0.5, message_seconds=2.0) as running:
        yield running


def stored(inbox: Inbox) -> list[tuple[str, int, bytes]]:
    with InboxReader(inbox.path) as reader:
        return [(request.kind, request.key, request.body) for request in reader.after(0, 10**6, 10**9)]


def told(answer: tuple[int, dict[str, str], bytes]) -> tuple[int, str]:
    status, headers, body = answer
    assert headers["content-type"] == "application/json"
    return status, json.loads(body)["code"]


def test_a_message_is_answered_when_it_is_stored(server: Server, inbox: Inbox):
    status, headers, body = server.ask("POST", "/v1/track", TRACK, **KEY)
    assert (status, body) == (200, b'{"success":true}')
    assert headers["content-type"] == "application/json"
    assert "location" not in headers
    assert stored(inbox) == [("track", 3, TRACK)]
    assert server.door.answers == {200: 1}


def test_connections_are_kept_and_requests_may_follow_at_once(server: Server, inbox: Inbox):
    request = b"POST /v1/t HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: %d\r\n%s\r\n%s"
    first = request % (len(TRACK), b"", TRACK)
    last = request % (len(TRACK), b"connection: close\r\n", TRACK)
    assert server.say(first * 5 + last).count(b'{"success":true}') == 6
    assert len(stored(inbox)) == 6


def test_bodies_may_come_in_pieces(server: Server, inbox: Inbox):
    head = b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\nconnection: close\r\n"
    chunked = (
        b"transfer-encoding: chunked\r\n\r\n" + b"".join(b"1\r\n%c\r\n" % one for one in TRACK) + b"0\r\n\r\n"
    )
    assert b"200 OK" in server.say(head, chunked)
    assert stored(inbox) == [("track", 3, TRACK)]


def test_many_clients_at_once_are_each_stored_once(server: Server, inbox: Inbox):
    def work(number: int) -> None:
        for count in range(20):
            answer = server.ask("POST", "/v1/t", b'{"userId":"%d-%d"}' % (number, count), **KEY)
            assert answer[0] == 200

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bodies = [body for _, _, body in stored(inbox)]
    assert sorted(bodies) == sorted(b'{"userId":"%d-%d"}' % (n, c) for n in range(8) for c in range(20))


def test_a_page_of_another_origin_may_read_the_answer(server: Server):
    _, headers, _ = server.ask("OPTIONS", "/v1/t", Origin="https://shop.example")
    assert headers["access-control-allow-origin"] == "https://shop.example"
    status, headers, _ = server.ask("POST", "/v1/t", b"no json", Origin="null", **KEY)
    assert (status, headers["access-control-allow-origin"]) == (400, "null")


def test_a_pixel_is_an_image(server: Server, inbox: Inbox):
    status, headers, body = server.ask("GET", "/pixel/v1/page?writeKey=w-shop&anonymousId=a1")
    assert (status, headers["content-type"], body[:6]) == (200, "image/gif", b"GIF89a")
    assert [kind for kind, _, _ in stored(inbox)] == ["page"]
    assert told(server.ask("GET", "/pixel/v1/page?writeKey=wrong")) == (401, "wrong_key")


def test_browser_clients_get_their_settings(server: Server):
    status, _, body = server.ask("GET", "/v1/projects/w-shop/settings")
    segment = json.loads(body)["integrations"]["Segment.io"]
    assert (status, segment["apiHost"]) == (200, f"127.0.0.1:{server.port}/v1")
    assert server.ask("HEAD", "/sourceConfig", **KEY)[::2] == (200, b"")


def test_other_paths_are_not_the_doors(server: Server):
    assert server.ask("GET", "/health/live")[2] == b"else"
    assert told(server.ask("GET", "/v1/nothing")) == (404, "not_found")
    assert told(server.ask("PUT", "/v1/track")) == (405, "method_not_allowed")


@pytest.mark.parametrize("key", [{}, {"X-Write-Key": "wrong"}, {"X-Write-Key": "r-board"}])
def test_strangers_store_nothing(server: Server, inbox: Inbox, key: dict[str, str]):
    assert told(server.ask("POST", "/v1/track", TRACK, **key))[0] == 401
    assert stored(inbox) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (gzip.compress(bytes(100_000_000)), (413, "too_large")),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, (413, "too_large")),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, (400, "bad_json")),
        (gzip.compress(b'{"a":' * 5_000 + b"1" + b"}" * 5_000), (400, "bad_json")),
        (b"\x1f\x8b torn", (400, "bad_gzip")),
    ],
    ids=["bomb", "deep and large", "deep", "deep and packed", "torn"],
)
def test_bodies_that_are_attacks_are_told_and_nothing_falls(
    server: Server, inbox: Inbox, body: bytes, expected: tuple[int, str]
):
    assert told(server.ask("POST", "/v1/track", body, **KEY)) == expected
    assert server.ask("POST", "/v1/track", TRACK, **KEY)[0] == 200
    assert len(stored(inbox)) == 1


def test_deep_json_in_a_batch_is_told(server: Server):
    body = b'{"batch":[' + b"[" * 10_000 + b"]" * 10_000 + b"]}"
    assert told(server.ask("POST", "/v1/batch", body, **KEY)) == (400, "bad_json")


def test_a_client_reads_that_its_body_is_too_large(server: Server):
    assert told(server.ask("POST", "/v1/batch", b"x" * 4_000_000, **KEY)) == (413, "too_large")


def test_an_endless_body_is_cut_off(server: Server):
    head = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"
    heard = server.say(head, *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 60)
    assert b" 413 " in heard or heard == b""
    length = b"POST /v1/batch HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999\r\n\r\n"
    assert b" 413 " in server.say(length)


def dribble(server: Server, head: bytes, drop: bytes) -> bytes:
    """Send a drop every now and then until the server has had enough."""
    with closing(server.open()) as connection:
        connection.settimeout(0.05)
        connection.sendall(head)
        heard, end = b"", time.perf_counter() + PATIENCE_SECONDS
        while time.perf_counter() < end:
            try:
                more = connection.recv(65536)
                heard += more
                if not more:
                    return heard
            except TimeoutError:
                connection.sendall(drop)
            except ConnectionResetError:
                return heard
        raise AssertionError("the server held the connection")


def test_a_body_that_dribbles_is_given_up(server: Server):
    head = b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: 30000\r\n\r\n"
    assert b" 408 " in dribble(server, head, b"x")
    assert b"timeout" in dribble(server, head, b"")


def test_a_body_in_time_but_at_a_walking_pace_is_given_up(inbox: Inbox):
    limits = Limits(patience_seconds=0.2, body_seconds=60.0, bytes_per_second=1000)
    head = b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: 30000\r\n\r\n"
    with served(Door(Keys(), inbox, limits, nothing_else)) as server:
        assert b" 408 " in dribble(server, head, b"xxx")


@pytest.mark.parametrize(
    "begin", [b"", b"P", b"POST /v1/track HTTP/1.1\r\n", b"POST /v1/track HTTP/1.1\r\nx-a: b"]
)
def test_headers_that_dribble_are_given_up(server: Server, begin: bytes):
    drop = b"y" if begin.endswith((b"b", b"P")) else b""
    heard = dribble(server, begin, drop)
    assert b" 408 " in heard or b" 400 " in heard


def test_headers_of_the_next_request_that_dribble_are_given_up(server: Server):
    whole = b"POST /v1/m HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
    heard = dribble(server, whole + b"POST /v1/m HTTP/1.1\r\n", b"x")
    assert b" 200 " in heard


def test_what_still_comes_of_a_refused_body_is_not_waited_for(server: Server):
    head = b"POST /v1/track HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n"
    assert b" 413 " in dribble(server, head, b"x")


@pytest.mark.parametrize(
    "flood",
    [
        b"x-a: " + b"b" * 200_000,
        b"".join(b"x-%d: y\r\n" % number for number in range(50_000)),
        b"".join(b"x: \r\n" for _ in range(500)) + b"\r\n",
        b"x" * 200_000,
    ],
)
def test_a_flood_of_headers_is_cut_off(server: Server, flood: bytes):
    heard = server.say(b"POST /v1/track HTTP/1.1\r\nhost: x\r\n", flood)
    assert heard == b"" or b" 431 " in heard or b" 400 " in heard
    assert server.ask("POST", "/v1/track", TRACK, **KEY)[0] == 200


def test_an_address_without_end_is_cut_off(server: Server):
    heard = server.say(b"GET /v1/" + b"x" * 200_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n")
    assert heard == b"" or b" 431 " in heard


def test_headers_of_a_bearable_size_are_taken(server: Server):
    assert server.ask("POST", "/v1/track", TRACK, cookie="c" * 30_000, **KEY)[0] == 200


@pytest.mark.parametrize(
    "garbage",
    [b"\x16\x03\x01\x02\x00\x01\xfc", b"GET\r\n\r\n", b"\x00" * 100, b"GET /\xff\xfe HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_request_is_told(server: Server, garbage: bytes):
    assert b" 400 " in server.say(garbage)


def test_a_request_torn_off_stores_nothing(server: Server, inbox: Inbox):
    with closing(server.open()) as connection:
        connection.sendall(
            b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: 43\r\n\r\n"
        )
        connection.sendall(TRACK[:20])
    assert server.ask("POST", "/v1/track", TRACK, **KEY)[0] == 200
    assert len(stored(inbox)) == 1


def test_lengths_that_contradict_each_other_are_refused(server: Server, inbox: Inbox):
    heard = server.say(
        b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: 5\r\n"
        b"transfer-encoding: chunked\r\n\r\n0\r\n\r\nPOST /v1/track HTTP/1.1\r\n\r\n"
    )
    assert b" 400 " in heard
    assert stored(inbox) == []


@pytest.mark.parametrize(
    "framing",
    [
        b"content-length: 43\r\ncontent-length: 43\r\n",
        b"content-length: 43\r\ncontent-length: 5\r\n",
        b"content-length: 43, 43\r\n",
        b"content-length: +43\r\n",
        b"content-length: 0x2b\r\n",
        b"content-length: -1\r\n",
        b"content-length: 99999999999999999999\r\n",
        b"transfer-encoding: xchunked\r\n",
        b"transfer-encoding: chunked, identity\r\n",
        b"transfer-encoding : chunked\r\n",
        b"transfer-encoding: \x0bchunked\r\n",
        b"transfer-encoding: chunked\r\ncontent-length: 43\r\n",
        b"x-a: b\r\n content-length: 43\r\n",
        b"x-a: b\rcontent-length: 43\r\n",
    ],
)
def test_where_a_body_ends_is_said_in_one_way(server: Server, inbox: Inbox, framing: bytes):
    """What a proxy before us could read otherwise (request smuggling) is refused; what follows is unread."""
    head = b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\n" + framing + b"\r\n"
    follows = b"POST /v1/track HTTP/1.1\r\nhost: x\r\nx-write-key: w-shop\r\ncontent-length: %d\r\n\r\n%s"
    heard = server.say(head + TRACK + follows % (len(TRACK), TRACK))
    assert heard.count(b"HTTP/1.1 ") == 1
    assert b" 400 " in heard or b" 413 " in heard
    assert stored(inbox) == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "GET"])
def test_no_method_repeats_what_was_sent(server: Server, method: str):
    status, headers, body = server.ask(method, "/v1/track", None, cookie="mine", **KEY)
    assert (status, headers["allow"]) == (405, "POST, OPTIONS")
    assert b"mine" not in body
    assert b"w-shop" not in body


def test_too_many_connections_are_sent_away_with_a_time_to_come_again(inbox: Inbox):
    with served(Door(Keys(), inbox, Limits(), nothing_else), most_connections=2) as server:
        with closing(server.open()), closing(server.open()):
            heard = server.say()
            assert b" 503 " in heard
            assert b"retry-after: 5" in heard
        end = time.perf_counter() + PATIENCE_SECONDS
        while b" 200 " not in server.say(
            b"POST /v1/m HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        ):
            assert time.perf_counter() < end


def test_a_full_inbox_is_503_until_there_is_room(tmp_path: Path):
    done = [0]
    with (
        Inbox(tmp_path / "w1.sqlite", done=lambda: done[0], limit_rows=2) as inbox,
        served(Door(Keys(), inbox, Limits(retry_after_seconds=7), nothing_else)) as server,
    ):
        assert [server.ask("POST", "/v1/t", TRACK, **KEY)[0] for _ in range(3)] == [200, 200, 503]
        answer = server.ask("POST", "/v1/t", TRACK, **KEY)
        assert told(answer) == (503, "unavailable")
        assert answer[1]["retry-after"] == "7"
        done[0] = 2
        end = time.perf_counter() + PATIENCE_SECONDS
        while server.ask("POST", "/v1/t", TRACK, **KEY)[0] != 200:
            assert time.perf_counter() < end
        assert server.door.answers[200] == 3


class FullDisk:
    """An inbox on a disk without room."""

    def submit(
        self, received: int, kind: str, key: int, body: bytes, reply: Callable[[OaseError | None], None]
    ) -> None:
        reply(StorageFull("No space left on the disk; what was stored before is whole", where="/srv/house"))


def test_a_full_disk_is_503(tmp_path: Path):
    with served(Door(Keys(), FullDisk(), Limits(), nothing_else)) as server:
        status, headers, body = server.ask("POST", "/v1/t", TRACK, **KEY)
        assert (status, headers["retry-after"]) == (503, "5")
        assert json.loads(body)["code"] == "disk_full"
        assert b"/srv" not in body


def test_a_house_that_cannot_be_asked_for_its_keys_is_503(server: Server):
    answer = server.ask("POST", "/v1/t", TRACK, **{"X-Write-Key": "house-is-busy"})
    assert told(answer) == (503, "unavailable")
    assert "retry-after" in answer[1]


def test_a_key_that_sends_too_much_is_429(inbox: Inbox):
    with served(Door(Keys(), inbox, Limits(events_per_second=1), nothing_else)) as server:
        assert server.ask("POST", "/v1/t", TRACK, **KEY)[0] == 200
        answer = server.ask("POST", "/v1/t", TRACK, **KEY)
        assert told(answer) == (429, "too_many")
        assert int(answer[1]["retry-after"]) >= 1
        assert int(answer[1]["x-ratelimit-reset"]) > 10**12
