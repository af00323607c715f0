"""The ten traits measured: pure functions of plain figures.

A value lies between 0 and 4 and is four times the mean of its parts, each a share between 0 and 1. Where the
figures that a trait needs are not there, its value is None: no evidence yet, never 0. What each means, where
its figures come from and when there is no evidence stands in ``formulas``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from oase.model import Phase
from oase.stats import share
from oase.strategy.figures import FACETS, Figures
from oase.strategy.texts import LEVELS, Claim, Trait

__all__ = [
    "CONTEXT_FULL",
    "FRESH_DAYS",
    "JUDGED_ANSWERS",
    "TOLERANCE",
    "Compared",
    "Measured",
    "Part",
    "compared",
    "measured",
]

JUDGED_ANSWERS = 10
"""A touchpoint counts as judged by customers from so many answers on."""

FRESH_DAYS = 365
"""Expectations are fresh for so many days after they were last asked."""

CONTEXT_FULL = 0.10
"""Share of the variance from which on context counts as understood: a convention of ours."""

TOLERANCE = 0.5
"""A claim is above or below what shows when it differs by more than half a level."""

Rows = tuple[dict[str, Any], ...]

_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a trait.

    Parameters
    ----------
    key : str
    numerator, denominator : float
        The raw figure.
    share : float
        What enters the value, 0 to 1.
    low, high : float or None
        95 % Wilson interval of the raw share, where it is one of things counted.
    """

    key: str
    numerator: float
    denominator: float
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """What shows of a trait.

    Parameters
    ----------
    trait : Trait
    value : float or None
        0 to 4; None for no evidence yet.
    parts : tuple of Part
        The raw figures, those too that are there while others are missing.
    missing : str or None
        What is not there: a key of ``formulas``.
    rows : tuple of dict
        What was counted, one by one.
    """

    trait: Trait
    value: float | None = None
    parts: tuple[Part, ...] = ()
    missing: str | None = None
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A trait claimed and measured; ``gap`` is claimed minus measured, None where either is not there."""

    trait: Trait
    claimed: int | None
    measured: Measured

    @property
    def gap(self) -> float | None:
        """Claimed minus measured."""
        if self.claimed is None or self.measured.value is None:
            return None
        return self.claimed - self.measured.value

    @property
    def is_overclaimed(self) -> bool:
        """Whether more is claimed than shows."""
        return self.gap is not None and self.gap > TOLERANCE

    @property
    def is_underclaimed(self) -> bool:
        """Whether more shows than is claimed."""
        return self.gap is not None and self.gap < -TOLERANCE

    @property
    def is_unshown(self) -> bool:
        """Whether something is claimed for which there is no evidence yet."""
        return bool(self.claimed) and self.measured.value is None


def compared(claims: dict[Trait, Claim], figures: Figures, now: int) -> tuple[Compared, ...]:
    """Return each trait claimed and measured; ``now`` in microseconds since 1970, UTC."""
    return tuple(
        Compared(one.trait, claims[one.trait].level if one.trait in claims else None, one)
        for one in measured(figures, now)
    )


def measured(figures: Figures, now: int) -> tuple[Measured, ...]:
    """Return what shows of each trait, in their order.

    Examples
    --------
    >>> {one.value for one in measured(Figures(), 0)}
    {None}
    """
    return tuple(
        _MEASURES[trait](figures, now) if trait in _MEASURES else Measured(trait, missing="later")
        for trait in Trait
    )


def _perspective(figures: Figures, _now: int) -> Measured:
    """Share of touchpoints met that customers have judged."""
    names = sorted({*figures.contacts, *figures.judged})
    answers = {name: figures.judged[name].answers if name in figures.judged else 0 for name in names}
    rows: Rows = tuple(
        {
            "touchpoint": name,
            "contacts": figures.contacts.get(name, 0),
            "answers": answers[name],
            "counts": answers[name] >= JUDGED_ANSWERS,
        }
        for name in sorted(names, key=lambda name: (answers[name] >= JUDGED_ANSWERS, name))
    )
    if not any(answers.values()):
        return Measured(Trait.PERSPECTIVE, missing="answers", rows=rows)
    return _of(Trait.PERSPECTIVE, [_counted("judged", sum(row["counts"] for row in rows), len(rows))], rows)


def _duration(figures: Figures, _now: int) -> Measured:
    """Phases from need to need over that contacts cover, and that answers cover."""
    met = _by_phase({name: (figures.phases.get(name), count) for name, count in figures.contacts.items()})
    told = {
        name: (one.phase or figures.phases.get(name), one.answers) for name, one in figures.judged.items()
    }
    judged = _by_phase(told)
    rows: Rows = tuple(
        {
            "phase": phase.value,
            "contacts": met.get(phase.value, 0),
            "answers": judged.get(phase.value, 0),
            "counts": met.get(phase.value, 0) > 0 and judged.get(phase.value, 0) > 0,
        }
        for phase in Phase
    )
    if not met or not judged:
        return Measured(Trait.DURATION, missing="answer_phases" if met else "phases")
    parts = [
        Part(key, covered, len(Phase), covered / len(Phase))
        for key, covered in (
            ("phases_met", sum(row["contacts"] > 0 for row in rows)),
            ("phases_judged", sum(row["answers"] > 0 for row in rows)),
        )
    ]
    return _of(Trait.DURATION, parts, rows)


def _by_phase(told: dict[str, tuple[str | None, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for phase, count in told.values():
        if phase in list(Phase) and phase is not None and count:
            found[phase] = found.get(phase, 0) + count
    return found


def _dynamic(figures: Figures, now: int) -> Measured:
    """Variance of judgements that context explains, and touchpoints whose expectations are fresh."""
    judged = {name: one for name, one in figures.judged.items() if one.answers >= JUDGED_ANSWERS}
    rows: Rows = tuple(
        {
            "touchpoint": name,
            "answers": one.answers,
            "expectations": one.expected,
            "days": None if one.expected_at is None else max(0, (now - one.expected_at) // _DAY),
            "counts": one.expected_at is not None and now - one.expected_at <= FRESH_DAYS * _DAY,
        }
        for name, one in sorted(judged.items())
    )
    explained = _explained(figures)
    parts = [] if explained is None else [explained]
    has_expectations = any(one.expected for one in judged.values())
    if has_expectations:
        parts.append(_counted("fresh", sum(row["counts"] for row in rows), len(rows)))
    if explained is None or not has_expectations:
        missing = "context" if explained is None else "expectations"
        return Measured(Trait.DYNAMIC, None, tuple(parts), missing, rows)
    return _of(Trait.DYNAMIC, parts, rows)


def _explained(figures: Figures) -> Part | None:
    """Return the variance that context explains, corrected for what chance explains (epsilon squared)."""
    spread = figures.spread
    free, left = spread.answers - spread.touchpoints, spread.answers - spread.cells
    if not spread.columns or left <= 0 or spread.total <= 0:
        return None
    part = max(0.0, spread.total - free * spread.within / left)
    return Part("explained", part, spread.total, min(1.0, part / spread.total / CONTEXT_FULL))


def _multi_faceted(figures: Figures, _now: int) -> Measured:
    """Judged touchpoints with functional, with social and with personal judgements."""
    judged = {name: one for name, one in figures.judged.items() if one.answers >= JUDGED_ANSWERS}
    rows: Rows = tuple(
        {"touchpoint": name, **{facet: one.facets.get(facet, 0) for facet in FACETS}}
        | {"counts": all(one.facets.get(facet) for facet in FACETS)}
        for name, one in sorted(judged.items())
    )
    if not figures.has_facets or not rows:
        return Measured(Trait.MULTI_FACETED, missing="facets", rows=rows)
    parts = [_counted(facet, sum(row[facet] > 0 for row in rows), len(rows)) for facet in FACETS]
    return _of(Trait.MULTI_FACETED, parts, rows)


def _transparent(figures: Figures, _now: int) -> Measured:
    """Consents in force whose wording and source are kept."""
    count, kept = figures.consents, figures.consents_kept
    rows = ({"consents": "kept", "count": kept}, {"consents": "not_kept", "count": count - kept})
    if not count:
        return Measured(Trait.TRANSPARENT, missing="consents")
    return _of(Trait.TRANSPARENT, [_counted("kept", kept, count)], rows)


_MEASURES: dict[Trait, Callable[[Figures, int], Measured]] = {
    Trait.PERSPECTIVE: _perspective,
    Trait.DURATION: _duration,
    Trait.DYNAMIC: _dynamic,
    Trait.MULTI_FACETED: _multi_faceted,
    Trait.TRANSPARENT: _transparent,
}


def _counted(key: str, hits: int, n: int) -> Part:
    found = share(hits, n)
    return Part(key, hits, n, found.value, found.low, found.high)


def _of(trait: Trait, parts: list[Part], rows: Rows) -> Measured:
    value = LEVELS * sum(part.share for part in parts) / len(parts)
    return Measured(trait, value, tuple(parts), None, rows)
