"""Measured time of work on a case: begun, ended, added up."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, insert, select, update

from oase.errors import OptionInvalid
from oase.programmes.cases.actor import Actor
from oase.programmes.cases.case import find
from oase.programmes.tables import case_times

__all__ = ["LONGEST_HOURS", "Spell", "begin", "minutes_of", "running", "stop", "times_of"]

LONGEST_HOURS = 12
"""A clock that nobody stopped counts no further."""

_MINUTE = 60_000_000
_LONGEST = LONGEST_HOURS * 60 * _MINUTE


class Spell(NamedTuple):
    """A time of work; ``ended`` is None while it goes on; microseconds since 1970, UTC."""

    id: int
    case: int
    who: str
    began: int
    ended: int | None
    note: str


def begin(connection: Connection, case: int, actor: Actor) -> Spell:
    """Start the clock of an account on a case; it runs on one case only, and one that runs goes on.

    Raises
    ------
    CaseUnknown
    OptionInvalid
        Nobody is named.
    """
    find(connection, case)
    if not actor.who:
        raise OptionInvalid("Time is measured for somebody", expected="the name of an account", got="''")
    now_on = running(connection, actor.who)
    if now_on is not None and now_on.case == case:
        return now_on
    if now_on is not None:
        stop(connection, actor)
    row = {"case": case, "who": actor.who, "began": actor.now, "ended": None, "note": ""}
    connection.execute(insert(case_times).values(row))
    return times_of(connection, case)[-1]


def stop(connection: Connection, actor: Actor, note: str = "") -> Spell | None:
    """Stop the clock of an account; return what it measured, None where none ran."""
    now_on = running(connection, actor.who)
    if now_on is None:
        return None
    ended = min(max(actor.now, now_on.began), now_on.began + _LONGEST)
    values = {"ended": ended, "note": note.strip()[:200]}
    connection.execute(update(case_times).where(case_times.c.id == now_on.id).values(values))
    return now_on._replace(ended=ended, note=values["note"])


def running(connection: Connection, who: str) -> Spell | None:
    """Return the time that an account is measuring now."""
    going = (case_times.c.who == who) & case_times.c.ended.is_(None)
    row = connection.execute(_selected().where(going).order_by(case_times.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Spell(*row)


def times_of(connection: Connection, case: int) -> list[Spell]:
    """Return the times of work on a case, oldest first."""
    query = _selected().where(case_times.c.case == case).order_by(case_times.c.id)
    return [Spell(*row) for row in connection.execute(query)]


def minutes_of(connection: Connection, case: int) -> int | None:
    """Return the measured minutes of a case; None where none were measured."""
    spent = [one.ended - one.began for one in times_of(connection, case) if one.ended is not None]
    return round(sum(spent) / _MINUTE) if spent else None


def _selected() -> Select[Any]:
    return select(*[case_times.c[name] for name in Spell._fields])
