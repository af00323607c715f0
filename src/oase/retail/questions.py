"""Questions to a shop: asked by a customer, answered by a person with a name."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, insert, select, update

from oase.errors import OptionInvalid
from oase.retail.tables import questions, stores

__all__ = ["Question", "answer", "ask", "how_many_wait", "of_person", "of_store"]

LONGEST = 1_000
MOST_WAITING = 20
"""Questions of one person that may wait for an answer."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question and, once it is there, its answer.

    Parameters
    ----------
    id : int
    store : str
    gtin : str or None
        The article it is about.
    alias : int
    asked : int
        Microseconds since 1970, UTC.
    text, answer : str
        As typed: whoever shows them escapes them.
    answered : int or None
    who : str
        Name of who answered.
    """

    id: int
    store: str
    gtin: str | None
    alias: int
    asked: int
    text: str
    answer: str
    answered: int | None
    who: str


def ask(
    connection: Connection,
    *,
    store: str,
    gtin: str | None,
    alias: int,
    aliases: Collection[int],
    text: str,
    now: int,
) -> Question:
    """Write down a question; the same one that still waits is returned instead.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    store : str
    gtin : str or None
    alias : int
        Under which it is written down.
    aliases : collection of int
        All of the person.
    text : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        No such store, no text or too long a one, or too many wait.
    """
    said = _text(text, "question")
    if connection.scalar(select(stores.c.code).where(stores.c.code == store)) is None:
        raise OptionInvalid("There is no such store", expected="the code of a store", got=repr(store))
    waiting = [one for one in of_person(connection, aliases) if one.answered is None]
    for one in waiting:
        if (one.store, one.gtin, one.text) == (store, gtin, said):
            return one
    if len(waiting) >= MOST_WAITING:
        raise OptionInvalid(
            "Too many questions wait for an answer", expected=f"at most {MOST_WAITING}", got=str(len(waiting))
        )
    values = {"store": store, "gtin": gtin, "alias": alias, "asked": now, "text": said}
    return _read(
        connection.execute(insert(questions).values(**values, answer="", who="").returning(questions)).one()
    )


def answer(connection: Connection, number: int, text: str, who: str, now: int) -> Question:
    """Answer a question, or answer it anew.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    number : int
    text : str
    who : str
        Name of the person who answers; nobody is answered by nobody.
    now : int

    Raises
    ------
    OptionInvalid
        No such question, no text, no name.
    """
    said, name = _text(text, "answer"), _text(who, "name of who answers")
    mine = update(questions).where(questions.c.id == number)
    row = connection.execute(
        mine.values(answer=said, who=name, answered=now).returning(questions)
    ).one_or_none()
    if row is None:
        raise OptionInvalid("There is no such question", expected="the number of one", got=str(number))
    return _read(row)


def of_person(connection: Connection, aliases: Collection[int]) -> list[Question]:
    """Return the questions of a person, latest first."""
    return _rows(connection, select(questions).where(questions.c.alias.in_(list(aliases))))


def of_store(connection: Connection, store: str | None = None, *, waiting: bool = True) -> list[Question]:
    """Return the questions to a store, or to all: those that wait, or all; latest first."""
    query = select(questions)
    if store is not None:
        query = query.where(questions.c.store == store)
    return _rows(connection, query.where(questions.c.answered.is_(None)) if waiting else query)


def how_many_wait(connection: Connection) -> int:
    """Return how many questions wait for an answer."""
    waiting = select(func.count()).select_from(questions).where(questions.c.answered.is_(None))
    return connection.scalar(waiting) or 0


def _text(text: str, what: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= LONGEST:
        raise OptionInvalid(
            f"The {what} is empty or too long", expected=f"1 to {LONGEST:,} characters", got=f"{len(said):,}"
        )
    return said


def _rows(connection: Connection, query: Select[Any]) -> list[Question]:
    return [_read(row) for row in connection.execute(query.order_by(questions.c.id.desc()))]


def _read(row: Any) -> Question:
    return Question(**{name: getattr(row, name) for name in Question.__struct_fields__})
