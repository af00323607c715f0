"""Messages and replies as they are read: one, those that wait, a conversation, a stretch of time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from oase.service.message import Message, Reply
from oase.service.tables import messages, replies

__all__ = [
    "Clocked",
    "clocked",
    "how_many_open",
    "message_of",
    "of_person",
    "of_touchpoint",
    "open_messages",
    "recent",
    "replies_of",
    "replies_of_numbers",
    "replies_since",
    "thread",
]


_AT_ONCE = 500


class Clocked(NamedTuple):
    """What the clocks need of a message; times in microseconds since 1970, UTC."""

    id: int
    channel: str
    at: int
    state: str
    ended: int | None


def message_of(connection: Connection, number: int) -> Message | None:
    """Return a message by its number; None where there is none."""
    row = connection.execute(select(messages).where(messages.c.id == number)).one_or_none()
    return None if row is None else _message(row)


def open_messages(
    connection: Connection, *, channel: str | None = None, most: int | None = None
) -> list[Message]:
    """Return the messages whose clock runs, the oldest first."""
    query = select(messages).where(messages.c.state == "open")
    if channel is not None:
        query = query.where(messages.c.channel == channel)
    return _many(connection, query.order_by(messages.c.at, messages.c.id).limit(most))


def how_many_open(connection: Connection) -> int:
    """Return how many messages wait for an answer."""
    query = select(func.count()).select_from(messages).where(messages.c.state == "open")
    return connection.execute(query).scalar_one()


def recent(
    connection: Connection,
    *,
    most: int,
    state: str | None = None,
    channel: str | None = None,
    before: int | None = None,
) -> list[Message]:
    """Return the newest messages, of a state or a channel, and older than a moment where that is said."""
    query = select(messages)
    if state is not None:
        query = query.where(messages.c.state == state)
    if channel is not None:
        query = query.where(messages.c.channel == channel)
    if before is not None:
        query = query.where(messages.c.at < before)
    return _many(connection, query.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(most))


def thread(connection: Connection, number: int) -> list[tuple[Message, list[Reply]]]:
    """Return the conversation that a message belongs to, with all replies, oldest first; empty for none."""
    one = message_of(connection, number)
    if one is None:
        return []
    if not one.thread:
        return [(one, replies_of(connection, number))]
    # a thread is one of its source: elsewhere the same name is another conversation
    query = select(messages).where(messages.c.thread == one.thread, messages.c.source == one.source)
    found = _many(connection, query.order_by(messages.c.at, messages.c.id))
    return [(each, replies_of(connection, each.id)) for each in found]


def replies_of(connection: Connection, number: int) -> list[Reply]:
    """Return the replies to a message, oldest first."""
    query = select(replies).where(replies.c.message == number)
    return [_reply(row) for row in connection.execute(query.order_by(replies.c.at, replies.c.id))]


def replies_of_numbers(connection: Connection, numbers: Sequence[int]) -> list[Reply]:
    """Return replies by their numbers, in the order given; those that are gone are left out."""
    found: dict[int, Reply] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        query = select(replies).where(replies.c.id.in_(numbers[start : start + _AT_ONCE]))
        found |= {row.id: _reply(row) for row in connection.execute(query)}
    return [found[number] for number in numbers if number in found]


def replies_since(connection: Connection, since: int | None = None, until: int | None = None) -> list[Reply]:
    """Return the replies by people of a stretch of time, oldest first."""
    query = select(replies).where(replies.c.is_automatic == 0)
    if since is not None:
        query = query.where(replies.c.at >= since)
    if until is not None:
        query = query.where(replies.c.at < until)
    return [_reply(row) for row in connection.execute(query.order_by(replies.c.at, replies.c.id))]


def clocked(connection: Connection, since: int | None = None, until: int | None = None) -> list[Clocked]:
    """Return what the clocks need of every message of a stretch of time, oldest first."""
    query = select(*(messages.c[name] for name in Clocked._fields))
    if since is not None:
        query = query.where(messages.c.at >= since)
    if until is not None:
        query = query.where(messages.c.at < until)
    # all at once: row by row takes several times as long
    return list(map(Clocked._make, connection.execute(query.order_by(messages.c.at, messages.c.id)).all()))


def of_touchpoint(connection: Connection, touchpoint: str, most: int) -> list[Message]:
    """Return the newest messages of a touchpoint."""
    query = select(messages).where(messages.c.touchpoint == touchpoint)
    return _many(connection, query.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(most))


def of_person(connection: Connection, aliases: Collection[int], most: int) -> list[Message]:
    """Return the newest messages of a person."""
    query = select(messages).where(messages.c.alias.in_(list(aliases)))
    return _many(connection, query.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(most))


def _many(connection: Connection, query: Select[Any]) -> list[Message]:
    return [_message(row) for row in connection.execute(query)]


def _message(row: Any) -> Message:
    return Message(**{name: getattr(row, name) for name in Message.__struct_fields__})


def _reply(row: Any) -> Reply:
    values = {name: getattr(row, name) for name in Reply.__struct_fields__}
    values["is_automatic"] = bool(row.is_automatic)
    values["is_personal"] = None if row.is_personal is None else bool(row.is_personal)
    return Reply(**values)
