"""Effort, Kano and peak and end as the library offers them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from oase.errors import AnswersUnusable, ColumnMissing, OptionInvalid
from oase.experience import ces, kano, peak_end
from oase.stats import correlations, lmg, mean_interval, share


def test_effort_has_a_share_and_a_mean() -> None:
    values = [7, 6, 5, 4, 1, 2, 7, 7, None]
    score = ces(pa.array(values))
    assert (score.share, score.share_low, score.share_high) == share(5, 8)
    assert (score.mean, score.mean_low, score.mean_high) == mean_interval([7, 6, 5, 4, 1, 2, 7, 7])
    assert (score.n, score.not_answered, score.scale, score.easy) == (8, 1, (1, 7), (5, 7))


def test_effort_where_low_is_easy() -> None:
    score = ces([1, 2, 5, 5], (1, 5), easy=(1, 2))
    assert (score.share, score.easy) == (0.5, (1, 2))
    assert ces([4, 5, 1], (1, 5)).easy == (4, 5)


def test_effort_never_pools_scales() -> None:
    with pytest.raises(AnswersUnusable, match="outside the scale"):
        ces([7], (1, 5))
    for easy in ((0, 2), (1, 5), (3, 9)):
        with pytest.raises(OptionInvalid):
            ces([3], (1, 5), easy=easy)
    with pytest.raises(OptionInvalid):
        ces([3], (5, 1))


def test_kano_per_feature_best_first() -> None:
    there = [1] * 30 + [2] * 30 + [1, None]
    missing = [3] * 30 + [5] * 30 + [None, 2]
    found = kano(pa.array(there), missing, ["Umtausch"] * 30 + ["Ware da"] * 30 + ["x", "x"])
    rows = found.rows()
    assert [(row["feature"], row["kind"], row["is_clear"]) for row in rows] == [
        ("Umtausch", "attractive", True),
        ("Ware da", "must_be", True),
    ]
    assert (rows[0]["better"], rows[0]["worse"], rows[0]["attractive"]) == (1.0, 0.0, 30)
    assert (rows[1]["better"], rows[1]["worse"]) == (0.0, -1.0)
    assert found.not_answered == 2
    assert "Umtausch" in repr(found)


def test_kano_of_only_reverse_answers_has_no_share() -> None:
    row = kano([5] * 4, [1] * 4).rows()[0]
    assert (row["feature"], row["better"], row["kind"]) == ("all", None, "reverse")


def test_kano_refuses_what_is_no_answer() -> None:
    for there, missing in (([7], [1]), (["gut"], [1]), ([1], [1, 2]), ([None], [1])):
        with pytest.raises(AnswersUnusable):
            kano(there, missing)


def _journeys(count: int, seed: int, *, peak: float, end: float, mean: float) -> pa.Table:
    """Journeys of six moments each, two a person, whose judgement follows from what is planted."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(count // 2), 2)
    values = rng.normal(size=(count, 6)) + 0.5 * rng.normal(size=count // 2)[person][:, None]
    judged = mean * values.mean(1) + peak * values.max(1) + end * values[:, -1]
    judged += rng.normal(size=count) + 0.7 * rng.normal(size=count // 2)[person]
    order = rng.permutation(count * 6)
    return pa.table(
        {
            "journey": np.repeat(np.arange(count), 6)[order],
            "at": np.tile(np.arange(6), count)[order],
            "value": values.ravel()[order],
            "outcome": np.repeat(judged, 6)[order],
            "who": np.repeat([f"P{one}" for one in person], 6)[order],
        }
    )


def test_planted_peak_and_end_are_found() -> None:
    found = peak_end(_journeys(3000, 1, peak=0.5, end=0.5, mean=0.0), person="who")
    rows = {row["part"]: row for row in found.rows()}
    assert (found.journeys, found.persons, found.too_short) == (3000, 1500, 0)
    for part, planted in (("mean", 0.0), ("max", 0.5), ("min", 0.0), ("last", 0.5)):
        assert rows[part]["coefficient_low"] < planted < rows[part]["coefficient_high"], part
    assert rows["max"]["coefficient_low"] > 0
    assert rows["last"]["coefficient_low"] > 0
    assert rows["last"]["share"] > rows["min"]["share"]
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1.0)
    assert rows["mean"]["r2"] == pytest.approx(sum(row["lmg"] for row in rows.values()))


def test_intervals_cover_as_often_as_they_say() -> None:
    """90 % intervals of the coefficients, clustered by person, in 60 simulations."""
    hits = 0
    for seed in range(60):
        found = peak_end(_journeys(600, seed, peak=0.3, end=0.3, mean=0.0), person="who")
        rows = {row["part"]: row for row in found.rows()}
        hits += rows["last"]["coefficient_low"] < 0.3 < rows["last"]["coefficient_high"]
    assert 46 <= hits <= 60


def test_shares_equal_those_of_the_rows_themselves() -> None:
    values = np.random.default_rng(2).normal(size=(40, 4))
    judged = values[:, -1] + 0.1 * values.sum(1)
    moments = {
        "journey": np.repeat(np.arange(40), 4),
        "at": np.tile(np.arange(4), 40),
        "value": values.ravel(),
        "outcome": np.repeat(judged, 4),
    }
    parts = [values.mean(1), values.max(1), values.min(1), values[:, -1]]
    x = np.column_stack([np.ones(40), judged, *parts])
    expected = dict(zip(("mean", "max", "min", "last"), lmg(correlations(x.T @ x)), strict=True))
    rows = peak_end(moments).rows()
    assert {row["part"]: row["lmg"] for row in rows} == pytest.approx(expected)
    assert all(row["low"] is None for row in rows), "forty journeys are too few for an interval"


def test_short_journeys_are_counted_not_used() -> None:
    table = _journeys(60, 3, peak=1, end=0, mean=0)
    short = pa.table(
        {"journey": [900, 900], "at": [1, 2], "value": [1.0, 2.0], "outcome": [1.0, 1.0], "who": ["Z", "Z"]}
    )
    found = peak_end(pa.concat_tables([table, short]), person="who")
    assert (found.journeys, found.too_short) == (60, 1)


def test_unusable_moments_are_refused() -> None:
    table = _journeys(20, 4, peak=1, end=0, mean=0)
    with pytest.raises(ColumnMissing):
        peak_end(table, value="rating")
    with pytest.raises(AnswersUnusable, match="too few"):
        peak_end(table.slice(0, 12))
    with pytest.raises(AnswersUnusable, match="several judgements"):
        peak_end(table.set_column(3, "outcome", pa.array(np.arange(120.0))))
    with pytest.raises(AnswersUnusable, match="does not vary"):
        peak_end(table.set_column(3, "outcome", pa.array(np.ones(120))))
    with pytest.raises(AnswersUnusable, match="no numbers"):
        peak_end(table, value="who")
    with pytest.raises(AnswersUnusable, match="no table"):
        peak_end(7)
