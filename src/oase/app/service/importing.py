"""Files of messages and replies taken into a house; rows that cannot be taken are named, all others are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.app.rooms import Rooms
from oase.app.service.who import is_erased
from oase.db import about
from oase.errors import OptionInvalid
from oase.lake.reading.plain import PlainRow, plain_columns, plain_rows
from oase.model import Refusal
from oase.service.message import Taken, key_of
from oase.service.messages import close_by_key, reply_by_key, take
from oase.service.personal import detect_all
from oase.service.reading import Kind, Refused, Terms, columns_of, kind_of, read_message, read_reply

__all__ = ["MOST_SHOWN", "Imported", "import_file"]

MOST_SHOWN = 1_000
"""Refused rows that are named; all are counted."""

_AT_ONCE = 1_000


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file.

    Parameters
    ----------
    kind : {"messages", "replies"}
    messages, replies, closings : Taken
    refused : int
        Rows that were not taken.
    refusals : tuple of Refused
        The first of them, with line and column.
    """

    kind: Kind
    messages: Taken
    replies: Taken
    closings: Taken
    refused: int
    refusals: tuple[Refused, ...]


class _Counts(NamedTuple):
    messages: Taken = Taken()
    replies: Taken = Taken()
    closings: Taken = Taken()


def import_file(
    rooms: Rooms, path: Path, *, source: str, channel: str = "", timezone: str = "", name: str = ""
) -> Imported:
    """Take a file (CSV, Excel and what else is known by its content) into a house.

    It may be taken again, whole or longer: what is known is counted, not kept twice. No contact is made of
    these messages: contacts of the past are taken in as such.

    Parameters
    ----------
    rooms : Rooms
    path : Path
    source : str
        Where its ids are from: the same id of another source is another message.
    channel : str
        Of messages in whose rows no column says it.
    timezone : str
        Of times without an offset; that of the house when left out.
    name : str
        What messages call the file; its own name when empty.

    Raises
    ------
    SourceMissing, SourceUnreadable, HeaderInvalid
    OptionInvalid
        The source cannot be used.
    """
    where = name or path.name
    key_of(source, "1")  # refuses a source that no row could have
    columns = columns_of(plain_columns(path))
    kind = kind_of(columns, where, has_channel=bool(channel))
    terms = Terms(source, channel, timezone or about(rooms.database).timezone, rooms.clock())
    counts, refused = _Counts(), list[Refused]()
    rows, many = plain_rows(path, name), 0
    while portion := list(islice(rows, _AT_ONCE)):
        with rooms.database.writing() as connection:
            for row in portion:
                try:
                    counts = _taken(connection, rooms, row, columns, terms, kind, counts)
                except _Unusable as error:
                    many += 1
                    if len(refused) < MOST_SHOWN:
                        refused.append(error.row)
            detect_all(connection)
    return Imported(kind=kind, **counts._asdict(), refused=many, refusals=tuple(refused))


class _Unusable(Exception):
    def __init__(self, row: Refused) -> None:
        super().__init__(row.what)
        self.row = row


def _taken(
    connection: Connection,
    rooms: Rooms,
    row: PlainRow | Refusal,
    columns: Mapping[str, str],
    terms: Terms,
    kind: Kind,
    counts: _Counts,
) -> _Counts:
    if isinstance(row, Refusal):
        raise _Unusable(_torn(row))
    try:
        with connection.begin_nested():
            if kind == "replies":
                key, reply = read_reply(row.cells, columns, terms)
                taken = reply_by_key(connection, key, reply, terms.now)
                return counts._replace(replies=counts.replies.plus(taken))
            return _message(connection, rooms, row.cells, columns, terms, counts)
    except OptionInvalid as error:
        told = Refused(row.line, error.where or "", error.what, error.expected or "", error.got or "")
        raise _Unusable(told) from error


def _message(
    connection: Connection,
    rooms: Rooms,
    cells: Mapping[str, str],
    columns: Mapping[str, str],
    terms: Terms,
    counts: _Counts,
) -> _Counts:
    said = read_message(cells, columns, terms)
    alias = next(iter(_alias(rooms, said.user, said.email)), None)
    message = msgspec.structs.replace(said.message, alias=alias)
    if is_erased(rooms, message):
        raise OptionInvalid(
            "Who wrote this was erased since",
            expected="a person who was not, or a later message",
            where=columns["user" if said.user else "email"],
        )
    counts = counts._replace(messages=counts.messages.plus(take(connection, message, terms.now)))
    if said.reply is not None:
        taken = reply_by_key(connection, message.key, said.reply, terms.now)
        counts = counts._replace(replies=counts.replies.plus(taken))
    if said.closing is not None:
        taken = close_by_key(connection, message.key, said.closing, terms.now)
        counts = counts._replace(closings=counts.closings.plus(taken))
    return counts


def _alias(rooms: Rooms, user: str, email: str) -> Iterator[int]:
    if user:
        yield rooms.aliases.one("user", user)
    if email:
        yield rooms.aliases.one("email", email)


def _torn(row: Refusal) -> Refused:
    return Refused(row.line or 0, "", str(row.reason), "", "")
