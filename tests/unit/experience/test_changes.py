"""Changes of fulfilment from the weeks before to the latest weeks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from oase.experience.changes import FEWEST, changes
from oase.lake import Answers
from oase.model import Scale

DAY = 86_400_000_000
END = 400 * DAY


def _answers(shares, *, n=400, seed=1, own="Lindwerk", brand=None) -> Answers:
    """Answers whose chance of exceeded per touchpoint is (before, now); the rest is missed or met."""
    rng = np.random.default_rng(seed)
    rows = []
    for name, chances in shares.items():
        for weeks, chance in zip((1, 0), chances, strict=True):
            at = END - 28 * DAY * weeks - rng.integers(1, 28 * DAY, n)
            answer = np.where(rng.random(n) < chance, 1, np.where(rng.random(n) < 0.5, 0, -1))
            rows += [
                {"touchpoint": name, "at": int(t), "answer": int(a), "brand": brand}
                for t, a in zip(at, answer, strict=True)
            ]
    schema = pa.schema(
        [("touchpoint", pa.string()), ("at", pa.int64()), ("answer", pa.int8()), ("brand", pa.string())]
    )
    table = pa.Table.from_pylist(rows, schema)
    return Answers(table, "long", tuple(shares), Scale(), own=own)


def test_a_planted_change_is_found_and_the_rest_is_not():
    """The touchpoint that got worse comes first, and it alone is clear."""
    steady = {f"T{n}": (0.4, 0.4) for n in range(12)}
    found = changes(_answers({**steady, "Kasse": (0.5, 0.3)}), end=END)
    assert found[0].touchpoint == "Kasse"
    assert found[0].now < found[0].before
    assert found[0].high < 0
    assert [change.touchpoint for change in found if change.q <= 0.10] == ["Kasse"]


def test_chance_alone_is_seldom_told():
    """Where nothing changed, in at most one of ten runs anything is called clear."""
    runs = [
        any(
            c.q <= 0.10
            for c in changes(_answers({f"T{n}": (0.4, 0.4) for n in range(10)}, n=120, seed=s), end=END)
        )
        for s in range(60)
    ]
    assert sum(runs) <= 12  # expected 6; 12 or more has a chance below two in a hundred


def test_too_few_answers_are_not_compared():
    """Below 30 on a side a touchpoint is left out."""
    assert changes(_answers({"Kasse": (0.9, 0.1)}, n=FEWEST - 1), end=END) == []


def test_only_the_own_brand_counts():
    """Answers about a competitor are no change of ours."""
    assert changes(_answers({"Kasse": (0.5, 0.1)}, brand="Norrfell"), end=END) == []
    assert changes(_answers({"Kasse": (0.5, 0.1)}, brand="Lindwerk"), end=END)


@pytest.mark.parametrize("form", ["wide"])
def test_wide_answers_have_no_times_per_touchpoint(form):
    """They give no changes instead of wrong ones."""
    table = pa.table({"Kasse": pa.array([1, 0], pa.int8())})
    assert changes(Answers(table, form, ("Kasse",), Scale()), end=END) == []


def test_weights_of_one_change_nothing_and_others_count_for_what_they_are_worth():
    """Those who answered seldom stand for more; the range grows as Kish's n shrinks."""
    raw = _answers({"Kasse": (0.5, 0.3)})
    (plain,) = changes(raw, end=END)

    def weighted(weights):
        table = raw.table.append_column("weight", pa.array(weights, pa.float64()))
        return changes(Answers(table, "long", raw.touchpoints, Scale(), own=raw.own), end=END)

    assert weighted(np.ones(len(raw))) == [plain]
    answer = np.array(raw.table["answer"].to_pylist())
    (found,) = weighted(np.where(answer == 1, 3.0, 1.0))
    assert (found.answers, found.answers_before) == (plain.answers, plain.answers_before)
    assert found.now > plain.now
    now = answer[np.array(raw.table["at"].to_pylist()) >= END - 28 * DAY]
    exceeded, missed, met = ((now == value).sum() for value in (1, -1, 0))
    assert found.now == pytest.approx((3 * exceeded - missed) / (3 * exceeded + missed + met))
    (uneven,) = weighted(np.where(np.arange(len(raw)) % 2, 0.1, 1.9))
    assert uneven.high - uneven.low > plain.high - plain.low
