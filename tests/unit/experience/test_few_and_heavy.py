"""Few answers, heavy persons and touchpoints that repeat each other: no verdict above its promised error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import ArrayLike

from oase.experience import magic_moments
from oase.experience.coding import context_codes, segment_codes
from oase.lake import Answers
from oase.model import Scale
from oase.words import verdict

Row = dict[str, Any]
RUNS = 60


def _said(columns: Mapping[str, ArrayLike]) -> Answers:
    """Return wide answers about A, B (and C) with an outcome."""
    names = tuple(name for name in columns if name in "ABC")
    table = {
        name: pa.array(np.asarray(values, np.int8) if name in names else np.asarray(values))
        for name, values in columns.items()
    }
    return Answers(pa.table(table), "wide", names, Scale())


def _verdicts(counts: tuple[int, int, int], chances: tuple[float, float, float]) -> list[Row]:
    """Return the row of A in many draws: so many missed, met, exceeded, with such chances of the outcome."""
    rows: list[Row] = []
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        a = np.repeat([-1, 0, 1], counts)
        bought = rng.random(len(a)) < np.repeat(chances, counts)
        answers = _said({"A": a, "B": rng.choice([-1, 0, 1], len(a)), "outcome": bought.astype(float)})
        rows.append(magic_moments(answers).rows()[0])
    return rows


@pytest.mark.parametrize(
    ("counts", "chances", "claims"),
    [
        ((50, 300, 2), (0.4, 0.4, 0.42), {"latent", "performance"}),
        ((50, 300, 10), (0.8, 0.8, 0.82), {"latent", "performance"}),
        ((50, 300, 30), (0.95, 0.95, 0.97), {"latent", "performance"}),
        ((20, 2000, 100), (0.01, 0.03, 0.03), {"hygiene", "pain", "performance"}),
        ((500, 2000, 10), (0.01, 0.01, 0.06), {"neutral"}),
    ],
)
def test_a_handful_of_equal_outcomes_is_no_finding(
    counts: tuple[int, int, int], chances: tuple[float, float, float], claims: set[str]
) -> None:
    """At the margin, few answers or a rare outcome do not raise the error: ten who all bought are ten."""
    called = [row["state"] in claims for row in _verdicts(counts, chances)]
    assert sum(called) <= 6


def test_one_person_alone_shows_nothing() -> None:
    """Five hundred answers of one person are one person's: no fulfilment above zero, nothing needed told."""
    rng = np.random.default_rng(1)
    one = {name: rng.choice([0, 1], 500) for name in "AB"}
    answers = _said(one | {"person": np.zeros(500, int), "outcome": rng.integers(0, 2, 500).astype(float)})
    row = magic_moments(answers).rows()[0]
    assert row["fulfilment"] > 0.4
    assert row["fulfilment_low"] < 0
    assert (row["state"], row["deff"], row["answers_needed"]) == ("open", None, None)


def test_five_who_always_say_the_same_are_five() -> None:
    """A hundred equal answers of each of five persons weigh as five, also where nobody says otherwise."""
    columns = {"A": np.ones(500), "B": np.tile([0, 1, -1, 1, 0], 100), "person": np.arange(500) % 5}
    rows = magic_moments(_said(columns | {"outcome": np.tile([0.0, 1.0], 250)})).rows()
    assert [row["deff"] for row in rows] == [pytest.approx(100), pytest.approx(100, rel=0.7)]
    assert rows[0]["fulfilment_low"] == pytest.approx(0.625 - 1.645 * 0.230, abs=0.01)


@pytest.mark.parametrize("heavy", [500, 10_000])
def test_one_heavy_person_carries_no_verdict(heavy: int) -> None:
    """One person's many answers beside those of five hundred others show neither fulfilment nor reward."""
    shown = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        a = np.r_[rng.choice([-1, 0, 1], 500, p=[0.3, 0.4, 0.3]), rng.choice([0, 1], heavy)]
        often = np.r_[np.full(500, 0.4), np.where(a[500:] == 1, 0.9, 0.4)]
        columns = {"A": a, "B": rng.choice([-1, 0, 1], len(a))}
        person = np.r_[np.arange(500), np.full(heavy, 9999)]
        bought = (rng.random(len(a)) < often).astype(float)
        row = magic_moments(_said(columns | {"person": person, "outcome": bought})).rows()[0]
        shown += row["fulfilment_low"] > 0 or row["state"] != "open"
    assert shown <= 3


def test_a_few_heavy_weights_carry_no_verdict() -> None:
    """Where a handful of weights hold nearly all, the spread cannot be told and nothing is claimed."""
    called = 0
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        a = rng.choice([-1, 0, 1], 400, p=[0.3, 0.4, 0.3])
        columns = {"A": a, "B": rng.choice([-1, 0, 1], 400), "weight": np.exp(2.5 * rng.normal(size=400))}
        bought = (rng.random(400) < 0.4 + 0.02 * (a == 1)).astype(float)
        called += magic_moments(_said(columns | {"outcome": bought})).rows()[0]["state"] != "open"
    assert called <= 6


def test_touchpoints_that_repeat_each_other_are_not_told_apart() -> None:
    """Two touchpoints answered alike have no R_all: neither is called anything, and the flag says why."""
    rng = np.random.default_rng(3)
    a = rng.choice([-1, 0, 1], 2000, p=[0.2, 0.4, 0.4])
    bought = (rng.random(2000) < 0.3 + 0.2 * (a == 1)).astype(float)
    rows = magic_moments(_said({"A": a, "B": a, "C": rng.choice([-1, 0, 1], 2000), "outcome": bought})).rows()
    for row in rows[:2]:
        assert (row["state"], row["reward_all"], row["reward_low"]) == ("open", None, None)
        assert row["reward_early"] == pytest.approx(0.2, abs=0.06)
        assert row["flags"] == ["order_unknown", "inseparable"]
        assert "cannot be told apart" in verdict(row, "en")
    assert rows[2]["reward_all"] is not None


def test_a_number_that_is_none_is_a_missing_one() -> None:
    """In context and segments nan is the level of the missing, as null is."""
    column = pa.chunked_array([[1.0, float("nan"), None, 2.0]])
    assert context_codes(column).levels == segment_codes(column).levels == ("1", "2", "(missing)")
    assert context_codes(column).codes.tolist() == [0, 2, 2, 1]
