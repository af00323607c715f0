"""The rule finds what is planted and little else, in two worlds whose truth is known."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from .truth import Runs, run

LEVEL = 0.01
"""Level of the exact tests that the fixed seeds must not reject."""


@pytest.fixture(scope="module", params=["halo", "mediation"])
def runs(request: pytest.FixtureRequest) -> Runs:
    return run(request.param, 60, seed=11)


def test_false_discoveries_stay_within_five_per_cent(runs: Runs) -> None:
    """Of all touchpoints called magic, no more than five per cent are not."""
    false, called = int((runs.declared & ~runs.is_magic).sum()), int(runs.declared.sum())
    assert binomtest(false, called, 0.05, alternative="greater").pvalue > LEVEL


def test_every_kind_of_null_is_declared_in_at_most_five_per_cent(runs: Runs) -> None:
    """Reward at the margin, no fulfilment, no lead: each alone keeps its level."""
    for kind, touchpoints in runs.nulls().items():
        for touchpoint in touchpoints.nonzero()[0]:
            declared = int(runs.declared[:, touchpoint].sum())
            assert binomtest(declared, 60, 0.05, alternative="greater").pvalue > LEVEL, (kind, touchpoint)


def test_the_range_covers_the_true_total_effect(runs: Runs) -> None:
    """The range from both estimates covers the truth in at least ninety per cent."""
    assert binomtest(int(runs.covered.sum()), runs.covered.size, 0.90, alternative="less").pvalue > LEVEL


def test_strong_effects_with_a_clear_lead_are_found(runs: Runs) -> None:
    """An effect of .12 with a lead of .15 is found every time."""
    assert runs.declared[:, 0].all()
