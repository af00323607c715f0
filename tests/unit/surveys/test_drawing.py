"""Who is invited: consent and cool-down exactly, shares as they say."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.truth.invitations import checked, run, world

from oase.surveys.drawing import Asked, chosen, cool_down_of, draw, share_in_effect
from oase.surveys.survey import Rules, Survey

DAY = 86_400_000_000
KEY = bytes(32)


def test_the_smaller_form_of_the_simulation():
    assert len(run(full=False)) == 4


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    persons=st.integers(1, 12),
    cool_down=st.integers(1, 60),
    transactions=st.integers(1, 120),
)
def test_every_decision_is_as_the_rules_say(seed, persons, cool_down, transactions):
    checked(world(Random(seed), transactions, persons), cool_down)


def test_the_check_of_the_simulation_can_fail(monkeypatch):
    """A draw that forgets who was invited before is found out."""
    forgetful = lambda asked, _last, **more: draw(asked, {}, **more)  # noqa: E731
    monkeypatch.setattr("tests.truth.invitations.draw", forgetful)
    with pytest.raises(AssertionError, match="instead of 'cool_down'"):
        checked(world(Random(1), 500, 5), 30)


def test_the_day_a_cool_down_ends_counts():
    one = Asked(1, person=7, at=30 * DAY)
    assert draw([one], {7: 1}, key=KEY, now=30 * DAY, cool_down_days=30)[0].reason == "cool_down"
    assert draw([one], {7: 0}, key=KEY, now=30 * DAY, cool_down_days=30)[0].reason == ""


def test_of_several_surveys_each_is_chosen_as_often():
    surveys = [Survey(name=name, title={}) for name in ("a", "b", "c")]
    names = [chosen(surveys, key=KEY, transaction=number).name for number in range(3000)]
    assert all(900 < names.count(one.name) < 1100 for one in surveys)


def test_the_longest_cool_down_holds_for_all():
    surveys = [Survey(name="a", title={}, rules=Rules(cool_down_days=days)) for days in (10, 90, 30)]
    assert (cool_down_of(surveys), cool_down_of([])) == (90, 0)


def test_no_share_falls_below_its_floor():
    assert share_in_effect(Rules(share=0.0, floor=0.1), None) == 0.1
    assert share_in_effect(Rules(share=1.0), 0.02) == 0.05
