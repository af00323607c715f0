"""How long do invitations about new transactions take, and how long does anybody wait to write meanwhile?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from benchmarks.measure import table
from oase.db import Database, open_database
from oase.settings import now
from oase.surveys import stored
from oase.surveys.inviting import Inviting
from oase.surveys.tokens import Signer
from oase.surveys.wording import Sender

DAY = 86_400_000_000
PERSON = "insert into identifiers (alias, kind, value, person, created) values (?, 'user', ?, ?, 1)"
PROFILE = "insert into profiles (alias, traits, updated) values (?, ?, 1)"
CONSENT = """
    insert into consents (alias, purpose, is_granted, at, text, source, recorded)
    values (?, 'survey', 1, 1, 'v1', 'bench', 1)
"""
TRANSACTION = """
    insert into transactions (key, alias, at, received, touchpoint, channel, store, value, source)
    values (?, ?, ?, ?, ?, 'web', 'K1', 49.0, 'shop')
"""


def fill(connection: Connection, transactions: int, at: int) -> None:
    """Let each of half as many persons buy twice; every second one grants to be asked."""
    persons = range(1, transactions // 2 + 1)
    asked = persons[::2]
    connection.exec_driver_sql(PERSON, [(one, f"u{one}", one) for one in persons])
    connection.exec_driver_sql(
        PROFILE, [(one, f'{{"email": ["a{one}@shop.example", 1], "lang": ["de", 1]}}') for one in asked]
    )
    connection.exec_driver_sql(CONSENT, [(one,) for one in asked])
    rows = [
        (f"order:{one}", one % len(persons) + 1, at - one, at, ("Kasse", "App")[one % 2])
        for one in range(transactions)
    ]
    connection.exec_driver_sql(TRANSACTION, rows)


def watched(database: Database) -> list[float]:
    """Return how long each transaction from now on holds the right to write, in milliseconds."""
    held: list[float] = []
    plain = database.writing

    @contextmanager
    def writing() -> Generator[Connection]:
        with plain() as connection:
            begun = time.perf_counter()
            yield connection
        held.append((time.perf_counter() - begun) * 1e3)

    database.writing = writing
    return held


def run(quick: bool) -> None:
    transactions = 10_000 if quick else 100_000
    moment = now()
    with tempfile.TemporaryDirectory() as name, open_database(Path(name) / "house", create=True) as database:
        with database.writing() as connection:
            stored.put_live(connection, "three_taps", 0, "bench", moment)
            fill(connection, transactions, moment - 2 * DAY)
        held = watched(database)
        inviting = Inviting(
            database,
            Signer.open(database.folder),
            clock=lambda: moment,
            zone=ZoneInfo("Europe/Berlin"),
            lang="de",
            sender=Sender("Lindwerk", "https://shop.example"),
            channels=frozenset({"email", "app"}),
        )
        begun, cpu = time.perf_counter(), time.process_time()
        while inviting.look():
            pass
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    held.sort()
    waits = (held[len(held) // 2], held[int(len(held) * 0.99)], held[-1])
    lines = [("transactions", "seconds", "of one core", "a second", "p50 ms", "p99 ms", "longest ms")]
    told = (f"{transactions:,}", f"{seconds:.1f}", f"{cpu:.1f}", f"{transactions / seconds:,.0f}")
    print(table([*lines, (*told, *(f"{one:.1f}" for one in waits))]))
