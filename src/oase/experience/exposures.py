"""Exposures: which person got which content of a play or none, and whether she then did what it is for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["CONTROL", "DECISION", "Exposures", "Goal", "Shown"]

DECISION = "Decision"
"""Event of the contacts that decisions leave."""

CONTROL = "control"
DAY = 86_400_000_000


class Goal(NamedTuple):
    """What a play is for: an event, and within how many days."""

    event: str
    days: float


class Shown(NamedTuple):
    """One person and one play: the first time that it was decided for her.

    Parameters
    ----------
    play, arm : str
        ``control`` for those who were told nothing.
    propensity : float
        Probability of the arm among those who are told.
    reached : bool
        Whether she did it in time.
    is_open : bool
        Whether her time is not over yet.
    """

    play: str
    arm: str
    propensity: float
    reached: bool
    is_open: bool


class _Told(msgspec.Struct, frozen=True):
    """What the attributes of such a contact say."""

    event: str = msgspec.field(default="", name="_event")
    play: str = ""
    arm: str = ""
    propensity: float | str = 0.0
    outcome: str = ""


_decode = msgspec.json.Decoder(_Told).decode


class Exposures:
    """Takes blocks of contacts and finds, of each person and play, what was decided and what followed.

    What counts is the first decision about a person that ended in a message or in the control group: by it
    she belongs to one of the two, as the stable hash has it, whatever comes later. Of contacts before it
    nothing counts.

    Parameters
    ----------
    goals : mapping of str to Goal
        By play; a play without one is left out.
    now : int
        Microseconds since 1970, UTC: whose time is not over yet is told apart.
    """

    columns = ("person", "at", "attributes")

    def __init__(self, goals: Mapping[str, Goal], now: int) -> None:
        self._goals = {play: goal for play, goal in goals.items() if goal.event}
        self._now = now
        self._decided: dict[tuple[int, str], tuple[int, _Told]] = {}
        self._done: dict[str, list[tuple[int, int]]] = {goal.event: [] for goal in self._goals.values()}
        self.unreadable = 0

    def add(self, block: pa.Table) -> None:
        """Take the next contacts, in any order: ``person``, ``at``, ``attributes`` as JSON."""
        attributes = block["attributes"]
        for row in _marked(block, attributes, DECISION):
            self._decide(*row)
        for event, done in self._done.items():
            done += [(person, at) for person, at, _ in _marked(block, attributes, event)]

    def shown(self) -> list[Shown]:
        """Return one line per person and play."""
        done = {event: _by_person(rows) for event, rows in self._done.items()}
        return [
            self._one(person, at, told, done[self._goals[told.play].event])
            for (person, _), (at, told) in sorted(self._decided.items(), key=lambda one: one[0])
        ]

    def _decide(self, person: int, at: int, text: str) -> None:
        try:
            told = _decode(text)
            float(told.propensity)
        except (msgspec.DecodeError, ValueError):
            self.unreadable += 1
            return
        is_one = told.event == DECISION and told.outcome in ("sent", CONTROL) and told.play in self._goals
        held = self._decided.get((person, told.play))
        if is_one and (held is None or at < held[0]):
            self._decided[person, told.play] = at, told

    def _one(self, person: int, at: int, told: _Told, done: Mapping[int, list[int]]) -> Shown:
        until = at + int(self._goals[told.play].days * DAY)
        moments = done.get(person, [])
        place = bisect_right(moments, at)
        has = place < len(moments) and moments[place] <= until
        arm = CONTROL if told.outcome == CONTROL else told.arm
        return Shown(told.play, arm, float(told.propensity), reached=has, is_open=until > self._now)


def _marked(block: pa.Table, attributes: pa.ChunkedArray, event: str) -> list[tuple[int, int, str]]:
    """Return person, moment and attributes of the contacts that were called so."""
    sought = f'"_event":{msgspec.json.encode(event).decode()}'
    found = pc.fill_null(pc.match_substring(attributes, sought), False)  # noqa: FBT003
    part = block.filter(found)
    return (
        list(zip(*(part[name].to_pylist() for name in Exposures.columns), strict=True)) if len(part) else []
    )


def _by_person(rows: list[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for person, at in sorted(rows):
        found.setdefault(person, []).append(at)
    return found
