"""How far people take part, and the share of those who act themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from oase.identity.members import persons_of
from oase.programmes.participation import LEVELS, Level
from oase.programmes.tables import participations as table
from oase.stats import Interval, share

__all__ = ["Shares", "by_programme", "shares"]

_RANK = {level: number for number, level in enumerate(LEVELS)}
_ACTIVE: tuple[Level, ...] = ("active", "co_creator")


class Shares(NamedTuple):
    """Known persons by their highest level, and how often somebody unknown took part, by level."""

    known: Mapping[Level, int]
    unknown: Mapping[Level, int]

    @property
    def of(self) -> int:
        """How many known persons take part at all."""
        return sum(self.known.values())

    @property
    def active(self) -> int:
        """How many of them act themselves: active or co-creator."""
        return sum(self.known[level] for level in _ACTIVE)

    @property
    def active_share(self) -> Interval | None:
        """The active share with its Wilson interval; None where nobody is known to take part."""
        return share(self.active, self.of) if self.of else None


def shares(connection: Connection, since: int, until: int, *, programme: str | None = None) -> Shares:
    """Return how far people take part in a period.

    A person counts once, at the highest level she reached in it, whatever ids she is known by. Who nobody
    knows cannot be told apart from others: how often that happened is counted beside, not in the share.

    Parameters
    ----------
    connection : Connection
    since, until : int
        Microseconds since 1970, UTC; ``until`` is outside.
    programme : str, optional
        Of ``measures.PROGRAMMES``; all where None.
    """
    period = (table.c.at >= since) & (table.c.at < until)
    if programme is not None:
        period &= table.c.kind == programme
    query = select(table.c.alias, table.c.level, func.count()).where(period)
    rows = connection.execute(query.group_by(table.c.alias, table.c.level)).all()
    return _counted(connection, ((alias, level, count) for alias, level, count in rows))


def by_programme(connection: Connection, since: int, until: int) -> dict[str, Shares]:
    """Return how far people take part in each programme in which somebody does."""
    period = (table.c.at >= since) & (table.c.at < until)
    query = select(table.c.kind, table.c.alias, table.c.level, func.count()).where(period)
    rows: dict[str, list[tuple[int | None, Level, int]]] = {}
    found = connection.execute(query.group_by(table.c.kind, table.c.alias, table.c.level))
    for kind, alias, level, count in found:
        rows.setdefault(kind, []).append((alias, level, count))
    return {kind: _counted(connection, rows[kind]) for kind in sorted(rows)}


def _counted(connection: Connection, rows: Iterable[tuple[int | None, Level, int]]) -> Shares:
    unknown: dict[Level, int] = dict.fromkeys(LEVELS, 0)
    levels: dict[int, Level] = {}
    for alias, level, count in rows:
        if alias is None:
            unknown[level] += count
        else:
            levels[alias] = _higher(levels.get(alias, level), level)
    persons: dict[int, Level] = {}
    for alias, person in persons_of(connection, levels).items():
        persons[person] = _higher(persons.get(person, levels[alias]), levels[alias])
    known: dict[Level, int] = dict.fromkeys(LEVELS, 0)
    for level in persons.values():
        known[level] += 1
    return Shares(known, unknown)


def _higher(one: Level, other: Level) -> Level:
    return max(one, other, key=_RANK.__getitem__)
