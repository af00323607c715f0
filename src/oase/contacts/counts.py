"""What the door counts: outcomes per day and source, and the time each step takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from oase.contacts.tables import door_counts, step_times
from oase.db.schema import daily_counts

__all__ = [
    "ACCEPTED",
    "DUPLICATE",
    "NOTED",
    "DoorCount",
    "Outcome",
    "StepTime",
    "TouchpointCount",
    "add_counts",
    "add_step_times",
    "door_counts_of",
    "outcomes_of",
    "step_times_of",
    "touchpoint_counts_of",
]

ACCEPTED = "accepted"
"""Became a contact."""

NOTED = "noted"
"""Became no contact but changed what is known of a person: identify, group, alias, merge, consents."""

DUPLICATE = "duplicate"
"""Had been taken in before."""


class Outcome(NamedTuple):
    """What was counted: ``outcome`` is one of the above or a refusal's reason."""

    day: int
    source: str
    outcome: str


class DoorCount(msgspec.Struct, frozen=True):
    """How many messages of a source came to an outcome on a day (days since 1970, in the house's zone)."""

    day: int
    source: str
    outcome: str
    contacts: int


class TouchpointCount(msgspec.Struct, frozen=True):
    """How many contacts a touchpoint had on a day (days since 1970, in the house's zone)."""

    day: int
    touchpoint: str
    contacts: int


class StepTime(msgspec.Struct, frozen=True):
    """How many messages a step was handed since the house was made, and the seconds it took."""

    step: str
    contacts: int
    seconds: float


def add_counts(connection: Connection, counts: Mapping[Outcome, int]) -> None:
    """Add to what is counted already."""
    if counts:
        connection.exec_driver_sql(
            "insert into door_counts (day, source, outcome, contacts) values (?, ?, ?, ?)"
            " on conflict do update set contacts = contacts + excluded.contacts",
            [(*outcome, number) for outcome, number in counts.items()],
        )


def add_step_times(connection: Connection, times: Mapping[str, tuple[int, float]]) -> None:
    """Add messages and seconds per step."""
    if times:
        connection.exec_driver_sql(
            "insert into step_times (step, contacts, seconds) values (?, ?, ?) on conflict do update"
            " set contacts = contacts + excluded.contacts, seconds = seconds + excluded.seconds",
            [(step, *spent) for step, spent in times.items()],
        )


def door_counts_of(connection: Connection, since_day: int = 0) -> list[DoorCount]:
    """Return what was counted since a day, by day, source and outcome."""
    query = select(*(door_counts.c[name] for name in DoorCount.__struct_fields__))
    ordered = query.order_by(door_counts.c.day, door_counts.c.source, door_counts.c.outcome)
    return [DoorCount(*row) for row in connection.execute(ordered.where(door_counts.c.day >= since_day))]


def outcomes_of(connection: Connection) -> dict[tuple[str, str], int]:
    """Return how many messages ever came to each outcome, by source and outcome."""
    column = door_counts.c
    query = select(column.source, column.outcome, func.sum(column.contacts))
    rows = connection.execute(query.group_by(column.source, column.outcome))
    return {(source, outcome): number for source, outcome, number in rows}


def touchpoint_counts_of(connection: Connection, since_day: int = 0) -> list[TouchpointCount]:
    """Return the contacts of each touchpoint since a day, by day and touchpoint; they outlive an erasure."""
    query = select(*(daily_counts.c[name] for name in TouchpointCount.__struct_fields__))
    ordered = query.order_by(daily_counts.c.day, daily_counts.c.touchpoint)
    rows = connection.execute(ordered.where(daily_counts.c.day >= since_day))
    return [TouchpointCount(*row) for row in rows]


def step_times_of(connection: Connection) -> list[StepTime]:
    """Return the time of every step that ever ran."""
    columns = (step_times.c[name] for name in StepTime.__struct_fields__)
    return [StepTime(*row) for row in connection.execute(select(*columns))]
