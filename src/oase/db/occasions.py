"""Occasions: visits, purchases and open questions of persons, found without reading what is known of all.

They follow from facts, in the transaction that learns them, and are the index by which triggers find whom
something concerns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection

from oase.model import Fact

__all__ = [
    "BOUGHT",
    "OPEN_DAYS",
    "UNDECIDED",
    "VISIT",
    "Occasion",
    "bought_between",
    "due",
    "end",
    "is_any",
    "mark",
    "note",
    "put_off",
    "set_mark",
    "undecided_about",
]

Kind = Literal["visit", "bought", "undecided"]
VISIT, BOUGHT, UNDECIDED = "visit", "bought", "undecided"

OPEN_DAYS = 3
"""A purchase of which the house learns later than that is history: nothing is said on the occasion of it."""

_DAY = 86_400_000_000
_FINAL = "nothing"

_NOTE = """
    insert into occasions (alias, kind, what, at, due, store) values (?, ?, ?, ?, ?, ?)
    on conflict (alias, kind, what) do update
    set at = excluded.at, due = excluded.due, store = excluded.store where excluded.at > occasions.at
"""
_OVER = "delete from occasions where alias = ? and kind = ? and what = ? and at <= ?"
_LOOK = "update occasions set due = 0 where alias = ? and kind = 'visit'"
_COLUMNS = "alias, kind, what, at, store, due"
_DUE = f"select {_COLUMNS} from occasions where due <= ? order by due, alias, what limit ?"
_BETWEEN = f"""
    select {_COLUMNS} from occasions
    where kind = 'bought' and at > ? and at <= ? order by at, alias, what limit ?
"""
_ABOUT = f"""
    select {_COLUMNS} from json_each(?) as asked
    cross join occasions as o on o.kind = 'undecided' and o.what = asked.value order by at, alias, what
"""
_MARK = "select number from versions where name = ?"
_SET_MARK = """
    insert into versions (name, number) values (?, ?)
    on conflict (name) do update set number = excluded.number
"""


class Occasion(NamedTuple):
    """Something of a person's that may be an occasion to say something.

    Parameters
    ----------
    alias : int
        Under which it was learned.
    kind : {"visit", "bought", "undecided"}
    what : str
        Id of the visit, else by which name the article stands in her facts.
    at : int
        When it began, microseconds since 1970, UTC.
    store : str
        Code; empty for none.
    due : int or None
        When it is to be looked at; None for not by itself.
    """

    alias: int
    kind: str
    what: str
    at: int
    store: str
    due: int | None = None


def note(connection: Connection, facts_by_alias: Mapping[int, Mapping[str, Fact]], now: int) -> None:
    """Note the occasions that follow from facts; what is known already changes nothing.

    Parameters
    ----------
    connection : Connection
        In the writing transaction that learns the facts.
    facts_by_alias : mapping of int to mapping of str to Fact
    now : int
        Microseconds since 1970, UTC.
    """
    for alias, facts in facts_by_alias.items():
        for statement, values in _following(alias, facts, now):
            connection.exec_driver_sql(statement, values)


def due(connection: Connection, until: int, most: int) -> list[Occasion]:
    """Return occasions that are to be looked at by a moment, the earliest first."""
    return _read(connection, _DUE, (until, most))


def is_any(connection: Connection) -> bool:
    """Tell whether there is an occasion at all."""
    return connection.exec_driver_sql("select exists (select 1 from occasions)").scalar() == 1


def bought_between(connection: Connection, after: int, until: int, most: int) -> list[Occasion]:
    """Return purchases after a moment and up to another, the earliest first; never part of one moment.

    Where more than ``most`` are of the last moment, they are all returned.
    """
    found = _read(connection, _BETWEEN, (after, until, most))
    if len(found) < most:
        return found
    last = found[-1].at
    return [one for one in found if one.at < last] + _read(connection, _BETWEEN, (last - 1, last, -1))


def undecided_about(connection: Connection, articles: Collection[str]) -> list[Occasion]:
    """Return what persons could not decide about some articles."""
    return _read(connection, _ABOUT, (msgspec.json.encode(list(articles)).decode(),))


def put_off(connection: Connection, one: Occasion, until: int | None) -> None:
    """Look at an occasion again at a moment; None for not by itself any more."""
    connection.exec_driver_sql(
        "update occasions set due = ? where alias = ? and kind = ? and what = ? and at = ?",
        (until, one.alias, one.kind, one.what, one.at),
    )


def end(connection: Connection, one: Occasion) -> None:
    """Forget an occasion; a later one of the same name stays."""
    connection.exec_driver_sql(_OVER, (one.alias, one.kind, one.what, one.at))


def mark(connection: Connection, name: str) -> int | None:
    """Return how far something was worked off; None where it was never begun."""
    return connection.exec_driver_sql(_MARK, (f"mark:{name}",)).scalar()


def set_mark(connection: Connection, name: str, number: int) -> None:
    """Write down how far something is worked off, in the transaction that did it."""
    connection.exec_driver_sql(_SET_MARK, (f"mark:{name}", number))


def _following(alias: int, facts: Mapping[str, Fact], now: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield what is to be written: statement and values."""
    for name, fact in facts.items():
        value, at = fact.value, fact.at
        kind, _, what = name.partition(":")
        said: dict[str, Any] = value if isinstance(value, dict) else {}
        if name == VISIT and said.get("id"):
            yield _NOTE, (alias, VISIT, str(said["id"]), at, at, str(said.get("store", "")))
        elif name in (VISIT, "visit:left"):  # ended by her word, or soon
            yield _LOOK, (alias,)
        elif kind == BOUGHT and value:
            yield _NOTE, (alias, BOUGHT, what, at, at if now - at < OPEN_DAYS * _DAY else None, "")
        elif kind == UNDECIDED and said.get("choice") not in (None, _FINAL):
            yield _NOTE, (alias, UNDECIDED, what, at, None, str(said.get("store", "")))
        elif kind in (BOUGHT, UNDECIDED):
            yield _OVER, (alias, kind, what, at)


def _read(connection: Connection, statement: str, values: tuple[Any, ...]) -> list[Occasion]:
    return [Occasion(*row) for row in connection.exec_driver_sql(statement, values)]
