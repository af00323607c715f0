"""A small HTTP server between client and house: it writes down what passes, and may refuse the first."""

from __future__ import annotations

import gzip
import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Passed", "Proxy", "refusal"]

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
_CORS_HEADERS = (
    "authorization, content-type, accept, x-retry-count, anonymousid, sentat, rsa-retry-attempt, "
    "rsa-retry-reason, rsa-since-first-attempt, rsa-since-last-attempt, rsa-recovered, x-write-key"
)


@dataclass(frozen=True)
class Passed:
    """A request and how it was answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    refused: bool

    @property
    def is_gzip(self) -> bool:
        """Whether the body came compressed."""
        return self.headers.get("content-encoding") == "gzip"

    @property
    def json(self) -> Any:
        """Return the body as what it says, unpacked."""
        return json.loads(gzip.decompress(self.body) if self.is_gzip else self.body)

    @property
    def message_ids(self) -> list[str]:
        """Return the message ids of the body: of its items, or its own."""
        body = self.json
        items = body["batch"] if isinstance(body, dict) and "batch" in body else [body]
        return [item["messageId"] for item in items if "messageId" in item]


def refusal(status: int, seconds: int = 1) -> tuple[int, dict[str, str], bytes]:
    """Return the answer of a server that is full (503) or asked too often (429)."""
    body = json.dumps({"code": "busy", "message": "try again later"}).encode()
    return status, {"Retry-After": str(seconds), "Content-Type": "application/json"}, body


@dataclass
class Proxy:
    """Runs on a free port of loopback while it is entered.

    Parameters
    ----------
    upstream : callable
        Says where requests go now, as ``http://host:port``; None answers every one with success itself.
    refuse : list
        Answers that the first POSTs get instead of being passed on.
    on_passed : callable, optional
        Told of every request, after it was answered by the server and before the client learns it.
    twice : bool
        Whether POSTs are passed on twice, as where an answer was lost on its way.
    """

    upstream: Callable[[], str | None] = lambda: None
    refuse: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    on_passed: Callable[[Passed], None] | None = None
    twice: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        """Return the address that clients are pointed at."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def posts(self) -> list[Passed]:
        """Return the POSTs that were passed on, in their order."""
        with self._lock:
            return [one for one in self.passed if one.method == "POST" and not one.refused]

    def __enter__(self) -> Proxy:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> _Answer:
        """Refuse, pass on, or answer a request, and write down what happened."""
        with self._lock:
            refused = self.refuse.pop(0) if method == "POST" and self.refuse else None
        if refused:
            status, fields, content = refused
            answer = _Answer(status, [*fields.items(), *_cors(headers)], content)
        else:
            answer = _pass_on(self.upstream(), method, path, headers, body)
            if self.twice and method == "POST":
                answer = _pass_on(self.upstream(), method, path, headers, body)
        lowered = {name.lower(): value for name, value in headers.items()}
        passed = Passed(method, path, lowered, body, answer.status, refused is not None)
        with self._lock:
            self.passed.append(passed)
        if self.on_passed:
            self.on_passed(passed)
        return answer


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that hang up are part of the tests."""


def _pass_on(upstream: str | None, method: str, path: str, headers: dict[str, str], body: bytes) -> _Answer:
    if upstream is None:
        return _Answer(200, [("Content-Type", "application/json"), *_cors(headers)], _success(path, headers))
    connection = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=30)
    try:
        sent = {name: value for name, value in headers.items() if name.lower() not in _HOP}
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        content = response.read()
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionAbortedError("the server went away") from error
    finally:
        connection.close()
    kept = [(name, value) for name, value in response.getheaders() if name.lower() not in _HOP]
    return _Answer(response.status, kept, content)


def _success(path: str, headers: dict[str, str]) -> bytes:
    host = f"{headers.get('Host', '')}/v1"
    key = path.rsplit("/projects/", maxsplit=1)[-1].split("/", maxsplit=1)[0]
    if path.endswith("/settings"):
        told: dict[str, Any] = {
            "integrations": {"Segment.io": {"apiKey": key, "apiHost": host, "protocol": "http"}}
        }
    elif path.startswith("/sourceConfig"):
        source = {"id": "1", "name": "shop", "workspaceId": "1", "enabled": True, "config": {}}
        told = {"source": {**source, "destinations": []}}
    else:
        told = {"success": True}
    return json.dumps(told).encode()


def _cors(headers: dict[str, str]) -> list[tuple[str, str]]:
    origin = next((value for name, value in headers.items() if name.lower() == "origin"), None)
    if origin is None:
        return []
    return [
        ("Access-Control-Allow-Origin", origin),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Headers", _CORS_HEADERS),
        ("Access-Control-Expose-Headers", "Retry-After"),
    ]


def _handler(proxy: Proxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            try:
                answer = proxy.answer(self.command, self.path, dict(self.headers.items()), body)
            except ConnectionAbortedError:
                self.close_connection = True  # the client sees what it would see: no answer
                return
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_OPTIONS = do_PUT = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
