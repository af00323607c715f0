"""Persons that changed since the lake was clustered: whose rows lie where they no longer belong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sqlalchemy import Connection

__all__ = [
    "Homes",
    "Moves",
    "changes_of_persons",
    "current_persons",
    "let_move",
    "read_homes",
    "read_moves",
]

_MOVES = """
select m.alias, coalesce(i.person, m.alias)
from (select distinct alias from alias_moves) m left join identifiers i on i.alias = m.alias
order by m.alias
"""
_ELSEWHERE = "select alias, person from identifiers where person <> alias order by alias"
_PERSONS = "select alias, person from identifiers where alias in (select value from json_each(?))"


@dataclass(frozen=True, slots=True)
class Moves:
    """Aliases whose rows may name a former person, and the current one.

    Parameters
    ----------
    alias : int64 array, shape (moves,)
        Ascending.
    person : int64 array, shape (moves,)
        Current person of each.
    newest : int
        The last change that is known here.
    """

    alias: NDArray[np.int64]
    person: NDArray[np.int64]
    newest: int

    def __len__(self) -> int:
        """Return how many aliases there are."""
        return len(self.alias)

    def touch(self, rows: pa.Table) -> pa.ChunkedArray:
        """Return whether each row is of a moved alias, or of a person to whom one belongs now."""
        moved = pc.is_in(rows["alias"], value_set=pa.array(self.alias))
        return pc.or_(moved, pc.is_in(rows["person"], value_set=pa.array(np.unique(self.person))))

    def current(self, rows: pa.Table) -> NDArray[np.int64]:
        """Return the current person of each row."""
        person = cast("NDArray[np.int64]", rows["person"].to_numpy())
        if not len(self):
            return person
        alias = cast("NDArray[np.int64]", rows["alias"].to_numpy())
        place = np.minimum(np.searchsorted(self.alias, alias), len(self) - 1)
        return np.where(self.alias[place] == alias, self.person[place], person)

    def applied(self, rows: pa.Table) -> pa.Table:
        """Return the rows under their current persons, in the order in which they came."""
        place = rows.schema.get_field_index("person")
        return rows.set_column(place, rows.schema.field(place), pa.array(self.current(rows)))


def read_moves(connection: Connection) -> Moves:
    """Return the moves that the lake does not follow yet."""
    alias, person = _pairs(connection.exec_driver_sql(_MOVES).fetchall())
    newest = connection.exec_driver_sql("select max(seq) from alias_moves").scalar()
    return Moves(alias, person, int(newest or 0))


def changes_of_persons(connection: Connection) -> int:
    """Return how many moves there ever were: while this number stays, no alias changed its person."""
    query = "select seq from sqlite_sequence where name = 'alias_moves'"
    return int(connection.exec_driver_sql(query).scalar() or 0)


def current_persons(connection: Connection, alias: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the current person of each alias.

    Parameters
    ----------
    alias : int64 array, shape (aliases,)
        Each one once, ascending.
    """
    asked = msgspec.json.encode(alias.tolist()).decode()
    known, stands_for = _pairs(connection.exec_driver_sql(_PERSONS, (asked,)).fetchall())
    person = alias.copy()
    person[np.searchsorted(alias, known)] = stands_for
    return person


@dataclass(frozen=True, slots=True)
class Homes:
    """Where every row ought to lie.

    Parameters
    ----------
    elsewhere : Moves
        All aliases that stand for somebody else; any other alias is its own person.
    moves : Moves
        Those of whom it is known that their rows may lie wrong.
    """

    elsewhere: Moves
    moves: Moves

    def lost(self, rows: pa.Table) -> NDArray[np.int64]:
        """Return the aliases of rows under a wrong person of which no move tells."""
        alias = cast("NDArray[np.int64]", rows["alias"].to_numpy())
        home = self.elsewhere.current(pa.table({"alias": alias, "person": alias}))
        wrong = (home != rows["person"].to_numpy()) & ~np.isin(alias, self.moves.alias)
        return np.unique(alias[wrong])


def read_homes(connection: Connection) -> Homes:
    """Return where rows ought to lie."""
    pairs = _pairs(connection.exec_driver_sql(_ELSEWHERE).fetchall())
    return Homes(Moves(pairs[0], pairs[1], 0), read_moves(connection))


def let_move(connection: Connection, aliases: NDArray[np.int64]) -> None:
    """Remember that rows of these aliases may lie under another person than theirs."""
    if len(aliases):
        rows = [(alias,) for alias in aliases.tolist()]
        connection.exec_driver_sql("insert into alias_moves (alias) values (?)", rows)


def _pairs(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    pairs = np.array([tuple(row) for row in rows], np.int64).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])
