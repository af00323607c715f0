"""Relevance: how much more, or less, those do whose expectation was exceeded or missed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.experience.coding import Coded
from oase.experience.neighbours import Neighbours
from oase.experience.voices import EXCEEDED, MISSED, SILENT, Focus, LongVoices, WideVoices
from oase.lake.kernels.moments import Codes, Grams, group_grams
from oase.stats import Estimate, group_count, jackknife, least_squares, merge_groups

__all__ = ["Contrast", "Relevance", "long_relevance", "nearer_zero", "wide_relevance"]

_UNKNOWN = Estimate(math.nan, math.nan, 0)
_STATE_LEVELS = 4
_FOCAL_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Contrast:
    """One estimate of reward R and penalty N.

    ``base`` is the outcome standardised to "met": what is left of the mean after taking the effects away.
    """

    reward: Estimate
    penalty: Estimate
    base: float


@dataclass(frozen=True, slots=True)
class Relevance:
    """Relevance of one touchpoint, estimated twice.

    Parameters
    ----------
    early, all : Contrast
        Adjusted for context and earlier touchpoints, and for context and all others.
    raw_reward : float
        E[Y | exceeded] - E[Y | met] without adjustment.
    answers : int
        Answers used.
    exceeded, met, mean, variance : float
        Shares of the answers used, mean and variance of their outcome.
    """

    early: Contrast
    all: Contrast
    raw_reward: float
    answers: int
    exceeded: float
    met: float
    mean: float
    variance: float

    def reward_range(self) -> tuple[float, float]:
        """Return the lower of the two lower ends and the higher of the two upper ends."""
        return _range(self.early.reward, self.all.reward)

    def penalty_range(self) -> tuple[float, float]:
        """Return the same range for the penalty."""
        return _range(self.early.penalty, self.all.penalty)


def nearer_zero(one: Estimate, other: Estimate) -> float:
    """Return the value that claims less; nan where one of the two is unknown."""
    if not (one.is_known and other.is_known):
        return math.nan
    return min(one.value, other.value, key=abs)


def wide_relevance(
    voices: WideVoices,
    outcome: NDArray[np.float64],
    context: Sequence[Coded],
    *,
    before: Sequence[Sequence[int]],
    beside: Sequence[Sequence[int]],
    rows: NDArray[np.int64] | None,
) -> Iterator[tuple[Focus, Relevance]]:
    """Yield the relevance of every touchpoint from ONE pass over the rows.

    Parameters
    ----------
    outcome : float array, shape (rows,)
    before, beside : per touchpoint, the touchpoints that count as earlier, and all that may enter.
    rows : int array or None
        Rows with an outcome, of the own brand and of the cell looked at; all when None.

    Notes
    -----
    A touchpoint's own estimate rests on the rows that answered about it: the sums over the rows that did not
    are kept apart and taken off.
    """
    count = len(voices.touchpoints)
    if not (len(voices) if rows is None else len(rows)):
        return
    grams = group_grams(
        [*voices.states, *(column.codes for column in context)],
        [*[_STATE_LEVELS] * count, *(len(column.levels) for column in context)],
        outcome,
        voices.persons.group,
        weight=voices.weight,
        rows=rows,
        missing=range(count),
        missing_code=SILENT,
    )
    layout = grams.layout
    fixed = _columns(grams, range(count, count + len(context)))
    for touchpoint in range(count):
        sums = grams.answered(touchpoint)
        focal = [layout.column(touchpoint, EXCEEDED), layout.column(touchpoint, MISSED)]
        persons = _persons_in(voices, sums, touchpoint, rows)
        early, every = (
            _Model(sums, focal, [*fixed, *_columns(grams, others[touchpoint])], layout.outcome)
            for others in (before, beside)
        )
        answers = (
            round(sums[:, 0, 0].sum()) if voices.weight is None else _answers_in(voices, touchpoint, rows)
        )
        yield Focus(touchpoint), _relevance(early, every, persons, answers)


def _columns(grams: Grams, variables: Sequence[int]) -> list[int]:
    return [at for variable in variables for at in grams.layout.columns(variable)]


def _answers_in(voices: WideVoices, touchpoint: int, rows: NDArray[np.int64] | None) -> int:
    answered = voices.states[touchpoint] != SILENT
    return int(np.count_nonzero(answered if rows is None else answered[rows]))


def _persons_in(
    voices: WideVoices, sums: NDArray[np.float64], touchpoint: int, rows: NDArray[np.int64] | None
) -> int:
    if voices.persons.are_distinct and voices.weight is None:
        return int(sums[:, 0, 0].sum())
    answered = voices.states[touchpoint] != SILENT
    chosen = np.flatnonzero(answered) if rows is None else rows[answered[rows]]
    return _distinct(voices.persons.codes[chosen])


def long_relevance(
    voices: LongVoices,
    near: Neighbours,
    outcome: NDArray[np.float64],
    context: Sequence[Coded],
    *,
    beside: Sequence[Sequence[int]],
    focus: Focus,
    rows: NDArray[np.int64],
) -> Relevance | None:
    """Return the relevance of one touchpoint from the answers about it; None where there are none.

    Parameters
    ----------
    rows : int array
        Answers about the touchpoint that have an outcome.
    """
    if not len(rows):
        return None
    others = beside[focus.touchpoint]
    early, every = (
        _long_model(voices, outcome, context, [states[other] for other in others], rows)
        for states in (near.earlier, near.all)
    )
    return _relevance(early, every, _distinct(voices.persons.codes[rows]), len(rows))


def _long_model(
    voices: LongVoices,
    outcome: NDArray[np.float64],
    context: Sequence[Coded],
    others: Sequence[Codes],
    rows: NDArray[np.int64],
) -> _Model:
    grams = group_grams(
        [voices.state, *(column.codes for column in context), *others],
        [_FOCAL_LEVELS, *(len(column.levels) for column in context), *[_STATE_LEVELS] * len(others)],
        outcome,
        voices.persons.group,
        weight=voices.weight,
        rows=rows,
    )
    layout = grams.layout
    focal = [layout.column(0, EXCEEDED), layout.column(0, MISSED)]
    return _Model(grams.total, focal, list(range(focal[-1] + 1, layout.outcome)), layout.outcome)


@dataclass(frozen=True, slots=True)
class _Model:
    """Sums per group and what is asked of them: columns of exceeded and missed, the others, the outcome."""

    sums: NDArray[np.float64]
    focal: list[int]
    others: list[int]
    outcome: int


def _relevance(early: _Model, every: _Model, persons: int, answers: int) -> Relevance:
    total = early.sums.sum(0)
    weight = total[0, 0]
    exceeded, missed, mean, square = (
        float(total[at] / weight) if weight > 0 else math.nan
        for at in (
            (early.focal[0], 0),
            (early.focal[1], 0),
            (0, early.outcome),
            (early.outcome, early.outcome),
        )
    )
    return Relevance(
        _contrast(early, persons),
        _contrast(every, persons),
        _raw_reward(total, early.focal, early.outcome),
        answers,
        exceeded,
        1 - exceeded - missed,
        mean,
        square - mean * mean,
    )


def _contrast(model: _Model, persons: int) -> Contrast:
    groups = group_count(persons)
    if not groups:
        return Contrast(_UNKNOWN, _UNKNOWN, math.nan)
    sums = merge_groups(model.sums, groups)
    columns = [0, *model.focal, *model.others]
    fit = least_squares(sums, columns, model.outcome, model.focal)
    if persons < 2 * (len(columns) - len(fit.dropped)):
        return Contrast(_UNKNOWN, _UNKNOWN, math.nan)
    sizes, total = sums[:, 0, 0], sums.sum(0)
    reward, penalty = (jackknife(float(fit.full[i]), fit.left_out[:, i], sizes) for i in range(2))
    shifts = sum(
        estimate.value * total[column, 0]
        for estimate, column in zip((reward, penalty), model.focal, strict=True)
        if math.isfinite(estimate.value)
    )
    return Contrast(reward, penalty, float((total[0, model.outcome] - shifts) / total[0, 0]))


def _raw_reward(total: NDArray[np.float64], focal: Sequence[int], outcome: int) -> float:
    exceeded, missed = focal
    met = total[0, 0] - total[exceeded, 0] - total[missed, 0]
    if total[exceeded, 0] <= 0 or met <= 0:
        return math.nan
    met_sum = total[0, outcome] - total[exceeded, outcome] - total[missed, outcome]
    return float(total[exceeded, outcome] / total[exceeded, 0] - met_sum / met)


def _range(one: Estimate, other: Estimate) -> tuple[float, float]:
    if not (one.is_known and other.is_known):
        return math.nan, math.nan
    (low1, high1), (low2, high2) = one.ends(), other.ends()
    return min(low1, low2), max(high1, high2)


def _distinct(codes: NDArray[np.int32]) -> int:
    return int(np.count_nonzero(np.bincount(codes))) if len(codes) else 0
