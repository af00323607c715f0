"""Facts: the later word counts, in whatever order words arrive."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from oase.model import Fact, combine_facts, facts_in, under

FACTS = st.dictionaries(
    st.sampled_from(["wish:1", "wish:2", "size:dress:DE", "consent:push"]),
    st.builds(Fact, st.sampled_from([0, 1, "38", ["v1", "app"]]), st.integers(0, 5)),
)


@given(FACTS, FACTS, FACTS)
def test_facts_are_combined_like_a_maximum(one, two, three):
    """Order, grouping and repetition make no difference."""
    assert combine_facts(one, two) == combine_facts(two, one)
    assert combine_facts(one, combine_facts(two, three)) == combine_facts(combine_facts(one, two), three)
    assert combine_facts(one, one) == one


def test_at_the_same_moment_the_no_counts():
    """A grant and a withdrawal of the same microsecond: withdrawn."""
    both = combine_facts({"consent:push": Fact(["v1", "app"], 5)}, {"consent:push": Fact(0, 5)})
    assert both["consent:push"].value == 0


def test_an_order_says_what_was_bought_also_as_flattened_text():
    """The pipeline hands lists on as JSON text."""
    products = [{"gtin": "4012345678901"}, {"sku": "L-38"}, "nonsense", {"price": 3}]
    expected = {"04012345678901", "L-38"}
    for said in (products, json.dumps(products)):
        assert dict(under(facts_in("Order Completed", {"products": said}, 3), "bought")).keys() == expected
    assert facts_in("Order Completed", {"products": "[broken"}, 3) == {}


def test_wishes_come_and_go():
    """Both spellings of the event name mean the same."""
    on = facts_in("Product Added to Wishlist", {"gtin": "4012345678901"}, 1)
    off = facts_in("product_removed_from_wishlist", {"gtin": 4012345678901}, 2)
    assert combine_facts(on, off)["wish:04012345678901"] == Fact(0, 2)


def test_complaints_are_told_by_their_id():
    """A closed complaint is not another one that is open."""
    opened = facts_in("Complaint Opened", {"complaint_id": 7}, 1)
    closed = facts_in("Complaint Closed", {"complaint_id": "7"}, 2)
    assert combine_facts(opened, closed) == {"complaint:7": Fact(0, 2)}


def test_a_case_is_open_from_its_first_contact_to_its_last():
    """Whatever happens to it says anew that it is open; ended, it is not."""
    told = [
        facts_in(event, {"case": "F-00012-5"}, at)
        for at, event in enumerate(["Case Opened", "Quote Answered", "Case Changed", "Kit Sent"])
    ]
    assert told == [{"case:F-00012-5": Fact(1, at)} for at in range(4)]
    assert combine_facts(told[-1], facts_in("Case Ended", {"case": "F-00012-5"}, 9)) == {
        "case:F-00012-5": Fact(0, 9)
    }
