"""Clients of one process that send batches of contacts of distinct persons: ``-m benchmarks.sending``."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple

BATCH = 100
NAMES = ["Product Viewed", "Product Added", "Product List Viewed", "Checkout Started", "Order Completed"]
GOODS = ["Jacke Moos", "Stiefel Farn", "Mütze Flechte", "Zelt Lichtung", "Rucksack Quelle", "Hose Borke"]
OK, UNAVAILABLE = 200, 503


class Task(NamedTuple):
    """What the clients are to do; ``rate`` in contacts a second, 0 for as fast as they can."""

    host: str
    port: int
    secret: str
    contacts: int
    rate: int
    clients: int


class Batches:
    """Bodies made from one prepared text, so that making them costs the measured ones nothing to speak of."""

    def __init__(self) -> None:
        moment = "2026-11-21T11:59:58.000Z"
        whole = {"batch": [message(place, moment) for place in range(BATCH)], "sentAt": moment}
        text = json.dumps(whole, ensure_ascii=False).replace("%", "%%")
        self._text = text.replace('"NUMBER"', "%d").replace("HEX", "%032x").encode()

    def body(self, batch: int) -> bytes:
        first = batch * BATCH
        return self._text % tuple(number for number in range(first, first + BATCH) for _ in range(3))


def message(place: int, moment: str) -> dict[str, object]:
    """Return what a browser sends, with gaps for all that is different each time; about 600 bytes."""
    return {
        "type": "track",
        "event": NAMES[place % 11 % len(NAMES)],
        "messageId": "ajs-next-HEX",
        "anonymousId": "HEX",
        "userId": None,
        "timestamp": moment,
        "properties": {
            "number": "NUMBER",
            "sku": f"LW-{place * 37}",
            "price": round(19.9 + place, 2),
            "currency": "EUR",
            "category": "Draußen",
            "title": GOODS[place % len(GOODS)],
            "url": f"https://lindwerk.example/p/{place * 37}",
        },
        "context": {
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "library": {"name": "analytics.js", "version": "npm:next-1.8"},
            "page": {"path": "/p", "url": "https://lindwerk.example/p"},
            "campaign": {"source": "newsletter", "medium": "email"},
        },
    }


class Clients:
    """Several clients that keep their connections, and come back when they are told to."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._batches = Batches()
        self._head = (
            f"POST /v1/batch HTTP/1.1\r\nHost: {task.host}\r\nX-Write-Key: {task.secret}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        self.accepted = 0
        self.sent_back: list[int] = []
        self.seconds: list[float] = []

    async def work(self) -> None:
        due = self._due(time.perf_counter())
        await asyncio.gather(*(self._client(due) for _ in range(self._task.clients)))

    def _due(self, begun: float) -> Iterator[tuple[int, float]]:
        """Give each batch the moment at which it is to be sent, whatever became of those before."""
        for batch in range(self._task.contacts // BATCH):
            yield batch, begun + batch * BATCH / self._task.rate if self._task.rate else 0.0

    async def _client(self, due: Iterator[tuple[int, float]]) -> None:
        reader, writer = await asyncio.open_connection(self._task.host, self._task.port)
        for batch, moment in due:
            if (pause := moment - time.perf_counter()) > 0:
                await asyncio.sleep(pause)
            begun = moment or time.perf_counter()
            body = self._batches.body(batch)
            while True:
                writer.write(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
                status, fields = await answer(reader)
                if status == OK:
                    break
                if status != UNAVAILABLE:
                    raise RuntimeError(f"{status} {fields}")
                self.sent_back.append(int(fields["retry-after"]))  # whole seconds, or this fails
                if fields.get("connection") == "close":
                    writer.close()
                await asyncio.sleep(self.sent_back[-1])
                if writer.is_closing():
                    reader, writer = await asyncio.open_connection(self._task.host, self._task.port)
                begun = moment or time.perf_counter()
            self.seconds.append(time.perf_counter() - begun)
            self.accepted += BATCH
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().splitlines()
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    await reader.readexactly(int(fields["content-length"]))
    return int(first.split()[1]), fields


def main(host: str, port: str, secret: str, *numbers: str) -> None:
    clients = Clients(Task(host, int(port), secret, *map(int, numbers)))
    begun = time.perf_counter()
    asyncio.run(clients.work())
    took = time.perf_counter() - begun
    said = {
        "accepted": clients.accepted,
        "sent_back": len(clients.sent_back),
        "retry_after": sorted(set(clients.sent_back)),
        "seconds": took,
        "cpu_seconds": time.process_time(),
        "p50_ms": statistics.median(clients.seconds) * 1000,
        "p99_ms": sorted(clients.seconds)[int(len(clients.seconds) * 0.99)] * 1000,
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
