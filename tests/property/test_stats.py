"""Laws that intervals, false discovery and the jackknife obey for any input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from oase.stats import benjamini_hochberg, difference, holm, jackknife, johnson, lmg, net_share, share

counts = st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500)).filter(lambda c: sum(c) > 0)


@given(counts)
def test_net_share_interval_is_ordered_bounded_and_symmetric(three: tuple[int, int, int]) -> None:
    """The interval lies within -1 and 1, and turning the sides turns the interval."""
    plus, zero, minus = three
    n = sum(three)
    value, low, high = net_share(plus, minus, n).interval()
    turned = net_share(minus, plus, n).interval()
    assert -1 <= low <= high <= 1
    assert (turned.low, turned.high) == pytest.approx((-high, -low))
    assert value == pytest.approx((plus - minus) / n)
    assert zero >= 0


@given(counts, st.floats(1, 5))
def test_a_design_effect_widens(three: tuple[int, int, int], deff: float) -> None:
    """Repeat answers never make an interval narrower."""
    plus, _, minus = three
    n = sum(three)
    assert net_share(plus, minus, n, deff=deff).se >= net_share(plus, minus, n).se - 1e-12


@given(counts)
def test_p_and_interval_agree(three: tuple[int, int, int]) -> None:
    """The lower 95 % bound is above zero exactly where p is below .05."""
    plus, _, minus = three
    found = net_share(plus, minus, sum(three))
    low = found.centre - norm.ppf(0.95) * found.se
    assert (found.p_above_zero() < 0.05) == (low > 0) or abs(low) < 1e-9


@given(counts, counts, st.floats(0, 0.9))
def test_a_difference_turns_with_its_sides(
    one: tuple[int, int, int], two: tuple[int, int, int], correlation: float
) -> None:
    """A - B and B - A have mirrored intervals and swapped p values; p agrees with the interval."""
    a, b = (net_share(plus, minus, plus + zero + minus) for plus, zero, minus in (one, two))
    there, back = difference(a, b, correlation=correlation), difference(b, a, correlation=correlation)
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert there.p_above == pytest.approx(back.p_below, abs=1e-9)
    if there.value > 1e-9 and abs(there.low) > 1e-6 and correlation == 0:
        assert (there.p_above < 0.05) == (there.low > 0)


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_holds_the_share(hits: int, more: int) -> None:
    """The Wilson interval holds the share and stays between 0 and 1."""
    n = hits + more
    value, low, high = share(hits, n)
    assert 0 <= low <= value <= high <= 1


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_keep_the_order_and_lie_above_p(p: list[float]) -> None:
    """q is never below p, Holm never below q, and the order of the claims stays."""
    q, h = benjamini_hochberg(p), holm(p)
    order = np.argsort(p, kind="stable")
    assert (q >= np.array(p) - 1e-12).all()
    assert (h >= q - 1e-12).all()
    assert (np.diff(q[order]) >= -1e-12).all()
    assert (np.diff(h[order]) >= -1e-12).all()


@given(st.lists(st.floats(-100, 100), min_size=3, max_size=30))
def test_jackknife_of_a_mean_is_its_classical_error(values: list[float]) -> None:
    """With groups of one row the error of a mean is s / √n."""
    x = np.array(values)
    left_out = (x.sum() - x) / (len(x) - 1)
    found = jackknife(float(x.mean()), left_out, np.ones(len(x)))
    assert found.se == pytest.approx(x.std(ddof=1) / np.sqrt(len(x)), abs=1e-9)


@given(st.integers(2, 6), st.integers(0, 10_000))
def test_importance_adds_up_to_r_squared(predictors: int, seed: int) -> None:
    """LMG and Johnson's weights are never below zero and add up to R²."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(60, predictors + 1)) @ rng.normal(size=(predictors + 1, predictors + 1))
    r = np.corrcoef(x.T)
    whole = 1 - 1 / np.linalg.inv(r)[0, 0]
    for parts in (lmg(r), johnson(r)):
        assert (parts > -1e-8).all()
        assert parts.sum() == pytest.approx(whole, abs=1e-6)
