"""Messages and their replies, as they come: in any order, repeated, answered here or elsewhere.

What a message is (open, answered, closed) follows from its replies and its closing alone, whichever came
first: the first reply of a person ends its clock; a closing without a reply ends it otherwise; a reply after
that makes it answered after all, at the time of the reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.service.correspondence import message_of, open_messages, replies_of, thread
from oase.service.message import (
    AHEAD,
    Closing,
    Message,
    Reply,
    Taken,
    check_closing,
    check_message,
    check_reply,
)
from oase.service.tables import channels, messages, replies, waiting

__all__ = [
    "assign",
    "close",
    "close_by_key",
    "message_of",
    "open_messages",
    "reopen",
    "replies_of",
    "reply",
    "reply_by_key",
    "settle",
    "take",
    "thread",
]

_GIVEN = ("id", "received", "state", "ended", "because", "who")
"""What the house gives to a message; whatever a source says of it does not count."""


def take(connection: Connection, given: Message | Iterable[Message], now: int) -> Taken:
    """Take messages, each once however often it comes; what waited for them is put to them.

    A message that is known stays as it is: who it was of is added where that was not known.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    given : Message or iterable of Message
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        One of them cannot be used; then none is to be kept.
    """
    many = [given] if isinstance(given, Message) else list(given)
    taken = Taken()
    touchpoints: dict[str, str] = {}
    for one in many:
        taken = taken.plus(_take(connection, check_message(one, now), now, touchpoints))
    if taken.new:
        bump(connection, "service")
    return taken


def reply(
    connection: Connection,
    message_id: int,
    text: str,
    who: str,
    at: int,
    *,
    place: str,
    template: str = "",
    is_automatic: bool = False,
    key: str,
    now: int | None = None,
) -> int:
    """Answer a message; return the number of the reply, the same for the same key.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    message_id : int
    text, who : str
        Who is the name of the person who answers; empty only for a machine.
    at : int
        Microseconds since 1970, UTC.
    place : {"page", "elsewhere", "app"}
    template : str
    is_automatic : bool
    key : str
        ``<source>:<id there>``.
    now : int, optional
        When the house learns of it; ``at`` when left out.

    Raises
    ------
    OptionInvalid
        No such message, no text, or a time that cannot be.
    """
    made = Reply(
        key=key, at=at, text=text, who=who, is_automatic=is_automatic, template=template, place=place
    )
    _need(connection, message_id)
    _refuse_another(connection, key, message_id, "")
    _put(connection, message_id, check_reply(made, at if now is None else now))
    bump(connection, "service")
    return connection.execute(select(replies.c.id).where(replies.c.key == key)).scalar_one()


def reply_by_key(connection: Connection, message_key: str, given: Reply, now: int) -> Taken:
    """Take a reply to a message of a source; where that has not come yet, it waits for it.

    Raises
    ------
    OptionInvalid
        The reply cannot be used.
    """
    checked = check_reply(given, now)
    found = _number(connection, message_key)
    _refuse_another(connection, checked.key, found, message_key)
    if found is None:
        return _wait(connection, f"reply:{checked.key}", message_key, checked, now)
    taken = _put(connection, found, checked)
    if taken.new:
        bump(connection, "service")
    return taken


def close(connection: Connection, message_id: int, because: str, who: str, now: int) -> None:
    """Close a message without a reply; ``who`` has then taken it on.

    Raises
    ------
    OptionInvalid
        No such message, it is not open, or no reason is said.
    """
    closing = check_closing(Closing(because, now), now)
    _need_state(connection, message_id, "open")
    mine = update(messages).where(messages.c.id == message_id)
    connection.execute(
        mine.values(
            state="closed", ended=closing.at, because=closing.because, **({"who": who} if who else {})
        )
    )
    bump(connection, "service")


def close_by_key(connection: Connection, message_key: str, given: Closing, now: int) -> Taken:
    """Close a message of a source without a reply; where that has not come yet, the closing waits for it.

    An answered message stays answered; of two closings the first in time counts.

    Raises
    ------
    OptionInvalid
        It says no reason, or its time cannot be.
    """
    closing = check_closing(given, now)
    found = _number(connection, message_key)
    if found is None:
        return _wait(connection, f"close:{message_key}", message_key, closing, now)
    if not _close(connection, found, closing):
        return Taken(known=1)
    bump(connection, "service")
    return Taken(new=1)


def reopen(connection: Connection, message_id: int) -> None:
    """Open a message again that was closed without a reply: its clock has run since she wrote.

    Raises
    ------
    OptionInvalid
        No such message, or it was not closed.
    """
    _need_state(connection, message_id, "closed")
    mine = update(messages).where(messages.c.id == message_id)
    connection.execute(mine.values(state="open", ended=None, because=""))
    bump(connection, "service")


def assign(connection: Connection, message_id: int, who: str) -> None:
    """Say who takes a message on; empty for nobody.

    Raises
    ------
    OptionInvalid
        No such message.
    """
    _need(connection, message_id)
    connection.execute(update(messages).where(messages.c.id == message_id).values(who=who.strip()))
    bump(connection, "service")


def settle(connection: Connection, numbers: Sequence[int]) -> None:
    """Say anew of some messages whether and when they were answered, by the replies that are kept."""
    for number in numbers:
        _settle(connection, number)


def _take(connection: Connection, one: Message, now: int, touchpoints: dict[str, str]) -> Taken:
    values = {name: value for name, value in msgspec.structs.asdict(one).items() if name not in _GIVEN}
    values["touchpoint"] = one.touchpoint or _touchpoint(connection, one.channel, touchpoints)
    values |= {"source": one.source, "received": now, "state": "open", "because": "", "who": one.who}
    query = upsert(messages).values(**values).on_conflict_do_nothing(["key"]).returning(messages.c.id)
    number = connection.execute(query).scalar_one_or_none()
    if number is None:
        _known(connection, one)
        return Taken(known=1)
    _put_what_waited(connection, number, one.key)
    return Taken(new=1)


def _known(connection: Connection, one: Message) -> None:
    if one.alias is not None:
        mine = update(messages).where(messages.c.key == one.key, messages.c.alias.is_(None))
        connection.execute(mine.values(alias=one.alias))


def _touchpoint(connection: Connection, channel: str, known: dict[str, str]) -> str:
    if channel not in known:
        query = select(channels.c.touchpoint).where(channels.c.name == channel)
        known[channel] = connection.execute(query).scalar_one_or_none() or ""
    return known[channel]


def _put_what_waited(connection: Connection, number: int, key: str) -> None:
    rows = connection.execute(select(waiting).where(waiting.c.message == key).order_by(waiting.c.id)).all()
    for row in rows:
        if row.key.startswith("reply:"):
            _put(connection, number, msgspec.json.decode(row.body, type=Reply))
        else:
            _close(connection, number, msgspec.json.decode(row.body, type=Closing))
    if rows:
        connection.execute(waiting.delete().where(waiting.c.message == key))


def _put(connection: Connection, number: int, one: Reply) -> Taken:
    """Put a reply to its message; the same again changes nothing."""
    values = {name: value for name, value in msgspec.structs.asdict(one).items() if name != "id"}
    values |= {"message": number, "is_automatic": int(one.is_automatic)}
    query = upsert(replies).values(**values).on_conflict_do_nothing(["key"]).returning(replies.c.id)
    if connection.execute(query).scalar_one_or_none() is None:
        return Taken(known=1)
    _settle(connection, number)
    return Taken(new=1)


def _settle(connection: Connection, number: int) -> None:
    row = connection.execute(
        select(messages.c.at, messages.c.state, messages.c.ended).where(messages.c.id == number)
    ).one()
    # a reply much older than the message answers something else; one a little older has another clock
    query = select(func.min(replies.c.at)).where(
        replies.c.message == number, replies.c.is_automatic == 0, replies.c.at >= row.at - AHEAD
    )
    first = connection.execute(query).scalar_one_or_none()
    mine = update(messages).where(messages.c.id == number)
    if first is not None:
        connection.execute(mine.values(state="answered", ended=max(first, row.at), because=""))
    elif row.state == "answered":
        connection.execute(mine.values(state="open", ended=None))


def _close(connection: Connection, number: int, closing: Closing) -> bool:
    """Close an open message, or one that was closed later; tell whether that changed anything."""
    row = connection.execute(
        select(messages.c.at, messages.c.state, messages.c.ended).where(messages.c.id == number)
    ).one()
    ended = max(closing.at, row.at)
    if row.state == "answered" or (row.state == "closed" and row.ended <= ended):
        return False
    mine = update(messages).where(messages.c.id == number)
    connection.execute(mine.values(state="closed", ended=ended, because=closing.because))
    return True


def _wait(connection: Connection, key: str, message_key: str, body: Reply | Closing, now: int) -> Taken:
    text = msgspec.json.encode(body).decode()
    held = connection.execute(select(waiting.c.body).where(waiting.c.key == key)).scalar_one_or_none()
    if held is None:
        values: dict[str, Any] = {"key": key, "message": message_key, "body": text, "received": now}
        connection.execute(insert(waiting).values(**values))
        return Taken(waiting=1)
    if isinstance(body, Closing) and body.at < msgspec.json.decode(held, type=Closing).at:
        connection.execute(update(waiting).where(waiting.c.key == key).values(body=text))
    return Taken(known=1)


def _refuse_another(connection: Connection, key: str, number: int | None, message_key: str) -> None:
    """Refuse a reply whose key another message's reply has: neither is to vanish behind the other."""
    held = connection.execute(select(replies.c.message).where(replies.c.key == key)).scalar_one_or_none()
    query = select(waiting.c.message).where(waiting.c.key == f"reply:{key}")
    awaited = connection.execute(query).scalar_one_or_none()
    if (held is not None and held != number) or (awaited is not None and awaited != message_key):
        raise OptionInvalid(
            "A reply of this id belongs to another message", expected="an id of its own", got=repr(key[:80])
        )


def _number(connection: Connection, key: str) -> int | None:
    return connection.execute(select(messages.c.id).where(messages.c.key == key)).scalar_one_or_none()


def _need(connection: Connection, number: int) -> str:
    """Return the state of a message."""
    state = connection.execute(select(messages.c.state).where(messages.c.id == number)).scalar_one_or_none()
    if state is None:
        raise OptionInvalid("There is no such message", expected="the number of one", got=str(number))
    return state


def _need_state(connection: Connection, number: int, wanted: str) -> None:
    state = _need(connection, number)
    if state != wanted:
        raise OptionInvalid(
            "This cannot be done with the message as it is", expected=f"one that is {wanted}", got=state
        )
