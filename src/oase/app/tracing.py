"""What leads from a touchpoint to contacts, answers and messages, and back: rows of the warm memory."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from oase.app.rooms import Rooms
from oase.contacts.recent import RecentContact, recent_contacts
from oase.db.schema import daily_counts, transactions
from oase.service.tables import messages
from oase.surveys.tables import answers, invitations

__all__ = ["AnswerRow", "MessageRow", "Trace", "TransactionRow", "heard_of", "trace_of"]

MOST = 10


class TransactionRow(NamedTuple):
    """A transaction at the touchpoint, and what became of its invitation; empty where there was none."""

    id: int
    alias: int
    at: int
    channel: str
    state: str


class AnswerRow(NamedTuple):
    """An answer to a survey about the touchpoint, the last to its item."""

    id: int
    alias: int | None
    at: int
    role: str
    number: float | None
    way: str


class MessageRow(NamedTuple):
    """A message that belongs to the touchpoint."""

    id: int
    at: int
    channel: str
    state: str


class Trace(NamedTuple):
    """How much there is at a touchpoint, and the newest of each.

    ``contacts`` counts those of all days; ``newest`` are of those that lie in the log.
    """

    contacts: int
    newest: tuple[RecentContact, ...]
    transaction_count: int
    transactions: tuple[TransactionRow, ...]
    answer_count: int
    answers: tuple[AnswerRow, ...]
    message_count: int
    messages: tuple[MessageRow, ...]


def trace_of(rooms: Rooms, touchpoint: str) -> Trace:
    """Return what leads from a touchpoint to its contacts, answers and messages, newest first."""
    with rooms.database.reading() as connection:
        counted = select(func.coalesce(func.sum(daily_counts.c.contacts), 0))
        return Trace(
            connection.scalar(counted.where(daily_counts.c.touchpoint == touchpoint)) or 0,
            tuple(row for row in recent_contacts(connection, limit=200) if row.touchpoint == touchpoint)[
                -MOST:
            ][::-1],
            _count(connection, transactions, touchpoint),
            _transactions(connection, touchpoint),
            _answer_count(connection, touchpoint),
            _answers(connection, touchpoint),
            _count(connection, messages, touchpoint),
            _messages(connection, touchpoint),
        )


def heard_of(rooms: Rooms) -> dict[str, int]:
    """Return how many transactions and messages there are of each touchpoint, beside its contacts."""
    found: dict[str, int] = {}
    with rooms.database.reading() as connection:
        for table in (transactions, messages):
            for name, count in connection.execute(
                select(table.c.touchpoint, func.count()).group_by(table.c.touchpoint)
            ):
                found[name] = found.get(name, 0) + count
    return found


def _count(connection: Connection, table: Table, touchpoint: str) -> int:
    query = select(func.count()).select_from(table).where(table.c.touchpoint == touchpoint)
    return connection.scalar(query) or 0


def _transactions(connection: Connection, touchpoint: str) -> tuple[TransactionRow, ...]:
    invited = transactions.outerjoin(invitations, invitations.c.transaction_id == transactions.c.id)
    columns: list[Any] = [transactions.c[name] for name in ("id", "alias", "at", "channel")]
    query = (
        select(*columns, func.coalesce(invitations.c.state, ""))
        .select_from(invited)
        .where(transactions.c.touchpoint == touchpoint)
        .order_by(transactions.c.at.desc())
        .limit(MOST)
    )
    return tuple(TransactionRow(*row) for row in connection.execute(query))


def _answer_count(connection: Connection, touchpoint: str) -> int:
    query = select(func.count()).select_from(answers).where(answers.c.touchpoint == touchpoint)
    return connection.scalar(query.where(answers.c.is_last == 1)) or 0


def _answers(connection: Connection, touchpoint: str) -> tuple[AnswerRow, ...]:
    columns: list[Any] = [answers.c[name] for name in AnswerRow._fields]
    query = select(*columns).where(answers.c.touchpoint == touchpoint, answers.c.is_last == 1)
    return tuple(
        AnswerRow(*row) for row in connection.execute(query.order_by(answers.c.at.desc()).limit(MOST))
    )


def _messages(connection: Connection, touchpoint: str) -> tuple[MessageRow, ...]:
    columns: list[Any] = [messages.c[name] for name in MessageRow._fields]
    query = select(*columns).where(messages.c.touchpoint == touchpoint)
    return tuple(
        MessageRow(*row) for row in connection.execute(query.order_by(messages.c.at.desc()).limit(MOST))
    )
