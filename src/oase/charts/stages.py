"""The phases of a journey with their touchpoints and their common fulfilment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oase.model import Phase, State
from oase.words import phase
from oase.words.row import Row, figure, state_of

__all__ = ["Stage", "extent", "runs", "stages_of"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One phase with its touchpoints and their common fulfilment; ``phase`` is empty where there is none."""

    phase: str
    name: str
    rows: tuple[Row, ...]
    answers: float
    fulfilment: float | None
    low: float | None
    high: float | None
    expectation: float | None


def stages_of(rows: Sequence[Row], lang: str) -> tuple[list[Stage], Stage]:
    """Return the phases in their order, and apart from them what has no phase.

    All phases are there, touched or not, "over" only where it is touched; none where no row has a phase.
    """
    by_phase: dict[str, list[Row]] = {one.value: [] for one in Phase}
    homeless: list[Row] = []
    for row in rows:
        by_phase.get(str(row.get("phase")), homeless).append(row)
    touched = any(by_phase.values())
    stages = [
        _stage(name, phase(name, lang), found)
        for name, found in by_phase.items()
        if touched and (found or name != Phase.OVER.value)
    ]
    return stages, _stage("", phase(None, lang), homeless)


def _stage(key: str, name: str, rows: list[Row]) -> Stage:
    ordered = sorted(rows, key=lambda row: (list(State).index(state_of(row)), str(row.get("touchpoint"))))
    return Stage(
        phase=key,
        name=name,
        rows=tuple(ordered),
        answers=sum(figure(row, "answers") or 0.0 for row in rows),
        fulfilment=_mean(rows, "fulfilment"),
        low=_mean(rows, "fulfilment_low"),
        high=_mean(rows, "fulfilment_high"),
        expectation=_mean(rows, "expectation"),
    )


def _mean(rows: Sequence[Row], key: str) -> float | None:
    """Return the mean over touchpoints that have the figure, weighted with their answers."""
    pairs = [(figure(row, key), figure(row, "answers") or 0.0) for row in rows]
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum(weight for _, weight in known)
    if not known:
        return None
    if total <= 0:
        return sum(value for value, _ in known) / len(known)
    return sum(value * weight for value, weight in known) / total


def extent(stages: Sequence[Stage]) -> tuple[float, float]:
    """Return the ends of an axis that holds all fulfilments, their ranges, and zero."""
    known = [end for stage in stages for end in (stage.low, stage.high, stage.fulfilment) if end is not None]
    return min([*known, -0.05]), max([*known, 0.05])


def runs(stages: Sequence[Stage]) -> list[list[int]]:
    """Return stretches of neighbouring phases whose fulfilment is known."""
    found: list[list[int]] = [[]]
    for n, stage in enumerate(stages):
        if stage.fulfilment is None:
            found.append([])
        else:
            found[-1].append(n)
    return [run for run in found if run]
