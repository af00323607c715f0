"""How many requests the door makes durable, beside the same server that answers without storing."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from benchmarks.measure import REPOSITORY, table

CONNECTIONS, FSYNCS = 32, 200
LIMITLESS = 1 << 60
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class AnswersAtOnce:
    """Stands for an inbox that stores nothing."""

    def submit(self, *request: Any) -> None:
        *_, reply = request
        reply(None)


def serve(folder: str, descriptor: str, is_durable: str) -> None:
    """Be a server: a door with a real house's keys, the inbox real or not; the pipeline is not running."""
    import uvicorn

    from oase.contacts.keys import Keyring
    from oase.contacts.requests import Limits
    from oase.db import open_database
    from oase.db.inbox import Inbox
    from oase.web.connection import Connection
    from oase.web.door import Door

    path = Path(folder) / "inbox" / "w1.sqlite"
    real = is_durable == "True"
    storing = (
        Inbox(path, done=lambda: 0, limit_rows=LIMITLESS, limit_bytes=LIMITLESS) if real else nullcontext()
    )
    with open_database(Path(folder)) as database, storing as inbox:
        door = Door(Keyring(database), inbox or AnswersAtOnce(), Limits(), nothing_else)
        config = uvicorn.Config(
            door,
            http=Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
        )
        uvicorn.Server(config).run([socket.socket(fileno=int(descriptor))])


async def nothing_else(*_: object) -> None:
    raise NotImplementedError


@contextmanager
def running(folder: Path, *, is_durable: bool) -> Iterator[tuple[str, str]]:
    """Start a server on a house of its own; give its address and a write key."""
    from oase.contacts.keys import create_key
    from oase.db import open_database

    with open_database(folder, create=True) as database:
        key = {"source": "shop", "basis": "consent", "basis_text": "Cookie banner"}
        _, secret = create_key(database, "write", "Shop", **key)
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        descriptor = listening.fileno()
        code = "import sys; from benchmarks.bench_door import serve; serve(*sys.argv[1:])"
        command = [sys.executable, "-c", code, str(folder), str(descriptor), str(is_durable)]
        server = subprocess.Popen(command, cwd=REPOSITORY, pass_fds=[descriptor])
        port = listening.getsockname()[1]
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as first:
                first.request("POST", "/v1/m")  # waits until the server is there
                first.getresponse().read()
            yield f"http://127.0.0.1:{port}", secret
        finally:
            server.terminate()
            server.wait(30)


def message(number: int) -> dict[str, object]:
    """Return a message as browsers send them."""
    return {
        "type": "track",
        "messageId": str(uuid.UUID(int=number << 64)),
        "userId": f"K-{number % 100_000}",
        "event": "Product Viewed",
        "timestamp": "2026-11-21T19:00:00.000Z",
        "properties": {"product_id": f"P{number}", "price": 19.9, "currency": "EUR", "category": "shoes"},
        "context": {
            "library": {"name": "analytics.js", "version": "2.1.0"},
            "page": {"path": "/p/1", "url": "https://shop.example/p/1"},
            "userAgent": "Mozilla/5.0",
        },
    }


def pressed(
    address: str, secret: str, body: bytes, path: str, seconds: int, folder: Path
) -> tuple[float, ...]:
    """Let wrk send one body again and again; return requests a second, p50 and p99 in milliseconds."""
    (folder / "body").write_bytes(body)
    script = folder / "post.lua"
    script.write_text(
        f'local file = io.open("{folder}/body", "rb")\nwrk.body = file:read("*a")\nwrk.method = "POST"\n'
        f'wrk.headers["X-Write-Key"] = "{secret}"\n'
    )
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--latency",
        "-s",
        str(script),
        address + path,
    ]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    return rate, *(
        float(number) * UNITS[unit]
        for number, unit in (
            re.search(rf"{share}%\s+([\d.]+)(us|ms|s)\b", said).groups() for share in (50, 99)
        )
    )


def fsync_ms(folder: Path) -> tuple[float, float]:
    """Return what one durable append of 16 KB takes on this disk: median and p99, in milliseconds."""
    times: list[float] = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(FSYNCS):
            begun = time.perf_counter()
            file.write(bytes(16_384))
            os.fsync(file.fileno())
            times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times), sorted(times)[int(FSYNCS * 0.99)]


def run(quick: bool) -> None:
    if shutil.which("wrk") is None:
        print("skipped: wrk is not on this machine (Debian has it: apt-get install wrk)")
        return
    rounds, seconds = (1, 2) if quick else (5, 10)
    bodies = {
        "single": ("/v1/track", 1, json.dumps(message(1)).encode()),
        "batch of 100": ("/v1/batch", 100, json.dumps({"batch": [*map(message, range(100))]}).encode()),
    }
    with tempfile.TemporaryDirectory(dir=REPOSITORY) as name:  # a real disk: /tmp may be memory
        folder = Path(name)
        median, worst = fsync_ms(folder)
        print(f"fsync of 16 KB: {median:.2f} ms, p99 {worst:.2f} ms; {os.cpu_count()} cores, wrk's included")
        with (
            running(folder / "without", is_durable=False) as without,
            running(folder / "durable", is_durable=True) as durable,
        ):
            rows = [["", "events/s", "p50 ms", "p99 ms", "of not storing"]]
            for what, (path, events, body) in bodies.items():
                # in turns, so that whatever else the machine does falls on both alike
                pairs = [
                    [pressed(*server, body, path, seconds, folder) for server in (without, durable)]
                    for _ in range(rounds)
                ]
                ratio = statistics.median(stored[0] / bare[0] for bare, stored in pairs)
                for kind, place in (("not stored", 0), ("durable", 1)):
                    rate, p50, p99 = (statistics.median(pair[place][at] for pair in pairs) for at in range(3))
                    share = f"{ratio:.0%}" if place else ""
                    rows.append(
                        [f"{what}, {kind}", f"{rate * events:,.0f}", f"{p50:.2f}", f"{p99:.2f}", share]
                    )
        print(table(rows))


if __name__ == "__main__":
    run(quick=False)
