"""Thompson sampling: known probabilities, a floor, and better than an even split."""

from __future__ import annotations

import random

import numpy as np
import pytest

from oase.decisions.learning import FLOOR, Arm, drawing, pick, propensities
from oase.decisions.plays import parse
from oase.decisions.plays.stored import default_texts


@pytest.mark.parametrize("counts", [[Arm(40, 4), Arm(60, 9)], [Arm(0, 0), Arm(10, 1), Arm(300, 20)]])
def test_probabilities_are_those_of_drawing(counts: list[Arm]):
    rng = np.random.default_rng(1)
    draws = np.stack([rng.beta(1 + arm.reached, 1 + arm.shown - arm.reached, 200_000) for arm in counts])
    best = np.bincount(draws.argmax(0), minlength=len(counts)) / 200_000
    floored = FLOOR + (1 - len(counts) * FLOOR) * best
    assert propensities(counts) == pytest.approx(floored.tolist(), abs=0.005)


def test_nothing_is_chosen_more_seldom_than_the_floor():
    chances = propensities([Arm(100_000, 9000), Arm(100_000, 100), Arm(100_000, 1)])
    assert min(chances) >= FLOOR - 1e-12
    assert sum(chances) == pytest.approx(1)
    assert propensities([Arm(0, 0)] * 40) == pytest.approx([1 / 40] * 40)


def test_counts_that_cannot_be_do_no_harm():
    assert sum(propensities([Arm(3, 9), Arm(0, 0)])) == pytest.approx(1)


def test_what_is_drawn_is_told_with_its_probability():
    play = parse(default_texts()["wish-nearby"])
    counts = {("wish-nearby", "way"): Arm(500, 50), ("wish-nearby", "fitting"): Arm(500, 40)}
    draw = drawing(lambda: counts, random.Random(2))
    expected = propensities([Arm(500, 50), Arm(500, 40)])
    drawn = [draw(play) for _ in range(2000)]
    way = [one for one in drawn if one.content.arm == "way"]
    assert len(way) / 2000 == pytest.approx(expected[0], abs=0.04)
    assert {one.propensity for one in way} == {expected[0]}


def test_a_single_content_is_certain():
    play = parse(default_texts()["care"])
    assert drawing(dict, random.Random(1))(play).propensity == 1.0


def test_it_beats_an_even_split():
    chance = random.Random(11)
    shares = [0.05, 0.10, 0.06]
    shown, reached, gained, even = [0, 0, 0], [0, 0, 0], 0.0, 0.0
    for step in range(4000):
        if step % 50 == 0:  # as the counter: what is known is renewed now and then
            chances = propensities([Arm(*pair) for pair in zip(shown, reached, strict=True)])
        arm = pick(chances, chance.random())
        shown[arm] += 1
        reached[arm] += chance.random() < shares[arm]
        gained += shares[arm]
        even += sum(shares) / 3
    assert gained > 1.2 * even
    assert min(shown) > 0.7 * FLOOR * 4000
