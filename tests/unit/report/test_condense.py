"""Large tables on a page: the sums stay, what is drawn together is named."""

from __future__ import annotations

import datetime as dt

import pytest

from oase.report.condense import cohorts, steps


def matrix(touchpoints: int) -> list[dict[str, object]]:
    """Return a step matrix of two steps; nobody reaches the third."""
    share = 1 / touchpoints
    cells: list[dict[str, object]] = [
        {"touchpoint": f"T{n:02}", "step": step, "share": share / step, "kind": "touchpoint"}
        for n in range(touchpoints)
        for step in (1, 2)
    ]
    ended = [
        {"touchpoint": "ended", "step": n, "share": [0, 0.5, 1][n - 1], "kind": "ended"} for n in (1, 2, 3)
    ]
    later: list[dict[str, object]] = [{"touchpoint": "later", "step": 3, "share": 0.0, "kind": "later"}]
    return [*cells, *ended, *later]


@pytest.mark.parametrize("touchpoints", [3, 12, 13, 40])
def test_shares_of_a_step_still_add_up(touchpoints: int) -> None:
    """Whatever is drawn together, each step that is reached sums to one."""
    drawn = steps(matrix(touchpoints), "de")
    for step in (1, 2):
        assert sum(float(str(row["share"])) for row in drawn if row["step"] == step) == pytest.approx(1)
    assert {row["step"] for row in drawn} == {1, 2}
    assert len({row["touchpoint"] for row in drawn}) <= 14


def test_a_touchpoint_may_be_called_ended() -> None:
    """The kind tells lines apart, not the name."""
    rows: list[dict[str, object]] = [
        {"touchpoint": "ended", "step": 1, "share": 0.4, "kind": "touchpoint"},
        {"touchpoint": "ended", "step": 1, "share": 0.6, "kind": "ended"},
    ]
    assert [row["touchpoint"] for row in steps(rows, "en")] == ["ended", "journey ended"]


def test_only_the_last_cohorts_are_drawn_and_it_is_said() -> None:
    """Two years of months become the last twelve; the second value tells that more exist."""
    rows: list[dict[str, object]] = [
        {"cohort": dt.date(2025 + month // 12, 1 + month % 12, 1), "period": period, "share": 0.5}
        for month in range(24)
        for period in range(24 - month)
    ]
    drawn, is_all = cohorts(rows)
    assert not is_all
    assert drawn[0]["cohort"] == "2026-01"
    assert max(int(str(row["period"])) for row in drawn) <= 12


def test_weeks_keep_their_day() -> None:
    """Cohorts that do not begin with a month are named by their day."""
    drawn, is_all = cohorts([{"cohort": dt.date(2026, 3, 9), "period": 0, "share": 1.0}])
    assert is_all
    assert drawn[0]["cohort"] == "2026-03-09"
