"""What the kernels found, as Arrow tables with the columns of the results."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from oase.lake.kernels import Cohorts, Edges, FunnelSteps, PathCounts, Period, Places, Span, first_day

__all__ = [
    "between_table",
    "funnel_table",
    "paths_table",
    "retention_table",
    "steps_table",
    "transitions_table",
]

Names = Sequence[str]


def transitions_table(edges: Edges, names: Names) -> pa.Table:
    """Return transitions, the most frequent first, equal ones by name."""
    leaving = np.bincount(edges.source, weights=edges.contacts, minlength=len(names))
    table = pa.table(
        {
            "source": _named(edges.source, names),
            "target": _named(edges.target, names),
            "contacts": edges.contacts,
            "persons": edges.persons,
            "share_of_source": edges.contacts / leaving[edges.source],
            "mean_seconds": edges.mean_seconds,
            "median_seconds": edges.median_seconds,
        }
    )
    return table.sort_by([("contacts", "descending"), ("source", "ascending"), ("target", "ascending")])


def paths_table(found: PathCounts) -> pa.Table:
    """Return paths, and all others in a last row whose path is null."""
    journeys = [*found.journeys, found.total - sum(found.journeys)]
    return pa.table(
        {
            "path": pa.array([*found.paths, None], pa.list_(pa.string())),
            "journeys": pa.array(journeys, pa.int64()),
            "share": pa.array([_share(n, found.total) for n in journeys], pa.float64()),
        }
    )


def funnel_table(found: FunnelSteps, steps: Sequence[Names]) -> pa.Table:
    """Return one row a step; shares are null where nobody was there before."""
    persons = [int(n) for n in found.persons]
    previous = [persons[0], *persons[:-1]]
    seconds = [None if np.isnan(value) else float(value) for value in found.median_seconds]
    return pa.table(
        {
            "step": pa.array(range(1, len(steps) + 1), pa.int64()),
            "touchpoint": pa.array([" | ".join(step) for step in steps], pa.string()),
            "persons": pa.array(persons, pa.int64()),
            "share_of_first": pa.array([_share(n, persons[0]) for n in persons], pa.float64()),
            "share_of_previous": pa.array(
                [_share(*pair) for pair in zip(persons, previous, strict=True)], pa.float64()
            ),
            "median_seconds": pa.array(seconds, pa.float64()),
            "touchpoints": pa.array([list(step) for step in steps], pa.list_(pa.string())),
        }
    )


def steps_table(places: Places, names: Names) -> pa.Table:
    """Return the cells that occur, and per step the journeys that ended before; at last those that go on."""
    cells = sorted(
        (int(step), 0, -int(journeys), names[int(code)])
        for step, code, journeys in zip(places.step, places.touchpoint, places.journeys, strict=True)
    )
    ended = [(step, 1, int(n) - places.total, "ended") for step, n in enumerate(places.reaching, 1)]
    later = (len(places.reaching), 2, -int(places.reaching[-1]), "later")
    rows = sorted([*cells, *ended, later])
    return pa.table(
        {
            "touchpoint": pa.array([name for *_, name in rows], pa.string()),
            "step": pa.array([step for step, *_ in rows], pa.int64()),
            "share": pa.array([_share(-n, places.total) for _, _, n, _ in rows], pa.float64()),
            "kind": pa.array([("touchpoint", "ended", "later")[kind] for _, kind, *_ in rows], pa.string()),
            "journeys": pa.array([-n for _, _, n, _ in rows], pa.int64()),
        }
    )


def between_table(span: Span) -> pa.Table:
    """Return one row."""
    return pa.table(
        {
            "n": pa.array([span.reached], pa.int64()),
            "mean_seconds": pa.array([span.mean_seconds], pa.float64()),
            "median_seconds": pa.array([span.median_seconds], pa.float64()),
            "p90_seconds": pa.array([span.p90_seconds], pa.float64()),
            "share_reached": pa.array([_share(span.reached, span.started)], pa.float64()),
            "started": pa.array([span.started], pa.int64()),
        }
    )


def retention_table(found: Cohorts, by: Period) -> pa.Table:
    """Return every cohort with every period up to the last one in which there is any contact."""
    first = np.flatnonzero(found.period == 0)
    sizes, starts = found.persons[first], found.cohort[first]
    width = (0 if found.last is None else found.last) - starts + 1
    ends = np.cumsum(width)
    persons = np.zeros(int(width.sum()), np.int64)
    row = np.searchsorted(starts, found.cohort)
    persons[(ends - width)[row] + found.period] = found.persons
    days = pa.array([first_day(int(number), by) for number in starts], pa.date32())
    return pa.table(
        {
            "cohort": days.take(pa.array(np.repeat(np.arange(len(starts)), width))),
            "period": np.arange(len(persons)) - np.repeat(ends - width, width),
            "persons": persons,
            "share": persons / np.repeat(sizes, width),
        }
    )


def _named(codes: NDArray[np.int64], names: Names) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(codes))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
