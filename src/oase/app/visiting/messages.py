"""What the house has told her, and the devices that take its pushes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from oase.app.visiting.herself import Herself, time_of
from oase.app.visiting.visiting import Visiting
from oase.decisions.messages import outbox, subscriptions
from oase.decisions.messages.outbox import Message
from oase.decisions.messages.push import PushServices, checked
from oase.decisions.messages.sending import ended_by, is_consented
from oase.decisions.messages.vapid import open_vapid
from oase.decisions.receipt import Gate
from oase.decisions.rechecking import Rechecking
from oase.errors import OptionInvalid

__all__ = ["MessageShown", "Messages", "messages", "push_key", "subscribe", "unsubscribe"]

MOST_DEVICES = 20
_PAGE = 100
_MOST_PAGES = 20


class MessageShown(msgspec.Struct, frozen=True, rename="camel", kw_only=True):
    """A message; ``receipt`` tells why it was sent, empty where no decision was needed."""

    id: int
    at: datetime
    expires: datetime
    title: str
    body: str
    actions: list[str]
    receipt: str
    play: str
    item: str
    store: str
    kind: str
    channel: str
    distance_m: float | None
    offer: dict[str, Any] | None


class Messages(msgspec.Struct, frozen=True):
    """Messages, oldest first."""

    messages: list[MessageShown]


def messages(visiting: Visiting, her: Herself, after: int) -> Messages:
    """Return what the house has told her later than a moment; what waited for her app counts as told now.

    Parameters
    ----------
    visiting : Visiting
    her : Herself
    after : int
        Microseconds since 1970, UTC, as she sees the time.
    """
    now = visiting.rooms.clock()
    with visiting.reading() as connection:
        found = [one for one in _all(connection, her, now) if _at(one) > after]
    waiting = [one for one in found if one.channel == "app" and one.state == "waiting"]
    stopped = _fetched(visiting, her, waiting, now) if waiting else set()
    return Messages([_shown(one, her.lang) for one in found if one.id not in stopped])


def push_key(visiting: Visiting) -> str:
    """Return the public key by which a browser knows the pushes of this house.

    Raises
    ------
    ExtraMissing
        Push is not installed.
    """
    return open_vapid(visiting.rooms.folder, visiting.rooms.settings.delivery.contact).public


def subscribe(visiting: Visiting, her: Herself, endpoint: str, p256dh: str, auth: str) -> None:
    """Keep a device that takes pushes; whether one is sent is asked of her consents each time.

    Raises
    ------
    InputError
        The address is of no known push service, or the keys are not whole.
    OptionInvalid
        She has too many devices.
    """
    checked(PushServices(visiting.rooms.settings.delivery.push_hosts), endpoint, p256dh, auth)
    with visiting.acting(her) as act:
        known = subscriptions.of(act.connection, her.aliases)
        if len(known) >= MOST_DEVICES and endpoint not in [one.endpoint for one in known]:
            raise OptionInvalid(
                "Too many devices take pushes", expected=f"up to {MOST_DEVICES}", got=str(len(known))
            )
        subscriptions.add(act.connection, her.alias, endpoint, p256dh, auth, now=act.now)


def unsubscribe(visiting: Visiting, her: Herself, endpoint: str) -> None:
    """Forget a device of hers; one that is not hers stays."""
    with visiting.acting(her) as act:
        subscriptions.remove(act.connection, her.aliases, endpoint)


def _fetched(visiting: Visiting, her: Herself, waiting: list[Message], now: int) -> set[int]:
    """Note what she is shown now; end what is not right any more, as before a push, and return which."""
    checks = Rechecking(visiting.database, visiting.shelf, visiting.rooms.clock)
    why = {one.id: checks.still_right(one) for one in waiting}
    with visiting.database.writing() as connection:
        for one in waiting:
            if not is_consented(connection, one, her.person.person):
                why[one.id] = Gate.CONSENT.value
            reason = ended_by(why[one.id]).value if why[one.id] else ""
            if reason and outbox.end_unfetched(connection, one, reason, now):
                checks.ended(connection, one, reason)
        outbox.fetched(connection, [one.id for one in waiting if not why[one.id]], now)
    return {number for number, reason in why.items() if reason}


def _all(connection: Connection, her: Herself, now: int) -> Iterator[Message]:
    after = 0
    for _ in range(_MOST_PAGES):
        found = outbox.messages_of(connection, her.aliases, after=after, now=now, most=_PAGE)
        yield from found
        if len(found) < _PAGE:
            return
        after = found[-1].id


def _at(message: Message) -> int:
    """Return when it was told, as she sees the time: the demo's stage may have shifted it."""
    return message.created + int(message.content.get("shift", 0))


def _shown(message: Message, lang: str) -> MessageShown:
    content = message.content
    texts: dict[str, str] = content.get("texts", {}).get(lang) or content
    return MessageShown(
        id=message.id,
        at=time_of(_at(message)),
        expires=time_of(message.expires + int(content.get("shift", 0))),
        title=texts.get("title", ""),
        body=texts.get("body", ""),
        actions=list(content.get("actions", [])),
        receipt=message.receipt,
        play=content.get("play", ""),
        item=content.get("item", ""),
        store=content.get("store", ""),
        kind=message.kind,
        channel=message.channel,
        distance_m=content.get("distanceM"),
        offer=content.get("offer"),
    )
