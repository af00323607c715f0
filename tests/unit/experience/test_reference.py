"""The fast estimators against slow plain Python, written from the definition."""

from __future__ import annotations

import numpy as np
import pytest

from oase.experience import magic_moments

from .worlds import DAY, World, random_world


def _slow(
    world: World, focus: str, within: int, *, is_early: bool, order: list[str] | None = None
) -> tuple[float, float]:
    """Return R and N by loops over persons and plain least squares."""
    end = max(at for _, at, _ in world.contacts)
    buys: dict[str, list[int]] = {}
    for person, at, touchpoint in world.contacts:
        if touchpoint == "purchase":
            buys.setdefault(person, []).append(at)
    said: dict[str, list[tuple[tuple[int, int], int, str, int]]] = {}
    place = {name: i for i, name in enumerate(order)} if order else {}
    for person, at, touchpoint, answer in zip(
        world.person, world.at, world.touchpoint, world.answer, strict=True
    ):
        if answer is not None:
            moment = (at, place.get(touchpoint, 0))
            said.setdefault(person, []).append((moment, at, touchpoint, answer))
    others = sorted({name for name in world.touchpoint if name != focus})
    age_of = dict(zip(world.person, world.age, strict=True))
    rows, outcomes = [], []
    for person, answers in said.items():
        for moment, at, touchpoint, answer in answers:
            if touchpoint != focus or at > end - within:
                continue
            later = [b for b in buys.get(person, []) if b > at]
            first = min(later, default=None)
            outcomes.append(float(first is not None and first <= at + within))
            closes = at + within if first is None else min(first, at + within)
            row = [1.0, float(answer == 1), float(answer == -1)]
            row += [float(age_of[person] == level) for level in ("young", None)]
            for other in others:
                about = [a for a in answers if a[2] == other]
                before = [a for a in about if a[0] < moment]
                after = [a for a in about if a[0] >= moment and a[1] < closes]
                state = None
                if before:
                    state = max(before, key=lambda a: (a[0], (0, 1, 2)[(0, 1, -1).index(a[3])]))[3]
                elif after and not is_early:
                    state = min(after, key=lambda a: (a[0], (0, 1, 2)[(0, 1, -1).index(a[3])]))[3]
                row += [float(state == 1), float(state == -1), float(state is None)]
            rows.append(row)
    coefficients = np.linalg.lstsq(np.array(rows), np.array(outcomes), rcond=None)[0]
    return float(coefficients[1]), float(coefficients[2])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("order", [None, ["T2", "T0", "T3", "T1"]])
def test_long_with_times_equals_the_definition(seed: int, order: list[str] | None) -> None:
    """R_early and R_all by running maxima and Gram matrices equal loops and plain least squares."""
    world = random_world(seed)
    result = magic_moments(
        world.answers(shuffle=seed), world.log(), outcome="purchase", within="60d", order=order
    )
    for row in result.rows():
        early = _slow(world, row["touchpoint"], 60 * DAY, is_early=True, order=order)
        every = _slow(world, row["touchpoint"], 60 * DAY, is_early=False, order=order)
        assert (row["reward_early"], row["penalty_early"]) == pytest.approx(early, abs=1e-9)
        assert (row["reward_all"], row["penalty_all"]) == pytest.approx(every, abs=1e-9)


def test_no_order_of_rows_matters() -> None:
    """Shuffling the rows changes nothing, not even the intervals."""
    world = random_world(4)
    first, second = (
        magic_moments(world.answers(shuffle=seed), world.log(), outcome="purchase", within="60d").table
        for seed in (1, 2)
    )
    for name in first.column_names:
        one, two = first[name].to_pylist(), second[name].to_pylist()
        assert one == (pytest.approx(two, abs=1e-12) if isinstance(one[0], float) else two), name
