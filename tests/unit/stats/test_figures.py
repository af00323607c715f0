"""Published figures that a correct implementation reproduces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oase.stats import answers_needed, correlations, e_value, johnson, lmg, net_share, r_squared


def _matrix(path: Path) -> NDArray[np.float64]:
    lines = [line.split(",") for line in path.read_text().splitlines() if not line.startswith("#")]
    return np.array([[float(cell) for cell in line[1:]] for line in lines[1:]])


def test_swiss_lmg(data_dir: Path) -> None:
    """LMG of swiss equals R's relaimpo."""
    r = _matrix(data_dir / "anchors" / "swiss_correlations.csv")
    expected = [0.0570912208, 0.1711730289, 0.2601346786, 0.1055701504, 0.1127659229]
    assert lmg(r) == pytest.approx(expected, abs=1e-9)
    assert lmg(r).sum() == pytest.approx(0.7067350016, abs=1e-9)
    assert r_squared(r) == pytest.approx(0.7067350016, abs=1e-9)


def test_mtcars_johnson_and_lmg(data_dir: Path) -> None:
    """Johnson's weights of mtcars equal R's rwa, raw and in per cent; LMG beside them."""
    r = _matrix(data_dir / "anchors" / "mtcars_correlations.csv")
    weights = johnson(r)
    assert weights == pytest.approx([0.2284797, 0.2221469, 0.2321744, 0.0963886], abs=1e-6)
    assert 100 * weights / weights.sum() == pytest.approx([29.32, 28.51, 29.80, 12.37], abs=0.006)
    assert lmg(r) == pytest.approx([0.2470520, 0.2434996, 0.2109129, 0.0777251], abs=1e-6)


def test_attitude_general_dominance(data_dir: Path) -> None:
    """General dominance of attitude from the rows themselves."""
    lines = [line.split(",") for line in (data_dir / "anchors" / "attitude.csv").read_text().splitlines()]
    x = np.array([[1.0, *map(float, line[1:])] for line in lines[1:]])
    assert lmg(correlations(x.T @ x)).round(3).tolist() == [0.371, 0.051, 0.156, 0.120, 0.007, 0.028]


def test_two_predictors() -> None:
    """Two predictors by hand: r12 = .5, r_y = (.6, .4)."""
    r = np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])
    assert lmg(r) == pytest.approx([0.28667, 0.08667], abs=5e-6)


def test_e_values() -> None:
    """The examples of VanderWeele & Ding."""
    assert [round(e_value(ratio), 2) for ratio in (0.80, 0.91, 10.73)] == [1.81, 1.43, 20.95]


def test_net_promoter_score() -> None:
    """16 promoters and 10 detractors of 36: 16.7 [-10.5, 41.3]."""
    assert [round(100 * x, 1) for x in net_share(16, 10, 36).interval(0.95)] == [16.7, -10.5, 41.3]


def test_answers_needed_factor() -> None:
    """The factor of the rule of thumb runs from 1.3 to 17.7."""
    small = answers_needed(0.35, 0.40, 0.04 * 0.96)
    large = answers_needed(0.10, 0.70, 0.25)
    assert small is not None
    assert large is not None
    assert (round(small * 0.05**2, 1), round(large * 0.05**2, 1)) == (1.3, 17.7)
