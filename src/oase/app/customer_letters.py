"""What a customer wrote and answered: her messages and her answers to surveys, newest first."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from oase.app.rooms import Rooms
from oase.model import Person
from oase.service.tables import messages
from oase.surveys.tables import answers

__all__ = ["Answered", "Heard", "Written", "heard_from"]

MOST = 100


class Written(NamedTuple):
    """A message of hers."""

    id: int
    at: int
    channel: str
    touchpoint: str
    state: str
    subject: str
    text: str


class Answered(NamedTuple):
    """An answer of hers to a survey, the last to its item; ``text`` masked as it is kept."""

    id: int
    at: int
    touchpoint: str
    role: str
    number: float | None
    text: str | None
    way: str


class Heard(NamedTuple):
    """How much she wrote and answered, and the newest of each."""

    message_count: int
    messages: tuple[Written, ...]
    answer_count: int
    answers: tuple[Answered, ...]


def heard_from(rooms: Rooms, person: Person, most: int = MOST) -> Heard:
    """Return what somebody wrote and answered under any of her aliases.

    Parameters
    ----------
    rooms : Rooms
    person : Person
    most : int
        Messages, and answers, read at most.
    """
    hers = messages.c.alias.in_(person.aliases)
    given = answers.c.alias.in_(person.aliases) & (answers.c.is_last == 1)
    wrote: list[Any] = [messages.c[name] for name in Written._fields]
    said: list[Any] = [answers.c[name] for name in Answered._fields]
    with rooms.database.reading() as connection:
        letters = connection.execute(select(*wrote).where(hers).order_by(messages.c.at.desc()).limit(most))
        told = connection.execute(select(*said).where(given).order_by(answers.c.at.desc()).limit(most))
        return Heard(
            connection.scalar(select(func.count()).select_from(messages).where(hers)) or 0,
            tuple(Written(*row) for row in letters),
            connection.scalar(select(func.count()).select_from(answers).where(given)) or 0,
            tuple(Answered(*row) for row in told),
        )
