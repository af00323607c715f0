"""Off-policy estimates: worked by hand, on drawn visitors, and on the log of a real shop."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from oase.errors import OptionInvalid
from oase.stats.off_policy import doubly_robust, effective_size, ips, snips

REWARDS, CHANCES = [1, 0, 1, 0, 1], [0.5, 0.5, 0.25, 0.25, 0.8]
TARGET = [0.2, 0.2, 0.5, 0.5, 0.4]
# weights .4, .4, 2, 2, .5


def test_by_hand():
    assert ips(REWARDS, CHANCES, TARGET).value == pytest.approx((0.4 + 2 + 0.5) / 5)
    assert snips(REWARDS, CHANCES, TARGET).value == pytest.approx((0.4 + 2 + 0.5) / 5.3)
    model, mean = [0.5, 0.5, 0.25, 0.25, 0.5], [0.4] * 5
    by_hand = (5 * 0.4 + 0.4 * 0.5 - 0.4 * 0.5 + 2 * 0.75 - 2 * 0.25 + 0.5 * 0.5) / 5
    assert doubly_robust(REWARDS, CHANCES, TARGET, model, mean).value == pytest.approx(by_hand)
    assert effective_size(CHANCES, TARGET) == pytest.approx(5.3**2 / (0.16 + 0.16 + 4 + 4 + 0.25))


def test_the_policy_of_the_log_is_worth_its_own_mean():
    assert ips(REWARDS, CHANCES, CHANCES).value == pytest.approx(0.6)
    assert snips(REWARDS, CHANCES, CHANCES).value == pytest.approx(0.6)


@pytest.mark.parametrize("seed", range(4))
def test_they_find_what_another_policy_brings(seed: int):
    rng = np.random.default_rng(seed)
    truth, log, other = np.array([0.1, 0.3, 0.2]), np.array([0.2, 0.7, 0.1]), np.array([0.6, 0.2, 0.2])
    arm = rng.choice(3, 20_000, p=log)
    reward = (rng.random(20_000) < truth[arm]).astype(float)
    worth = float(truth @ other)
    model = np.array([0.12, 0.25, 0.2])
    for low, high in (
        ips(reward, log[arm], other[arm], confidence=0.999)[1:],
        snips(reward, log[arm], other[arm], confidence=0.999)[1:],
        doubly_robust(
            reward, log[arm], other[arm], model[arm], np.full(20_000, model @ other), confidence=0.999
        )[1:],
    ):
        assert low < worth < high


def test_rows_of_one_person_are_no_independent_ones():
    wide = ips([1, 1, 0, 0] * 50, [0.5] * 200, [0.5] * 200, persons=np.arange(200) // 2 % 100)
    narrow = ips([1, 1, 0, 0] * 50, [0.5] * 200, [0.5] * 200)
    assert wide.high - wide.low > 1.3 * (narrow.high - narrow.low)


@pytest.mark.parametrize("chances", [[0.0, 0.5], [1.2, 0.5], [float("nan"), 0.5], [0.5]])
def test_a_propensity_that_is_none_is_refused(chances: list[float]):
    with pytest.raises(OptionInvalid, match=r"propensity|Each row"):
        ips([1, 0], chances, 0.5)


def _log(path: Path) -> tuple[list[float], list[float]]:
    with gzip.open(path, "rt", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["click"]]
    return [float(row["click"]) for row in rows], [float(row["propensity_score"]) for row in rows]


def test_the_uniform_policy_from_the_log_of_thompson_sampling(data_dir: Path):
    clicks, chances = _log(data_dir / "open-bandit" / "bts.csv.gz")
    uniform, _ = _log(data_dir / "open-bandit" / "random.csv.gz")
    rate = sum(uniform) / len(uniform)
    found = ips(clicks, chances, 1 / 80)
    assert rate == pytest.approx(0.0038)
    assert found.value == pytest.approx(0.0023596, abs=1e-7)
    assert found.low < rate < found.high
    normalised = snips(clicks, chances, 1 / 80)
    assert normalised.low < rate < normalised.high
    mean = sum(clicks) / len(clicks)
    robust = doubly_robust(clicks, chances, 1 / 80, [mean] * len(clicks), [mean] * len(clicks))
    assert robust.low < rate < robust.high
