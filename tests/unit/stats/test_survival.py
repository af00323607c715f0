"""Waiting times against published figures, hand-computed cases and what must hold for any data."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.stats import cumulative_incidence, share

# Freireich et al. (1963), weeks of remission; survivor function, error and 95 % interval as printed by
# Stata's `sts list` (log-log) and in Kleinbaum & Klein, Survival Analysis, chapter 2
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PUBLISHED = {
    6: (0.8571, 0.0764, 0.6197, 0.9516),
    7: (0.8067, 0.0869, 0.5631, 0.9228),
    10: (0.7529, 0.0963, 0.5032, 0.8894),
    13: (0.6902, 0.1068, 0.4316, 0.8491),
    16: (0.6275, 0.1141, 0.3675, 0.8049),
    22: (0.5378, 0.1282, 0.2678, 0.7468),
    23: (0.4482, 0.1346, 0.1881, 0.6801),
}

CASES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=40)


def test_leukaemia_remission_is_the_published_one() -> None:
    curve = cumulative_incidence(TREATED, RELAPSED)
    assert curve.times.tolist() == list(PUBLISHED)
    assert curve.at_risk.tolist() == [21, 17, 15, 12, 11, 7, 6]
    found = np.column_stack([1 - curve.incidence, curve.error, 1 - curve.high, 1 - curve.low]).round(4)
    assert found.tolist() == [list(row) for row in PUBLISHED.values()]
    assert curve.quantile(0.5) == (23.0, 13.0, None)


def test_placebo_arm_has_the_published_median() -> None:
    curve = cumulative_incidence(PLACEBO, [1] * 21)
    assert curve.quantile(0.5) == (8.0, 4.0, 11.0)
    assert curve.within(8).value == pytest.approx(13 / 21)


def test_competing_events_by_hand() -> None:
    # a reply with 6 open, one closed with 5, one leaves, a reply with 3 open: 1/6, then 4/6 * 1/3 more
    curve = cumulative_incidence([1, 2, 3, 4, 5, 6], [1, 2, 0, 1, 2, 0])
    assert curve.incidence == pytest.approx([1 / 6, 1 / 6, 1 / 6 + 2 / 9, 1 / 6 + 2 / 9])
    assert curve.remaining == pytest.approx([5 / 6, 4 / 6, 4 / 9, 2 / 9])
    # multinomial parts: one of 6; then 1/5 of what 5/6 hold; the last by 1/3 of 4/6
    before, stay = (1.0, 5 / 6, 4 / 6), (5 / 6, 4 / 5, 2 / 3)
    open_at, a = (6, 5, 3), (1 / 6, 0.0, 1 / 3)
    final, so_far, left = 1 / 6 + 2 / 9, (1 / 6, 1 / 6, 1 / 6 + 2 / 9), (5 / 6, 4 / 6, 4 / 9)
    parts = 0.0
    for k in range(3):
        later = (final - so_far[k]) / left[k]
        mean = a[k] + stay[k] * later
        parts += before[k] ** 2 / open_at[k] * (a[k] + stay[k] * later**2 - mean**2)
    assert curve.error[2] == pytest.approx(math.sqrt(parts))


def test_leaving_out_what_is_open_is_too_short() -> None:
    """The point of it all: the median of ended cases alone promises too much."""
    rng = np.random.default_rng(4)
    true, watched = rng.exponential(10, 4000), rng.uniform(0, 12, 4000)
    ended = true <= watched
    curve = cumulative_incidence(np.minimum(true, watched), ended.astype(int))
    median, low, high = curve.quantile(0.5)
    assert median is not None
    assert low is not None
    assert high is not None
    assert low < 10 * math.log(2) < high
    assert np.median(true[ended]) < 0.6 * median


def test_nothing_is_claimed_beyond_what_was_watched() -> None:
    curve = cumulative_incidence([1, 2, 3], [1, 0, 0])
    assert math.isnan(curve.within(3.5).value)
    assert curve.within(3).value == pytest.approx(1 / 3)
    assert curve.quantile(0.5).value is None
    assert cumulative_incidence([1, 2], [1, 2]).within(9).value == 0.5, "all ended: nothing more can come"
    nobody = cumulative_incidence([], [])
    assert math.isnan(nobody.within(1).value)
    assert nobody.quantile(0.5) == (None, None, None)


def test_no_event_yet_is_not_certainly_none() -> None:
    curve = cumulative_incidence([5] * 10, [0] * 10)
    assert curve.within(4) == share(0, 10)
    assert cumulative_incidence([1] * 10, [1] * 10).within(1).low == share(10, 10).low


@pytest.mark.parametrize(
    ("duration", "kind", "counts"),
    [
        ([1, -1], [1, 1], None),
        ([1, math.nan], [1, 1], None),
        ([1, 2], [1, 3], None),
        ([1, 2], [1], None),
        ([1, 2], [1, 1], [1, -2]),
    ],
)
def test_unusable_input_says_where(
    duration: list[float], kind: list[int], counts: list[float] | None
) -> None:
    with pytest.raises(OptionInvalid) as caught:
        cumulative_incidence(duration, kind, counts=counts)
    assert "got" in str(caught.value)


def test_wrong_levels_are_refused() -> None:
    with pytest.raises(OptionInvalid):
        cumulative_incidence([1], [1], confidence=1.0)
    with pytest.raises(OptionInvalid):
        cumulative_incidence([1], [1]).quantile(0)


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_shares_of_all_endings_add_up_to_one(cases: list[tuple[int, int]]) -> None:
    times, kinds = (np.array(part) for part in zip(*cases, strict=True))
    first = cumulative_incidence(times, kinds)
    swapped = cumulative_incidence(times, np.array([0, 2, 1])[kinds])
    assert first.incidence + swapped.incidence + first.remaining == pytest.approx(np.ones(len(first.times)))
    assert (np.diff(first.incidence) >= -1e-12).all()
    assert ((first.low <= first.incidence + 1e-12) & (first.incidence <= first.high + 1e-12)).all()
    assert ((first.low >= 0) & (first.high <= 1)).all()


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_without_competition_it_is_one_minus_kaplan_meier(cases: list[tuple[int, int]]) -> None:
    times, kinds = np.array([t for t, _ in cases]), np.array([int(k > 0) for _, k in cases])
    curve = cumulative_incidence(times, kinds)
    stays, greenwood = 1.0, 0.0
    for place, time in enumerate(curve.times):
        open_at, ended = (times >= time).sum(), ((times == time) & (kinds == 1)).sum()
        stays *= 1 - ended / open_at
        greenwood += ended / (open_at * (open_at - ended)) if open_at > ended else 0.0
        assert curve.incidence[place] == pytest.approx(1 - stays)
        assert curve.error[place] == pytest.approx(stays * math.sqrt(greenwood), abs=1e-7)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 2)), min_size=1, max_size=40))
def test_without_open_cases_it_is_the_plain_share(cases: list[tuple[int, int]]) -> None:
    times, kinds = (np.array(part) for part in zip(*cases, strict=True))
    curve = cumulative_incidence(times, kinds)
    for place, time in enumerate(curve.times):
        plain = float(((times <= time) & (kinds == 1)).mean())
        assert curve.incidence[place] == pytest.approx(plain)
        assert curve.error[place] == pytest.approx(math.sqrt(plain * (1 - plain) / len(times)), abs=1e-7)


@settings(max_examples=30, deadline=None)
@given(CASES, st.integers(2, 4))
def test_a_row_may_stand_for_many(cases: list[tuple[int, int]], many: int) -> None:
    times, kinds = zip(*cases, strict=True)
    once = cumulative_incidence(list(times) * many, list(kinds) * many)
    counted = cumulative_incidence(times, kinds, counts=[many] * len(times))
    assert counted.incidence == pytest.approx(once.incidence)
    assert counted.high == pytest.approx(once.high)


def test_many_cases_keep_their_precision() -> None:
    rng = np.random.default_rng(1)
    times, kinds = rng.integers(0, 5000, 300_000), rng.integers(0, 3, 300_000)
    curve = cumulative_incidence(times.astype(np.float64) * 60e6, kinds)
    plain = cumulative_incidence(times, kinds)
    assert curve.incidence == pytest.approx(plain.incidence)
    assert np.isfinite(curve.error).all()
    assert (np.diff(curve.high) > -1e-3).all()
