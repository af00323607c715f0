"""A measure with a true effect is found, one without is not: simulated series that wander by themselves."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from oase.stats import Effect, Series, interrupted

__all__ = ["SCENES", "Found", "Scene", "run", "simulate"]

LEVEL = 0.01
"""Level of the exact tests that the fixed seeds must not reject."""

ALLOWED, COVERED = 0.06, 0.93
"""At most so often a change of nothing is called one; at least so often the interval holds the truth."""


class Scene(NamedTuple):
    """Weeks before and after, similar touchpoints, and how much each jumps by itself at the beginning."""

    name: str
    similar: int
    before: int
    after: int
    likeness: float
    jump: float


SCENES = (
    Scene("8 similar, 12 + 6 weeks", 8, 12, 6, 0.0, 0.0),
    Scene("8 similar, 26 + 12 weeks, alike neighbours", 8, 26, 12, 0.4, 0.0),
    Scene("8 similar that jump, 26 + 12 weeks, alike neighbours", 8, 26, 12, 0.4, 0.04),
    Scene("4 similar that jump, 26 + 12 weeks", 4, 26, 12, 0.0, 0.04),
)
WITHOUT = Scene("none similar, 26 + 12 weeks", 0, 26, 12, 0.4, 0.0)


class Found(NamedTuple):
    """How often nothing was called a change, the truth was covered, a true effect was found."""

    called: int
    covered: int
    found: int
    runs: int


def simulate(scene: Scene, runs: int, seed: int, effect: float = 0.12) -> Found:
    """Return what is found of no effect and of a true one, in ``runs`` simulations each."""
    rng = np.random.default_rng(seed)
    none = [_once(rng, scene, 0.0) for _ in range(runs)]
    true = [_once(rng, scene, effect) for _ in range(runs)]
    return Found(
        sum(one.p < 0.05 for one in none),
        sum(one.low < effect < one.high for one in true),
        sum(one.p < 0.05 and one.value > 0 for one in true),
        runs,
    )


def run(full: bool) -> list[str]:
    """Return what was found, as lines; AssertionError where it is not as promised."""
    runs = 1000 if full else 80
    lines: list[str] = []
    for place, scene in enumerate(SCENES):
        found = simulate(scene, runs, seed=100 + place)
        _keeps(found.called, found.runs, ALLOWED, "greater", scene.name)
        _keeps(found.covered, found.runs, COVERED, "less", scene.name)
        lines.append(_line(scene.name, found))
        assert found.found > 2 * found.called, scene.name
    alone = simulate(WITHOUT, runs, seed=99)
    assert alone.called / alone.runs > ALLOWED, "a plain before and after should not keep its level here"
    return [*lines, _line(f"{WITHOUT.name} (claims nothing)", alone)]


def _line(name: str, found: Found) -> str:
    called, covered, power = (100 * part / found.runs for part in found[:3])
    return (
        f"measures, {name}: no effect called one in {called:.1f} %, interval holds the truth in "
        f"{covered:.1f} %, an effect of 12 points found in {power:.1f} % of {found.runs} runs"
    )


def _keeps(hits: int, runs: int, bound: float, side: Literal["greater", "less"], name: str) -> None:
    p = float(binomtest(hits, runs, bound, alternative=side).pvalue)
    assert p > LEVEL, f"{name}: {hits} of {runs}, promised {bound:.0%}"


def _once(rng: np.random.Generator, scene: Scene, effect: float) -> Effect:
    length = scene.before + scene.after
    common = 0.06 * _wander(rng, length, 0.8) + 0.1 * np.arange(length) / length
    treated = _series(rng, scene, 0.55, common, effect)
    similar = [_series(rng, scene, rng.uniform(0.3, 0.7), common, 0.0) for _ in range(scene.similar)]
    return interrupted(treated, scene.before, similar=similar)


def _series(
    rng: np.random.Generator, scene: Scene, level: float, common: NDArray[np.float64], effect: float
) -> Series:
    length = len(common)
    is_after = np.arange(length) >= scene.before
    own = 0.03 * _wander(rng, length, scene.likeness)
    share = level + common + own + is_after * (effect + scene.jump * rng.normal())
    n = rng.poisson(60, length)
    return Series(rng.binomial(n, np.clip(share, 0.02, 0.98)), n)


def _wander(rng: np.random.Generator, length: int, likeness: float) -> NDArray[np.float64]:
    """A course whose neighbours are alike (autoregressive, variance 1)."""
    steps = rng.normal(size=length)
    course = np.empty(length)
    course[0] = steps[0]
    for place in range(1, length):
        course[place] = likeness * course[place - 1] + np.sqrt(1 - likeness**2) * steps[place]
    return course
