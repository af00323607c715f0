"""Two worlds of twelve touchpoints whose truth is known: halo without mediation, mediation without halo."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import norm

from oase.experience import magic_moments
from oase.lake import Answers
from oase.model import Scale

COUNT, OWN, OTHERS, DELTA = 12, 4000, 1500, 0.02
REWARD = np.array([0.12, 0.12, 0.08, 0.08, 0.05, 0.02, 0.08, 0.08, 0.02, 0.02, 0.12, 0.02])
PENALTY = np.array([-0.02, -0.1, 0, -0.05, -0.1, 0, -0.02, 0, -0.08, 0, 0, 0])
EXCEEDED = np.array([0.45, 0.45, 0.42, 0.42, 0.42, 0.45, 0.30, 0.45, 0.45, 0.2, 0.45, 0.4])
MISSED = np.array([0.15, 0.15, 0.2, 0.2, 0.2, 0.15, 0.30, 0.15, 0.15, 0.4, 0.15, 0.2])
LEAD = np.array([0.15, 0.05, 0.15, 0.05, 0.15, 0.15, 0.15, 0, 0.1, 0.1, 0, 0.1])
FULFILMENT = EXCEEDED - MISSED
NAMES = tuple(f"t{i:02d}" for i in range(COUNT))
_HIGH, _LOW = norm.ppf(1 - EXCEEDED), norm.ppf(MISSED)
_PUSH = 0.35
_HALO = 0.6


@dataclass(frozen=True)
class Runs:
    """What many runs in one world showed."""

    declared: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    truth: NDArray[np.float64]

    @property
    def is_magic(self) -> NDArray[np.bool_]:
        return (self.truth > DELTA + 1e-9) & (FULFILMENT > 1e-9) & (LEAD > 1e-9)

    @property
    def false_discovery(self) -> NDArray[np.float64]:
        """Share of false verdicts in each run."""
        return (self.declared & ~self.is_magic).sum(1) / np.maximum(1, self.declared.sum(1))

    def nulls(self) -> dict[str, NDArray[np.bool_]]:
        """Touchpoints that lack exactly one part of magic."""
        weak, level, even = abs(self.truth - DELTA) < 1e-9, abs(FULFILMENT) < 1e-9, abs(LEAD) < 1e-9
        return {
            "R = delta": weak & ~level & ~even,
            "F = 0": level & ~weak & ~even,
            "C = 0": even & ~weak & ~level,
        }


@cache
def total_effect(world: str) -> NDArray[np.float64]:
    """Return the true total effect of exceeded against met, by forcing each answer in a large draw."""
    if world == "halo":
        return REWARD.copy()
    out = np.empty(COUNT)
    noise = np.random.default_rng(1).normal(size=(120_000, COUNT)).astype(np.float32)
    for touchpoint in range(COUNT):
        means = []
        for forced in (1, 0):
            high, low = _cascade(noise, touchpoint, forced)
            means.append((high @ REWARD + low @ PENALTY).mean())
        out[touchpoint] = means[0] - means[1]
    return out


def _cascade(
    noise: NDArray[np.float32], at: int = -1, forced: int = 0
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Each touchpoint lifts the next; one of them may be forced to exceeded or met."""
    high, low = np.zeros(noise.shape, bool), np.zeros(noise.shape, bool)
    for k in range(COUNT):
        z = noise[:, k].copy()
        if k:
            before = k - 1
            z += _PUSH * (high[:, before] - EXCEEDED[before]) - _PUSH * (low[:, before] - MISSED[before])
            p, m = EXCEEDED[before], MISSED[before]
            z /= np.sqrt(1 + _PUSH**2 * (p * (1 - p) + m * (1 - m) + 2 * p * m))
        high[:, k], low[:, k] = z > _HIGH[k], z < _LOW[k]
        if k == at:
            high[:, k], low[:, k] = bool(forced), False
    return high, low


def draw(world: str, rng: np.random.Generator) -> Answers:
    """Return one survey: own answers with an outcome, and answers about a competitor."""
    if world == "halo":
        common = rng.normal(size=(OWN, 1))
        z = _HALO * common + np.sqrt(1 - _HALO**2) * rng.normal(size=(OWN, COUNT))
        high, low = z > _HIGH, z < _LOW
    else:
        high, low = _cascade(rng.normal(size=(OWN, COUNT)).astype(np.float32))
    outcome = 0.4 + high @ REWARD + low @ PENALTY + rng.normal(size=OWN) * 0.49
    theirs = FULFILMENT - LEAD
    chances = np.stack([(0.6 - theirs) / 2, np.full(COUNT, 0.4), (0.6 + theirs) / 2])
    uniform = rng.random((OTHERS, COUNT))
    other = (uniform > chances[0]).astype(np.int8) + (uniform > chances[:2].sum(0)) - 1
    columns = {
        name: pa.array(np.r_[high[:, t].astype(np.int8) - low[:, t], other[:, t]].astype(np.int8))
        for t, name in enumerate(NAMES)
    }
    brand = np.r_[np.zeros(OWN, np.int32), np.ones(OTHERS, np.int32)]
    table = pa.table(
        {
            "person": pa.array(np.arange(OWN + OTHERS)),
            "brand": pa.DictionaryArray.from_arrays(brand, ["Lindwerk", "Norrfell"]),
            "outcome": pa.array(np.r_[outcome, np.full(OTHERS, np.nan)], from_pandas=True),
            **columns,
        }
    )
    return Answers(table, "wide", NAMES, Scale(), own="Lindwerk")


def run(world: str, runs: int, seed: int) -> Runs:
    """Return what ``runs`` surveys of one world show."""
    truth = total_effect(world)
    rng = np.random.default_rng(seed)
    declared, covered = np.zeros((runs, COUNT), bool), np.zeros((runs, COUNT), bool)
    for i in range(runs):
        table = magic_moments(draw(world, rng), order=NAMES, delta=DELTA).table
        low, high = (table[name].to_numpy() for name in ("reward_low", "reward_high"))
        declared[i] = np.array(table["state"].to_pylist()) == "magic"
        covered[i] = (low <= truth) & (truth <= high)
    return Runs(declared, covered, truth)
