"""The journey of a house: who reaches which phase, what comes before and after, how long it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from oase.app.tasks.task import Arguments, Progress
from oase.app.views.narrowed import narrowed
from oase.journeys import Journeys
from oase.lake import Contacts
from oase.lake.chunk import Chunk
from oase.lake.kernels.calendar import first_day, periods
from oase.lake.kernels.kernel import numbered
from oase.model import Phase

if TYPE_CHECKING:
    from oase.app.house import House

__all__ = ["journey"]

MOST_NEIGHBOURS = 8
MOST_WEEKS = 52


def journey(house: House, arguments: Arguments, progress: Progress) -> dict[str, Any]:
    """Return contacts and persons per phase and touchpoint, neighbours of each touchpoint, and the duration.

    A journey is a person's whole row of contacts within the filters; a touchpoint lies in the phase in which
    most of its contacts are.

    Parameters
    ----------
    house : House
    arguments : mapping
        As ``narrowed``.
    progress : callable

    Returns
    -------
    dict
        ``contacts``, ``persons``; ``phases`` (phase, contacts, persons, touchpoints); ``touchpoints``
        (touchpoint, phase, contacts, persons, weeks, starts, ends, before, after); ``weeks`` (first days);
        ``duration`` from need to need over, or None.
    """
    every = house.contacts()
    contacts = narrowed(every, arguments)
    found: dict[str, Any] = {"contacts": contacts.count, "persons": contacts.persons, "all": every.count}
    if not contacts.count:
        return {**found, "phases": [], "touchpoints": [], "weeks": [], "duration": None}
    phases = _phases(contacts)
    progress(1, 4)
    zone = ZoneInfo(house.settings.timezone)
    [seen] = contacts.run(lambda: [_Seen(phases, zone)])
    progress(2, 4)
    edges = Journeys(contacts, settings=house.settings).transitions().table.to_pylist()
    progress(3, 4)
    visits, weeks = contacts.visits(), seen.last_weeks(MOST_WEEKS)
    return {
        **found,
        "phases": [
            {
                "phase": phase.value,
                "contacts": sum(visits[name] for name, one in phases.items() if one is phase),
                "persons": seen.in_phase[phase],
                "touchpoints": sum(one is phase for one in phases.values()),
            }
            for phase in Phase
        ],
        "touchpoints": [
            {
                "touchpoint": name,
                "phase": phases[name].value if name in phases else None,
                "contacts": count,
                "persons": seen.at[name],
                "weeks": [seen.weeks[week, name] for week in weeks],
                **_neighbours(name, count, edges),
            }
            for name, count in visits.items()
        ],
        "weeks": [first_day(week, "week").isoformat() for week in weeks],
        "duration": _duration(contacts, phases, house),
    }


class _Seen:
    """Counts persons per touchpoint and phase, and contacts per touchpoint and week."""

    def __init__(self, phases: Mapping[str, Phase], zone: ZoneInfo) -> None:
        self._phases, self._zone = phases, zone
        self._order = list(Phase)
        self._codes = np.empty(0, np.int64)
        self.at: Counter[str] = Counter()
        self.in_phase: Counter[Phase] = Counter()
        self.weeks: Counter[tuple[int, str]] = Counter()

    def add(self, chunk: Chunk) -> None:
        """Count one chunk of whole persons."""
        fresh = [self._phases.get(name) for name in chunk.names[len(self._codes) :]]
        further = [len(self._order) if one is None else self._order.index(one) for one in fresh]
        self._codes = np.append(self._codes, np.array(further, np.int64))
        person, code = numbered(chunk.starts).astype(np.int64), chunk.touchpoint.astype(np.int64)
        for name, count in _counts(person, code, len(chunk.names)):
            self.at[chunk.names[name]] += count
        for phase, count in _counts(person, self._codes[code], len(self._order) + 1):
            if phase < len(self._order):
                self.in_phase[self._order[phase]] += count
        week = periods(chunk.at, "week", self._zone)
        pairs, counts = np.unique(week * len(chunk.names) + code, return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            number, name = divmod(pair, len(chunk.names))
            self.weeks[number, chunk.names[name]] += count

    def last_weeks(self, most: int) -> list[int]:
        """Return the running numbers of the last weeks, those without contacts too."""
        met = [week for week, _ in self.weeks]
        return list(range(max(min(met), max(met) - most + 1), max(met) + 1))


def _counts(person: np.ndarray[Any, Any], code: np.ndarray[Any, Any], many: int) -> list[tuple[int, int]]:
    """Return for each code by how many different persons it is met."""
    met = np.bincount(np.unique(person * many + code) % many, minlength=many)
    return [(one, int(met[one])) for one in np.flatnonzero(met).tolist()]


def _phases(contacts: Contacts) -> dict[str, Phase]:
    parsed = {name: Phase.parse(word) for name, word in contacts.phases().items()}
    return {name: phase for name, phase in parsed.items() if phase is not None}


def _neighbours(name: str, count: int, edges: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what comes before and after a touchpoint, the most frequent first, and where journeys begin."""
    into = [edge for edge in edges if edge["target"] == name]
    out = [edge for edge in edges if edge["source"] == name]
    return {
        "starts": count - sum(edge["contacts"] for edge in into),
        "ends": count - sum(edge["contacts"] for edge in out),
        "before": _listed(into, "source", count),
        "after": _listed(out, "target", count),
    }


def _listed(edges: list[dict[str, Any]], end: str, count: int) -> list[dict[str, Any]]:
    rows = [
        {"touchpoint": edge[end], "contacts": edge["contacts"], "share": edge["contacts"] / count}
        for edge in edges
    ]
    return sorted(rows, key=lambda row: (-row["contacts"], row["touchpoint"]))[:MOST_NEIGHBOURS]


def _duration(contacts: Contacts, phases: Mapping[str, Phase], house: House) -> dict[str, Any] | None:
    """Return how long it takes from the first contact of need to the first of need over after it."""
    begin, end = (
        [name for name, one in phases.items() if one is phase] for phase in (Phase.NEED, Phase.OVER)
    )
    if not begin or not end:
        return None
    [row] = Journeys(contacts, settings=house.settings).time_between(begin, end).table.to_pylist()
    return row
