"""Weights mend what is known of everyone and nothing else: simulated non-response of both kinds."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from scipy.stats import binomtest

from oase.experience.weighting import Cell, WeighedShare, weighed_share, weighting

__all__ = ["Found", "Story", "run", "simulate"]

LEVEL = 0.01
"""Level of the exact tests that the fixed seeds must not reject."""

COVERED = 0.93
"""At least so often the interval of the weighted share holds the truth, where who answers is known."""

Story = Literal["ignorable", "of_the_answer"]

_AGES, _KINDS = 4, 3
_AGE_SHARES, _KIND_SHARES = (0.24, 0.32, 0.28, 0.16), (0.3, 0.5, 0.2)
_ANSWERING = (0.11, 0.24, 0.46, 0.68)
"""Who answers, by age: the older, the likelier."""
_BY_KIND = (0.8, 1.0, 1.3)
_LIKING = (0.18, 0.04, -0.08, -0.22)
"""What is added to exceeded and taken from missed, by age: the older, the less they like it."""
_BY_ANSWER = (2.3, 0.75, 0.6)
"""Where the answer itself decides: the disappointed answer nearly four times as often as the delighted."""


class Found(NamedTuple):
    """How often the truth lay in the raw interval, the weighted one and the range without assumptions.

    ``warned`` counts runs in which the sign shown was wrong, but the factor stated was smaller than the true
    one; ``wrong_sign`` those in which the weighted sign was shown and wrong.
    """

    raw: int
    weighted: int
    certain: int
    wrong_sign: int
    warned: int
    runs: int


def simulate(story: Story, runs: int, seed: int, transactions: int = 6000) -> Found:
    """Return how often raw and weighted shares hold the truth."""
    rng = np.random.default_rng(seed)
    counts = np.zeros(5, np.int64)
    for _ in range(runs):
        truth, share = _once(rng, story, transactions)
        is_wrong = share.tipping > 1 and share.weighted.value * truth < 0
        counts += [
            share.raw.low <= truth <= share.raw.high,
            share.weighted.low <= truth <= share.weighted.high,
            share.worst_low <= truth <= share.worst_high,
            is_wrong,
            is_wrong and share.tipping < _BY_ANSWER[0] / _BY_ANSWER[2],
        ]
    raw, weighted, certain, wrong_sign, warned = map(int, counts)
    return Found(raw, weighted, certain, wrong_sign, warned, runs)


def run(full: bool) -> list[str]:
    """Return what was found, as lines; AssertionError where it is not as promised."""
    runs = 1000 if full else 60
    known = simulate("ignorable", runs, seed=21)
    assert known.raw < 0.05 * runs, f"the raw share should miss: {known}"
    assert binomtest(known.weighted, runs, COVERED, alternative="less").pvalue > LEVEL, str(known)
    hidden = simulate("of_the_answer", runs, seed=22)
    assert hidden.weighted < 0.05 * runs, f"weighting should not mend this: {hidden}"
    assert hidden.certain == known.certain == runs, "the range without assumptions holds the truth always"
    assert hidden.warned == hidden.wrong_sign > 0.5 * runs, f"the stated factor should warn: {hidden}"
    return [_line("who answers goes with age", known), _line("who answers goes with the answer", hidden)]


def _line(name: str, found: Found) -> str:
    raw, weighted, certain = (100 * part / found.runs for part in found[:3])
    warned = f", wrong sign warned of in {found.warned} of {found.wrong_sign}" if found.wrong_sign else ""
    return (
        f"weights, {name}: truth in the raw interval {raw:.1f} %, in the weighted one {weighted:.1f} %, in "
        f"the range without assumptions {certain:.1f} % of {found.runs} runs{warned}"
    )


def _once(rng: np.random.Generator, story: Story, n: int) -> tuple[float, WeighedShare]:
    """Live transactions, ask some, let some answer, weigh; return the true share over all of them."""
    age, kind = rng.choice(_AGES, n, p=_AGE_SHARES), rng.choice(_KINDS, n, p=_KIND_SHARES)
    liking = np.array(_LIKING)[age] if story == "ignorable" else 0.0
    drawn = rng.random(n)
    lived = np.where(drawn < 0.30 + liking, 1, np.where(drawn > 1 - (0.24 - liking), -1, 0))
    share = np.where(kind == 0, 0.5, 0.9)
    sent = rng.random(n) < share
    chance = np.array(_ANSWERING)[age] * np.array(_BY_KIND)[kind]
    if story == "of_the_answer":
        chance = 0.33 * np.array(_BY_ANSWER)[lived + 1] * np.array(_BY_KIND)[kind]
    answered = sent & (rng.random(n) < chance)
    cells: list[Cell] = []
    place = age * _KINDS + kind
    for code in range(_AGES * _KINDS):
        here = place == code
        context = {"age": str(code // _KINDS), "kind": str(code % _KINDS)}
        counts = (int(here.sum()), int((here & sent).sum()), int((here & answered).sum()))
        cells.append(Cell(context, 0.5 if code % _KINDS == 0 else 0.9, *counts))
    made = weighting(cells)
    found = weighed_share(lived[answered], made.weights[place[answered]], made)
    return float(lived.mean()), found
