"""Sums of products of coded columns against plain one-hot matrices, and the stable hash of persons."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from oase.lake.kernels.moments import group_grams, person_groups, stable_hash

LEVELS = (4, 3, 2)


def _one_hot(codes: list[NDArray[np.uint8]], y: NDArray[np.float64]) -> NDArray[np.float64]:
    dummies = [(column == level) for column, n in zip(codes, LEVELS, strict=True) for level in range(1, n)]
    return np.stack([np.ones(len(y)), *dummies, y], 1).astype(float)


@pytest.mark.parametrize("share_missing", [0.0, 0.1, 0.8])
@pytest.mark.parametrize("is_binary", [True, False])
@pytest.mark.parametrize("is_weighted", [True, False])
@pytest.mark.parametrize("is_part", [True, False])
def test_sums_equal_plain_matrices(
    share_missing: float, is_binary: bool, is_weighted: bool, is_part: bool
) -> None:
    """With and without weights, missing answers, and for some of the rows only."""
    rng = np.random.default_rng(1)
    n = 20_000
    codes = [rng.integers(0, levels - (i == 0), n).astype(np.uint8) for i, levels in enumerate(LEVELS)]
    codes[0][rng.random(n) < share_missing] = 3
    y = (rng.random(n) < 0.3).astype(float) if is_binary else rng.normal(size=n)
    weight = rng.random(n) if is_weighted else None
    group = rng.integers(0, 50, n).astype(np.uint8)
    rows = np.flatnonzero(rng.random(n) < 0.5) if is_part else None
    found = group_grams(codes, LEVELS, y, group, weight=weight, rows=rows, missing=[0])
    used = np.arange(n) if rows is None else rows
    x, w = _one_hot(codes, y)[used], np.ones(len(used)) if weight is None else weight[used]
    answered = codes[0][used] != 3
    for g in (0, 17, 49):
        mine = group[used] == g
        assert found.total[g] == pytest.approx((x[mine].T * w[mine]) @ x[mine], abs=1e-8)
        told = mine & answered
        assert found.answered(0)[g] == pytest.approx((x[told].T * w[told]) @ x[told], abs=1e-8)


def test_counts_of_many_rows_are_exact() -> None:
    """Counting in blocks of float32 tiles loses no row."""
    n = 2_500_000
    x = (np.arange(n) % 4).astype(np.uint8)
    found = group_grams([x], [4], (x == 1).astype(np.float32), (np.arange(n) % 7).astype(np.uint8), groups=7)
    assert found.total[:, 0, 0].sum() == n
    assert found.total[:, 1, 1].sum() == n / 4


def test_groups_of_persons_are_stable_and_balanced() -> None:
    """The same person has the same group in any array; groups are of about equal size."""
    words = [f"kunde-{i}" for i in range(50_000)]
    for ids in (pa.array(words), pa.array(range(50_000))):
        groups = person_groups(ids)
        sizes = np.bincount(groups, minlength=50)
        assert abs(sizes - 1000).max() < 150
        assert (person_groups(ids.slice(700, 50)) == groups[700:750]).all()
    assert len(np.unique(stable_hash(pa.array(words)))) == 50_000
    assert (stable_hash(pa.array(words)) == stable_hash(pa.array(words).cast(pa.large_string()))).all()
    assert (stable_hash(pa.array(["", "a", ""])) == stable_hash(pa.array(["", "b", ""]))).tolist() == [
        True,
        False,
        True,
    ]
