"""``Incoming``: messages, replies and closings that another program hands over."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.app.service.telling import Writer, tell
from oase.app.service.who import Who, is_erased
from oase.contacts.keys import Key
from oase.db import Database
from oase.db.inbox import Inbox
from oase.errors import OptionInvalid
from oase.service.message import (
    Closing,
    Message,
    Reply,
    Taken,
    check_closing,
    check_message,
    check_reply,
    key_of,
)
from oase.service.messages import close_by_key, reply_by_key, take
from oase.service.personal import detect_all

__all__ = ["Given", "GivenClosing", "GivenMessage", "GivenReply", "Incoming", "Who"]


_Given = TypeVar("_Given")
_Read = TypeVar("_Read")


class GivenMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message by the id it has there; ``at`` in microseconds since 1970, UTC, now when left out."""

    id: str
    channel: str
    text: str = ""
    at: int | None = None
    thread: str = ""
    sender: str = ""
    subject: str = ""
    lang: str = ""
    url: str = ""
    touchpoint: str = ""
    stars: int | None = None
    person: Who | None = None


class GivenReply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply by the id it has there, and the id of the message that it answers."""

    id: str
    message: str
    text: str
    at: int | None = None
    who: str = ""
    is_automatic: bool = False
    template: str = ""


class GivenClosing(msgspec.Struct, frozen=True, kw_only=True):
    """That a message was closed without a reply, and why."""

    message: str
    because: str
    at: int | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed over at once: all of it is kept, or nothing."""

    messages: Sequence[GivenMessage] = ()
    replies: Sequence[GivenReply] = ()
    closings: Sequence[GivenClosing] = ()


class Incoming:
    """Takes what other programs hand over; shared by threads.

    Parameters
    ----------
    rooms : Rooms
    database : Database
        Of this process, whose threads write in turns.
    inbox : Inbox
        By which a message of a known person becomes a contact, too.
    clock : callable
        Microseconds since 1970, UTC.
    """

    def __init__(self, rooms: Rooms, database: Database, inbox: Inbox, clock: Callable[[], int]) -> None:
        self._rooms = rooms
        self._database = database
        self._inbox = inbox
        self._clock = clock

    def take(self, given: Given, key: Key) -> Taken:
        """Take it under the source of a key; return how many were new, known, or wait for their message.

        Ids are those of the key's source: no key reaches messages of another source.

        Raises
        ------
        OptionInvalid
            Something cannot be used; says where. Nothing was kept.
        HouseBusy, StorageFull
            Nothing was kept.
        """
        now, source = self._clock(), _source(key)
        messages = _each(given.messages, "messages", lambda one: self._message(one, source, now))
        replies = _each(given.replies, "replies", lambda one: _reply(one, source, now))
        closings = _each(given.closings, "closings", lambda one: _closing(one, source, now))
        named = [(one, asked.person) for one, asked in zip(messages, given.messages, strict=True)]
        named = [(one, who) for one, who in named if not is_erased(self._rooms, one)]
        # a contact is durable before the message is kept: handed over again, both are known already
        tell(self._rooms, self._database, Writer(self._inbox, key.id, now), named)
        with self._database.writing() as connection:
            # asked in this transaction: an erasure is written down before it begins to erase
            kept = [one for one in messages if not is_erased(self._rooms, one)]
            erased = {one.key for one in messages} - {one.key for one in kept}
            # what was replied to her names her, too, and would wait for a message that does not come
            replies = [one for one in replies if one[0] not in erased]
            closings = [one for one in closings if one[0] not in erased]
            taken = _kept(connection, kept, replies, closings, now)
        return taken._replace(erased=len(messages) - len(kept))

    def _message(self, one: GivenMessage, source: str, now: int) -> Message:
        who = one.person
        message = Message(
            key=key_of(source, one.id),
            channel=one.channel,
            at=now if one.at is None else one.at,
            text=one.text,
            thread=one.thread,
            alias=None if who is None else self._rooms.aliases.one(who.kind, who.value),
            sender=one.sender,
            subject=one.subject,
            lang=one.lang,
            url=one.url,
            touchpoint=one.touchpoint,
            stars=one.stars,
        )
        return check_message(message, now)


def _kept(
    connection: Connection,
    messages: Sequence[Message],
    replies: Sequence[tuple[str, Reply]],
    closings: Sequence[tuple[str, Closing]],
    now: int,
) -> Taken:
    taken = take(connection, messages, now)
    for place, (message, one) in enumerate(replies):
        with _at("replies", place):
            taken = taken.plus(reply_by_key(connection, message, one, now))
    for message, closing in closings:
        taken = taken.plus(close_by_key(connection, message, closing, now))
    detect_all(connection)
    return taken


def _source(key: Key) -> str:
    return (key.source or key.name).replace(":", "-")


def _reply(one: GivenReply, source: str, now: int) -> tuple[str, Reply]:
    reply = Reply(
        key=key_of(source, one.id),
        at=now if one.at is None else one.at,
        text=one.text,
        who=one.who,
        is_automatic=one.is_automatic,
        template=one.template,
        place="elsewhere",
    )
    return key_of(source, one.message), check_reply(reply, now)


def _closing(one: GivenClosing, source: str, now: int) -> tuple[str, Closing]:
    return key_of(source, one.message), check_closing(
        Closing(one.because, now if one.at is None else one.at), now
    )


def _each(given: Sequence[_Given], name: str, read: Callable[[_Given], _Read]) -> list[_Read]:
    found: list[_Read] = []
    for place, one in enumerate(given):
        with _at(name, place):
            found.append(read(one))
    return found


@contextmanager
def _at(name: str, place: int) -> Generator[None]:
    """Say of what cannot be used at which place it stands."""
    try:
        yield
    except OptionInvalid as error:
        where = f"{name}[{place}]" + (f".{error.where}" if error.where else "")
        raise OptionInvalid(
            error.what, expected=error.expected, got=error.got, where=where, todo=error.todo
        ) from error
