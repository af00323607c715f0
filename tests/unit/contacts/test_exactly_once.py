"""What would lose an acknowledged contact, or count it twice."""

from __future__ import annotations

import pytest

from oase.contacts.pipeline import Worked


@pytest.mark.parametrize("context", [True, 7, 1.5, "web", ["consent"]])
def test_an_odd_context_costs_no_other_message_of_its_batch(house, context):
    sound = [
        {"type": "track", "userId": "anna", "event": "App Opened", "messageId": f"m{n}"} for n in range(3)
    ]
    worked = house.take("batch", {"batch": [*sound, {**sound[0], "messageId": "odd", "context": context}]})
    assert worked == Worked(requests=1, contacts=4)
