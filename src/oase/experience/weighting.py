"""Who answered, for whom they stand, and what of that weighting can and cannot mend.

Weight of an answer = 1 / (probability of being invited · probability of answering), trimmed and raked to
everyone whose transaction could be rated (Lohr 2019, ch. 8). It is built from what is known of everyone; what
goes with the answer itself stays, and is stated beside every weighted figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oase import words
from oase.errors import OptionInvalid
from oase.stats import (
    Interval,
    Margin,
    Raked,
    answer_probability,
    kish_n,
    rake,
    tipping,
    trim,
    weighted_net_share,
    worst_case,
)

__all__ = ["FEWEST_OF_LEVEL", "Cell", "WeighedShare", "Weighting", "weighed_share", "weighting"]

FEWEST_OF_LEVEL = 5
"""Answers a level needs to stand for itself; smaller ones are put together."""

MOST_RESPECTS = 8
"""Columns of context used at most: those that divide the answering most."""

MOST_LEVELS = 30
"""Levels of a column at most; the smallest are put together."""

CAP = 6.0
"""No answer counts more than so many times the mean."""

_ROUNDS = 10

_NEAR = 1e-3
"""Largest gap of a margin that counts as met: a tenth of a percentage point."""

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]


class Cell(NamedTuple):
    """Transactions of one touchpoint of which the same is known.

    Parameters
    ----------
    context : mapping
        What is known of everyone, by name.
    share : float or None
        With which probability they were drawn; None where nothing was drawn.
    transactions, sent, answered : int
        How many there are, were invited, and answered the invitation.
    """

    context: Mapping[str, Any]
    share: float | None
    transactions: int
    sent: int
    answered: int


@dataclass(frozen=True, slots=True)
class Weighting:
    """The weight of an answer in each cell, and how it came about.

    Attributes
    ----------
    weights : numpy.ndarray
        Per cell; 1 on average over all answers.
    transactions, sent, answered : int
    by : tuple of str
        Columns of context that were used.
    merged : int
        Levels with too few answers, put together with others.
    kish : float
        Kish's n of the answers.
    largest : float
        Largest weight, as a multiple of the mean.
    trimmed : int
        Answers whose weight was cut.
    is_converged, gap
        Whether the weighted answers have the margins of everyone, and the largest distance left.
    """

    weights: _Floats
    transactions: int
    sent: int
    answered: int
    by: tuple[str, ...]
    merged: int
    kish: float
    largest: float
    trimmed: int
    is_converged: bool
    gap: float

    @property
    def coverage(self) -> float:
        """The share of all transactions with an answer to an invitation; nan where there are none."""
        return self.answered / self.transactions if self.transactions else math.nan


@dataclass(frozen=True, slots=True)
class WeighedShare:
    """Share exceeded minus share missed, raw and weighted, and how far the weighted one can be wrong.

    Attributes
    ----------
    raw, weighted : Interval
    shares_raw, shares_weighted : tuple of float
        Missed, met and exceeded.
    answers : int
    kish : float
        So many equally weighted answers would be as precise.
    tipping : float
        So many times more seldom must the smaller side have answered than others of whom the same is known,
        for the sign not to be shown any more. 1: it is not shown anyway; inf: nobody is on that side.
    side : "missed" or "exceeded"
        The smaller side.
    worst_low, worst_high : float
        Where the share lies for certain, without any assumption on those who did not answer.
    by : tuple of str
        What the weights were made of.
    """

    raw: Interval
    weighted: Interval
    shares_raw: tuple[float, float, float]
    shares_weighted: tuple[float, float, float]
    answers: int
    kish: float
    tipping: float
    side: Literal["missed", "exceeded"]
    worst_low: float
    worst_high: float
    by: tuple[str, ...]

    @property
    def is_moved(self) -> bool:
        """Whether weighting takes the figure out of the interval of the raw one."""
        return not self.raw.low <= self.weighted.value <= self.raw.high

    def limits(self, lang: words.Language) -> str:
        """Return what the weights do not mend, in words."""
        return words.weight_limits(
            self.by, self.tipping, self.side, self.worst_low, self.worst_high, str(lang)
        )


def weighting(cells: Sequence[Cell], *, most: float = CAP) -> Weighting:
    """Return the weights of the answers about one touchpoint.

    Parameters
    ----------
    cells : sequence of Cell
        All transactions that were decided about, invited or not.
    most : float
        Largest weight, as a multiple of the mean.

    Raises
    ------
    OptionInvalid
        A cell with more answers than invitations, or a share outside 0 to 1.

    Examples
    --------
    As many young as old; the old answer five times as often:

    >>> young = Cell({"age": "young"}, 0.5, 200, 100, 10)
    >>> found = weighting([young, Cell({"age": "old"}, 0.5, 200, 100, 50)])
    >>> found.weights.round(2).tolist(), found.by, round(found.kish, 1)
    ([3.0, 0.6], ('age',), 33.3)
    """
    _check(cells)
    answered = np.array([cell.answered for cell in cells], np.int64)
    sent = np.array([cell.sent for cell in cells], np.int64)
    everyone = np.array([cell.transactions for cell in cells], np.float64)
    totals = (int(everyone.sum()), int(sent.sum()), int(answered.sum()))
    if not totals[2]:
        return _unweighted(len(cells), totals)
    respects, merged = _respects(cells, sent, answered)
    drawn = np.array([1.0 if cell.share is None else cell.share for cell in cells])
    chance = _chance(respects, sent, answered)
    rows = np.repeat(np.arange(len(cells)), answered)
    raw = (1.0 / (drawn * chance))[rows]
    margins = [
        Margin(codes[rows], np.bincount(codes, weights=everyone)) for codes in respects.values() if rows.size
    ]
    raked, cut = _raked(raw, margins, most)
    mean = raked.weights.sum() / len(rows)
    weights = np.ones(len(cells))
    weights[rows] = raked.weights / mean
    return Weighting(
        weights,
        *totals,
        by=tuple(respects),
        merged=merged,
        kish=kish_n(raked.weights),
        largest=float(raked.weights.max() / mean),
        trimmed=cut,
        is_converged=raked.is_converged,
        gap=raked.gap,
    )


def weighed_share(
    answers: ArrayLike, weights: ArrayLike, made: Weighting, *, confidence: float = 0.95
) -> WeighedShare:
    """Return the share exceeded minus the share missed, raw and weighted.

    Parameters
    ----------
    answers : array_like
        -1 missed, 0 met, 1 exceeded.
    weights : array_like
    made : Weighting
        Where the weights come from.
    confidence : float

    Examples
    --------
    >>> made = weighting([Cell({}, 1.0, 400, 200, 100)])
    >>> found = weighed_share([1] * 60 + [0] * 20 + [-1] * 20, [1.0] * 100, made)
    >>> round(found.weighted.value, 2), round(found.tipping, 2), round(found.worst_low, 2)
    (0.4, 1.84, -0.65)
    """
    x, w = np.asarray(answers, np.float64), np.asarray(weights, np.float64)
    raw = weighted_net_share(x, np.ones(len(x))).interval(confidence)
    weighted = weighted_net_share(x, w).interval(confidence)
    coverage = min(1.0, len(x) / made.transactions) if made.transactions else 0.0
    low, high = worst_case(raw.value, coverage) if len(x) else (-1.0, 1.0)
    return WeighedShare(
        raw,
        weighted,
        _three(x, np.ones(len(x))),
        _three(x, w),
        len(x),
        kish_n(w),
        tipping(x, w, confidence=confidence) if len(x) else math.nan,
        "exceeded" if weighted.value < 0 else "missed",
        low,
        high,
        made.by,
    )


def _unweighted(cells: int, totals: tuple[int, int, int]) -> Weighting:
    """Return what is known where nobody answered yet."""
    return Weighting(
        np.ones(cells),
        *totals,
        by=(),
        merged=0,
        kish=0.0,
        largest=math.nan,
        trimmed=0,
        is_converged=True,
        gap=0.0,
    )


def _three(x: _Floats, w: _Floats) -> tuple[float, float, float]:
    total = float(w.sum())
    if not total > 0:
        return math.nan, math.nan, math.nan
    below, middle, above = (float(w[x == value].sum()) / total for value in (-1, 0, 1))
    return below, middle, above


def _raked(raw: _Floats, margins: Sequence[Margin], most: float) -> tuple[Raked, int]:
    """Cut and rake in turn, cut last, tell what gap is left; and how many the first cut touched."""
    weights = raw
    for _ in range(_ROUNDS):
        weights = rake(trim(weights, most=most), margins).weights
        if weights.max() <= most * weights.mean():
            break
    cut = trim(weights, most=most)
    return rake(cut, margins, rounds=0, tolerance=_NEAR), int((raw > most * raw.mean()).sum())


def _respects(cells: Sequence[Cell], sent: _Ints, answered: _Ints) -> tuple[dict[str, _Ints], int]:
    """Return the columns that can be weighted by, as codes per cell, and how many levels were put together.

    Where there are more than ``MOST_RESPECTS``, those stay by which answering differs most.
    """
    found: dict[str, _Ints] = {}
    merged = 0
    for name in sorted({name for cell in cells for name in cell.context}):
        levels = [str(cell.context.get(name, "")) for cell in cells]
        codes = np.unique(levels, return_inverse=True)[1].astype(np.int64)
        grouped, lost = _grouped(codes, answered)
        if grouped.max() > 0:
            found[name] = grouped
            merged += lost
    if len(found) > MOST_RESPECTS:
        kept = sorted(found, key=lambda name: -_divides(found[name], sent, answered))[:MOST_RESPECTS]
        found = {name: codes for name, codes in found.items() if name in kept}
    return found, merged


def _grouped(codes: _Ints, answered: _Ints) -> tuple[_Ints, int]:
    """Put the smallest levels together until each has enough answers."""
    counts = np.bincount(codes, weights=answered)
    order = np.argsort(counts, kind="stable")
    together = max(int((counts < FEWEST_OF_LEVEL).sum()), len(counts) - MOST_LEVELS + 1)
    together = 0 if together < 2 and counts[order[0]] >= FEWEST_OF_LEVEL else together
    while 0 < together < len(order) and counts[order[:together]].sum() < FEWEST_OF_LEVEL:
        together += 1
    target = np.arange(len(counts))
    target[order[:together]] = order[0]
    return np.unique(target[codes], return_inverse=True)[1].astype(np.int64), max(0, together - 1)


def _divides(codes: _Ints, sent: _Ints, answered: _Ints) -> float:
    """Return how much the answering differs between the levels (chi-square of sent against answered)."""
    n = np.bincount(codes, weights=sent).astype(np.float64)
    hits = np.bincount(codes, weights=answered).astype(np.float64)
    rate = hits.sum() / max(1.0, n.sum())
    spread = n * rate * (1 - rate)
    return float(np.divide((hits - n * rate) ** 2, spread, out=np.zeros_like(n), where=spread > 0).sum())


def _chance(respects: Mapping[str, _Ints], sent: _Ints, answered: _Ints) -> _Floats:
    """Return the probability of answering per cell; cells alike in all respects are counted as one."""
    if not respects:
        return answer_probability(np.zeros((1, 0)), [sent.sum()], [answered.sum()]).repeat(len(sent))
    alike, place = np.unique(np.column_stack(list(respects.values())), axis=0, return_inverse=True)
    place = place.ravel()
    dummies = [
        alike[:, column] == level
        for column in range(alike.shape[1])
        for level in range(1, int(alike[:, column].max()) + 1)
    ]
    asked, given = (np.bincount(place, weights=counts) for counts in (sent, answered))
    return answer_probability(np.column_stack(dummies).astype(np.float64), asked, given)[place]


def _check(cells: Sequence[Cell]) -> None:
    for place, cell in enumerate(cells, start=1):
        if not 0 <= cell.answered <= cell.sent <= cell.transactions:
            raise OptionInvalid(
                "A cell of the log cannot be",
                expected="answered ≤ sent ≤ transactions",
                got=f"{cell.answered}, {cell.sent}, {cell.transactions}",
                where=f"cell {place}",
            )
        if cell.share is not None and not 0 < cell.share <= 1:
            raise OptionInvalid(
                "A share of invitations is out of range",
                expected="above 0, at most 1",
                got=str(cell.share),
                where=f"cell {place}",
            )
