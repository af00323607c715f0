"""How many contacts a second the pipeline makes of accepted requests, and where the time goes."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.measure import table
from oase.contacts import Pipeline, create_key
from oase.db import Database, open_database
from oase.db.connection import PRAGMAS, plain
from oase.db.inbox import INBOX_FOLDER, Inbox
from oase.settings import Settings

NOON = 1_795_262_400_000_000
EVENTS = ["Product Viewed", "Product Added", "Order Completed", "Checkout Started", "Tree Planted"]
GROUP = 2000


def message(chance: random.Random, person: str) -> dict[str, object]:
    """Invent what a browser sends; about 600 bytes."""
    return {
        "type": "track",
        "event": chance.choice(EVENTS),
        "messageId": f"ajs-next-{chance.getrandbits(128):032x}",
        "anonymousId": person,
        "userId": None,
        "timestamp": "2026-11-21T11:59:58.000Z",
        "sentAt": "2026-11-21T11:59:59.000Z",
        "properties": {
            "sku": f"LW-{chance.randrange(10_000)}",
            "price": 149.9,
            "category": "Jacken",
            "title": "Jacke Moos",
            "url": f"https://lindwerk.example/jacken/{chance.randrange(10_000)}",
        },
        "context": {
            "ip": "203.0.113.9",
            "userAgent": "Mozilla/5.0",
            "library": {"name": "analytics.js", "version": "npm:next-1.8"},
            "page": {"path": "/jacken", "url": "https://lindwerk.example/jacken"},
            "campaign": {"source": "newsletter", "medium": "email"},
        },
    }


def bodies(seed: str, batch: int, persons: list[str]) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)
    for start in range(0, len(persons), batch):
        messages = [message(chance, persons[start + one]) for one in range(batch)]
        body = messages[0] if batch == 1 else {"batch": messages, "sentAt": messages[0]["sentAt"]}
        yield ("track" if batch == 1 else "batch"), json.dumps(body).encode()


def accept(folder: Path, requests: Iterable[tuple[str, bytes]], done: int) -> None:
    stored, submitted = threading.Semaphore(0), 0
    path = folder / INBOX_FOLDER / "w1.sqlite"
    path.parent.mkdir(exist_ok=True)
    with Inbox(path, done=lambda: done, limit_rows=1 << 30, limit_bytes=1 << 40) as inbox:
        for kind, body in requests:
            inbox.submit(NOON, kind, 1, body, lambda _: stored.release())
            submitted += 1
        for _ in range(submitted):
            stored.acquire()


def worked_off(database: Database) -> float:
    """Work everything off and return how long it took."""
    begun = time.perf_counter()
    with Pipeline(database, database.folder, bytes(32), Settings()) as pipeline:
        while (worked := pipeline.run_once(GROUP)).requests:
            assert not worked.refused
            assert not worked.duplicates
    return time.perf_counter() - begun


def bare(database: Database, folder: Path) -> float:
    """Insert the rows of the log into a table of the same form, in as large transactions, durably."""
    with database.reading() as connection:
        rows = [tuple(row) for row in connection.exec_driver_sql("select * from contact_log")]
        (schema,) = connection.exec_driver_sql(
            "select sql from sqlite_master where name = 'contact_log'"
        ).one()
    with closing(plain(folder / "bare.sqlite")) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(schema)
        begun = time.perf_counter()
        for start in range(0, len(rows), GROUP):
            insert(connection, rows[start : start + GROUP])
        return time.perf_counter() - begun


def insert(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"insert into contact_log values ({', '.join('?' * len(rows[0]))})", rows)
    connection.execute("COMMIT")


def run(quick: bool) -> None:
    contacts = 10_000 if quick else 100_000
    chance = random.Random(1)
    persons = [f"{chance.getrandbits(128):032x}" for _ in range(contacts)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with open_database(folder / "house", create=True) as database:
            create_key(database, "write", "shop", source="shop", basis="consent", basis_text="v1")
            lines = [("distinct persons", "seconds", "contacts/s")]
            for told, batch in (("new, single", 1), ("known, single", 1), ("known, batches of 100", 100)):
                with database.reading() as connection:
                    done = connection.exec_driver_sql("select max(done) from inboxes").scalar() or 0
                accept(database.folder, bodies(told, batch, persons), done)
                seconds = worked_off(database)
                lines.append((told, f"{seconds:.2f}", f"{contacts / seconds:,.0f}"))
            rows = 3 * contacts
            seconds = bare(database, folder)
            lines.append(("bare insert of the log", f"{seconds:.2f}", f"{rows / seconds:,.0f}"))
            print(table(lines))
            print()
            print(table(list(shares(database))))


def shares(database: Database) -> Iterator[tuple[str, str, str]]:
    with database.reading() as connection:
        times = connection.exec_driver_sql("select step, contacts, seconds from step_times").all()
    whole = sum(seconds for _, _, seconds in times)
    yield "step", "µs/contact", "share"
    for step, contacts, seconds in times:
        yield step, f"{seconds / contacts * 1e6:.1f}", f"{seconds / whole:.0%}"
