"""A check on least squares: reward by standardisation over strata of the context."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oase.experience.coding import Coded
from oase.experience.shares import Fulfilment
from oase.experience.voices import EXCEEDED, MET
from oase.stats import Standardised, standardise

__all__ = ["Strata", "reward_in_strata", "strata_of"]

_MOST = 4096


@dataclass(frozen=True, slots=True)
class Strata:
    """A stratum per row; ``columns`` are those of the context that were crossed."""

    codes: NDArray[np.int64]
    count: int
    columns: int


def strata_of(context: Sequence[Coded]) -> Strata | None:
    """Cross the context columns in their order, as long as there are at most 4,096 strata.

    Examples
    --------
    >>> a = Coded(np.array([0, 1, 1], np.uint8), ("x", "y"))
    >>> strata_of([a, a]).codes.tolist()
    [0, 3, 3]
    """
    if not context:
        return None
    codes, count, used = np.zeros(len(context[0].codes), np.int64), 1, 0
    for column in context:
        if count * len(column.levels) > _MOST:
            break
        codes = codes * len(column.levels) + column.codes
        count, used = count * len(column.levels), used + 1
    return Strata(codes, count, used) if used else None


def reward_in_strata(
    strata: Strata, share: Fulfilment, outcome: NDArray[np.float64], weight: NDArray[np.float64] | None
) -> Standardised:
    """Return the reward within strata, and the share of answers in strata that hold both sides."""
    y = outcome[share.rows]
    known = ~np.isnan(y)
    rows, states = (share.rows, share.states) if known.all() else (share.rows[known], share.states[known])
    y = outcome[rows]
    w = None if weight is None else weight[rows]
    key = strata.codes[rows] * 4
    key += states
    counts, sums = (
        np.asarray(np.bincount(key, weights=values, minlength=strata.count * 4), np.float64).reshape(-1, 4)
        for values in (w, y if w is None else y * w)
    )
    return standardise(counts[:, EXCEEDED], sums[:, EXCEEDED], counts[:, MET], sums[:, MET])
