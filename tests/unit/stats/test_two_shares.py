"""The interval of a difference of shares against the published table."""

import math

import pytest

from oase.stats import share_difference

# Newcombe (1998), Statistics in Medicine 17, 873-890, Table II, method 10 without continuity correction
PUBLISHED = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0000)),
    ((10, 10, 0, 10), (0.6075, 1.0000)),
]


@pytest.mark.parametrize(("counts", "ends"), PUBLISHED)
def test_interval_is_the_published_one(counts: tuple[int, int, int, int], ends: tuple[float, float]) -> None:
    value, low, high = share_difference(*counts)
    assert value == pytest.approx(counts[0] / counts[1] - counts[2] / counts[3])
    assert (round(low, 4), round(high, 4)) == ends


def test_changing_sides_changes_the_sign() -> None:
    forth, back = share_difference(30, 40, 10, 50), share_difference(10, 50, 30, 40)
    assert (forth.value, forth.low, forth.high) == pytest.approx((-back.value, -back.high, -back.low))


def test_an_empty_group_says_nothing() -> None:
    assert all(math.isnan(part) for part in share_difference(0, 0, 3, 4))
