"""What the counter reads of a person: two prepared statements on warm memory, nothing else."""

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

# the person of an id, all her ids, and what is known under each
_MET = """
    with me as (select person from identifiers where alias = ?1),
    members as (
        select person as alias, person from me
        union all
        select i.alias, i.person from me
        cross join identifiers as i on i.person = me.person and i.person != i.alias
    )
    select m.person, i.alias, i.kind, i.value, f.content
    from members as m
    cross join identifiers as i on i.alias = m.alias
    left join facts as f on f.alias = m.alias
"""
_STANDING = """
    select 1 from customer_sessions where id = ? and alias = ? and ended is null and expires > ?
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
    """

    alias: int
    person: int
    kind: Literal["user", "anonymous"]
    id: str
    facts: Facts


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

    def meet(self, alias: int) -> Met | None:
        """Return who stands behind an alias; None for nobody: never met, or erased.

        Raises
        ------
        HouseBusy, HouseDamaged, StorageError
        """
        rows = self._read(_MET, (alias,))
        facts: Facts = {}
        for *_, content in rows:
            if content is not None:
                found = _unpack(content)
                facts = combine_facts(facts, found) if facts else found
        named = [row for row in rows if row[2] in _WHO and row[3] is not None]
        if not named:
            return None
        person, _, kind, value, _ = min(named, key=lambda row: (row[1] != alias, row[2] != "user", row[1]))
        return Met(alias, person, kind, value, facts)

    def stands(self, session: int, alias: int, at: int) -> bool:
        """Tell whether an app is still signed in; parameters as ``identity.sessions.is_standing``."""
        return bool(self._read(_STANDING, (session, alias, at)))

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
