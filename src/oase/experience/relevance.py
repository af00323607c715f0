"""Relevance: how much more, or less, those do whose expectation was exceeded or missed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.experience.coding import Coded
from oase.experience.neighbours import Neighbours
from oase.experience.voices import EXCEEDED, MET, MISSED, SILENT, Focus, LongVoices, WideVoices
from oase.lake.kernels.moments import Codes, Grams, group_grams
from oase.stats import Estimate, group_count, jackknife, least_squares, merge_groups, usable_columns

__all__ = ["Contrast", "Relevance", "long_relevance", "nearer_zero", "wide_relevance"]

_UNKNOWN = Estimate(math.nan, math.nan, 0)
_STATE_LEVELS = 4
_FOCAL_LEVELS = 3
_LEAST = 10
_THIN = 30


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
    in_context : float
        Reward adjusted for the context alone, to be held against strata of the context.
    is_inseparable : bool
        Whether the other touchpoints tell exactly what the answers would be, so that R_all does not exist.
    has_few : bool
        Whether too few persons chose one of the three answers for an estimate.
    """

    early: Contrast
    all: Contrast
    raw_reward: float
    answers: int
    exceeded: float
    met: float
    mean: float
    variance: float
    in_context: float
    is_inseparable: bool
    has_few: bool

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
        early, every = (
            _Model(sums, focal, [*fixed, *_columns(grams, others[touchpoint])], layout.outcome)
            for others in (before, beside)
        )
        sides = _wide_sides(voices, every, touchpoint, rows)
        yield Focus(touchpoint), _relevance(early, every, sides, len(fixed))


def _columns(grams: Grams, variables: Sequence[int]) -> list[int]:
    return [at for variable in variables for at in grams.layout.columns(variable)]


def _wide_sides(voices: WideVoices, model: _Model, touchpoint: int, rows: NDArray[np.int64] | None) -> _Sides:
    if voices.persons.are_distinct and voices.weight is None:
        total = model.sums[:, 0].sum(0)
        exceeded, missed = (float(total[column]) for column in model.focal)
        return _Sides(round(total[0]), round(total[0]), total[0] - exceeded - missed, exceeded, missed)
    answered = voices.states[touchpoint] != SILENT
    chosen = np.flatnonzero(answered) if rows is None else rows[answered[rows]]
    return _sides(voices, chosen, voices.states[touchpoint][chosen])


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
    fixed = sum(len(column.levels) - 1 for column in context)
    return _relevance(early, every, _sides(voices, rows, voices.state[rows]), fixed)


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


@dataclass(frozen=True, slots=True)
class _Sides:
    """Answers and persons in all, and the persons behind each of the three; unequal weights cost some."""

    answers: int
    persons: int
    met: float
    exceeded: float
    missed: float


def _sides(voices: WideVoices | LongVoices, rows: NDArray[np.int64], states: Codes) -> _Sides:
    codes = voices.persons.codes[rows]
    met, exceeded, missed = (
        _behind(codes[chosen], None if voices.weight is None else voices.weight[rows[chosen]])
        for chosen in (states == state for state in (MET, EXCEEDED, MISSED))
    )
    return _Sides(len(rows), _distinct(codes), met, exceeded, missed)


def _behind(codes: NDArray[np.int32], weight: NDArray[np.float64] | None) -> float:
    """Return the number of persons, at most Kish's effective number where there are weights."""
    if weight is None or not weight.any():
        return 0.0 if weight is not None else float(_distinct(codes))
    held = np.bincount(codes, weights=weight)
    return float(held.sum() ** 2 / (held * held).sum())


def _relevance(early: _Model, every: _Model, sides: _Sides, fixed: int) -> Relevance:
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
    near, whole = _contrast(early, sides), _contrast(every, sides)
    is_told = near.reward.is_known or near.penalty.is_known
    columns = [0, *early.others[:fixed], *early.focal]
    return Relevance(
        near,
        whole,
        _raw_reward(total, early.focal, early.outcome),
        sides.answers,
        exceeded,
        1 - exceeded - missed,
        mean,
        square - mean * mean,
        float(least_squares(total[None], columns, early.outcome, early.focal[:1]).full[0]),
        is_told and _repeats(every),
        min(sides.met, sides.exceeded, sides.missed) < _LEAST,
    )


def _repeats(model: _Model) -> bool:
    """Return whether the other touchpoints leave nothing of the answers to be told apart."""
    total = model.sums.sum(0)
    said = [column for column in model.focal if total[column, 0] > 0]
    return not set(said) <= set(usable_columns(total, [0, *model.others, *said])[0])


def _contrast(model: _Model, sides: _Sides) -> Contrast:
    groups = group_count(sides.persons)
    if not groups:
        return Contrast(_UNKNOWN, _UNKNOWN, math.nan)
    sums = merge_groups(model.sums, groups)
    columns = [0, *model.others, *model.focal]
    fit = least_squares(sums, columns, model.outcome, model.focal)
    if sides.persons < 2 * (len(columns) - len(fit.dropped)):
        return Contrast(_UNKNOWN, _UNKNOWN, math.nan)
    sizes, total = sums[:, 0, 0], sums.sum(0)
    reward, penalty = (
        _guarded(jackknife(float(fit.full[i]), fit.left_out[:, i], sizes), model, total, i, sides)
        for i in range(2)
    )
    shifts = sum(
        estimate.value * total[column, 0]
        for estimate, column in zip((reward, penalty), model.focal, strict=True)
        if math.isfinite(estimate.value)
    )
    return Contrast(reward, penalty, float((total[0, model.outcome] - shifts) / total[0, 0]))


def _guarded(
    found: Estimate, model: _Model, total: NDArray[np.float64], side: int, sides: _Sides
) -> Estimate:
    """Return an estimate whose error a handful of equal outcomes cannot make small.

    Ten persons who all bought have no spread among them, and the jackknife sees none. So below ten persons
    on either side nothing is estimated; and where either side has fewer than 30 persons, or fewer than ten
    with or without the outcome, the error is at least that of two shares with one of each added to both
    (Agresti & Caffo 2000), a thin side varying no less than all answers do.
    """
    persons, met = (sides.exceeded, sides.missed)[side], sides.met
    if min(persons, met) < _LEAST:
        return _UNKNOWN
    outcome, column = model.outcome, model.focal[side]
    n, y, square = total[0, 0], total[0, outcome], total[outcome, outcome]
    spread = float(square / n - (y / n) ** 2)
    is_share = bool(np.isclose(square, y)) and 0 <= y <= n
    rest = total[0] - total[model.focal[0]] - total[model.focal[1]]
    floor, is_thin = 0.0, False
    for count, sums in ((persons, total[column]), (met, rest)):
        hits = count * float(sums[outcome] / sums[0])
        thin = count < _THIN or (is_share and min(hits, count - hits) < _LEAST)
        smooth = (hits + 1) / (count + 2)
        own = smooth * (1 - smooth) if is_share else spread
        floor += (max(own, spread) if thin else own) / count
        is_thin = is_thin or thin
    return found._replace(se=max(found.se, math.sqrt(floor))) if is_thin else found


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
    if not len(codes):
        return 0
    steps = np.diff(codes)
    if (steps >= 0).all():
        return 1 + int(np.count_nonzero(steps))
    return int(np.count_nonzero(np.bincount(codes)))
