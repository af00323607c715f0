"""A house with nobody in it, and what is needed to send from it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from oase.db import Database, open_database
from oase.decisions.messages import outbox
from oase.decisions.messages.attempts import Attempt, Carrier, Recipient
from oase.decisions.messages.outbox import Message
from oase.decisions.messages.sending import Sending
from oase.settings import now

MINUTE = 60_000_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


def put(database: Database, key: str, **changed: Any) -> None:
    at = now()
    row: dict[str, Any] = {
        "alias": 7, "receipt": "r1", "channel": "push", "purpose": "push", "kind": "advert",
        "content": {"title": "Dein Leinenkleid", "body": "150 m weiter."},
        "now": at, "due": at, "expires": at + 20 * MINUTE,
    }  # fmt: skip
    with database.writing() as connection:
        outbox.enqueue(connection, key=key, **{**row, **changed})


def fate(database: Database, key: str) -> tuple[str, str, int]:
    with database.reading() as connection:
        row = connection.exec_driver_sql(
            "select state, reason, attempts from outbox where key = ?", (key,)
        ).one()
    return row[0], row[1], row[2]


class Carried:
    """A carrier that answers what it was told, in turn, and remembers what it was given."""

    def __init__(self, *answers: Attempt | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[Message, Recipient, float]] = []

    async def carry(self, message: Message, recipient: Recipient, seconds: float) -> Attempt:
        self.seen.append((message, recipient, seconds))
        answer = self.answers.pop(0) if self.answers else Attempt(is_sent=True)
        if isinstance(answer, Exception):
            raise answer
        return answer


def send(
    database: Database,
    carriers: Mapping[str, Carrier],
    until: Callable[[], bool],
    **options: Any,
) -> None:
    """Send until something is so."""

    async def sent() -> None:
        stop = asyncio.Event()
        given = {"clock": now, "random": Random(1), **options}
        running = asyncio.create_task(Sending(database, carriers, **given).run(stop))
        async with asyncio.timeout(10):
            while not until() and not running.done():
                await asyncio.sleep(0.01)
        stop.set()
        await running

    asyncio.run(sent())
