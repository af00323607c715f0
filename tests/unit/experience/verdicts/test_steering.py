"""Invitations go where a verdict is open and near; nobody stops asking."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from oase.experience.verdicts import shares

rows = st.builds(
    lambda state, answers, needed: {
        "touchpoint": "T", "state": state, "answers": answers, "answers_needed": needed,
    },
    st.sampled_from(["open", "magic", "pain", "neutral"]),
    st.integers(0, 100_000),
    st.none() | st.integers(0, 200_000),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(rows, st.sampled_from([0.05, 0.3]))
def test_no_share_is_below_the_floor_or_above_one(row, floor):
    """And needed is said only of open verdicts."""
    (one,) = shares([row], floor)
    assert floor <= one.share <= 1
    assert (one.needed is None) or (row["state"] == "open" and one.needed > 0)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 5000), st.integers(0, 5000), st.integers(1, 1000))
def test_the_nearer_the_verdict_the_more_are_invited(needed, answers, more):
    """One more answer never lowers the share of an open verdict that still needs some."""

    def told(given_):
        return shares([{"touchpoint": "T", "state": "open", "answers": given_, "answers_needed": needed}])[0]

    if answers + more < needed:
        assert told(answers).share < told(answers + more).share
