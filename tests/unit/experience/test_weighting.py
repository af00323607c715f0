"""Weights of answers: what they are made of, what they mend, and that the rest is said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.truth.weights import run

from oase.errors import OptionInvalid
from oase.experience.weighting import CAP, MOST_LEVELS, MOST_RESPECTS, Cell, weighed_share, weighting

CELLS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"]), st.integers(0, 60), st.integers(0, 60)
    ),
    min_size=1,
    max_size=12,
)


def test_weights_mend_what_is_known_and_say_what_they_do_not() -> None:
    assert len(run(full=False)) == 2


def test_one_over_drawn_times_answering() -> None:
    """Drawn with 1/4 and 1/2, answered by 1/5 and 2/5: four times as seldom, so four times the weight."""
    cells = [Cell({"shop": "a"}, 0.25, 4000, 1000, 200), Cell({"shop": "b"}, 0.5, 2000, 1000, 400)]
    found = weighting(cells)
    assert found.weights[0] / found.weights[1] == pytest.approx(4.0)
    assert found.weights @ [200, 400] == pytest.approx(600)
    assert (found.transactions, found.sent, found.answered) == (6000, 2000, 600)
    assert found.coverage == pytest.approx(0.1)
    assert found.is_converged
    assert found.by == ("shop",)


def test_those_never_invited_are_stood_for_too() -> None:
    """Without consent nobody is drawn, yet their transactions count among everyone's."""
    cells = [
        Cell({"age": "young"}, 1.0, 100, 100, 50),
        Cell({"age": "old"}, 1.0, 100, 100, 50),
        Cell({"age": "old"}, None, 200, 0, 0),
    ]
    found = weighting(cells)
    assert found.weights[1] / found.weights[0] == pytest.approx(3.0)


def test_small_levels_are_put_together() -> None:
    cells = [Cell({"store": str(k)}, 1.0, 10, 10, 2) for k in range(5)]
    found = weighting([*cells, Cell({"store": "big"}, 1.0, 100, 100, 60)])
    assert found.merged == 4
    assert len(set(found.weights[:5].round(9))) == 1
    assert found.weights[0] > found.weights[5]


def test_many_levels_are_put_together() -> None:
    cells = [Cell({"store": str(k)}, 1.0, 100 + k, 100, 10 + k % 50) for k in range(400)]
    found = weighting(cells)
    assert found.merged == 400 - MOST_LEVELS
    assert found.answered == sum(cell.answered for cell in cells)


def test_nothing_known_means_nothing_weighted() -> None:
    found = weighting([Cell({}, 0.5, 100, 50, 20), Cell({"store": "a"}, 0.5, 2, 1, 0)])
    assert found.by == ()
    assert found.weights[0] == pytest.approx(1.0)
    share = weighed_share([1] * 15 + [-1] * 5, [1.0] * 20, found)
    assert share.raw == share.weighted
    assert "nothing is known" in share.limits("en")


def test_no_weight_is_above_the_cap() -> None:
    rare = [Cell({"age": "rare"}, 1.0, 5000, 5000, 6), Cell({"age": "often"}, 1.0, 5000, 5000, 4000)]
    found = weighting(rare)
    assert found.largest <= CAP * (1 + 1e-9)
    assert found.trimmed == 6
    assert not found.is_converged
    assert found.gap > 0.1, "what the cap leaves unmended is told"


def test_only_so_many_respects_are_used() -> None:
    rng = np.random.default_rng(3)
    cells = [
        Cell({f"c{k}": str(rng.integers(0, 2)) for k in range(12)} | {"age": str(place % 2)}, 1.0, 40, 40, 8)
        for place in range(60)
    ]
    cells = [cell._replace(answered=30) if cell.context["age"] == "1" else cell for cell in cells]
    found = weighting(cells)
    assert len(found.by) == MOST_RESPECTS
    assert "age" in found.by


def test_before_the_first_answer() -> None:
    found = weighting([Cell({"age": "old"}, 0.5, 10, 5, 0)])
    assert math.isnan(found.largest)
    share = weighed_share([], [], found)
    assert math.isnan(share.raw.value)
    assert (share.worst_low, share.worst_high) == (-1.0, 1.0)
    assert math.isnan(weighting([]).coverage)


def test_what_is_said_beside_the_figure() -> None:
    made = weighting([Cell({"age": "a"}, 1.0, 500, 250, 50), Cell({"age": "b"}, 1.0, 500, 250, 50)])
    share = weighed_share([-1] * 60 + [1] * 20 + [0] * 20, [1.0] * 100, made)
    assert share.side == "exceeded"
    assert 1 < share.tipping < 3
    german = share.limits("de")
    assert german.startswith("Gewichtet nach age.")
    assert "durch Gewichte nicht ausgeglichen" in german
    assert "übertroffen wurde, 1,8-mal seltener" in german
    assert "zwischen −94 und +86 Punkten" in german
    assert not share.is_moved


@pytest.mark.parametrize(
    "cell",
    [Cell({}, 0.5, 10, 5, 6), Cell({}, 0.5, 10, 11, 6), Cell({}, 0.0, 10, 5, 4), Cell({}, 1.5, 10, 5, 4)],
)
def test_impossible_cells_are_refused(cell: Cell) -> None:
    with pytest.raises(OptionInvalid):
        weighting([cell])


@examples(max_examples=40, deadline=None)
@given(CELLS)
def test_weights_average_one_and_stay_above_zero(drawn: list[tuple[str, str, int, int]]) -> None:
    cells = [
        Cell({"one": one, "two": two}, 0.5, 2 * (sent + 1), sent, min(sent, answered))
        for one, two, sent, answered in drawn
    ]
    found = weighting(cells)
    counts = np.array([cell.answered for cell in cells])
    if counts.sum():
        assert found.weights @ counts == pytest.approx(counts.sum())
        assert 0 < found.kish <= counts.sum() + 1e-6
        assert (found.weights > 0).all()
