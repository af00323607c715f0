"""Which products go together, from what persons wished for and bought."""

from __future__ import annotations

from tests.unit.retail.shop import BAG, DRESS_38, DRESS_40, SHOE_39, open_shop

from oase.app.matching import match_products
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.retail.shelf import Shelf

from .doors import Clock, door, new_house, said


def wish(take, clock, person, gtin, event="Product Added to Wishlist"):
    take("track", event=event, userId=person, properties={"gtin": gtin}, **said(clock.at))
    clock.wait(60)


def goes_with(house, product):
    shelf = Shelf(house.rooms.database)
    shelf.refresh()
    return [(one.other, one.together, one.persons) for one in shelf.goes_with(product)]


def test_wishes_and_purchases_of_lake_and_log_count_once_for_each_person(tmp_path):
    """Whatever its colour and size, a product counts once; what is taken off the list does not."""
    with new_house(tmp_path / "house", clock := Clock()) as house:
        open_shop(house.rooms.database)
        with door(house) as take:
            for number in range(6):
                person = f"kundin-{number}"
                wish(take, clock, person, DRESS_38 if number % 2 else DRESS_40)
                wish(take, clock, person, DRESS_38)
                products = [{"gtin": SHOE_39}, {"sku": "unknown"}]
                take("track", event="Order Completed", userId=person,
                     properties={"products": products}, **said(clock.at))  # fmt: skip
                clock.wait(60)
            house.work_off()
            house.seal()
            for number in range(6):
                wish(take, clock, f"kundin-{number}", BAG)
                wish(take, clock, f"kundin-{number}", BAG, "Product Removed from Wishlist")
                wish(take, clock, f"andere-{number}", BAG)
            take("track", event="Leaf Fell", userId="anna", **said(clock.at))
            house.work_off()
        found = match_products(house.rooms)
        assert (found.persons, found.pairs) == (12, 2)
        assert goes_with(house, "dress") == [("shoe", 6, 6)]
        assert goes_with(house, "bag") == []


def test_without_wishes_what_was_known_is_replaced_by_nothing(tmp_path):
    with new_house(tmp_path / "house", Clock()) as house:
        open_shop(house.rooms.database)
        assert match_products(house.rooms) == (0, 0, 0)


def test_as_a_task_it_tells_numbers_alone(tmp_path):
    with new_house(tmp_path / "house", Clock()) as house:
        look = AtOnce(house, KINDS).look("retail_matches", {})
        assert look.result == {"contacts": 0, "persons": 0, "pairs": 0}
