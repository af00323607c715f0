"""The outbox: messages that are to be sent, kept in the transaction of what they tell about.

A message is waiting until it was sent or has ended for a reason. Whoever sends it claims it for some time
first; when a sender is killed, that time runs out and the message is tried again. So each is delivered at
least once or ends with its reason, and its key tells those who receive it twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row, and_, case, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from oase.decisions.tables import messages
from oase.errors import OptionInvalid
from oase.model import Purpose

__all__ = [
    "CHANNELS",
    "KINDS",
    "SENDING",
    "Ended",
    "Message",
    "Result",
    "claim",
    "end_unfetched",
    "enqueue",
    "expire",
    "fetched",
    "forget",
    "is_due",
    "is_held",
    "messages_of",
    "outward",
    "reclaim",
    "settle",
    "tally",
    "withdraw",
]

CHANNELS = ("push", "email", "webhook", "app")
CARRIED = ("webhook", "email", "push")
"""Those that a sender carries; the app fetches its own."""

KINDS = ("contract", "advert", "survey")
SENDING = "sending"
"""Reason of a message that somebody has claimed."""

_INWARD = frozenset({"rule", "shift", "opens"})


class Ended(StrEnum):
    """Why a message ended without being sent (closed list)."""

    EXPIRED = "expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    NO_LONGER_RIGHT = "no_longer_right"
    """Sold out, closed, bought meanwhile: what it says is not so any more."""
    NO_SUBSCRIPTION = "no_subscription"
    """No device, no address."""
    GONE = "gone"
    """Every device or address has ended (404, 410)."""
    REFUSED = "refused"
    """The service will not take it, however often it is asked."""
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    ERASED = "erased"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One message of the outbox.

    Parameters
    ----------
    id : int
    key : str
        Whoever asks twice with it gets one message; receivers tell repetitions by it.
    alias : int
    receipt : str
        Id of the decision's receipt; empty where there was none.
    channel : {"push", "email", "webhook", "app"}
    purpose : str
        ``model.Purpose`` that it rests on; empty for contract messages.
    kind : {"contract", "advert", "survey"}
    content : dict
        ``title``, ``body`` and what the channel needs besides.
    created, due, expires : int
        Microseconds since 1970, UTC.
    attempts : int
        Tried so often, the present time included.
    state : {"waiting", "sent", "ended"}
    reason : str
        Why it ended, ``sending``, or what the last attempt met.
    finished : int or None
    reached : tuple of int
        Ids of the subscriptions that have taken it.
    """

    id: int
    key: str
    alias: int
    receipt: str
    channel: str
    purpose: str
    kind: str
    content: dict[str, Any]
    created: int
    due: int
    expires: int
    attempts: int
    state: str
    reason: str
    finished: int | None
    reached: tuple[int, ...]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one attempt.

    Parameters
    ----------
    message : Message
        As it was claimed.
    state : {"waiting", "sent", "ended"}
    reason : str
        Of ``Ended``, or what was met.
    due : int
        Where it is waiting, not tried again before.
    is_counted : bool
        Whether it was an attempt at all; one that found its host busy was none.
    reached : tuple of int
        Subscriptions that have taken it so far, those of former attempts included.
    gone : tuple of int
        Subscriptions that have ended.
    """

    message: Message
    state: Literal["waiting", "sent", "ended"]
    reason: str = ""
    due: int = 0
    is_counted: bool = True
    reached: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


_ENQUEUE = insert(messages).on_conflict_do_nothing()


def enqueue(
    connection: Connection,
    *,
    key: str,
    alias: int,
    receipt: str,
    channel: str,
    purpose: str,
    kind: str,
    content: dict[str, Any],
    now: int,
    due: int,
    expires: int,
) -> bool:
    """Put a message into the outbox, once per key.

    Parameters
    ----------
    connection : Connection
        In the writing transaction of what the message tells about.
    key : str
        Names the message for ever; a second one with it changes nothing.
    alias : int
        Of the person; all her aliases are asked for her devices and consents.
    receipt : str
        Id of the decision; empty for none.
    channel : {"push", "email", "webhook", "app"}
    purpose : str
        A ``model.Purpose`` that an advert or a survey rests on; of a contract message nothing is asked.
    kind : {"contract", "advert", "survey"}
    content : dict
        ``title`` and ``body``, and for the app ``url``, ``actions``, ``item``, ``store`` …
    now, due, expires : int
        Microseconds since 1970, UTC; ``due`` is the first moment at which it may be sent, ``expires`` the
        last.

    Returns
    -------
    bool
        Whether it is new.

    Raises
    ------
    OptionInvalid
        A channel, kind or purpose that there is not; an advert or survey that rests on nothing.
    """
    _check(key, channel, purpose, kind)
    row = {
        "key": key,
        "alias": alias,
        "receipt": receipt,
        "channel": channel,
        "purpose": "" if kind == "contract" else purpose,
        "kind": kind,
        "content": msgspec.json.encode(content).decode(),
        "created": now,
        "due": due,
        "expires": expires,
        "attempts": 0,
        "state": "waiting",
        "reason": "",
    }
    return connection.execute(_ENQUEUE, row).rowcount == 1


def claim(connection: Connection, now: int, *, most: int, until: int) -> list[Message]:
    """Take messages that are due, for some time, of every channel the same share; the app fetches its own.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    now : int
        Microseconds since 1970, UTC.
    most : int
    until : int
        When they are free again, should nothing be heard of them.
    """
    taken: list[Message] = []
    for left, channel in zip((3, 2, 1), CARRIED, strict=True):
        share = -(-(most - len(taken)) // left)
        taken += _claimed(connection, channel, now, share, until)
    return taken


def is_due(connection: Connection, now: int) -> bool:
    """Return whether something could be claimed or has expired: what is cheap to ask again and again."""
    return bool(
        connection.exec_driver_sql(
            "select exists(select 1 from outbox where channel in ('push', 'email', 'webhook')"
            " and state = 'waiting' and due <= ?)"
            " or exists(select 1 from outbox where state = 'waiting' and expires <= ?)",
            (now, now),
        ).scalar_one()
    )


def is_held(connection: Connection, message: Message) -> bool:
    """Return whether a claimed message is there still, and still held by whoever claimed it."""
    return (
        connection.exec_driver_sql(
            "select 1 from outbox where id = ? and state = 'waiting' and attempts = ? and reason = ?",
            (message.id, message.attempts, SENDING),
        ).first()
        is not None
    )


def _claimed(connection: Connection, channel: str, now: int, most: int, until: int) -> list[Message]:
    if most < 1:
        return []
    is_ready = and_(messages.c.channel == channel, messages.c.state == "waiting", messages.c.due <= now)
    ids = select(messages.c.id).where(is_ready).order_by(messages.c.due, messages.c.id).limit(most)
    taken = (
        update(messages)
        .where(messages.c.id.in_(ids.scalar_subquery()))
        .values(due=until, attempts=messages.c.attempts + 1, reason=SENDING)
        .returning(*messages.c)
    )
    rows = connection.execute(taken).all()
    return sorted((_message(row) for row in rows), key=lambda one: one.id)


def settle(connection: Connection, results: Iterable[Result], now: int) -> list[Result]:
    """Write down what became of attempts; return those that were still ours to tell of.

    A message that was erased meanwhile, or that somebody else has claimed since, is left as it is.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    results : iterable of Result
    now : int
        Microseconds since 1970, UTC.
    """
    return [result for result in results if _settled(connection, result, now)]


def _settled(connection: Connection, result: Result, now: int) -> bool:
    message = result.message
    is_ours = (
        (messages.c.id == message.id)
        & (messages.c.state == "waiting")
        & (messages.c.attempts == message.attempts)
        & (messages.c.reason == SENDING)
    )
    is_waiting = result.state == "waiting"
    reached = result.reached or message.reached
    values = {
        "state": result.state,
        "reason": result.reason,
        "due": result.due if is_waiting else message.due,
        "attempts": message.attempts if result.is_counted else message.attempts - 1,
        "finished": None if is_waiting else now,
        "reached": msgspec.json.encode(reached).decode() if reached else None,
    }
    return connection.execute(update(messages).where(is_ours).values(values)).rowcount == 1


def reclaim(connection: Connection, now: int) -> int:
    """Free what a sender that is no more had claimed, and return how many; only where no other sends."""
    claimed = (messages.c.state == "waiting") & (messages.c.reason == SENDING)
    freed = update(messages).where(claimed).values(due=now, reason="interrupted")
    return connection.execute(freed).rowcount


def expire(connection: Connection, now: int) -> list[Message]:
    """End every message whose time is over and that nobody is sending; return them.

    One that some of a person's devices have taken was sent.
    """
    over = and_(
        messages.c.state == "waiting",
        messages.c.expires <= now,
        or_(messages.c.reason != SENDING, messages.c.due <= now),
    )
    ended = (
        update(messages)
        .where(over)
        .values(
            state=case((messages.c.reached.is_(None), "ended"), else_="sent"),
            reason=Ended.EXPIRED.value,
            finished=now,
        )
        .returning(*messages.c)
    )
    return [_message(row) for row in connection.execute(ended).all()]


def forget(connection: Connection, before: int, most: int = 1000) -> int:
    """Remove messages that were finished before a moment, so many at a time; return how many."""
    old = select(messages.c.id).where(messages.c.state != "waiting", messages.c.finished < before).limit(most)
    return connection.execute(messages.delete().where(messages.c.id.in_(old.scalar_subquery()))).rowcount


def messages_of(
    connection: Connection, aliases: Collection[int], *, after: int = 0, now: int, most: int = 100
) -> list[Message]:
    """Return what a person's app may show: sent by push or mail, or waiting for the app and not expired.

    Parameters
    ----------
    connection : Connection
    aliases : collection of int
        All aliases of the person.
    after : int
        Only messages with a larger id.
    now : int
        Microseconds since 1970, UTC.
    most : int
    """
    is_for_app = and_(messages.c.channel == "app", messages.c.state == "waiting", messages.c.expires > now)
    query = (
        select(messages)
        .where(messages.c.alias.in_(list(aliases)), messages.c.id > after)
        .where(or_(messages.c.state == "sent", is_for_app))
        .order_by(messages.c.id)
        .limit(most)
    )
    return [_message(row) for row in connection.execute(query).all()]


def fetched(connection: Connection, ids: Collection[int], now: int) -> None:
    """Note that the app has fetched messages of its own channel.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    ids : collection of int
    now : int
        Microseconds since 1970, UTC.
    """
    is_here = messages.c.id.in_(list(ids)) & (messages.c.channel == "app") & (messages.c.state == "waiting")
    values = {"state": "sent", "finished": now, "attempts": messages.c.attempts + 1, "reason": ""}
    connection.execute(update(messages).where(is_here).values(values))


def end_unfetched(connection: Connection, message: Message, reason: str, now: int) -> bool:
    """End a message that waits for the app and is not right any more; return whether it still waited.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    message : Message
    reason : str
        Of ``Ended``.
    now : int
        Microseconds since 1970, UTC.
    """
    waits = (messages.c.id == message.id) & (messages.c.channel == "app") & (messages.c.state == "waiting")
    ended = update(messages).where(waits).values(state="ended", reason=reason, finished=now)
    return connection.execute(ended).rowcount == 1


def withdraw(connection: Connection, key: str, now: int) -> bool:
    """End a message that was told by mistake and that nobody is sending yet; return whether it still waited.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    key : str
    now : int
        Microseconds since 1970, UTC.
    """
    waits = (messages.c.key == key) & (messages.c.state == "waiting") & (messages.c.reason != SENDING)
    ended = update(messages).where(waits & messages.c.reached.is_(None))
    values = {"state": "ended", "reason": Ended.NO_LONGER_RIGHT.value, "finished": now}
    return connection.execute(ended.values(values)).rowcount == 1


def outward(message: Message) -> dict[str, Any]:
    """Return the content as it leaves the house: without what only the house needs to ask again."""
    return {name: value for name, value in message.content.items() if name not in _INWARD}


def tally(connection: Connection) -> dict[tuple[str, str, str], int]:
    """Return how many messages there are by channel, state and reason."""
    rows: Sequence[Any] = connection.exec_driver_sql(
        "select channel, state, iif(state = 'waiting', '', reason), count(*) from outbox group by 1, 2, 3"
    ).all()
    return {(channel, state, reason): number for channel, state, reason, number in rows}


def _message(row: Row[Any]) -> Message:
    held: dict[str, Any] = dict(zip(messages.c.keys(), row, strict=True))
    held["content"] = msgspec.json.decode(held["content"])
    held["reached"] = tuple(msgspec.json.decode(held["reached"] or "[]"))
    return Message(**held)


def _check(key: str, channel: str, purpose: str, kind: str) -> None:
    if not key:
        raise OptionInvalid("A message needs a key", expected="text that names it for ever", got="''")
    for name, value, allowed in (("channel", channel, CHANNELS), ("kind", kind, KINDS)):
        if value not in allowed:
            raise OptionInvalid(
                f"There is no such {name} of messages",
                expected=", ".join(allowed),
                got=repr(value),
                where=name,
            )
    if kind != "contract" and purpose not in list(Purpose):
        raise OptionInvalid(
            f"A message of kind {kind} must rest on a consent",
            expected=", ".join(Purpose),
            got=repr(purpose),
            where="purpose",
        )
