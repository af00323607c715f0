"""The language of the house: scales, phases, states."""

from __future__ import annotations

import numpy as np
import pytest

from oase.errors import OptionInvalid
from oase.model import NOT_ANSWERED, AnswerValue, Phase, Scale, State


@pytest.mark.parametrize(("low", "high"), [(1, 5), (0, 10), (1, 4), (-3, 3), (-127, 127)])
def test_ratings_are_read_by_top_box_and_bottom_two(low: int, high: int) -> None:
    """Only the best value exceeds, the two worst miss, all between meet, and no answer stays none."""
    values = np.array([*range(low, high + 1), NOT_ANSWERED], np.int8)
    met = [AnswerValue.MET] * (high - low - 2)
    expected = [AnswerValue.MISSED] * 2 + met + [AnswerValue.EXCEEDED, NOT_ANSWERED]
    read = Scale("rating", low, high).three_way(values)
    assert read.dtype == np.int8
    assert read.tolist() == expected


def test_values_outside_the_scale_are_no_answers() -> None:
    """A value that the scale does not know never counts as one."""
    assert Scale("rating", 1, 5).three_way(np.array([0, 6, -1], np.int8)).tolist() == [NOT_ANSWERED] * 3


def test_three_way_answers_stay_as_they_are() -> None:
    """Asked directly, nothing is translated; the shape is kept."""
    values = np.array([[-1, 0], [1, NOT_ANSWERED]], np.int8)
    assert np.array_equal(Scale().three_way(values), values)


@pytest.mark.parametrize(("low", "high"), [(1, 3), (5, 1), (0, 128), (-128, 5)])
def test_scales_that_cannot_be_read_are_refused(low: int, high: int) -> None:
    """Too short, upside down, or beyond what a byte holds beside the code of no answer."""
    with pytest.raises(OptionInvalid, match="scale"):
        Scale("rating", low, high)


@pytest.mark.parametrize("phase", Phase)
def test_a_phase_understands_its_own_name_in_any_writing(phase: Phase) -> None:
    """Capitals and blanks do not matter; ranks follow the journey."""
    assert Phase.parse(f"  {phase.value.upper()} ") is phase
    assert list(Phase)[phase.rank] is phase


@pytest.mark.parametrize("word", ["", " ", "pur", "purchases", "banana"])
def test_other_words_are_no_phase(word: str) -> None:
    """Nothing is guessed from parts of a word or from nothing."""
    assert Phase.parse(word) is None


def test_every_state_has_a_sign_of_its_own() -> None:
    """Colour is never the only difference between two verdicts."""
    assert len({state.sign for state in State}) == len(State)
