"""A contact for every message of a known person: that she wrote and by which channel, never what."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec

from oase.app.rooms import Rooms
from oase.app.service.who import Who
from oase.db import Database
from oase.db.inbox import Inbox
from oase.db.inbox.waiting import Waiting
from oase.identity.members import ids_of
from oase.model.moments import iso
from oase.service.message import Message

__all__ = ["EVENT", "Writer", "tell"]

EVENT = "Message Sent"

WAIT_SECONDS = 10.0
_TOLD = ("user", "anonymous")
"""Kinds of ids by which a contact can name a person."""


class Writer(NamedTuple):
    """Where contacts are handed to, under which key, and when they were received."""

    inbox: Inbox
    key: int
    received: int


def tell(
    rooms: Rooms, database: Database, writer: Writer, messages: Sequence[tuple[Message, Who | None]]
) -> None:
    """Hand over a contact for every message of a known person; returns when they are durable.

    Of a person who is known by an address or a device alone, and by no id that a contact can name, none is
    told. The same message told twice is one contact.

    Raises
    ------
    HouseBusy, StorageFull
        They are not durable; nothing is to be kept then.
    """
    named = [(one, _id(rooms, database, who)) for one, who in messages if who is not None]
    waiting = [_submit(writer, one, who) for one, who in named if who is not None]
    for one in waiting:
        one.wait()


def _id(rooms: Rooms, database: Database, who: Who) -> Who | None:
    if who.kind in _TOLD:
        return who
    with database.reading() as connection:
        person = rooms.graph.find(connection, who.value, who.kind)
        known = [] if person is None else ids_of(connection, person.aliases)
    for one in known:
        if one.value is not None and one.kind in _TOLD:
            return Who(one.value, "user" if one.kind == "user" else "anonymous")
    return None


def _submit(writer: Writer, message: Message, who: Who) -> Waiting:
    told = blake2b(message.key.encode(), digest_size=16, person=b"oase.message")
    properties: dict[str, Any] = {"message_channel": message.channel, "source": message.source}
    if message.stars is not None:
        properties["stars"] = message.stars
    body = {
        "type": "track",
        "messageId": told.hexdigest(),
        "userId" if who.kind == "user" else "anonymousId": who.value,
        "event": EVENT,
        "timestamp": iso(message.at),
        "properties": properties,
    }
    waiting = Waiting()
    writer.inbox.submit(writer.received, "track", writer.key, msgspec.json.encode(body), waiting.reply)
    return waiting
