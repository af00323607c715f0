"""Effects of measures: found where they are, not where they are not, and silent where too little is known."""

from __future__ import annotations

import numpy as np

from oase.service.effects import Measured, Place, Said, effects

WEEK = 7 * 86_400_000_000
NAMES = ["A", "B", "C", "D", "E", "F"]
PLACES = {name: Place("purchase", "store") for name in NAMES}
DONE, NOW = 100 * WEEK, 120 * WEEK


def world(seed: int, change: float = 0.0, per_week: int = 15, now: int = NOW) -> Said:
    """Return forty weeks of answers; fulfilment of "A" changes when something is done there."""
    rng = np.random.default_rng(seed)
    many = per_week * 40 * len(NAMES)
    place, at = rng.integers(0, len(NAMES), many), rng.integers(80 * WEEK, NOW, many)
    shift = np.where((place == 0) & (at >= DONE), change / 2, 0.0)
    drawn = rng.random(many)
    answer = np.where(drawn < 0.35 - shift, -1.0, np.where(drawn < 0.75 - shift, 0.0, 1.0))
    keep = at < now
    return Said(place[keep], at[keep], answer[keep], np.ones(int(keep.sum())))


def told(said: Said, now: int = NOW, *others: Measured):
    """Return what became of "A"."""
    return effects(said, NAMES, PLACES, [Measured(1, "A", DONE), *others], now)[0]


def test_a_true_effect_is_found_and_nothing_is_called_nothing():
    """Thirty points are found in most worlds, with a range that holds them; no change is hardly ever told."""
    real = [told(world(seed, 0.3)) for seed in range(20)]
    assert sum(one.verdict == "better" for one in real) >= 16
    assert sum(one.low <= 0.3 <= one.high for one in real) >= 18
    none = [told(world(seed)) for seed in range(20)]
    assert sum(one.verdict != "unclear" for one in none) <= 2


def test_too_few_says_how_many_more():
    """A week after it was done, answers and weeks are missing; none is guessed."""
    found = told(world(1, per_week=4, now=DONE + 2 * WEEK), DONE + 2 * WEEK)
    assert found.verdict == "too_few"
    assert found.more_answers == 30 - found.n_after > 0
    assert found.more_weeks == 2
    assert found.change is None


def test_too_little_before_is_never_mended():
    """Where hardly anything was said before, no number of further answers helps."""
    late = effects(world(1), NAMES, PLACES, [Measured(1, "A", 81 * WEEK)], NOW)[0]
    assert late.verdict == "never"


def test_with_others_touched_there_is_no_comparison():
    """Where something was done at all others, before and after stand alone and are no finding."""
    others = [Measured(n + 2, name, DONE) for n, name in enumerate(NAMES[1:])]
    found = told(world(1, 0.5), NOW, *others)
    assert found.verdict == "uncompared"
    assert found.q is None


def test_two_at_the_same_place_cannot_be_told_apart():
    """The page is told so."""
    assert not told(world(1), NOW, Measured(2, "A", DONE + WEEK)).is_alone
    assert told(world(1)).is_alone
