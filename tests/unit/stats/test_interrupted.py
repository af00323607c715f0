"""Before and after: hand-computed cases, what must not matter, and simulations with a known truth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.truth.effects import run

from oase.errors import OptionInvalid
from oase.stats import Series, interrupted, share

WEEKS, START = 20, 12
CASES = [100] * WEEKS


def _steps(before: int, after: int) -> Series:
    return Series([before] * START + [after] * (WEEKS - START), CASES)


def test_simulations_keep_their_promises() -> None:
    lines = run(full=False)
    assert len(lines) == 5


def test_what_happened_to_all_is_taken_off() -> None:
    """All rose by ten points, this one by fifteen: five are its own."""
    effect = interrupted(_steps(50, 65), START, similar=[_steps(40 + k, 50 + k) for k in range(5)])
    assert effect.value == pytest.approx(0.05)
    assert effect.before == share(600, 1200)
    assert effect.after == share(520, 800)
    assert (effect.n_before, effect.n_after, effect.similar) == (1200, 800, 5)
    assert effect.is_compared


def test_a_continued_trend_is_no_effect() -> None:
    course = Series([40 + k for k in range(WEEKS)], CASES)
    effect = interrupted(course, START)
    assert effect.method == "trend"
    assert effect.value == pytest.approx(0.0, abs=1e-9)
    assert effect.low < 0 < effect.high
    assert not effect.is_compared


def test_the_trend_is_continued_by_hand() -> None:
    """Flat at one half, then a level of six tenths that goes on rising by a point a week."""
    hits = [50] * START + [60 + k for k in range(8)]
    assert interrupted(Series(hits, CASES), START).value == pytest.approx(0.10 + 0.035)


def test_the_interval_is_never_below_that_of_independent_cases() -> None:
    effect = interrupted(_steps(50, 60), START, similar=[_steps(40, 40)] * 4)
    smallest = math.sqrt(0.25 / 1200 + 0.24 / 800)
    assert (effect.high - effect.low) / 2 > 1.95 * smallest


def test_one_series_that_jumps_does_not_stand_out_among_jumping_ones() -> None:
    similar = [_steps(50, 50 + jump) for jump in (-9, 8, 12, -6, 10, -11)]
    assert interrupted(_steps(50, 60), START, similar=similar).p > 0.2
    assert interrupted(_steps(50, 60), START, similar=[_steps(50, 50)] * 6).p < 0.05


def test_weekdays_are_taken_off() -> None:
    days = np.arange(42) % 7
    hits = np.where(days == 6, 20, 60) + (np.arange(42) >= 28) * 10
    quiet = [Series(np.where(days == 6, 10, 50), [100] * 42)] * 4
    plain = interrupted(Series(hits, [100] * 42), 28, similar=quiet, season=days)
    assert plain.value == pytest.approx(0.1)
    shorter = interrupted(Series(hits[:37], [100] * 37), 28, season=days[:37])
    assert shorter.value == pytest.approx(0.1), "nine days after: two weekdays counted twice"


def test_too_little_says_how_much_more() -> None:
    effect = interrupted(Series([1, 2, 3, 4, 5, 6], [5, 5, 5, 5, 8, 8]), 4)
    assert math.isnan(effect.value)
    assert math.isnan(effect.p)
    assert {(one.what, one.have, one.need) for one in effect.missing} == {
        ("cases_before", 20, 30),
        ("periods_before", 4, 8),
        ("cases_after", 16, 30),
        ("periods_after", 2, 4),
    }
    assert effect.before.value == pytest.approx(0.5), "the shares themselves are still shown"
    assert not effect.is_compared


def test_similar_series_without_enough_cases_are_passed_over() -> None:
    thin = Series([1] * WEEKS, [1] * WEEKS)
    effect = interrupted(_steps(50, 60), START, similar=[thin, _steps(40, 40)])
    assert effect.similar == 1
    assert not effect.is_compared


def test_periods_without_cases_do_not_matter() -> None:
    hits, n = np.array(_steps(50, 60).hits), np.array(CASES)
    hits[[3, 15]], n[[3, 15]] = 0, 0
    effect = interrupted(Series(hits, n), START, similar=[_steps(40, 40)] * 4)
    assert effect.value == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("series", "start"),
    [
        (Series([1, 2], [5]), 1),
        (Series([6, 2], [5, 5]), 1),
        (Series([1, -2], [5, 5]), 1),
        (Series([1, math.nan], [5, 5]), 1),
        (Series([1, 2], [5, 5]), 0),
        (Series([1, 2], [5, 5]), 2),
    ],
)
def test_unusable_input_is_refused(series: Series, start: int) -> None:
    with pytest.raises(OptionInvalid):
        interrupted(series, start)


def test_other_periods_are_refused() -> None:
    with pytest.raises(OptionInvalid):
        interrupted(_steps(50, 60), START, similar=[Series([1], [2])])
    with pytest.raises(OptionInvalid):
        interrupted(_steps(50, 60), START, season=[1, 2])


@examples(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=WEEKS, max_size=WEEKS))
def test_turning_the_share_round_turns_the_effect_round(hits: list[int]) -> None:
    """Unanswered instead of answered: the same change with the other sign."""
    n = np.full(WEEKS, 50)
    similar = [Series(np.roll(hits, k), n) for k in range(1, 6)]
    here = interrupted(Series(hits, n), START, similar=similar)
    turned = [Series(n - np.asarray(one.hits), n) for one in similar]
    there = interrupted(Series(n - np.array(hits), n), START, similar=turned)
    assert here.value == pytest.approx(-there.value, abs=1e-9)
    assert (here.low, here.p) == pytest.approx((-there.high, there.p), abs=1e-9)
