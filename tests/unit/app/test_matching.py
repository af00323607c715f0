"""Which products go together, from what persons wished for and bought."""

from __future__ import annotations

from tests.unit.retail.shop import BAG, DRESS_38, DRESS_40, SHOE_39, open_shop

from oase.app.matching import match_products
from oase.app.tasks import AtOnce
from oase.app.views import KINDS
from oase.db.facts import learn
from oase.model import Fact
from oase.retail.shelf import Shelf

from .doors import START, Clock, door, new_house, said


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


def test_what_warm_memory_knows_counts_too_and_one_person_once(tmp_path):
    """Facts of two aliases of one person are hers together; a later contact has the last word."""
    with new_house(tmp_path / "house", clock := Clock()) as house:
        open_shop(house.rooms.database)
        one_of = house.rooms.aliases.one
        with house.rooms.database.writing() as connection:
            for number in range(5):
                person = one_of("user", f"kundin-{number}")
                learn(connection, person, {f"wish:{DRESS_38}": Fact(1, START - 9)}, START)
                other = one_of("email", f"kundin-{number}@example.org")
                learn(connection, other, {f"bought:{SHOE_39}": Fact(1, START - 9)}, START)
                learn(connection, one_of("user", f"andere-{number}"), {f"wish:{BAG}": Fact(1, START)}, START)
        for number in range(5):
            house.merge(f"kundin-{number}", f"kundin-{number}@example.org", other_kind="email")
        assert match_products(house.rooms) == (0, 10, 2)
        with door(house) as take:
            take("track", event="Order Refunded", userId="kundin-0",
                 properties={"gtin": SHOE_39}, **said(clock.at))  # fmt: skip
            house.work_off()
        assert match_products(house.rooms) == (1, 10, 0)


def test_without_wishes_what_was_known_is_replaced_by_nothing(tmp_path):
    with new_house(tmp_path / "house", Clock()) as house:
        open_shop(house.rooms.database)
        assert match_products(house.rooms) == (0, 0, 0)


def test_as_a_task_it_tells_numbers_alone(tmp_path):
    with new_house(tmp_path / "house", Clock()) as house:
        look = AtOnce(house, KINDS).look("retail_matches", {})
        assert look.result == {"contacts": 0, "persons": 0, "pairs": 0}
