"""Who mends at a stop, from when to when, and what each of them has done: credit where it is due."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, delete, insert, select

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.events.stops import MINUTE, get
from oase.programmes.tables import stop_tailors, tickets, tour_stops

__all__ = ["Credit", "Tailor", "add", "credits", "history", "of_stop", "on_duty", "remove"]

_LONGEST = 80


class Tailor(NamedTuple):
    """Somebody who mends at a stop."""

    id: int
    stop: int
    name: str
    employee: int | None
    skills: list[str]
    opens: int
    closes: int


class Credit(NamedTuple):
    """What somebody has done: ``fixed`` of ``done``; the middle of the measured minutes, None of none."""

    name: str
    done: int
    fixed: int
    stops: int
    minutes: float | None


class Done(NamedTuple):
    """One thing that somebody mended or tried to."""

    at: int
    stop: int
    city: str
    number: int
    what: str
    reason: str
    outcome: str
    minutes: float | None


def add(
    connection: Connection,
    stop: int,
    name: str,
    *,
    opens: int | None = None,
    closes: int | None = None,
    skills: Sequence[str] = (),
    employee: int | None = None,
) -> Tailor:
    """Note who mends at a stop; from its opening to its close unless said otherwise.

    Raises
    ------
    OptionInvalid
        No name, times outside the stop's, or the same name a second time.
    """
    held, called = get(connection, stop), " ".join(name.split())
    begins, ends = held.opens if opens is None else opens, held.closes if closes is None else closes
    if not 0 < len(called) <= _LONGEST or any(one.name == called for one in of_stop(connection, stop)):
        raise OptionInvalid(
            "A tailor has a name of her own",
            expected=f"1 to {_LONGEST} letters, once",
            got=called,
            where="name",
        )
    if not held.opens <= begins < ends <= held.closes:
        raise OptionInvalid(
            "A tailor mends while the stop is open", expected="times within it", got="others", where="opens"
        )
    row = {"stop": stop, "name": called, "employee": employee, "opens": begins, "closes": ends}
    told = insert(stop_tailors).values(**row, skills=msgspec.json.encode(list(skills)).decode())
    bump(connection, "programmes")
    return _read(connection.execute(told.returning(stop_tailors)).one())


def remove(connection: Connection, stop: int, number: int) -> None:
    """Take somebody off a stop; what she has done stays."""
    mine = (stop_tailors.c.stop == stop) & (stop_tailors.c.id == number)
    connection.execute(delete(stop_tailors).where(mine))
    bump(connection, "programmes")


def of_stop(connection: Connection, stop: int) -> list[Tailor]:
    """Return who mends at a stop, by name."""
    query = select(stop_tailors).where(stop_tailors.c.stop == stop).order_by(stop_tailors.c.name)
    return [_read(row) for row in connection.execute(query)]


def on_duty(tailors: Sequence[Tailor], now: int) -> int:
    """Return how many of them mend now."""
    return sum(one.opens <= now < one.closes for one in tailors)


def credits(connection: Connection) -> list[Credit]:  # noqa: A001 - the word for it
    """Return what each has done at all stops, who has done most first."""
    query = select(tickets.c.tailor, tickets.c.outcome, tickets.c.stop, tickets.c.began, tickets.c.ended)
    rows = connection.execute(query.where(tickets.c.state == "done", tickets.c.tailor != "")).all()
    by_name: dict[str, list[Any]] = {}
    for row in rows:
        by_name.setdefault(row.tailor, []).append(row)
    found = [
        Credit(
            name,
            len(mine),
            sum(row.outcome == "Fixed" for row in mine),
            len({row.stop for row in mine}),
            median(_minutes(row) for row in mine),
        )
        for name, mine in by_name.items()
    ]
    return sorted(found, key=lambda one: (-one.done, one.name))


def history(connection: Connection, name: str, most: int = 200) -> list[Done]:
    """Return what somebody has done, the latest first; nothing of the person it was done for."""
    query = (
        select(tickets, tour_stops.c.city)
        .join(tour_stops, tour_stops.c.id == tickets.c.stop)
        .where(tickets.c.state == "done", tickets.c.tailor == name)
        .order_by(tickets.c.ended.desc())
        .limit(most)
    )
    return [
        Done(row.ended, row.stop, row.city, row.number, row.what, row.reason, row.outcome, _minutes(row))
        for row in connection.execute(query)
    ]


def _minutes(row: Any) -> float:
    return (row.ended - row.began) / MINUTE


def _read(row: Row[Any]) -> Tailor:
    skills = msgspec.json.decode(row.skills, type=list[str])
    return Tailor(row.id, row.stop, row.name, row.employee, skills, row.opens, row.closes)
