"""Answers that another survey tool has collected: kept beside the own ones, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from oase.contacts.masking import mask
from oase.db.versions import bump
from oase.identity import profiles
from oase.surveys.answering import LONGEST_TEXT
from oase.surveys.tables import answers

__all__ = ["WAY", "Foreign", "Kept", "keep", "read"]

WAY = "foreign"
"""How such an answer came; with which probability it was asked for, nobody here knows."""

_HELD = """
    select id, number, text, sealed from survey_answers where submission = ? and item = ? and is_last = 1
"""
_AGAIN = "update survey_answers set is_last = 0 where id = ?"


class Foreign(NamedTuple):
    """One answer; ``alias`` None where nobody knows whose.

    ``submission`` names for ever what was handed in at once about one touchpoint.
    """

    submission: str
    alias: int | None
    survey: str
    item: str
    role: str
    touchpoint: str
    number: float | None
    text: str | None
    at: int
    medium: str
    lang: str


class Kept(NamedTuple):
    """What became of answers: new ones, changed ones, known ones, and those that came too late to change."""

    new: int = 0
    changed: int = 0
    known: int = 0
    closed: int = 0


def keep(connection: Connection, given: Sequence[Foreign]) -> Kept:
    """Keep answers of another tool; one that was kept before counts once, said anew it counts anew.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    given : sequence of Foreign
        Texts are masked as those of contacts are, and cut at their longest.
    """
    names = profiles.names(connection, {one.alias for one in given if one.alias is not None})
    counts = dict.fromkeys(Kept._fields, 0)
    for one in given:
        known = names.get(one.alias, frozenset()) if one.alias is not None else frozenset[str]()
        text = None if one.text is None else mask(one.text.strip(), known)[:LONGEST_TEXT]
        counts[_kept(connection, one._replace(text=text))] += 1
    if counts["new"] or counts["changed"]:
        bump(connection, "surveys")
    return Kept(**counts)


def _kept(connection: Connection, one: Foreign) -> str:
    held: Any = connection.exec_driver_sql(_HELD, (one.submission, one.item)).first()
    if held is not None and (held.number, held.text) == (one.number, one.text):
        return "known"
    if held is not None and held.sealed is not None:
        return "closed"
    if held is not None:
        connection.exec_driver_sql(_AGAIN, (held.id,))
    row = one._asdict() | {"transaction_id": None, "version": 1, "way": WAY, "is_last": 1}
    connection.execute(insert(answers).values(**row))
    return "new" if held is None else "changed"


def read(connection: Connection) -> Iterable[Any]:
    """Return the last answers to every question, with the key of their transaction, oldest first."""
    return connection.exec_driver_sql(
        "select a.*, t.key from survey_answers as a left join transactions as t on t.id = a.transaction_id"
        " where a.is_last = 1 order by a.at, a.id"
    )
