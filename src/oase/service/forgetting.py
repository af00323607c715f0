"""What goes of messages: when a person is erased, and when they are older than they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from oase.db.versions import bump
from oase.service.measures import forget
from oase.service.tables import cases, messages, replies, waiting

__all__ = ["WAITING_DAYS", "expire_some", "forget_messages", "forget_words", "how_many_expire"]

WAITING_DAYS = 31
"""For so long a reply waits for the message it belongs to."""

_AT_ONCE = 5_000
_DAY = 86_400_000_000


def forget_messages(connection: Connection, numbers: Sequence[int]) -> int:
    """Erase messages and the replies to them; return how many rows that were."""
    gone = 0
    for some in _parts(numbers):
        gone += connection.execute(delete(replies).where(replies.c.message.in_(some))).rowcount
        gone += connection.execute(delete(messages).where(messages.c.id.in_(some))).rowcount
    if gone:
        bump(connection, "service")
    return gone


def forget_words(connection: Connection, origins: Sequence[str]) -> int:
    """Take a person's words out of measures and cases; return how many rows changed or went."""
    gone = 0
    for start in range(0, len(origins), _AT_ONCE):
        some = origins[start : start + _AT_ONCE]
        gone += forget(connection, some)
        gone += connection.execute(delete(cases).where(cases.c.origin.in_(some))).rowcount
    return gone


def how_many_expire(connection: Connection, before: int, now: int) -> int:
    """Return how many messages are older, and how many replies have waited too long."""
    old = select(func.count()).select_from(messages).where(messages.c.at < before)
    lost = select(func.count()).select_from(waiting).where(waiting.c.received < now - WAITING_DAYS * _DAY)
    return connection.execute(old).scalar_one() + connection.execute(lost).scalar_one()


def expire_some(connection: Connection, before: int, now: int, most: int = _AT_ONCE) -> int:
    """Erase some of them; return how many went, fewer than ``most`` when none is left."""
    query = select(messages.c.id).where(messages.c.at < before).order_by(messages.c.id).limit(most)
    numbers = list(connection.execute(query).scalars())
    forget_words(connection, [f"message:{number}" for number in numbers])
    forget_messages(connection, numbers)
    if len(numbers) == most:
        return most
    lost = delete(waiting).where(waiting.c.received < now - WAITING_DAYS * _DAY)
    return len(numbers) + connection.execute(lost).rowcount


def _parts(values: Sequence[int]) -> list[Sequence[int]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
