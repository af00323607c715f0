"""The customers who keep arriving: the same by seed, whole visits, and the mistakes that are meant."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from oase.demo import live

FEW = 3_000


@pytest.fixture(scope="module")
def arrivals():
    return list(islice(live(seed=3, run="a", per_second=5.0), FEW))


def test_the_seed_decides_and_the_run_names_the_messages(arrivals):
    """Another run sends the same under other ids, another seed sends something else."""
    again = list(islice(live(seed=3, run="b", per_second=5.0), FEW))
    assert [a.body | {"messageId": ""} for a in arrivals] == [a.body | {"messageId": ""} for a in again]
    assert not {a.body["messageId"] for a in arrivals} & {a.body["messageId"] for a in again}
    assert list(islice(live(seed=4), 20)) != list(islice(live(seed=3), 20))


def test_the_pace_is_as_asked(arrivals):
    """Pauses add up to the pace, and none is negative."""
    assert min(arrival.wait_seconds for arrival in arrivals) >= 0
    assert FEW / sum(arrival.wait_seconds for arrival in arrivals) == pytest.approx(5.0, rel=0.1)


def test_bodies_are_those_of_a_client(arrivals):
    """Path and type agree, everyone has an id; a few events are missing and a few requests repeated."""
    for arrival in arrivals:
        assert arrival.path == f"/v1/{arrival.body['type']}"
        assert arrival.body["anonymousId"]
    tracks = [arrival.body for arrival in arrivals if arrival.body["type"] == "track"]
    assert 0 < sum("event" not in body for body in tracks) < 0.1 * FEW
    repeated = Counter(arrival.body["messageId"] for arrival in arrivals)
    assert 0 < sum(count > 1 for count in repeated.values()) < 0.05 * FEW


def test_an_order_comes_after_its_basket(arrivals):
    """Within the requests of a visitor, what is ordered was put into the basket first."""
    added: set[str] = set()
    for arrival in arrivals:
        who = arrival.body["anonymousId"]
        if arrival.body.get("event") == "Product Added":
            added.add(who)
        if arrival.body.get("event") == "Order Completed":
            assert who in added
