"""Transactions: every order once, and every contact at a touchpoint that is asked about."""

from __future__ import annotations

NOON = 1_795_262_400_000_000


def order(number, **members):
    properties = {"order_id": number, "total": 80.0, "store": "K1"}
    return {"userId": "anna", "event": "Order Completed", "properties": properties, **members}


def transactions(house):
    return house.rows("select * from transactions order by id")


def ask_about(house, *names):
    with house.database.writing() as connection:
        for name in names:
            connection.exec_driver_sql("update touchpoints set asked = 1 where name = ?", (name,))


def test_an_order_is_one_transaction_however_often_it_is_told(house):
    house.take("track", order("4711", messageId="a"), order("4711", messageId="b"), order("4712"))
    found = transactions(house)
    assert [row["key"] for row in found] == ["order:4711", "order:4712"]
    assert (found[0]["store"], found[0]["source"], found[0]["alias"]) == (
        "K1",
        "shop",
        house.contacts()[0]["alias"],
    )
    assert found[0]["value"] == house.contacts()[0]["value"]


def test_only_touchpoints_that_are_asked_about_make_transactions(house):
    house.take("page", {"userId": "anna", "name": "Sizes", "messageId": "1"})
    assert transactions(house) == []
    name = house.contacts()[0]["touchpoint"]
    ask_about(house, name)
    house.take("page", {"userId": "anna", "name": "Sizes", "messageId": "2"})
    house.take("page", {"userId": "anna", "name": "Sizes", "messageId": "2"})  # told again
    (found,) = transactions(house)
    assert (found["touchpoint"], found["key"]) == (
        name,
        f"contact:{house.contacts()[1]['message_key'].hex()}",
    )


def test_an_order_without_a_number_is_none(house):
    house.take("track", order(None), order(" "), order({}), {"userId": "a", "event": "Order Refunded"})
    assert transactions(house) == []


def test_a_receipt_printed_before_learns_whose_it_is(house):
    with house.database.writing() as connection:
        connection.exec_driver_sql(
            "insert into transactions (key, alias, at, received, touchpoint, channel, store, source)"
            " values ('order:4711', 5, 1, 1, 'till', '', '', 'link')"
        )
    house.take("track", order("4711"))
    house.take("track", order("4711", userId="ben"))  # a second one changes nothing
    (found,) = transactions(house)
    alias = house.contacts()[0]["alias"]
    assert (found["alias"], found["touchpoint"], found["source"]) == (alias, "till", "shop")


def test_an_order_keeps_the_code_it_brought_along(house):
    said = {"total": 80.0, "referral_code": " ABCDEFGH23 "}
    house.take("track", order("1", properties={"order_id": "1"} | said), order("2"))
    wrong = {"order_id": "3", "referral_code": "x" * 21}
    house.take(
        "track", order("3", properties=wrong), order("4", properties={"order_id": "4", "referral_code": 5})
    )
    assert [row["referral"] for row in transactions(house)] == ["abcdefgh23", None, None, None]


def test_a_repair_is_one_transaction_however_many_steps_it_took(house):
    def step(event, state="closed", case="F-00001-8"):
        properties = {"case": case, "kind": "repair", "state": state}
        return {"userId": "anna", "event": event, "properties": properties}

    house.take("track", step("Case Changed"))
    ask_about(house, house.contacts()[0]["touchpoint"])
    cancelled = step("Case Ended", "cancelled", "F-00002-6")
    house.take("track", step("Case Changed"), step("Case Ended"), cancelled)
    assert [row["key"] for row in transactions(house)] == ["repair:F-00001-8"]


def test_the_end_of_a_programme_is_the_transaction_that_programmes_note(house):
    """Asked about at their touchpoints, steps on the way are none, and the ends bear the same keys."""

    def told(event, **properties):
        return {"userId": "anna", "event": event, "properties": properties}

    steps = [told("Take-Back Requested", number="R-000001"), told("Event Booked", stop=3, number=17)]
    house.take("track", *steps)
    for contact in house.contacts():
        ask_about(house, contact["touchpoint"])
    house.take(
        "track",
        *(one | {"messageId": f"again-{place}"} for place, one in enumerate(steps)),
        told("Take-Back Completed", number="R-000001"),
        told("Event Visited", stop=3, number=17),
        told("Second-Hand Bought", sale="7-1"),
    )
    assert [row["key"] for row in transactions(house)] == ["take_back:R-000001", "event:3-17"]
