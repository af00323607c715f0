"""From estimates to verdicts: which claims hold, which state goes first, which remarks stand beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oase.experience.options import Options
from oase.experience.relevance import Relevance
from oase.experience.shares import Fulfilment, Lead
from oase.model import State
from oase.stats import benjamini_hochberg

__all__ = ["DEPENDS_ON_LATER", "OWN_VIEW", "Verdict", "judge", "p_values"]

DEPENDS_ON_LATER, OWN_VIEW = "depends_on_later", "magic_own_view"
_EARLY, _OWN = "early", "own_view"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of a row, the p and q of its claim (open: magic's), and further claims and remarks."""

    state: State
    p: float
    q: float
    flags: tuple[str, ...]


def p_values(
    share: Fulfilment, lead: Lead | None, relevance: Relevance | None, options: Options
) -> dict[str, float]:
    """Return the one-sided p of every claim; nan where it cannot be tested.

    Claims on R and N take the larger p of the two estimates, equivalence included; claims of several parts
    the largest p of their parts (intersection–union).
    """
    above, below, flat_reward, flat_penalty, early = math.nan, math.nan, math.nan, math.nan, math.nan
    if relevance is not None:
        pair = (relevance.early, relevance.all)
        above = _largest(*(c.reward.p_above(options.delta) for c in pair))
        below = _largest(*(c.penalty.p_below(-options.delta) for c in pair))
        flat_reward = _largest(*(c.reward.p_within(options.negligible) for c in pair))
        flat_penalty = _largest(*(c.penalty.p_within(options.negligible) for c in pair))
        if relevance.all.reward.is_known:
            early = relevance.early.reward.p_above(options.delta)
    exceeds, misses = share.net.p_above_zero(), share.net.p_below_zero()
    ahead, behind = (math.nan, math.nan) if lead is None else (lead.p_ahead, lead.p_behind)
    return {
        State.MAGIC: _largest(exceeds, ahead, above),
        State.PAIN: _largest(below, misses),
        State.COMPETITOR: _largest(above, behind),
        State.PERFORMANCE: _largest(above, below),
        State.LATENT: above,
        State.HYGIENE: _largest(below, flat_reward),
        State.NEUTRAL: _largest(flat_reward, flat_penalty),
        _OWN: _largest(exceeds, above) if lead is None else math.nan,
        _EARLY: early,
    }


def judge(claims: Sequence[dict[str, float]], options: Options) -> list[Verdict]:
    """Return the verdicts of all rows looked at, with false discovery held within each family of claims.

    Parameters
    ----------
    claims : sequence of dict
        `p_values` of every touchpoint × segment × period × facet.

    Examples
    --------
    >>> p = dict.fromkeys([*State, "own_view", "early"], 0.9) | {State.LATENT: 0.001, State.MAGIC: math.nan}
    >>> judge([p | {"own_view": 0.001}], Options())
    [Verdict(state=<State.LATENT: 'latent'>, p=0.001, q=0.001, flags=('magic_own_view',))]
    """
    families = [*(state for state in State if state is not State.OPEN), _OWN, _EARLY]
    q = {family: benjamini_hochberg([row[family] for row in claims]) for family in families}
    return [
        _verdict(row, {family: float(q[family][i]) for family in families}, options.q)
        for i, row in enumerate(claims)
    ]


def _verdict(p: dict[str, float], q: dict[str, float], level: float) -> Verdict:
    held = [state for state in State if state is not State.OPEN and q[state] <= level]
    if State.MAGIC in held:
        held = [state for state in held if state is not State.LATENT]  # latent says: F or C not shown
    state = held[0] if held else State.OPEN
    flags = [str(further) for further in held[1:]]
    if q[_OWN] <= level:
        flags.append(OWN_VIEW)
    if state is State.OPEN and q[_EARLY] <= level:
        flags.append(DEPENDS_ON_LATER)
    claim = State.MAGIC if state is State.OPEN else state
    return Verdict(state, p[claim], q[claim], tuple(flags))


def _largest(*values: float) -> float:
    return float(np.max(values))
