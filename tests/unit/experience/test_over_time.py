"""Fulfilment month by month, and what clearly changed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from oase.experience.over_time import last_changes, over_time
from oase.lake import read_answers

AUGUST, SEPTEMBER = 1_786_000_000_000_000, 1_788_600_000_000_000


def _answers(said):
    """Return answers from (touchpoint, when, answer, count)."""
    rows = [
        {"person": f"{name}{at}{answer}{n}", "at": at, "touchpoint": name, "answer": answer}
        for name, at, answer, count in said
        for n in range(count)
    ]
    return read_answers(
        pa.Table.from_pylist(rows), person="person", at="at", touchpoint="touchpoint", answer="answer"
    )


SAID = [
    ("Till", AUGUST, "better", 40),
    ("Till", AUGUST, "worse", 60),
    ("Till", SEPTEMBER, "better", 80),
    ("Till", SEPTEMBER, "worse", 20),
    ("Chat", AUGUST, "better", 50),
    ("Chat", AUGUST, "worse", 50),
    ("Chat", SEPTEMBER, "better", 51),
    ("Chat", SEPTEMBER, "worse", 49),
    ("New", SEPTEMBER, "better", 5),
]


def test_shares_and_changes_are_those_counted():
    """Till rises from -20 to +60 points; what is new has no change."""
    rows = {(row["touchpoint"], row["period"]): row for row in over_time(_answers(SAID))}
    assert rows["Till", "2026-08"]["fulfilment"] == pytest.approx(-0.2)
    assert rows["Till", "2026-09"]["fulfilment"] == pytest.approx(0.6)
    assert rows["Till", "2026-09"]["change"] == pytest.approx(0.8)
    assert rows["Till", "2026-08"]["change"] is None
    assert rows["New", "2026-09"]["p"] is None
    assert ("New", "2026-08") not in rows
    assert rows["Till", "2026-09"]["change_low"] < 0.8 < rows["Till", "2026-09"]["change_high"]


def test_only_clear_changes_are_named():
    """Two points more of a hundred answers are nothing."""
    assert [row["touchpoint"] for row in last_changes(over_time(_answers(SAID)))] == ["Till"]


def test_false_changes_are_rare():
    """Of many touchpoints without any change, hardly ever is one named."""
    rng = np.random.default_rng(3)
    named = 0
    for _ in range(20):
        said = [
            (f"T{number}", at, answer, int(count))
            for number in range(6)
            for at in (AUGUST, SEPTEMBER)
            for answer, count in zip(
                ("worse", "as expected", "better"), rng.multinomial(80, [0.3, 0.4, 0.3]), strict=True
            )
        ]
        named += bool(last_changes(over_time(_answers(said))))
    assert named <= 4
