"""Whether the always-valid interval keeps its promise, and what Thompson sampling gains, at full size.

    python -m benchmarks.learning

500 runs of 20,000 visitors each, looked at after every single one; then 200 runs of 5,000 visitors in which
three contents are tried.
"""

from __future__ import annotations

import random
import time

import numpy as np
from numpy.typing import NDArray

from oase.decisions.learning import Arm, pick, propensities
from oase.stats.always_valid import LEAST, always_valid_difference

RUNS, VISITORS = 500, 20_000
CASES = [(0.10, 0.08, 0.1), (0.02, 0.01, 0.1), (0.3, 0.25, 0.5), (0.005, 0.004, 0.1), (0.6, 0.5, 0.05)]


def coverage(told: float, held: float, control: float, seed: int = 1) -> tuple[float, float]:
    """Return the share of runs in which every look covers the truth; the same for the usual interval."""
    rng = np.random.default_rng(seed)
    widths = _widths()
    always = usual = 0
    for _ in range(RUNS):
        is_control = rng.random(VISITORS) < control
        did = rng.random(VISITORS) < np.where(is_control, held, told)
        parts = (did & ~is_control, ~is_control, did & is_control, is_control)
        hits, n, hits2, n2 = (np.cumsum(part).astype(float) for part in parts)
        seen = (n >= LEAST) & (n2 >= LEAST)
        gap = np.abs(hits[seen] / n[seen] - hits2[seen] / n2[seen] - (told - held))
        error = np.sqrt(_variance(hits[seen], n[seen]) + _variance(hits2[seen], n2[seen]))
        always += bool((gap <= widths[seen] * error).all())
        usual += bool((gap <= 1.96 * error).all())
    return always / RUNS, usual / RUNS


def _variance(hits: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    p = (hits + 1) / (n + 2)
    return p * (1 - p) / n


def _widths() -> NDArray[np.float64]:
    """Return the interval's width in standard errors after each visitor, from the function itself."""
    found = np.full(VISITORS, np.inf)
    for t in range(2 * LEAST, VISITORS + 1):
        n = t / 2
        value, low, _ = always_valid_difference(n / 2, n, n / 2, n)
        found[t - 1] = (value - low) / np.sqrt(2 * _variance(np.array([n / 2]), np.array([n]))[0])
    return found


def gain(shares: tuple[float, ...], visitors: int = 5000, runs: int = 200) -> float:
    """Return how much more is reached than by an even split."""
    chance, gained = random.Random(3), 0.0
    for _ in range(runs):
        shown, reached = [0] * len(shares), [0] * len(shares)
        for step in range(visitors):
            if step % 50 == 0:
                chances = propensities([Arm(*pair) for pair in zip(shown, reached, strict=True)])
            arm = pick(chances, chance.random())
            shown[arm] += 1
            reached[arm] += chance.random() < shares[arm]
            gained += shares[arm]
    return gained / (runs * visitors * sum(shares) / len(shares)) - 1


def main() -> None:
    """Print both."""
    for case in CASES:
        begun = time.perf_counter()
        always, usual = coverage(*case)
        print(f"told {case[0]:.1%}, control {case[1]:.1%} ({case[2]:.0%} of persons):"
              f" covered at every look {always:.1%}, usual interval {usual:.1%}"
              f" ({time.perf_counter() - begun:.1f} s)")  # fmt: skip
    for shares in ((0.05, 0.10, 0.06), (0.02, 0.03)):
        named = ", ".join(f"{share:.0%}" for share in shares)
        print(f"contents {named}: {gain(shares):+.1%} over an even split")


if __name__ == "__main__":
    main()
