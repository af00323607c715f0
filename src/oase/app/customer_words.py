"""What a customer said, by where it stands: a message, an answer, a question; and the case of the day."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.app.rooms import Rooms
from oase.contacts.masking import mask
from oase.identity import profiles
from oase.retail.questions import Question
from oase.retail.tables import questions
from oase.service.case import DAYS, Candidate, choose, decided_on, recent_cases
from oase.service.tables import messages
from oase.surveys.tables import answers

__all__ = ["Words", "case_of_day", "questions_apart", "words_at"]

_DAY = 86_400_000_000
_LONGEST_NUMBER = 15
_FEWEST_NAME_LETTERS = 3


class Words(NamedTuple):
    """What a customer said.

    Parameters
    ----------
    origin : str
        ``message:12``, ``answer:34``, ``question:5``.
    touchpoint, channel : str
        Empty where nobody knows.
    at : int
        Microseconds since 1970, UTC.
    text : str
        As she wrote it; ``masked`` for those who may not see persons.
    masked : str
        Without addresses, numbers, and the names that are known of her.
    alias : int or None
    sender : str
        As she calls herself there.
    """

    origin: str
    touchpoint: str
    channel: str
    at: int
    text: str
    masked: str
    alias: int | None
    sender: str


def words_at(rooms: Rooms, origin: str) -> Words | None:
    """Return what stands at an origin; None where there is nothing, or nothing any more."""
    kind, _, told = origin.partition(":")
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST_NUMBER):
        return None
    with rooms.database.reading() as connection:
        found = _FIND[kind](connection, int(told)) if kind in _FIND else None
        if found is None:
            return None
        names = _names(rooms, connection, found)
    return found._replace(masked=mask(found.text, names))


def case_of_day(connection: Connection, day: int, midnight: int) -> str:
    """Return the origin of the customer case of a day; empty where nobody has said enough.

    Parameters
    ----------
    connection : Connection
    day : int
        Days since 1970, zone of the house.
    midnight : int
        When that day began, microseconds since 1970, UTC: later words belong to later days, so that the case
        stays the same all day.
    """
    decided = decided_on(connection, day)
    if decided is not None:
        return decided.origin
    seen = {one.origin for one in recent_cases(connection)}
    found = choose(_candidates(connection, midnight - DAYS * _DAY, midnight), day, seen)
    return found.origin if found is not None else ""


def questions_apart(connection: Connection) -> list[Question]:
    """Return the questions of the app that wait and are not kept as messages, oldest first."""
    as_messages = select(messages.c.question).where(messages.c.question.is_not(None))
    query = select(questions).where(questions.c.answered.is_(None), questions.c.id.not_in(as_messages))
    rows = connection.execute(query.order_by(questions.c.asked, questions.c.id))
    return [Question(**{name: getattr(row, name) for name in Question.__struct_fields__}) for row in rows]


def _candidates(connection: Connection, since: int, until: int) -> list[Candidate]:
    states = messages.c.state.in_(
        ("open", "answered", "closed")
    )  # so that the index of state and time serves
    written = select(messages.c.id, messages.c.touchpoint, func.length(messages.c.text)).where(
        states, messages.c.at >= since, messages.c.at < until, messages.c.received < until
    )
    told = select(answers.c.id, answers.c.touchpoint, func.length(answers.c.text)).where(
        answers.c.role.in_(("voice", "said")),
        answers.c.at >= since,
        answers.c.at < until,
        answers.c.is_last == 1,
        answers.c.text.is_not(None),
    )
    return [
        Candidate(f"{kind}:{number}", touchpoint, letters or 0)
        for kind, query in (("message", written), ("answer", told))
        for number, touchpoint, letters in connection.execute(query)
    ]


def _message(connection: Connection, number: int) -> Words | None:
    row = connection.execute(select(messages).where(messages.c.id == number)).one_or_none()
    if row is None:
        return None
    origin = f"message:{number}"
    return Words(origin, row.touchpoint, row.channel, row.at, row.text, "", row.alias, row.sender)


def _answer(connection: Connection, number: int) -> Words | None:
    row = connection.execute(select(answers).where(answers.c.id == number)).one_or_none()
    if row is None:
        return None
    return Words(f"answer:{number}", row.touchpoint, row.medium, row.at, row.text or "", "", row.alias, "")


def _question(connection: Connection, number: int) -> Words | None:
    row = connection.execute(select(questions).where(questions.c.id == number)).one_or_none()
    if row is None:
        return None
    return Words(f"question:{number}", "", "app", row.asked, row.text, "", row.alias, "")


_FIND = {"message": _message, "answer": _answer, "question": _question}


def _names(rooms: Rooms, connection: Connection, one: Words) -> frozenset[str]:
    """Return the names by which she is known, there and in her profile."""
    told = one.sender
    if one.alias is not None:
        traits = profiles.of(connection, rooms.graph.person(connection, one.alias))
        told += " " + " ".join(
            value for key, value in traits.items() if isinstance(value, str) and "name" in key.lower()
        )
    return frozenset(part for part in told.split() if len(part) >= _FEWEST_NAME_LETTERS)
