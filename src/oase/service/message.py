"""What a message, a reply and a closing are, and what of them can be taken."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec

from oase.errors import OptionInvalid
from oase.model.moments import iso

__all__ = [
    "AHEAD",
    "LONGEST_NAME",
    "Closing",
    "Message",
    "Reply",
    "Taken",
    "check_closing",
    "check_message",
    "check_moment",
    "check_reply",
    "key_of",
]

AHEAD = 5 * 60_000_000
"""By how much the clock of a source may go before ours."""

FIRST = 946_684_800_000_000
"""1 January 2000: what is older has a broken clock."""

LONGEST_NAME = 60
LONGEST_TEXT = 100_000
LONGEST_LINE = 500
LONGEST_KEY = 300
MOST_STARS = 5

LONGEST_SOURCE = 100
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")
_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")
_ADDRESS = re.compile(r"https?://[^\s]+", re.IGNORECASE)


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a customer wrote, and what has become of it.

    Parameters
    ----------
    key : str
        ``<source>:<id there>``; see ``key_of``. Spellings that only look alike are different messages.
    channel : str
    at : int
        When she wrote, microseconds since 1970, UTC: the clock starts.
    text : str
        As she wrote it: whoever shows it escapes it.
    thread : str
        The conversation it belongs to.
    alias : int or None
    sender : str
        As she calls herself there.
    subject, lang, url, touchpoint : str
    stars : int or None
        Of a review, 1 to 5.
    question : int or None
        Of ``retail``, where it came by the app.
    id, received : int
        Given by the house.
    state : {"open", "answered", "closed"}
        Closed means: without a reply.
    ended : int or None
        The first reply of a person, or when it was closed.
    because : str
        Why it was closed without a reply.
    who : str
        Who has taken it on.
    """

    key: str
    channel: str
    at: int
    text: str
    thread: str = ""
    alias: int | None = None
    sender: str = ""
    subject: str = ""
    lang: str = ""
    url: str = ""
    touchpoint: str = ""
    stars: int | None = None
    question: int | None = None
    id: int = 0
    received: int = 0
    state: str = "open"
    ended: int | None = None
    because: str = ""
    who: str = ""

    @property
    def source(self) -> str:
        """Where it comes from."""
        return self.key.partition(":")[0]


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to a message.

    Parameters
    ----------
    key : str
        ``<source>:<id there>``.
    at : int
    text, who : str
        Who is the name of the person who answered; empty for none.
    is_automatic : bool
        Of a machine ("we have received your message"): it does not stop the clock.
    template : str
        Name of the template it was made of.
    place : {"page", "elsewhere", "app"}
        Where it was written.
    id, message : int
        Given by the house.
    is_personal : bool or None
        By the detection; None before it has looked.
    signs : str
        What it saw, JSON.
    checked : int or None
        By a person's hand: 1 personal, 0 not.
    checked_by : str
    """

    key: str
    at: int
    text: str
    who: str = ""
    is_automatic: bool = False
    template: str = ""
    place: str = "elsewhere"
    id: int = 0
    message: int = 0
    is_personal: bool | None = None
    signs: str = "{}"
    checked: int | None = None
    checked_by: str = ""


class Closing(msgspec.Struct, frozen=True):
    """That a message was closed without a reply, when and why."""

    because: str
    at: int


class Taken(NamedTuple):
    """How many were new, known already, wait for the message they belong to, or are of an erased person."""

    new: int = 0
    known: int = 0
    waiting: int = 0
    erased: int = 0

    def plus(self, other: Taken) -> Taken:
        """Return both together."""
        return Taken(*(one + another for one, another in zip(self, other, strict=True)))


def key_of(source: str, id: str) -> str:  # noqa: A002 - it is one
    """Return the key by which the house knows a message or a reply of a source.

    Raises
    ------
    OptionInvalid
        The source or the id cannot be used.

    Examples
    --------
    >>> key_of("mail", "<17@example.org>")
    'mail:<17@example.org>'
    """
    is_line = source.isprintable() and source == source.strip()
    if not (0 < len(source) <= LONGEST_SOURCE and is_line) or ":" in source:
        raise OptionInvalid(
            "The source cannot be used",
            expected=f"1 to {LONGEST_SOURCE} characters on one line, no colon: mail, instagram, shop-2",
            got=repr(source[:LONGEST_NAME]),
        )
    if not 0 < len(id) <= LONGEST_KEY - len(source) - 1 or _CONTROL.search(id) or _UNREADABLE.search(id):
        raise OptionInvalid(
            "The id cannot be used",
            expected=f"1 to {LONGEST_KEY - len(source) - 1} characters on one line",
            got=repr(id[:LONGEST_NAME]),
        )
    return f"{source}:{id}"


def check_message(message: Message, now: int) -> Message:
    """Return a message as it can be kept: names without blanks around them.

    Raises
    ------
    OptionInvalid
        Something of it cannot be used; says what.
    """
    _key(message.key)
    check_moment(message.at, now, "at")
    if message.stars is not None and not 1 <= message.stars <= MOST_STARS:
        raise OptionInvalid("The stars cannot be used", expected=f"1 to {MOST_STARS}", got=str(message.stars))
    if message.url and not _ADDRESS.fullmatch(message.url):
        raise OptionInvalid(
            "The address cannot be used",
            expected="http:// or https://",
            got=repr(message.url[:80]),
            where="url",
        )
    return msgspec.structs.replace(
        message,
        channel=_line(message.channel, "channel", LONGEST_NAME, needed=True),
        text=_text(message.text, "text", needed=message.stars is None),
        thread=_line(message.thread, "thread", LONGEST_KEY),
        sender=_line(message.sender, "sender"),
        subject=_line(message.subject, "subject"),
        lang=_line(message.lang, "lang", 20),
        url=_line(message.url, "url", 2000),
        touchpoint=_line(message.touchpoint, "touchpoint"),
    )


def check_reply(reply: Reply, now: int) -> Reply:
    """Return a reply as it can be kept.

    Raises
    ------
    OptionInvalid
        Something of it cannot be used; says what.
    """
    _key(reply.key)
    check_moment(reply.at, now, "at")
    return msgspec.structs.replace(
        reply,
        text=_text(reply.text, "text", needed=True),
        who=_line(reply.who, "who"),
        template=_line(reply.template, "template"),
    )


def check_closing(closing: Closing, now: int) -> Closing:
    """Return a closing as it can be kept.

    Raises
    ------
    OptionInvalid
        It says no reason, or its time cannot be.
    """
    check_moment(closing.at, now, "at")
    return Closing(_line(closing.because, "reason", needed=True), closing.at)


def check_moment(at: int, now: int, where: str) -> None:
    """Refuse a time that lies ahead, or so far back that a clock must have been wrong."""
    if not FIRST <= at <= now + AHEAD:
        raise OptionInvalid(
            "The time cannot be right",
            expected=f"from {iso(FIRST)} until now, {iso(now)}",
            got=_told(at),
            where=where,
        )


def _told(at: int) -> str:
    try:
        return iso(at)
    except (OverflowError, ValueError):
        return str(at)


def _key(key: str) -> None:
    source, _, id_there = key.partition(":")
    key_of(source, id_there)


def _line(text: str, what: str, longest: int = LONGEST_LINE, *, needed: bool = False) -> str:
    """Return a text of one line: breaks and other control characters are blanks."""
    said = _CONTROL.sub(" ", _UNREADABLE.sub("\ufffd", text)).strip()
    if len(said) > longest or (needed and not said):
        raise OptionInvalid(
            f"The {what} is empty or too long",
            expected=f"{1 if needed else 0} to {longest:,} characters",
            got=f"{len(said):,}",
            where=what,
        )
    return said


def _text(text: str, what: str, *, needed: bool) -> str:
    """Return a text of many lines; what no memory can hold is shown as such."""
    said = _UNREADABLE.sub("\ufffd", text).strip()
    if len(said) > LONGEST_TEXT or (needed and not said):
        raise OptionInvalid(
            f"The {what} is empty or too long",
            expected=f"{1 if needed else 0} to {LONGEST_TEXT:,} characters",
            got=f"{len(said):,}",
            where=what,
        )
    return said
