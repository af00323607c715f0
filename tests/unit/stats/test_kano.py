"""The Kano questionnaire against the evaluation table and worked figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from oase.errors import OptionInvalid
from oase.stats import KANO_CLASSES, KanoClass, kano_counts, kano_shares, share

# Berger et al. (1993), Center for Quality of Management Journal 2(4): rows if there, columns if not
BERGER = ["Q A A A O", "R I I I M", "R I I I M", "R I I I M", "R R R R Q"]
LETTERS = {"A": "attractive", "O": "one_dimensional", "M": "must_be", "I": "indifferent"} | {
    "R": "reverse",
    "Q": "questionable",
}


def test_every_cell_of_the_evaluation_table() -> None:
    for there, row in enumerate(BERGER, start=1):
        for missing, letter in enumerate(row.split(), start=1):
            counts = kano_counts([there], [missing])
            assert [kind for kind in KANO_CLASSES if counts[kind]] == [LETTERS[letter]]


def test_better_and_worse_leave_out_reverse_and_questionable() -> None:
    counts: dict[KanoClass, int] = {
        "attractive": 20,
        "one_dimensional": 30,
        "must_be": 25,
        "indifferent": 25,
        "reverse": 9,
    }
    found = kano_shares({**counts, "questionable": 1})
    assert found.better == share(50, 100)
    worse = share(55, 100)
    assert found.worse == (-worse.value, -worse.high, -worse.low)
    assert found.n == 110
    assert not found.is_worded_badly


def test_class_is_clear_only_beyond_chance() -> None:
    """Fong (1996): of 200, 68 against 60 is no difference, 90 against 60 is."""
    near: dict[KanoClass, int] = {"must_be": 68, "one_dimensional": 60, "attractive": 40, "indifferent": 32}
    assert kano_shares(near).kind == "must_be"
    assert not kano_shares(near).is_clear
    assert kano_shares({**near, "must_be": 90, "indifferent": 10}).is_clear


def test_ties_go_to_what_is_missed_most() -> None:
    found = kano_shares({"attractive": 10, "must_be": 10})
    assert (found.kind, found.is_clear) == ("must_be", False)


def test_bad_wording_is_told() -> None:
    assert kano_shares({"attractive": 90, "questionable": 10}).is_worded_badly
    assert not kano_shares({"attractive": 95, "questionable": 5}).is_worded_badly


def test_unusable_answers_are_refused() -> None:
    for there, missing in (([1], [1, 2]), ([0], [1]), ([1], [6])):
        with pytest.raises(OptionInvalid):
            kano_counts(there, missing)
    with pytest.raises(OptionInvalid):
        kano_shares({})


@examples(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=60))
def test_all_are_counted_once(pairs: list[tuple[int, int]]) -> None:
    there, missing = np.array(pairs).T
    found = kano_shares(kano_counts(there, missing))
    assert sum(found.counts.values()) == found.n == len(pairs)
    if found.counts["reverse"] + found.counts["questionable"] < found.n:
        assert 0 <= found.better.low <= found.better.value <= found.better.high <= 1
        assert -1 <= found.worse.low <= found.worse.value <= found.worse.high <= 0
