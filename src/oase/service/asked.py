"""Questions of the app as messages: asked, their clock starts; answered, it ends."""

from __future__ import annotations

from sqlalchemy import Connection

from oase.retail.questions import Question
from oase.service.message import Message, Reply, key_of
from oase.service.messages import reply_by_key, take
from oase.service.personal import detect_all

__all__ = ["CHANNEL", "question_answered", "question_asked"]

CHANNEL = "app"
"""By which questions of the app come, and where they come from."""


def question_asked(connection: Connection, question: Question, now: int, lang: str = "") -> None:
    """Let a question be a message; the same one asked again is known already.

    Parameters
    ----------
    connection : Connection
        In the transaction in which it is written down.
    question : Question
    now : int
        Microseconds since 1970, UTC.
    lang : str
        In which she uses the app.
    """
    message = Message(
        key=_key(question),
        channel=CHANNEL,
        at=question.asked,
        text=question.text,
        thread=f"store:{question.store}:{question.alias:x}",
        alias=question.alias,
        lang=lang,
        question=question.id,
    )
    take(connection, message, max(now, question.asked))


def question_answered(connection: Connection, question: Question, now: int, template: str = "") -> None:
    """Let an answer be a reply to its message; a question from before there were messages becomes one now.

    Parameters
    ----------
    connection : Connection
        In the transaction in which it is answered.
    question : Question
        As it is answered.
    now : int
    template : str
        Name of the template it was made of.
    """
    if question.answered is None:
        return
    question_asked(connection, question, now)
    at = max(question.answered, question.asked)  # on the demo's stage she may have asked in time to come
    made = Reply(
        key=key_of(CHANNEL, f"answer-{question.id}-{question.answered}"),
        at=at,
        text=question.answer,
        who=question.who,
        template=template,
        place="app",
    )
    reply_by_key(connection, _key(question), made, max(now, at))
    detect_all(connection)


def _key(question: Question) -> str:
    return key_of(CHANNEL, f"question-{question.id}")
