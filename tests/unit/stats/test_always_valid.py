"""Intervals that hold at every look, on simulated visitors."""

from __future__ import annotations

import math

import numpy as np
import pytest

from oase.errors import OptionInvalid
from oase.stats.always_valid import LEAST, always_valid_difference, more_needed

RUNS, VISITORS = 100, 3000
LOOKS = [*range(100, VISITORS, 100), VISITORS]


@pytest.mark.parametrize(("told", "held", "control"), [(0.10, 0.08, 0.1), (0.05, 0.05, 0.5), (0.4, 0.3, 0.2)])
def test_it_covers_the_true_difference_at_every_look(told: float, held: float, control: float):
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(RUNS):
        is_control = rng.random(VISITORS) < control
        did = rng.random(VISITORS) < np.where(is_control, held, told)
        sums = [np.cumsum(part) for part in (did & ~is_control, ~is_control, did & is_control, is_control)]
        covered += all(_covers([float(part[n - 1]) for part in sums], told - held) for n in LOOKS)
    assert covered / RUNS >= 0.94


def _covers(counts: list[float], truth: float) -> bool:
    _, low, high = always_valid_difference(*counts)
    return math.isnan(low) or low <= truth <= high


def test_it_says_nothing_about_few():
    assert math.isnan(always_valid_difference(LEAST, LEAST, 0, LEAST - 1).low)
    assert not math.isnan(always_valid_difference(LEAST, LEAST, 0, LEAST).low)


def test_a_group_in_which_nobody_did_it_is_not_certain():
    _, low, high = always_valid_difference(0, 60, 0, 60)
    assert low < -0.05 < 0.05 < high


def test_as_many_as_it_says_are_enough():
    more = more_needed(150, 900, 10, 100)
    assert more
    factor = (1000 + more) / 1000
    _, low, _ = always_valid_difference(*(factor * count for count in (150, 900, 10, 100)))
    assert low > 0
    _, low, _ = always_valid_difference(*(0.97 * factor * count for count in (150, 900, 10, 100)))
    assert low < 0


@pytest.mark.parametrize("confidence", [0, 1, -3])
def test_a_confidence_that_is_none_is_refused(confidence: float):
    with pytest.raises(OptionInvalid, match="cannot be made"):
        always_valid_difference(10, 100, 10, 100, confidence=confidence)
