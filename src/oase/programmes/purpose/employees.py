"""Employees take part, too: who is trained in what, who helped at an event, who proposed something."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, Row, delete, insert, select, update

from oase.db.versions import bump
from oase.errors import OptionInvalid
from oase.programmes.tables import employees, trainings
from oase.stats import Interval, share

__all__ = [
    "PARTS",
    "Employee",
    "Part",
    "Trained",
    "Training",
    "add",
    "by_topic",
    "every",
    "find",
    "leave",
    "note",
    "parts_of",
    "remove",
    "trained",
]

Part = Literal["trained", "helped", "proposed"]

PARTS: tuple[Part, ...] = get_args(Part)

_LONGEST = 200


class Employee(NamedTuple):
    """Somebody who works there; ``left`` is the last day."""

    id: int
    name: str
    team: str
    place: str
    joined: date | None
    left: date | None

    def is_there(self, day: date) -> bool:
        """Tell whether she works there on a day."""
        return (self.joined is None or self.joined <= day) and (self.left is None or self.left >= day)


class Training(NamedTuple):
    """What an employee took part in."""

    id: int
    employee: int
    topic: str
    part: Part
    day: date
    who: str


class Trained(NamedTuple):
    """How many of so many employees were trained, with the Wilson interval of the share."""

    trained: int
    of: int

    @property
    def share(self) -> Interval | None:
        """The share; None of none."""
        return share(self.trained, self.of) if self.of else None


def add(
    connection: Connection,
    name: str,
    *,
    team: str = "",
    place: str = "",
    joined: date | None = None,
    left: date | None = None,
    now: int,
) -> Employee:
    """Write an employee down; one of the same name, team and place is the same, and gets the new dates.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    name, team, place : str
    joined, left : date, optional
    now : int
        Microseconds since 1970, UTC.

    Raises
    ------
    OptionInvalid
        No name, one that is too long, or somebody who left before she came.
    """
    told = {"name": name.strip(), "team": team.strip(), "place": place.strip()}
    if not told["name"]:
        raise OptionInvalid("An employee has a name", expected="some words", got="nothing", where="name")
    for where, text in told.items():
        if len(text) > _LONGEST:
            expected = f"at most {_LONGEST} characters"
            raise OptionInvalid(
                f"The {where} is too long", expected=expected, got=str(len(text)), where=where
            )
    if joined is not None and left is not None and left < joined:
        raise OptionInvalid(
            "Nobody leaves before she came", expected=f"{joined} or later", got=str(left), where="left"
        )
    held = find(connection, **told)
    if held is None:
        values = {**told, "joined": joined, "left": left, "updated": now}
        row = connection.execute(insert(employees).values(**values).returning(employees)).one()
    else:
        values = {"joined": joined or held.joined, "left": left or held.left, "updated": now}
        mine = update(employees).where(employees.c.id == held.id)
        row = connection.execute(mine.values(**values).returning(employees)).one()
    bump(connection, "programmes")
    return _read(row)


def find(connection: Connection, name: str, team: str, place: str) -> Employee | None:
    """Return the employee of a name, team and place."""
    table = employees.c
    query = select(employees).where(table.name == name, table.team == team, table.place == place)
    row = connection.execute(query.order_by(table.id).limit(1)).first()
    return None if row is None else _read(row)


def leave(connection: Connection, number: int, day: date, *, now: int) -> Employee:
    """Note an employee's last day.

    Raises
    ------
    OptionInvalid
        No such employee, or a day before she came.
    """
    held = _get(connection, number)
    return add(
        connection,
        held.name,
        team=held.team,
        place=held.place,
        joined=held.joined,
        left=day,
        now=now,
    )


def remove(connection: Connection, number: int) -> None:
    """Forget an employee with all that she took part in."""
    _get(connection, number)
    connection.execute(delete(trainings).where(trainings.c.employee == number))
    connection.execute(delete(employees).where(employees.c.id == number))
    bump(connection, "programmes")


def note(connection: Connection, employee: int, topic: str, part: str, day: date, *, who: str) -> Training:
    """Note that an employee took part; the same told twice is one.

    Parameters
    ----------
    connection : Connection
        In a writing transaction.
    employee : int
    topic : str
        A kind of programme, or own words.
    part : str
        Of ``PARTS``.
    day : date
    who : str
        Name of who writes it down.

    Raises
    ------
    OptionInvalid
        No such employee, no topic, no such part.
    """
    _get(connection, employee)
    topic = topic.strip()
    if not topic or len(topic) > _LONGEST:
        expected = f"1 to {_LONGEST} characters"
        raise OptionInvalid("A training has a topic", expected=expected, got=topic[:40], where="topic")
    if part not in PARTS:
        raise OptionInvalid(
            "There is no such way of taking part", expected=", ".join(PARTS), got=part, where="part"
        )
    values = {"employee": employee, "topic": topic, "part": part, "day": day}
    same = [getattr(trainings.c, name) == value for name, value in values.items()]
    row = connection.execute(select(trainings).where(*same)).first()
    if row is None:
        row = connection.execute(insert(trainings).values(**values, who=who).returning(trainings)).one()
        bump(connection, "programmes")
    return Training(row.id, row.employee, row.topic, row.part, row.day, row.who)


def every(connection: Connection) -> list[Employee]:
    """Return all employees, by name."""
    rows = connection.execute(select(employees).order_by(employees.c.name, employees.c.id))
    return [_read(row) for row in rows]


def parts_of(connection: Connection) -> list[Training]:
    """Return all that employees took part in, the newest day first."""
    rows = connection.execute(select(trainings).order_by(trainings.c.day.desc(), trainings.c.id.desc()))
    return [Training(row.id, row.employee, row.topic, row.part, row.day, row.who) for row in rows]


def trained(people: Collection[Employee], parts: Collection[Training], day: date) -> Trained:
    """Return how many of those who work there on a day were trained by then, in anything.

    Examples
    --------
    >>> from datetime import date
    >>> ada, eve = Employee(1, "Ada", "", "", None, None), Employee(2, "Eve", "", "", None, date(2025, 1, 1))
    >>> trained([ada, eve], [Training(1, 1, "repair", "trained", date(2026, 1, 1), "")], date(2026, 11, 22))
    Trained(trained=1, of=1)
    """
    there = {one.id for one in people if one.is_there(day)}
    done = {one.employee for one in parts if one.part == "trained" and one.day <= day}
    return Trained(len(there & done), len(there))


def by_topic(people: Collection[Employee], parts: Collection[Training], day: date) -> Mapping[str, Trained]:
    """Return how many of those who work there on a day were trained in each topic, the most first."""
    there = {one.id for one in people if one.is_there(day)}
    known: dict[str, set[int]] = {}
    for one in parts:
        if one.part == "trained" and one.day <= day:
            known.setdefault(one.topic, set()).add(one.employee)
    counted = {topic: Trained(len(there & ids), len(there)) for topic, ids in known.items()}
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1].trained, pair[0])))


def _get(connection: Connection, number: int) -> Employee:
    row = connection.execute(select(employees).where(employees.c.id == number)).one_or_none()
    if row is None:
        raise OptionInvalid(
            "There is no such employee", expected="the number of one", got=str(number), where="employee"
        )
    return _read(row)


def _read(row: Row[Any]) -> Employee:
    return Employee(row.id, row.name, row.team, row.place, row.joined, row.left)
