"""What would lose an acknowledged contact, or count it twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from oase.contacts.pipeline import Pipeline, Worked
from oase.settings import Settings


@pytest.mark.parametrize("context", [True, 7, 1.5, "web", ["consent"]])
def test_an_odd_context_costs_no_other_message_of_its_batch(house, context):
    sound = [
        {"type": "track", "userId": "anna", "event": "App Opened", "messageId": f"m{n}"} for n in range(3)
    ]
    worked = house.take("batch", {"batch": [*sound, {**sound[0], "messageId": "odd", "context": context}]})
    assert worked == Worked(requests=1, contacts=4)


def test_what_two_pipelines_have_read_is_worked_off_once(house):
    """Messages without an id, which nothing but their place in the inbox tells from one another."""
    house.send("track", *[{"userId": "anna", "event": "App Opened"}] * 20)
    other = Pipeline(house.database, house.folder, bytes(range(32)), Settings())
    with other, ThreadPoolExecutor(2) as pool:
        with house.database.writing():  # both have read before one of them may write
            both = [pool.submit(one.run_once) for one in (house.pipeline, other)]
            time.sleep(0.5)
        assert sum(one.result().contacts for one in both) == 20
    assert len(house.contacts()) == 20
    assert house.rows("select sum(contacts) as n from daily_counts")[0]["n"] == 20


def test_a_group_without_a_sound_message_keeps_its_reasons_after_an_erasure(house):
    house.erased.add([1], at=5)
    house.take("track", {"userId": "anna"}, {"event": "App Opened"})
    assert house.refused() == [("validate", "event_empty"), ("validate", "person_empty")]
