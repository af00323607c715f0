"""Why a verdict changed: each condition of the rule, and what made it flip."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oase.experience.verdicts import Rule, Run, compared

RULE = Rule(delta=0.02, negligible=0.05, q=0.05, within="90d")


def run(number, *rows, rule=RULE):
    """Return a run of some rows."""
    return Run(
        id=number, at=number, cause="night", who="", rule=rule, answers=9, contacts=9, changed={},
        seconds=1, rows=list(rows),
    )  # fmt: skip


def row(
    name="Shop", state="open", answers=1000, *, reward=None, fulfilment=None, lead=None, penalty=None, **more
):
    """Return a row with figures as (value, low, high)."""
    told = {"touchpoint": name, "state": state, "answers": answers, "answers_used": answers, **more}
    for key, span in (("fulfilment", fulfilment), ("lead", lead), ("penalty", penalty)):
        if span is not None:
            told |= dict(zip((key, f"{key}_low", f"{key}_high"), span, strict=True))
    if reward is not None:
        told |= {"reward_early": reward[0], "reward_all": reward[0]}
        told |= {"reward_low": reward[1], "reward_high": reward[2]}
    return told


def one_step(before, now, rules=(RULE, RULE)):
    """Return the only step between two rows."""
    (change,) = compared(run(1, before, rule=rules[0]), run(2, now, rule=rules[1])).changes
    (step,) = change.steps
    return step


def test_more_answers_make_the_range_narrower():
    """The figure stayed, its lower end rose above delta."""
    step = one_step(
        row(reward=(0.1, 0.01, 0.19)), row(reward=(0.1, 0.05, 0.15), state="latent", answers=3000)
    )
    assert (step.condition, step.holds, step.because) == ("rewards", True, "range")


def test_a_figure_that_fell_is_told_as_such():
    """Fulfilment fell below zero although its range is as wide as before."""
    step = one_step(row(fulfilment=(0.01, -0.05, 0.07)), row(fulfilment=(-0.2, -0.26, -0.14)))
    assert (step.condition, step.holds, step.because) == ("misses", True, "figure")


def test_a_stricter_rule_is_told_before_anything_else():
    """Delta was raised: the figures of before would not do any more."""
    strict = Rule(delta=0.05, negligible=0.05, q=0.05)
    same = row(reward=(0.1, 0.04, 0.16))
    step = one_step(same, same | {"state": "open"}, (RULE, strict))
    assert (step.condition, step.holds, step.because) == ("rewards", False, "rule")
    told = compared(run(1, same), run(2, same, rule=strict))
    assert told.rule == {"delta": (0.02, 0.05), "within": ("90d", "")}


@pytest.mark.parametrize(
    ("before", "now", "because"), [(None, (0.1, 0.05, 0.2), "known"), ((0.1, 0.05, 0.2), None, "unknown")]
)
def test_competitors_that_were_asked_for_the_first_time(before, now, because):
    """A lead that nobody knew, and one that nobody knows any more."""
    assert one_step(row(lead=before), row(lead=now)).because == because


def test_the_margin_of_none_has_two_ends():
    """What kept it from being shown was the upper end, which came down because the figure did."""
    step = one_step(row(reward=(0.03, -0.01, 0.07)), row(reward=(0.0, -0.04, 0.04), state="neutral"))
    assert (step.condition, step.holds, step.because) == ("reward_flat", True, "figure")


def test_the_correction_for_many_is_named_where_no_condition_flipped():
    """The state changed, no figure crossed its bound."""
    same = row(reward=(0.1, 0.03, 0.17))
    (change,) = compared(run(1, same), run(2, same | {"state": "latent"})).changes
    assert change.kind == "changed"
    assert change.is_by_neighbours
    assert not change.steps


def test_touchpoints_come_and_go_and_most_stay():
    """Changed ones come first, those that stayed are not told of; facets are none of it."""
    before = run(1, row("A"), row("B"), row("C"), row("A", facet="sense"))
    now = run(2, row("A"), row("C", state="pain"), row("D", answers=70))
    told = compared(before, now)
    assert [(change.touchpoint, change.kind) for change in told.changes] == [
        ("C", "changed"), ("D", "new"), ("B", "gone"), ("A", "same"),
    ]  # fmt: skip
    assert [change.touchpoint for change in told.told] == ["C", "D", "B"]
    assert (told.changes[1].before, told.changes[1].now, told.changes[1].answers) == (None, "open", 70)


spans = st.tuples(*[st.floats(-0.3, 0.3)] * 3).map(lambda ends: (sorted(ends)[1], min(ends), max(ends)))


@settings(max_examples=60, deadline=None)
@given(spans, spans, spans, spans)
def test_a_run_never_differs_from_itself_and_back_is_the_reverse(reward, other, penalty, further):
    """What is shown on the way there is no longer shown on the way back."""
    one, two = run(1, row(reward=reward, penalty=penalty)), run(2, row(reward=other, penalty=further))
    assert compared(one, one).told == ()
    there, back = (compared(*pair).changes[0].steps for pair in ((one, two), (two, one)))
    assert {(step.condition, step.holds) for step in there} == {(s.condition, not s.holds) for s in back}
