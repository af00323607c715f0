"""What a store does for a customer who asked: answer her question, hand out what was put aside."""

from __future__ import annotations

from oase.app.rooms import Rooms
from oase.decisions.messages.outbox import enqueue
from oase.retail import questions, reservations
from oase.retail.questions import Question
from oase.retail.reservations import Reservation
from oase.service.asked import question_answered

__all__ = ["READ_DAYS", "answer_question", "change_reservation"]

READ_DAYS = 30
"""For so long an answer may wait for her to look."""

_DAY = 86_400_000_000


def answer_question(rooms: Rooms, number: int, text: str, who: str, template: str = "") -> Question:
    """Answer a question; she is told in her app, which needs no consent: she has asked.

    The answer is a reply to her message, too: its clock ends in the same transaction.

    Raises
    ------
    OptionInvalid
        No such question, no text, no name.
    HouseBusy
    """
    now = rooms.clock()
    with rooms.database.writing() as connection:
        answered = questions.answer(connection, number, text, who, now)
        question_answered(connection, answered, now, template)
        enqueue(
            connection,
            key=f"answer:{number}:{now}",
            alias=answered.alias,
            receipt="",
            channel="app",
            purpose="",
            kind="contract",
            content={"title": answered.who, "body": answered.answer, "question": number},
            now=now,
            due=now,
            expires=now + READ_DAYS * _DAY,
        )
    return answered


def change_reservation(rooms: Rooms, number: int, state: str) -> Reservation:
    """Say what became of a piece that was put aside.

    Raises
    ------
    OptionInvalid
        No such reservation or state, or it is over.
    HouseBusy
    """
    with rooms.database.writing() as connection:
        return reservations.change(connection, number, state, rooms.clock())
