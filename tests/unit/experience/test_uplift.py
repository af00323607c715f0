"""Uplift of plays from the contacts that decisions leave."""

from __future__ import annotations

import json
import math
import random
from typing import Any

import pyarrow as pa
import pytest

from oase.experience.exposures import Exposures, Goal, Shown
from oase.experience.uplift import uplift_of, uplifts

DAY = 86_400_000_000
NOW = 100 * DAY
GOALS = {"p": Goal("Order Completed", 7)}


def decision(person: int, day: float, outcome: str = "sent", **more: Any) -> tuple[int, int, str]:
    told = {
        "_type": "track",
        "_event": "Decision",
        "_mapped": False,
        "play": "p",
        "arm": "a",
        "propensity": 1.0,
    }
    return person, int(day * DAY), json.dumps({**told, "outcome": outcome, **more}, separators=(",", ":"))


def order(person: int, day: float) -> tuple[int, int, str]:
    told = {"_type": "track", "_event": "Order Completed", "_mapped": True}
    return person, int(day * DAY), json.dumps(told, separators=(",", ":"))


def block(*rows: tuple[int, int, str | None]) -> pa.Table:
    people, ats, attributes = zip(*rows, strict=True)
    return pa.table(
        {"person": list(people), "at": list(ats), "attributes": pa.array(attributes, pa.string())}
    )


def shown(*blocks: pa.Table) -> list[Shown]:
    found = Exposures(GOALS, NOW)
    for one in blocks:
        found.add(one)
    return found.shown()


def test_what_counts_is_the_first_decision_and_what_follows_in_time():
    rows = [decision(1, 1), order(1, 5), decision(2, 1), order(2, 9), order(3, 0.5), decision(3, 1)]
    assert [one.reached for one in shown(block(*rows))] == [True, False, False]


def test_blocks_may_come_in_any_order():
    assert [one.reached for one in shown(block(order(1, 5)), block(decision(1, 1)))] == [True]


def test_what_was_withheld_is_no_exposure():
    assert (
        shown(block(decision(1, 1, "withheld"), decision(2, 1, "stopped"), decision(3, 1, play="other")))
        == []
    )


def test_she_stays_in_the_group_of_her_first_decision():
    rows = [decision(1, 2), decision(1, 1, "control", arm="control", propensity=0.1)]
    assert [one.arm for one in shown(block(*rows))] == ["control"]


def test_whose_time_is_not_over_waits():
    [one] = shown(block(decision(1, 98), order(1, 99)))
    assert one.is_open
    found = uplift_of("p", [one])
    assert (found.waiting, found.told) == (1, 0)


@pytest.mark.parametrize("broken", ['{"_event":"Decision","play":3}', '{"_event":"Decision"', None])
def test_contacts_that_cannot_be_read_are_left_out(broken: str | None):
    found = Exposures(GOALS, NOW)
    found.add(block((1, 1, broken), decision(2, 1)))
    assert len(found.shown()) == 1


def test_too_few_say_nothing_and_how_many_it_takes():
    found = uplifts([block(*[decision(n, 1) for n in range(20)])], GOALS, NOW)["p"]
    assert math.isnan(found.uplift.low)
    assert found.more
    assert not found.is_known


def test_a_play_without_any_contact_is_there():
    assert uplifts([], GOALS, NOW)["p"].told == 0


def test_uplift_and_arms_of_drawn_visitors():
    chance = random.Random(4)
    rows: list[tuple[int, int, str | None]] = []
    truth, chances = {"a": 0.30, "b": 0.15}, {"a": 0.8, "b": 0.2}
    for person in range(6000):
        if chance.random() < 0.1:
            rows.append(decision(person, 1, "control", arm="control", propensity=0.1))
            share = 0.1
        else:
            arm = "a" if chance.random() < chances["a"] else "b"
            rows.append(decision(person, 1, arm=arm, propensity=chances[arm]))
            share = truth[arm]
        if chance.random() < share:
            rows.append(order(person, 2))
    found = uplifts([block(*rows)], GOALS, NOW)["p"]
    assert found.is_clear
    assert found.more == 0
    assert found.uplift.low < 0.8 * 0.3 + 0.2 * 0.15 - 0.1 < found.uplift.high
    assert [arm.arm for arm in found.arms] == ["a", "b"]
    for arm in found.arms:
        assert arm.ips.low < truth[arm.arm] < arm.ips.high
        assert arm.snips.low < truth[arm.arm] < arm.snips.high
