"""Weights against published and hand-computed figures, and what must hold for any."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.stats import (
    Margin,
    answer_probability,
    kish_n,
    net_share,
    rake,
    tipping,
    trim,
    weighted_net_share,
    worst_case,
)

# the example of "Iterative proportional fitting" in Wikipedia: seed, wanted rows and columns,
# the table after three steps of each
SEED = np.array([[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]], float)
ROWS, COLUMNS = [150, 300, 400, 150], [200, 300, 400, 100]
FITTED = [
    [64.61, 46.28, 35.42, 3.83],
    [49.95, 68.15, 156.49, 25.37],
    [56.70, 144.40, 145.06, 53.76],
    [28.74, 41.18, 63.03, 17.03],
]

WEIGHTS = st.lists(st.floats(0.01, 100), min_size=2, max_size=30)


def test_raking_gives_the_published_table() -> None:
    row, column = (codes.ravel() for codes in np.indices((4, 4)))
    margins = [Margin(row, ROWS), Margin(column, COLUMNS)]
    third = rake(SEED.ravel(), margins, rounds=3).weights
    assert (third.reshape(4, 4) * 1000 / third.sum()).round(2).tolist() == FITTED
    raked = rake(SEED.ravel(), margins)
    table = raked.weights.reshape(4, 4) * 1000 / raked.weights.sum()
    assert table.sum(1) == pytest.approx(ROWS, abs=0.01)
    assert table.sum(0) == pytest.approx(COLUMNS, abs=0.01)
    assert raked.is_converged


def test_margins_that_contradict_each_other_are_told() -> None:
    raked = rake([1, 1], [Margin([0, 1], [1, 1]), Margin([0, 1], [3, 1])], rounds=20)
    assert not raked.is_converged
    assert raked.rounds == 20
    assert raked.gap == pytest.approx(0.25)


def test_levels_without_answers_are_told_not_hidden() -> None:
    raked = rake([1, 1, 2], [Margin([0, 0, 1], [30, 50, 20])])
    assert raked.unreached == pytest.approx(0.2)
    assert raked.weights[:2].sum() / raked.weights.sum() == pytest.approx(3 / 8)


def test_kish() -> None:
    assert kish_n([2] * 7) == pytest.approx(7)
    assert kish_n([]) == 0.0
    assert kish_n([1, 0, 0]) == pytest.approx(1)


def test_probabilities_of_answering_by_two_respects() -> None:
    """Odds multiply: one half and two thirds of the odds, planted and found."""
    design = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    odds = 0.5 * np.array([1, 2 / 3, 0.5, 1 / 3])
    asked = np.full(4, 100_000)
    found = answer_probability(design, asked, np.round(asked * odds / (1 + odds)))
    assert found == pytest.approx(odds / (1 + odds), abs=1e-4)


def test_a_group_that_never_answered_keeps_a_probability() -> None:
    never, always = answer_probability([[0], [1]], [50, 50], [0, 50])
    assert 0 < never < 0.1
    assert 0.9 < always < 1
    assert answer_probability(np.zeros((1, 0)), [10], [4])[0] == pytest.approx(0.4, abs=0.001)


def test_weighted_share_pays_for_its_weights() -> None:
    values = [1] * 450 + [0] * 300 + [-1] * 250
    plain = weighted_net_share(values, [1] * 1000)
    assert plain == net_share(450, 250, 1000)
    uneven = weighted_net_share(values, [1, 5] * 500)
    assert uneven.value == pytest.approx(0.2)
    assert uneven.se > 1.1 * plain.se
    assert weighted_net_share([], []).se != 0


def test_what_tips_a_sign() -> None:
    values = [1] * 4500 + [0] * 3000 + [-1] * 2500
    factor = tipping(values, [1] * 10_000)
    assert 1.6 < factor < 1.8
    assert tipping([-one for one in values], [1] * 10_000) == pytest.approx(factor)
    assert tipping([1, -1] * 50, [1] * 100) == 1.0, "no sign is shown to begin with"
    assert tipping([1] * 100, [1] * 100) == math.inf, "nobody on the other side"


def test_worst_case_holds_everything() -> None:
    assert worst_case(0.5, 1.0) == (0.5, 0.5)
    low, high = worst_case(0.5, 0.2)
    assert (low, high) == pytest.approx((-0.7, 0.9))


@pytest.mark.parametrize("weights", [[-1.0, 2.0], [math.nan], [math.inf]])
def test_unusable_weights_are_refused(weights: list[float]) -> None:
    for method in (kish_n, trim):
        with pytest.raises(OptionInvalid):
            method(weights)


def test_unusable_margins_are_refused() -> None:
    for margin in (
        Margin([0, 2], [1, 1]),
        Margin([0], [1, 1]),
        Margin([0, 1], [1, -1]),
        Margin([0, 1], [0, 0]),
    ):
        with pytest.raises(OptionInvalid):
            rake([1, 1], [margin])
    with pytest.raises(OptionInvalid):
        rake([], [])
    with pytest.raises(OptionInvalid):
        rake([1, 0], [Margin([0, 1], [0, 1])])
    with pytest.raises(OptionInvalid):
        answer_probability(np.zeros((1, 0)), [3], [4])
    with pytest.raises(OptionInvalid):
        weighted_net_share([1, 0], [1])
    with pytest.raises(OptionInvalid):
        trim([1, 2], most=1)


@examples(max_examples=50, deadline=None)
@given(WEIGHTS, st.floats(1.5, 8))
def test_trimming_keeps_the_sum_and_the_cap(weights: list[float], most: float) -> None:
    cut = trim(weights, most=most)
    assert cut.sum() == pytest.approx(sum(weights))
    assert cut.max() <= most * np.mean(weights) * (1 + 1e-9)
    order = np.argsort(weights, kind="stable")
    assert (np.diff(cut[order]) >= -1e-9 * cut.max()).all()


@examples(max_examples=50, deadline=None)
@given(WEIGHTS, st.lists(st.integers(1, 50), min_size=3, max_size=3), st.integers(0, 99))
def test_raking_meets_what_it_says_it_meets(weights: list[float], totals: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, 3, len(weights)), rng.integers(0, 3, len(weights))]
    raked = rake(weights, [Margin(one, totals) for one in codes])
    assert raked.weights.sum() == pytest.approx(sum(weights))
    assert (raked.weights >= 0).all()
    if raked.is_converged:
        for one in codes:
            there = np.unique(one)
            have = np.bincount(one, weights=raked.weights, minlength=3)[there]
            wanted = np.array(totals, float)[there]
            assert have / have.sum() == pytest.approx(wanted / wanted.sum(), abs=1e-5)
