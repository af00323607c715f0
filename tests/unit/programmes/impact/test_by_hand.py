"""Figures by hand: three cases reckoned on paper, and three methods that disagree."""

import numpy as np
import pytest

from oase.programmes.impact.draws import typical
from oase.programmes.impact.factors import METHODS, shipped
from oase.programmes.impact.formula import Happening, net
from oase.programmes.impact.item import gross, new_item, per_item

VALUES = typical(shipped())


def by_hand(garment: str, one: Happening, method: str = "life_gain") -> float:
    return float(net(VALUES, garment, one, method)[0])  # type: ignore[arg-type]


def test_a_jacket_repaired_by_post() -> None:
    """(1 - 0.1) * 0.822 * (1.3 / 6) * 20.32 - 1.2 = 0.9 * 0.822 * 0.216667 * 20.32 - 1.2 = 3.2571 - 1.2."""
    assert by_hand("jacket", Happening("repair", "send_in")) == pytest.approx(2.0571, abs=0.0005)


def test_a_t_shirt_repaired_with_a_kit() -> None:
    """0.9 * 0.822 * (1.3 / 4) * 4.99 - 0.3 = 1.1998 - 0.3."""
    assert by_hand("top", Happening("repair", "kit")) == pytest.approx(0.8998, abs=0.0005)


def test_a_repair_by_post_that_failed_only_takes() -> None:
    """Nothing gained, parcels and work spent: -B."""
    assert by_hand("jacket", Happening("repair", "send_in", is_done=False)) == -1.2


def test_jeans_sold_second_hand() -> None:
    """0.9 * 0.646 * (0.75 / 4) * 20.2 - 1.5 = 2.2020 - 1.5."""
    assert by_hand("trousers", Happening("resale")) == pytest.approx(0.7020, abs=0.0005)


def test_three_methods_disagree_eight_fold_for_one_t_shirt() -> None:
    found = gross(shipped(), "tshirt")
    assert found is not None
    assert [round(found[method], 1) for method in METHODS] == [10.2, 4.1, 1.3]
    assert 7.5 < found["convention"] / found["life_gain"] < 8.5


def test_the_most_cautious_method_is_the_one_that_is_published() -> None:
    factors = shipped()
    for garment in ("top", "trousers", "jacket"):
        found = {method: per_item(factors, garment, "kit", method=method) for method in METHODS}
        middles = [one.p50 for one in found.values() if one is not None]
        assert min(middles) == found[factors.method].p50  # type: ignore[union-attr]


def test_life_gained_is_never_more_than_a_life() -> None:
    from oase.programmes.impact.draws import drawn_all
    from oase.programmes.impact.formula import life_share

    draws = dict(drawn_all(shipped(), 1, 500))
    draws["gain.repair"] = draws["gain.repair"] * 10
    share = life_share(draws, "tshirt", Happening("repair", "kit"), "life_gain")
    assert float(share.max()) == 1.0


def test_what_has_no_figures_is_not_given_one() -> None:
    assert new_item(shipped(), "shoe") is None
    assert per_item(shipped(), "shoe") is None
    assert per_item(shipped(), "jacket", kind="recycling") is None, "no recycling factor is good enough"
    assert gross(shipped(), "bag") is None


def test_posting_a_t_shirt_to_and_fro_may_take_more_than_it_saves() -> None:
    found = per_item(shipped(), "top", "send_in")
    assert found is not None
    assert found.p5 < 0 < found.p95
    assert 0.3 < found.negative < 0.9


def test_a_range_covers_what_it_was_drawn_from() -> None:
    from oase.programmes.impact.draws import drawn

    for one in shipped().table.values():
        if one.shape in ("lognormal", "beta"):
            values = drawn(one, 3, 20_000)
            low, high = np.quantile(values, (0.05, 0.95))
            assert low == pytest.approx(one.low, rel=0.05), one.name
            assert high == pytest.approx(one.high, rel=0.05), one.name
        if one.shape == "triangular":
            values = drawn(one, 3, 20_000)
            assert one.low <= values.min() < values.max() <= one.high
            assert values.mean() == pytest.approx((one.low + one.value + one.high) / 3, rel=0.02)
