"""Least squares from sums of products, and its jackknife, against the rows themselves."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from oase.stats import group_count, jackknife, least_squares, merge_groups


def _grams(x: NDArray[np.float64], group: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    return np.stack([x[group == g].T @ x[group == g] for g in range(count)])


def test_coefficients_and_leave_outs_equal_plain_least_squares() -> None:
    """Every leave-one-group-out fit from sums equals the fit on the rows that are left."""
    rng = np.random.default_rng(1)
    x = np.c_[np.ones(300), rng.normal(size=(300, 4))]
    y = x @ [1, 2, -1, 0, 0.5] + rng.normal(size=300)
    group = rng.integers(0, 10, 300)
    fit = least_squares(_grams(np.c_[x, y], group, 10), range(5), 5, [1, 2])
    assert fit.full == pytest.approx(np.linalg.lstsq(x, y)[0][1:3])
    for g in range(10):
        left = group != g
        assert fit.left_out[g] == pytest.approx(np.linalg.lstsq(x[left], y[left])[0][1:3])


def test_columns_that_repeat_others_are_dropped_and_named() -> None:
    """A constant, a copy and a sum of others go, the later ones first; the rest is as without them."""
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 200))
    x = np.c_[np.ones(200), a, b, a, np.full(200, 3.0), a + b]
    y = 2 * a - b + rng.normal(size=200)
    group = rng.integers(0, 10, 200)
    fit = least_squares(_grams(np.c_[x, y], group, 10), range(6), 6, [1, 2])
    assert fit.dropped == (3, 4, 5)
    assert fit.full == pytest.approx(np.linalg.lstsq(x[:, :3], y)[0][1:])


def test_a_column_that_lives_in_one_group_does_not_spoil_the_others() -> None:
    """Without its only group a dummy has no coefficient; those asked for keep theirs."""
    rng = np.random.default_rng(3)
    a = rng.normal(size=200)
    group = np.arange(200) % 10
    lonely = ((group == 4) & (rng.random(200) < 0.5)).astype(float)
    x = np.c_[np.ones(200), a, lonely]
    y = a + lonely + rng.normal(size=200)
    fit = least_squares(_grams(np.c_[x, y], group, 10), range(3), 3, [1, 2])
    left = group != 4
    assert fit.left_out[4, 0] == pytest.approx(np.linalg.lstsq(x[left, :2], y[left])[0][1])
    assert np.isnan(fit.left_out[4, 1])
    assert np.isfinite(fit.left_out[:, 0]).all()


def test_unequal_groups_give_the_error_of_the_mean() -> None:
    """Over many draws the delete-m_j error of a mean of unequal groups is that of the mean."""
    rng = np.random.default_rng(4)
    group = rng.choice(25, 1000, p=np.linspace(1, 3, 25) / np.linspace(1, 3, 25).sum())
    sizes = np.bincount(group, minlength=25)
    ratios = []
    for _ in range(200):
        x = rng.normal(size=1000)
        sums = np.bincount(group, weights=x, minlength=25)
        ratios.append(jackknife(x.mean(), (x.sum() - sums) / (1000 - sizes), sizes).se * np.sqrt(1000))
    assert np.mean(ratios) == pytest.approx(1.0, abs=0.03)


def test_groups_merge_to_the_same_total() -> None:
    """Merging groups loses nothing, and few persons get few groups."""
    sums = np.random.default_rng(5).normal(size=(50, 3, 3))
    for persons in (50, 125, 250):
        merged = merge_groups(sums, group_count(persons))
        assert merged.sum(0) == pytest.approx(sums.sum(0))
    assert group_count(49) == 0
