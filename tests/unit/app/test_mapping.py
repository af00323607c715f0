"""What no rule knows, counted over all that is stored."""

from __future__ import annotations

from oase.app.mapping import candidates

from .doors import Clock, door, new_house, said


def test_candidates_are_the_unmapped_of_lake_and_log(tmp_path):
    """The most frequent comes first; where a contact lies, and what a rule knows, makes no difference."""
    with new_house(tmp_path / "house", clock := Clock()) as house:
        assert candidates(house.rooms) == []
        with door(house) as take:
            for events in (["Leaf Fell", "Tree Planted"], ["Tree Planted", "Order Completed"]):
                for event in events:
                    take("track", event=event, userId="anna", **said(clock.at))
                house.work_off()
                house.seal()
            take("track", event="Tree Planted", userId="anna", **said(clock.at))
            house.work_off()
        assert candidates(house.rooms) == [("Tree Planted", 3, "shop"), ("Leaf Fell", 1, "shop")]
