"""Penalty–reward contrast: whether a touchpoint pleases, avoids displeasure, or both."""

from __future__ import annotations

import math
from typing import Literal

from oase.stats.hypotheses import Estimate

__all__ = ["Kind", "asymmetry", "kind_of"]

Kind = Literal["satisfier", "dissatisfier", "hybrid", "neutral"]


def asymmetry(reward: float, penalty: float) -> float:
    """Return the impact asymmetry (r - |p|) / (r + |p|): 1 only pleases, -1 only avoids displeasure.

    Mikulić & Prebežac 2008. A reward below zero or a penalty above zero counts as none.

    Examples
    --------
    >>> round(asymmetry(0.30, -0.10), 2)
    0.5
    """
    r, p = max(reward, 0.0), max(-penalty, 0.0)
    return (r - p) / (r + p) if r + p > 0 else math.nan


def kind_of(reward: Estimate, penalty: Estimate, *, negligible: float, level: float = 0.05) -> Kind | None:
    """Return the class that the intervals show, or None where they show none yet.

    Parameters
    ----------
    reward, penalty : Estimate
        Effects of the high and the low answer against the middle (Brandt 1987).
    negligible : float
        Effects within this margin count as none, by two one-sided tests.

    Notes
    -----
    Called satisfier and dissatisfier, not Kano classes (Mikulić & Prebežac 2011). A satisfier has a reward
    and no penalty (negligible, or on the wrong side of zero); a dissatisfier the other way round; a hybrid
    has both.

    Examples
    --------
    >>> kind_of(Estimate(0.2, 0.02, 49), Estimate(0.0, 0.02, 49), negligible=0.05)
    'satisfier'
    """
    pleases = reward.p_above(0) <= level
    displeases = penalty.p_below(0) <= level
    if pleases and displeases:
        return "hybrid"
    no_reward, no_penalty = reward.p_within(negligible) <= level, penalty.p_within(negligible) <= level
    if no_reward and no_penalty:
        return "neutral"
    if pleases and (no_penalty or penalty.value >= 0):
        return "satisfier"
    if displeases and (no_reward or reward.value <= 0):
        return "dissatisfier"
    return None
