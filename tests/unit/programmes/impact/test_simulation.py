"""Many items: no narrower range, never more credit than one new item, planted truth is covered."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.programmes.impact.capping import capped
from oase.programmes.impact.draws import drawn_all
from oase.programmes.impact.factors import METHODS, Factor, digest_of, shipped
from oase.programmes.impact.formula import Happening, life_share, net, unit_credit
from oase.programmes.impact.histories import Past, put_together, read_back, told
from oase.programmes.impact.simulation import simulated

KIT = Past(Happening("repair", "kit"))
HAPPENINGS = [
    Happening("repair", "send_in"),
    Happening("repair", "kit"),
    Happening("repair", "event"),
    Happening("repair", "send_in", is_done=False),
    Happening("resale"),
    Happening("recycling"),
]


def width(number: int) -> float:
    outcome = simulated(shipped(), {("jacket", (KIT,)): number}, draws=4000)["life_gain"].total
    return (outcome.p95 - outcome.p5) / outcome.p50


def test_the_relative_width_does_not_shrink_with_the_number_of_items() -> None:
    assert width(10) == pytest.approx(width(1), rel=1e-3)
    assert width(100_000) == pytest.approx(width(1), rel=1e-3)


def test_the_same_seed_gives_the_same_figures_and_another_others() -> None:
    held = {("jacket", (KIT,)): 3}
    assert simulated(shipped(), held, seed=5, draws=500) == simulated(shipped(), held, seed=5, draws=500)
    assert simulated(shipped(), held, seed=5, draws=500) != simulated(shipped(), held, seed=6, draws=500)


def test_a_factor_that_is_added_leaves_the_draws_of_the_others() -> None:
    more = Factor(
        "spent.van", 1.0, 0.5, 2.0, "lognormal", "kg CO2e", "Own", 2026, "DE", {"kind": "assumption"}
    )
    first = shipped()
    second = first._replace(table={**first.table, more.name: more})
    for name, values in drawn_all(first, 9, 50).items():
        assert np.array_equal(values, drawn_all(second, 9, 50)[name])


@settings(max_examples=40, deadline=None)
@given(
    garment=st.sampled_from(["top", "trousers", "jacket"]),
    past=st.lists(st.sampled_from(HAPPENINGS), min_size=1, max_size=9),
    method=st.sampled_from(METHODS),
)
def test_repaired_resold_and_recycled_never_credited_more_than_one_new_item(
    garment: str, past: list[Happening], method: str
) -> None:
    draws = drawn_all(shipped(), 11, 200)
    shares = capped([life_share(draws, garment, one, method) for one in past])  # type: ignore[arg-type]
    assert float(np.sum(shares, axis=0).max()) <= 1 + 1e-12
    credit = sum(
        unit_credit(draws, garment, one, method) * share  # type: ignore[arg-type]
        for one, share in zip(past, shares, strict=True)
        if one.kind != "recycling"
    )
    name = (
        "convention.new"
        if method == "convention"
        else f"new.{ {'top': 'tshirt', 'trousers': 'jeans'}.get(garment, 'coat') }"
    )
    assert np.all(credit <= draws[name] + 1e-9)


@settings(max_examples=40)
@given(st.lists(st.floats(0, 3), min_size=1, max_size=8))
def test_the_cap_gives_in_order_and_never_takes_back(shares: list[float]) -> None:
    counts = [float(one[0]) for one in capped([np.array([share]) for share in shares])]
    assert sum(counts) <= 1 + 1e-12
    assert all(0 <= count <= share for count, share in zip(counts, shares, strict=True))
    assert sum(counts) == pytest.approx(min(1.0, sum(shares)))


def test_what_came_before_the_period_uses_up_the_cap_and_is_not_counted_again() -> None:
    before = Past(Happening("repair", "kit"), is_counted=False)
    fresh = simulated(shipped(), {("jacket", (KIT,)): 1}, draws=500)["displacement"].total
    worn = simulated(shipped(), {("jacket", (before, KIT)): 1}, draws=500)["displacement"].total
    assert fresh.p50 > 0
    assert worn.p95 < 0, "a whole new item was credited before: only what the repair took is left"


def test_recycling_is_counted_and_never_credited() -> None:
    held = put_together([("jacket", [Past(Happening("recycling"))])])
    assert simulated(shipped(), held, draws=100) == {}


def test_histories_are_the_same_after_they_were_kept() -> None:
    held = put_together([("jacket", [KIT, Past(Happening("resale"), is_counted=False)]), ("top", [KIT])])
    assert read_back(told(held)) == held


def test_the_range_covers_planted_truth_nine_times_in_ten() -> None:
    """In worlds whose true factors lie as the table says, the true sum is inside as often as it says."""
    chance, factors, held = random.Random(4), shipped(), {("trousers", (KIT,)): 40, ("jacket", (KIT,)): 25}
    outcome = simulated(factors, held, draws=8000)["life_gain"].total
    truths = drawn_all(factors, chance.randrange(10**9), 600)
    true_sums = sum(
        number * net(truths, garment, past[0].happening, "life_gain")
        for (garment, past), number in held.items()
    )
    inside = float(np.mean((true_sums >= outcome.p5) & (true_sums <= outcome.p95)))
    assert 0.86 < inside < 0.94


def test_independent_draws_for_each_item_would_hide_the_truth() -> None:
    """The critic's test: with factors drawn anew for each item the range would miss a world that is off."""
    factors = shipped()
    truths = drawn_all(factors, 77, 300)
    true_sums = 400 * net(truths, "jacket", KIT.happening, "life_gain")
    anew = np.sum(
        [net(drawn_all(factors, seed, 300), "jacket", KIT.happening, "life_gain") for seed in range(400)],
        axis=0,
    )
    low, high = np.quantile(anew, (0.05, 0.95))
    assert float(np.mean((true_sums >= low) & (true_sums <= high))) < 0.3


def test_another_method_is_another_digest() -> None:
    table = shipped().table.values()
    assert digest_of("life_gain", table) == shipped().digest
    assert digest_of("displacement", table) != shipped().digest
