"""Persons with devices and messages for them, and the count of what became of each."""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from oase.db import Database
from oase.decisions.messages import subscriptions
from oase.decisions.messages.outbox import Ended, enqueue
from oase.identity import ledger
from oase.model import Consent, Purpose

from .push_service import PushService

__all__ = ["Fates", "fates", "fill", "left", "withdraw"]

SECOND = 1_000_000


def keys() -> tuple[str, str]:
    """Return what a browser hands over: a public key and a secret."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode().rstrip("="), base64.urlsafe_b64encode(b"s" * 16).decode()


def fill(database: Database, service: PushService, number: int, now: int, *, short_seconds: float) -> None:
    """Put one message each for so many persons into the outbox.

    Of a hundred, four devices have ended, fifteen messages live for ``short_seconds`` at most and so do all
    at a dead service, and two persons have no device.
    """
    random, (p256dh, auth) = Random(7), keys()
    with database.writing() as connection:
        granted = [
            Consent(alias, Purpose.PUSH, is_granted=True, at=now - 1, text="v1", source="test")
            for alias in range(1, number + 1)
        ]
        ledger.record(connection, granted, now)
        for alias in range(1, number + 1):
            kind = alias % 100
            ending = "-404" if kind < 2 else "-410" if kind < 4 else ""
            if kind not in (4, 5):
                endpoint = service.endpoint(alias, f"{alias}{ending}")
                subscriptions.add(connection, alias, endpoint, p256dh, auth, now=now)
            is_short = 10 <= kind < 25 or service.mood_of(alias) == "dead"
            seconds = random.uniform(0.5, short_seconds) if is_short else 1200
            enqueue(
                connection,
                key=f"m{alias}",
                alias=alias,
                receipt=f"{alias:016x}",
                channel="push",
                purpose="" if kind >= 90 else "push",
                kind="contract" if kind >= 90 else "advert",
                content={"title": "Dein Leinenkleid", "body": "150 m weiter in Größe 38."},
                now=now,
                due=now,
                expires=now + round(seconds * SECOND),
            )


def withdraw(database: Database, aliases: range, now: int) -> None:
    """Let persons withdraw their consent to pushes."""
    with database.writing() as connection:
        lines = [Consent(alias, Purpose.PUSH, is_granted=False, at=now, source="test") for alias in aliases]
        ledger.record(connection, lines, now)


def left(database: Database) -> int:
    """Return how many messages are neither sent nor ended."""
    with database.reading() as connection:
        return connection.exec_driver_sql("select count(*) from outbox where state = 'waiting'").scalar_one()


@dataclass
class Fates:
    """What became of all messages, and what of that must not be."""

    ends: Counter[str]
    repeated: int
    problems: list[str]


def fates(database: Database, service: PushService) -> Fates:
    """Hold the outbox against what the push service has seen."""
    with database.reading() as connection:
        rows = connection.exec_driver_sql("select alias, state, reason, expires from outbox").all()
    taken: Counter[int] = Counter()
    latest: dict[int, int] = {}
    for device, at, status in service.got:
        alias = int(device.partition("-")[0])
        taken[alias] += status == 201
        latest[alias] = max(at, latest.get(alias, 0))
    problems = []
    for alias, state, reason, expires in rows:
        if state == "waiting":
            problems.append(f"{alias} is still waiting")
        if state == "sent" and not taken[alias]:
            problems.append(f"{alias} is said to be sent and never was")
        if state == "ended" and reason not in list(Ended):
            problems.append(f"{alias} ended for no known reason: {reason!r}")
        if latest.get(alias, 0) > expires:
            problems.append(f"{alias} was sent {(latest[alias] - expires) / 1e3:.1f} ms after it expired")
    ends = Counter(reason or state for _, state, reason, _ in rows)
    return Fates(ends, sum(count > 1 for count in taken.values()), problems)
