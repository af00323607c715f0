"""Messages of customers and the replies to them, as other programs hand them over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from litestar import Request, post
from litestar.params import JSONBody, PathParameter

from oase.contacts.keys import Key
from oase.errors import OptionInvalid
from oase.web.api.access import may_write
from oase.web.reach import Here, Reach

if TYPE_CHECKING:
    from oase.app.service import Given
    from oase.service import Taken

__all__ = ["HANDLERS", "MOST_AT_ONCE"]

MOST_AT_ONCE = 500

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Named = Annotated[str, PathParameter(min_length=1, max_length=300)]
Line = Annotated[str, msgspec.Meta(max_length=500)]
Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Writer(msgspec.Struct, frozen=True):
    """An id of the person who wrote, and what it is."""

    value: Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]
    kind: Literal["user", "anonymous", "email", "device"] = "user"


class MessageGiven(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a customer wrote; ``id`` is the one it has at its source, ``at`` now when left out."""

    id: Id
    channel: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    text: Text = ""
    at: Moment | None = None
    thread: Annotated[str, msgspec.Meta(max_length=300)] = ""
    sender: Line = ""
    subject: Line = ""
    lang: Annotated[str, msgspec.Meta(max_length=20)] = ""
    url: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    touchpoint: Line = ""
    stars: Annotated[int, msgspec.Meta(ge=1, le=5)] | None = None
    person: Writer | None = None


class ReplyGiven(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An answer to a message; one of a machine does not stop the clock."""

    id: Id
    text: Text
    at: Moment | None = None
    who: Line = ""
    is_automatic: bool = False
    template: Line = ""


class ReplyTo(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An answer, with the id of the message that it answers."""

    id: Id
    message: Id
    text: Text
    at: Moment | None = None
    who: Line = ""
    is_automatic: bool = False
    template: Line = ""


class ClosingGiven(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """That a message was closed without a reply, and why."""

    because: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    at: Moment | None = None


class ClosingOf(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """That a message was closed without a reply, with its id."""

    message: Id
    because: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    at: Moment | None = None


Several = Annotated[list[MessageGiven], msgspec.Meta(max_length=MOST_AT_ONCE)]


class MessagesGiven(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Many at once, in any order: all of them are kept, or none."""

    messages: Several = []
    replies: Annotated[list[ReplyTo], msgspec.Meta(max_length=MOST_AT_ONCE)] = []
    closings: Annotated[list[ClosingOf], msgspec.Meta(max_length=MOST_AT_ONCE)] = []


class TakenShown(msgspec.Struct, frozen=True):
    """How many were new, known already, wait for the message they belong to, or are of an erased person."""

    new: int
    known: int
    waiting: int
    erased: int


_OF_WRITER: dict[str, Any] = {
    "sync_to_thread": True,
    "tags": ["messages"],
    "guards": [may_write],
    "status_code": 200,
}


@post("/messages", operation_id="take_messages", **_OF_WRITER)
def take_messages(
    reach: Here, request: Request[Any, Key, Any], data: JSONBody[MessageGiven | Several]
) -> TakenShown:
    """Take one message or a list of them; each is kept once however often it comes."""
    many = [data] if isinstance(data, MessageGiven) else data
    if len(many) > MOST_AT_ONCE:  # the framework looks at no length within a choice of two forms
        raise OptionInvalid(
            "These are too many messages at once",
            expected=f"up to {MOST_AT_ONCE}",
            got=f"{len(many):,}",
            todo="send them in several requests",
        )
    return _taken(reach, request.auth, MessagesGiven(messages=many))


@post("/messages/batch", operation_id="take_batch", **_OF_WRITER)
def take_batch(reach: Here, request: Request[Any, Key, Any], data: JSONBody[MessagesGiven]) -> TakenShown:
    """Take messages, replies and closings in any order: all of them are kept, or none."""
    return _taken(reach, request.auth, data)


@post("/messages/{key:str}/replies", operation_id="take_reply", **_OF_WRITER)
def take_reply(
    reach: Here, request: Request[Any, Key, Any], key: Named, data: JSONBody[ReplyGiven]
) -> TakenShown:
    """Take a reply to a message; one that comes before its message waits for it."""
    one = ReplyTo(message=key, **msgspec.structs.asdict(data))
    return _taken(reach, request.auth, MessagesGiven(replies=[one]))


@post("/messages/{key:str}/close", operation_id="close_message", **_OF_WRITER)
def close_message(
    reach: Here, request: Request[Any, Key, Any], key: Named, data: JSONBody[ClosingGiven]
) -> TakenShown:
    """Close a message without a reply; an answered one stays answered."""
    one = ClosingOf(message=key, because=data.because, at=data.at)
    return _taken(reach, request.auth, MessagesGiven(closings=[one]))


HANDLERS = [take_messages, take_batch, take_reply, close_message]


def _taken(reach: Reach, key: Key, data: MessagesGiven) -> TakenShown:
    from oase.app.service import Incoming  # here, as in ``Reach.house``

    incoming = Incoming(reach.house.rooms, reach.database, reach.inbox, reach.clock)
    taken: Taken = incoming.take(_given(data), key)
    return TakenShown(*taken)


def _given(data: MessagesGiven) -> Given:
    """Return what was handed over with moments as numbers."""
    from oase.app.service import Given, GivenClosing, GivenMessage, GivenReply, Who

    return Given(
        messages=[
            GivenMessage(
                **_plain(one, "person"), person=one.person and Who(one.person.value, one.person.kind)
            )
            for one in data.messages
        ],
        replies=[GivenReply(**_plain(one)) for one in data.replies],
        closings=[GivenClosing(**_plain(one)) for one in data.closings],
    )


def _plain(one: msgspec.Struct, *without: str) -> dict[str, Any]:
    values = {name: value for name, value in msgspec.structs.asdict(one).items() if name not in without}
    at = values["at"]
    return values | {"at": None if at is None else (at - _EPOCH) // timedelta(microseconds=1)}
