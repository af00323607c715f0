"""What the counter reads of a person: one prepared statement on warm memory, nothing else."""

from __future__ import annotations

import sqlite3
import threading
from typing import Any, Literal, NamedTuple

import msgspec

from oase.db import Database, disk_errors
from oase.db.connection import plain
from oase.model import Facts, combine_facts

__all__ = ["Met", "Versions", "WarmMemory"]

_unpack = msgspec.msgpack.Decoder(Facts).decode

# the person of an id, all her ids, what is known under each; whether an app is signed in; what has changed:
# one statement, since with each the interpreter may pass to another thread
_MET = """
    with me as (
        select person from identifiers where alias = ?1 and (?2 is null or exists (
            select 1 from customer_sessions where id = ?2 and alias = ?1 and ended is null and expires > ?3
        ))
    ),
    members as (
        select person as alias, person from me
        union all
        select i.alias, i.person from me
        cross join identifiers as i on i.person = me.person and i.person != i.alias
    )
    select m.person, i.alias, i.kind, i.value, f.content,
        (select number from versions where name = 'retail'),
        (select number from versions where name = 'stock'),
        (select number from versions where name = 'plays')
    from members as m
    cross join identifiers as i on i.alias = m.alias
    left join facts as f on f.alias = m.alias
"""
_VERSIONS = "select name, number from versions where name in ('retail', 'stock', 'plays')"

Versions = tuple[int, int, int]
"""Numbers of the articles, of the stock, of the plays."""

_WHO = ("user", "anonymous")


class Met(NamedTuple):
    """A person as the counter meets her.

    Parameters
    ----------
    alias : int
        Under which she has come.
    person : int
        The alias that stands for her.
    kind : {"user", "anonymous"}
    id : str
        By which her contacts name her.
    facts : dict of str to Fact
        Over all her ids.
    versions : (int, int, int)
        What had changed how often when this was read.
    """

    alias: int
    person: int
    kind: Literal["user", "anonymous"]
    id: str
    facts: Facts
    versions: Versions = (0, 0, 0)


class WarmMemory:
    """A connection of its own that only reads; threads take turns on it.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._path = database.path
        self._lock = threading.Lock()
        with disk_errors(self._path):
            self._connection: sqlite3.Connection = plain(self._path)
            for pragma in ("query_only=ON", "cache_size=-65536", "mmap_size=268435456"):
                self._connection.execute(f"PRAGMA {pragma}")

    def meet(self, alias: int, session: int | None = None, at: int = 0) -> Met | None:
        """Return who stands behind an alias; None for nobody: never met, erased, or not signed in.

        Parameters
        ----------
        alias : int
        session : int, optional
            Of the app that asks; it must still be signed in.
        at : int
            Microseconds since 1970, UTC.

        Raises
        ------
        HouseBusy, HouseDamaged, StorageError
        """
        rows = self._read(_MET, (alias, session, at))
        facts: Facts = {}
        for row in rows:
            if row[4] is not None:
                found = _unpack(row[4])
                facts = combine_facts(facts, found) if facts else found
        named = [row for row in rows if row[2] in _WHO and row[3] is not None]
        if not named:
            return None
        best = min(named, key=lambda row: (row[1] != alias, row[2] != "user", row[1]))
        person, _, kind, value, _, *numbers = best
        retail, stock, plays = (number or 0 for number in numbers)
        return Met(alias, person, kind, value, facts, (retail, stock, plays))

    def versions(self) -> Versions:
        """Return what has changed how often: articles, stock, plays."""
        found: dict[str, int] = dict(self._read(_VERSIONS, ()))
        return found.get("retail", 0), found.get("stock", 0), found.get("plays", 0)

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    def _read(self, text: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock, disk_errors(self._path):
            return self._connection.execute(text, values).fetchall()
