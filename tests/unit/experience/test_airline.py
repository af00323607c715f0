"""Real ratings of 129,880 passengers: figures of the design and verdicts for all touchpoints."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest
from numpy.typing import NDArray

from oase.experience import drivers, magic_moments
from oase.experience.coding import context_codes, words_of
from oase.lake import Answers, read_answers
from oase.lake.kernels.moments import group_grams
from oase.stats import least_squares, standardise

RATED = (
    "Inflight wifi service", "Departure/Arrival time convenient", "Ease of Online booking", "Gate location",
    "Food and drink", "Online boarding", "Seat comfort", "Inflight entertainment", "On-board service",
    "Leg room service", "Baggage handling", "Checkin service", "Inflight service", "Cleanliness",
)  # fmt: skip
CONTEXT = ("Customer Type", "Type of Travel", "Class", "Gender", "Age", "Flight Distance")


def _read(source: Path) -> Answers:
    return read_answers(
        source,
        touchpoints=RATED,
        scale=(1, 5),
        not_applicable=0,
        outcome="satisfaction",
        positive="satisfied",
        context=CONTEXT,
    )


@pytest.fixture(scope="module")
def airline(data_dir: Path) -> Answers:
    return _read(data_dir / "airline" / "airline.zip")


def test_all_fourteen_touchpoints_get_a_verdict(airline: Answers) -> None:
    """Evidence D E R, all rows used, a state and a sentence for every touchpoint."""
    result = magic_moments(airline)
    assert result.answers.rows_read == 129_880
    assert result.answers.used_for_fulfilment + result.answers.not_applicable == 14 * 129_880
    assert result.answers.used_for_relevance == result.answers.used_for_fulfilment
    assert [row["touchpoint"] for row in result.rows()] == list(RATED)
    assert {tuple(sorted(row["evidence"])) for row in result.rows()} == {("D", "E", "R")}
    assert all("order_unknown" in row["flags"] for row in result.rows())
    assert "magic" not in {row["state"] for row in result.rows()}
    assert all("verursacht" not in sentence for sentence in result.sentences("de"))


def test_strata_agree_with_least_squares(airline: Answers) -> None:
    """Standardisation over strata stays near least squares; what is left is the context's interactions."""
    for row in magic_moments(airline).rows():
        assert row["strata_share"] > 0.9
        assert row["reward_strata"] == pytest.approx(row["reward_early"], abs=0.13)


def test_drivers_share_out_r_squared(airline: Answers) -> None:
    """LMG on the 119,567 complete rows: the published shares and R²."""
    found = drivers(airline)
    share = {row["touchpoint"]: row["share"] for row in found.rows()}
    assert found.complete_rows == 119_567
    assert found.table["r2"][0].as_py() == pytest.approx(0.48833, abs=5e-6)
    for name, per_cent in (
        ("Online boarding", 31.1),
        ("Inflight wifi service", 10.6),
        ("Inflight entertainment", 9.5),
        ("Leg room service", 8.3),
        ("Gate location", 0.6),
    ):
        assert 100 * share[name] == pytest.approx(per_cent, abs=0.05)
    assert all(row["low"] < row["share"] < row["high"] for row in found.rows())


def _five_against_three(answers: Answers, focus: str, others: Sequence[str]) -> list[float]:
    """Return the difference between rating 5 and rating 3: raw, adjusted for context, and for all others."""
    table = answers.table

    def ratings(name: str) -> NDArray[np.int64]:
        return pc.fill_null(table.column(name), 0).to_numpy().astype(np.int64)

    context = [context_codes(table.column(name)) for name in CONTEXT]
    rated = ratings(focus)
    columns = [(rated == 5).astype(np.uint8), *(c.codes for c in context)]
    columns += [np.array([5, 2, 3, 0, 4, 1], np.uint8)[ratings(name)] for name in others]
    levels = [2, *(len(c.levels) for c in context), *[6] * len(others)]
    y = table.column("outcome").to_numpy().astype(np.float64)
    rows = np.flatnonzero((rated == 5) | (rated == 3))
    sums = group_grams(columns, levels, y, np.zeros(len(y), np.uint8), rows=rows, groups=1)
    layout = sums.layout
    models = [range(2), range(layout.columns(len(context)).stop), range(layout.outcome)]
    return [float(least_squares(sums.total, model, layout.outcome, [1]).full[0]) for model in models]


@pytest.mark.parametrize(
    ("focus", "raw", "adjusted", "every"),
    [
        ("Gate location", 0.20, 0.01, -0.15),
        ("Inflight entertainment", 0.37, 0.28, 0.03),
        ("Online boarding", 0.72, 0.59, 0.22),
        ("Inflight wifi service", 0.73, 0.69, 0.57),
    ],
)
def test_adjustment_changes_the_picture_as_in_the_design(
    airline: Answers, focus: str, raw: float, adjusted: float, every: float
) -> None:
    """Five against three: each adjustment takes away what the design says, least squares in place of trees.

    The design's figures come from a fifth of the rows and a flexible model; its context-adjusted figure for
    wifi is that of the strata below.
    """
    found = _five_against_three(airline, focus, [name for name in RATED if name != focus])
    assert found[0] == pytest.approx(raw, abs=0.025)
    assert found[1] == pytest.approx(adjusted, abs=0.02 if focus != "Inflight wifi service" else 0.1)
    assert found[2] == pytest.approx(every, abs=0.13)
    assert found[0] > found[1] > found[2]


@pytest.mark.parametrize(
    ("focus", "difference"),
    [("Inflight wifi service", 0.685), ("Baggage handling", 0.316), ("Gate location", 0.019)],
)
def test_standardisation_over_strata_equals_the_design(
    airline: Answers, focus: str, difference: float
) -> None:
    """Five against three within strata of type, travel, class, gender, age and distance."""
    table = airline.table
    rated = pc.fill_null(table.column(focus), 0).to_numpy()
    y = table.column("outcome").to_numpy().astype(np.float64)
    bands = [words_of(table.column(name))[0] for name in CONTEXT[:4]]
    for name, width in (("Age", 15), ("Flight Distance", 500)):
        bands.append(np.minimum(table.column(name).to_numpy().astype(np.int64) // width, 5).astype(np.int32))
    stratum = np.zeros(len(y), np.int64)
    for band in bands:
        stratum = stratum * 6 + band
    sides = [
        np.bincount(stratum[rated == value], weights=weight[rated == value], minlength=6**6)
        for value in (5, 3)
        for weight in (np.ones(len(y)), y)
    ]
    assert standardise(*sides).difference == pytest.approx(difference, abs=5e-4)
