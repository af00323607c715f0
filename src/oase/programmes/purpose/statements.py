"""The written corporate purpose: every version with the day from which it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import statements as table

__all__ = ["LONGEST", "Statement", "every", "get", "holding", "write"]

LONGEST = 4_000
"""Characters of a statement at most."""


class Statement(NamedTuple):
    """The purpose as it was written down."""

    id: int
    text: dict[str, str]
    valid_from: date
    written: int
    who: str


def write(
    connection: Connection, text: Mapping[str, str], valid_from: date, *, who: str, now: int
) -> Statement:
    """Write the purpose down; earlier versions stay.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    text : mapping
        By language.
    valid_from : date
    who : str
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        Nothing is written in any language, or too much.
    """
    kept = {lang: said.strip() for lang, said in text.items() if said.strip()}
    if not kept:
        raise OptionInvalid(
            "The purpose is written down in words",
            expected="a sentence in at least one language",
            got="nothing",
            where="text",
            todo="say for whom the company is there, and what is better by it",
        )
    if max(len(said) for said in kept.values()) > LONGEST:
        got = f"{max(len(said) for said in kept.values()):,}"
        raise OptionInvalid(
            "The purpose is too long", expected=f"at most {LONGEST:,} characters", got=got, where="text"
        )
    latest = max(every(connection), key=lambda one: one.id, default=None)
    if latest is not None and (latest.text, latest.valid_from) == (kept, valid_from):
        return latest  # a form sent twice
    values = {
        "text": msgspec.json.encode(kept).decode(),
        "valid_from": valid_from,
        "written": now,
        "who": who,
    }
    row = connection.execute(insert(table).values(**values).returning(table)).one()
    bump(connection, "programmes")
    return _read(row)


def holding(connection: Connection, day: date) -> Statement | None:
    """Return the purpose that holds on a day: the newest whose day has come; None where there is none."""
    query = select(table).where(table.c.valid_from <= day)
    row = connection.execute(query.order_by(table.c.valid_from.desc(), table.c.id.desc()).limit(1)).first()
    return None if row is None else _read(row)


def get(connection: Connection, number: int) -> Statement:
    """Return a version of the purpose.

    Raises
    ------
    OptionInvalid
        There is none of that number.
    """
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid(
            "There is no such statement of purpose",
            expected="the number of one",
            got=str(number),
            where="statement",
        )
    return _read(row)


def every(connection: Connection) -> list[Statement]:
    """Return all versions, the newest day first."""
    query = select(table).order_by(table.c.valid_from.desc(), table.c.id.desc())
    return [_read(row) for row in connection.execute(query)]


def _read(row: Row[Any]) -> Statement:
    return Statement(row.id, msgspec.json.decode(row.text), row.valid_from, row.written, row.who)
