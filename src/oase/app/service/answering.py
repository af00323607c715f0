"""Answering a message from the page: by name, and where it was a question of the app, into her app."""

from __future__ import annotations

from oase.app.rooms import Rooms
from oase.app.serving import answer_question
from oase.errors import OptionInvalid
from oase.service.message import key_of
from oase.service.messages import message_of, reply
from oase.service.personal import detect_all

__all__ = ["PAGE", "answer_message"]

PAGE = "page"
"""Where replies come from that were written on the page."""


def answer_message(rooms: Rooms, number: int, text: str, who: str, template: str = "") -> None:
    """Answer a message by name.

    A question of the app is answered in her app. For every other channel the reply is written down and ends
    the clock; it is sent there by whoever writes it, for the house has no way into other channels.

    Parameters
    ----------
    rooms : Rooms
    number : int
    text, who : str
        Nobody is answered by nobody.
    template : str
        Name of the template it was made of.

    Raises
    ------
    OptionInvalid
        No such message, no text, no name.
    HouseBusy
    """
    if not who.strip():
        raise OptionInvalid("The answer has no name", expected="the name of who answers", got="nothing")
    with rooms.database.reading() as connection:
        message = message_of(connection, number)
    if message is None:
        raise OptionInvalid("There is no such message", expected="the number of one", got=str(number))
    if message.question is not None:
        answer_question(rooms, message.question, text, who, template)
        return
    now = rooms.clock()
    key = key_of(PAGE, rooms.new_id())
    with rooms.database.writing() as connection:
        reply(connection, number, text, who, max(now, message.at), place=PAGE, template=template, key=key)
        detect_all(connection)
