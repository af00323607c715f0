"""The Kano questionnaire: what pleases when it is there, and what is missed when it is not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from oase.errors import OptionInvalid
from oase.stats.intervals import Interval, share

__all__ = ["BAD_WORDING", "KANO_CLASSES", "KanoClass", "KanoShares", "kano_counts", "kano_shares"]

KanoClass = Literal["attractive", "one_dimensional", "must_be", "indifferent", "reverse", "questionable"]

KANO_CLASSES: tuple[KanoClass, ...] = (
    "must_be",
    "one_dimensional",
    "attractive",
    "indifferent",
    "reverse",
    "questionable",
)
"""In the order in which they take precedence where two are equally frequent (Berger 1993: M > O > A > I)."""

BAD_WORDING = 0.05
"""Above this share of questionable answers the question itself is in doubt."""

_A: KanoClass = "attractive"
_O: KanoClass = "one_dimensional"
_M: KanoClass = "must_be"
_I: KanoClass = "indifferent"
_R: KanoClass = "reverse"
_Q: KanoClass = "questionable"
_LEVELS = 5
_TABLE = (
    (_Q, _A, _A, _A, _O),
    (_R, _I, _I, _I, _M),
    (_R, _I, _I, _I, _M),
    (_R, _I, _I, _I, _M),
    (_R, _R, _R, _R, _Q),
)
"""Rows: if it is there; columns: if it is not; like, expect, neutral, live with, dislike (Berger 1993)."""


class KanoShares(NamedTuple):
    """What the answers about one feature say.

    Attributes
    ----------
    counts : dict
        Answers of each class.
    n : int
    better : Interval
        (A + O) / (A + O + M + I): share that is pleased when it is there (Wilson).
    worse : Interval
        -(O + M) / (A + O + M + I): share, with a minus, that is displeased when it is missing (Wilson).
    kind : str
        The most frequent class.
    is_clear : bool
        Whether it is more frequent than the second beyond chance (Fong 1996, level 10 %).
    questionable : Interval
        Share of answers that contradict themselves (Wilson).
    is_worded_badly : bool
        More than ``BAD_WORDING`` of them.
    """

    counts: dict[KanoClass, int]
    n: int
    better: Interval
    worse: Interval
    kind: KanoClass
    is_clear: bool
    questionable: Interval
    is_worded_badly: bool


def kano_counts(functional: ArrayLike, dysfunctional: ArrayLike) -> dict[KanoClass, int]:
    """Return how many pairs of answers fall into each class of the evaluation table (Berger 1993).

    Parameters
    ----------
    functional, dysfunctional : array_like of int
        How it would be if the feature is there, and if it is not: 1 I like it, 2 I expect it, 3 neutral,
        4 I can live with it, 5 I dislike it.

    Examples
    --------
    >>> counts = kano_counts([1, 1, 3, 2, 5, 1], [5, 3, 5, 3, 1, 1])
    >>> [counts[kind] for kind in KANO_CLASSES]
    [1, 1, 1, 1, 1, 1]
    """
    there, missing = np.asarray(functional).ravel(), np.asarray(dysfunctional).ravel()
    if len(there) != len(missing):
        raise OptionInvalid("The pairs differ in length", expected=str(len(there)), got=str(len(missing)))
    for values in (there, missing):
        wrong = ~np.isin(values, np.arange(1, _LEVELS + 1))
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise OptionInvalid(
                "An answer is not on the Kano scale",
                expected="1 to 5",
                got=str(values[row]),
                where=f"row {row + 1}",
            )
    cells = np.bincount((there.astype(np.int64) - 1) * _LEVELS + missing.astype(np.int64) - 1, minlength=25)
    kinds = np.array(_TABLE).ravel()
    return {kind: int(cells[kinds == kind].sum()) for kind in KANO_CLASSES}


def kano_shares(counts: Mapping[KanoClass, int], *, confidence: float = 0.95) -> KanoShares:
    """Return Better and Worse with their intervals, and the class where one is clear.

    Examples
    --------
    >>> found = kano_shares({"attractive": 40, "one_dimensional": 30, "must_be": 10, "indifferent": 18,
    ...                      "reverse": 1, "questionable": 1})
    >>> round(found.better.value, 3), round(found.worse.value, 3), found.kind, found.is_clear
    (0.714, -0.408, 'attractive', False)
    """
    told: dict[KanoClass, int] = {kind: int(counts.get(kind, 0)) for kind in KANO_CLASSES}
    if any(count < 0 for count in told.values()) or not sum(told.values()):
        raise OptionInvalid("There is nothing to share out", expected="counts, one at least", got=str(told))
    n = sum(told.values())
    usable = told[_A] + told[_O] + told[_M] + told[_I]
    better = share(told[_A] + told[_O], usable, confidence=confidence)
    worse = share(told[_O] + told[_M], usable, confidence=confidence)
    ranked = sorted(KANO_CLASSES, key=lambda kind: -told[kind])
    first, second = told[ranked[0]], told[ranked[1]]
    spread = math.sqrt((first + second) * (2 * n - first - second) / (2 * n))
    doubtful = share(told[_Q], n, confidence=confidence)
    return KanoShares(
        told,
        n,
        better,
        Interval(-worse.value, -worse.high, -worse.low),
        ranked[0],
        first - second > 1.65 * spread,
        doubtful,
        doubtful.value > BAD_WORDING,
    )
