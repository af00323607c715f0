"""Fulfilment and lead: net shares of answers, with repeat answers and weights paid for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oase.experience.voices import EXCEEDED, MET, MISSED, Focus, Voices
from oase.lake.kernels.moments import Codes
from oase.model import LeadKind
from oase.stats import Difference, NetShare, difference, holm, net_share

__all__ = ["Fulfilment", "Lead", "comparative_leads", "fulfilment", "lead_of", "parallel_leads"]

_VALUE = np.array([0.0, 1.0, -1.0, 0.0])  # met, exceeded, missed, silent
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """Shares of the three answers, F = exceeded - missed, and the rows it rests on."""

    answers: int
    missed: float
    met: float
    exceeded: float
    net: NetShare
    deff: float
    rows: NDArray[np.int64]
    states: Codes


class Lead(NamedTuple):
    """The smallest lead over any competitor, and the p of beating each or falling behind one."""

    competitor: str | None
    kind: LeadKind
    value: float
    low: float
    high: float
    p_ahead: float
    p_behind: float
    answers: int


def fulfilment(
    voices: Voices, focus: Focus, *, brand: int = 0, mask: NDArray[np.bool_] | None = None
) -> Fulfilment:
    """Return the fulfilment of one touchpoint of one brand in one cell.

    The design effect is Kish's n·Σw²/(Σw)² for weights, times the variance of the sums per person over the
    variance as if each answer stood alone, where that is above one; or the linearised one, where weights go
    with the answers and it is larger. A person's sum counts as the jackknife counts it, so that answers of
    one person alone show nothing.
    """
    rows, states = voices.asked(focus, brand, mask)
    weight = None if voices.weight is None else voices.weight[rows]
    counts = np.bincount(states, weights=weight, minlength=4).astype(np.float64)
    total = float(counts.sum())
    if not total > 0:
        nothing = NetShare(math.nan, math.nan, math.nan)
        return Fulfilment(0, math.nan, math.nan, math.nan, nothing, 1.0, rows, states)
    n = len(rows)
    shares = counts / total
    centred = _VALUE[states] - (shares[EXCEEDED] - shares[MISSED]) if _needs_deff(voices, rows) else None
    deff = 1.0 if centred is None else _deff(centred, weight, voices.persons.codes[rows])
    net = net_share(n * shares[EXCEEDED], n * shares[MISSED], n, deff=deff)
    return Fulfilment(n, shares[MISSED], shares[MET], shares[EXCEEDED], net, deff, rows, states)


def parallel_leads(
    voices: Voices, focus: Focus, own: Fulfilment, mask: NDArray[np.bool_] | None
) -> list[tuple[str, Difference, int]]:
    """Return the lead over every competitor about whom the same question was asked."""
    leads: list[tuple[str, Difference, int]] = []
    for code, name in enumerate(voices.brands[1:], start=1):
        theirs = fulfilment(voices, focus, brand=code, mask=mask)
        if theirs.answers and own.answers:
            rho = _correlation(voices, own, theirs)
            leads.append((str(name), difference(own.net, theirs.net, correlation=rho), theirs.answers))
    return leads


def comparative_leads(
    voices: Voices,
    own: Fulfilment,
    compared: NDArray[np.float64],
    names: NDArray[np.int32],
    levels: list[str],
) -> list[tuple[str, Difference, int]]:
    """Return the lead over every shop compared with, from the direct item: better less worse.

    Parameters
    ----------
    compared : float array, shape (rows,)
        -1 worse, 0 same, 1 better, nan where not asked.
    names : int array, shape (rows,)
        Codes into ``levels``; below zero where that shop is not looked at.
    """
    values, who = compared[own.rows], names[own.rows]
    leads: list[tuple[str, Difference, int]] = []
    for code, level in enumerate(levels):
        rows = own.rows[(who == code) & ~np.isnan(values)]
        net = _net_of(voices, rows, compared[rows])
        if net.se > 0:
            low, high = net.interval()[1:]
            direct = Difference(net.value, low, high, net.p_above_zero(), net.p_below_zero())
            leads.append((level, direct, len(rows)))
    return leads


def lead_of(leads: list[tuple[str, Difference, int]], kind: LeadKind) -> Lead | None:
    """Return the smallest lead; ahead takes the largest p, behind the smallest, Holm-corrected.

    Examples
    --------
    >>> far, near = Difference(0.2, 0.1, 0.3, 0.001, 0.999), Difference(0.1, 0.0, 0.2, 0.04, 0.96)
    >>> lead = lead_of([("Norrfell", far, 90), ("Talgut", near, 80)], LeadKind.PARALLEL)
    >>> lead.competitor, lead.value, lead.p_ahead, lead.p_behind, lead.answers
    ('Talgut', 0.1, 0.04, 1.0, 170)
    """
    if not leads:
        return None
    name, least, _ = min(leads, key=lambda lead: lead[1].value)
    ahead = max(lead.p_above for _, lead, _ in leads)
    behind = float(np.nanmin(holm([lead.p_below for _, lead, _ in leads])))
    total = sum(answers for *_, answers in leads)
    return Lead(name, kind, least.value, least.low, least.high, ahead, behind, total)


def _net_of(voices: Voices, rows: NDArray[np.int64], values: NDArray[np.float64]) -> NetShare:
    weight = None if voices.weight is None else voices.weight[rows]
    w = np.ones(len(rows)) if weight is None else weight
    n, total = len(rows), float(w.sum())
    if not total > 0:
        return NetShare(math.nan, math.nan, math.nan)
    plus, minus = float(w[values > 0].sum()) / total, float(w[values < 0].sum()) / total
    deff = (
        _deff(values - (plus - minus), weight, voices.persons.codes[rows])
        if _needs_deff(voices, rows)
        else 1.0
    )
    return net_share(n * plus, n * minus, n, deff=deff)


def _needs_deff(voices: Voices, rows: NDArray[np.int64]) -> bool:
    if voices.weight is not None:
        return len(rows) > 0
    if voices.persons.are_distinct or not len(rows):
        return False
    return bool(np.bincount(voices.persons.codes[rows]).max() > 1)


def _deff(
    centred: NDArray[np.float64], weight: NDArray[np.float64] | None, person: NDArray[np.int32]
) -> float:
    w = np.ones(len(centred)) if weight is None else weight
    n, total = len(w), float(w.sum())
    kish = n * float((w * w).sum()) / total**2
    held = np.asarray(np.bincount(person, weights=w), np.float64)
    if held.max() >= total * (1 - _ROUNDING):
        return math.inf
    parts = w * centred
    alone = float(((parts * total / (total - w)) ** 2).sum())
    sums = np.bincount(person, weights=parts) * total / (total - held)
    together = float((sums * sums).sum())
    if not alone > 0:  # all said the same: as if each person had answered once
        return n * float((held * held).sum()) / total**2
    linear = n * together / (total * float((parts * centred).sum()))
    return max(kish, kish * together / alone, linear)


def _correlation(voices: Voices, own: Fulfilment, theirs: Fulfilment) -> float:
    """Correlation of the two estimates from persons who answered about both."""
    if voices.persons.are_distinct or not (own.net.se > 0 and theirs.net.se > 0):
        return 0.0
    first, total1 = _sums(voices, own)
    second, total2 = _sums(voices, theirs)
    size = min(len(first), len(second))
    covariance = float(first[:size] @ second[:size]) / (total1 * total2)
    return min(0.95, max(-0.95, covariance / (own.net.se * theirs.net.se)))


def _sums(voices: Voices, share: Fulfilment) -> tuple[NDArray[np.float64], float]:
    w = np.ones(len(share.rows)) if voices.weight is None else voices.weight[share.rows]
    centred = (_VALUE[share.states] - share.net.value) * w
    sums = np.bincount(voices.persons.codes[share.rows], weights=centred).astype(np.float64)
    return sums, float(w.sum())
