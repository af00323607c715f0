"""Refusals are kept, masked, browsed, counted, forgotten; a person's are given out and erased."""

from __future__ import annotations

import msgspec

from oase.contacts import recent_contacts, refusals, snapshot_of
from oase.contacts.rights import ContactsRights
from oase.identity import Graph
from oase.model import KeepsPersonalData, Person, RefusalReason

NOON = 1_795_262_400_000_000
DAY = 86_400_000_000


def nameless(**members):
    return {"type": "track", "event": "", **members}


def test_a_body_is_masked_and_cut(house):
    house.take(
        "track",
        nameless(
            userId="anna",
            properties={"note": "anna@lindwerk.example", "phone": "1", "long": "x" * 5000},
            context={"ip": "203.0.113.9", "userAgent": "Mozilla", "traits": {"name": "Anna"}},
        ),
    )
    [row] = house.rows("select * from refusals")
    assert row["alias"] is None or row["alias"] == house.aliases.one("user", "anna")
    assert len(row["body"]) == 2000
    assert '"[mail]"' in row["body"]
    for gone in ("lindwerk.example", "203.0.113.9", "Mozilla", "Anna"):
        assert gone not in row["body"]


def test_an_unreadable_body_is_masked_too(house):
    house.take(
        "track",
        b'{"userId": "anna", "userAgent": "Mozilla", "email": "anna@lindwerk.example", "event": "\xff"}',
    )
    [row] = house.rows("select body from refusals")
    assert "lindwerk" not in row["body"]
    assert "Mozilla" not in row["body"]
    assert '"userId": "anna"' in row["body"]


def test_refusals_are_browsed_by_page_reason_and_source(house):
    app = house.make_key("app")
    house.take("track", *[nameless(userId=str(number)) for number in range(5)])
    house.take("track", {"event": "x"}, key=app)
    with house.database.reading() as connection:
        first = refusals.browse(connection, limit=2)
        rest = refusals.browse(connection, after=first[-1].id)
        last = refusals.browse(connection, after=-1, limit=2)
        empty = refusals.browse(connection, reason=RefusalReason.EVENT_EMPTY)
        of_app = refusals.browse(connection, source="app")
    assert [one.id for one in first + rest] == [1, 2, 3, 4, 5, 6]
    assert [one.id for one in last] == [5, 6]
    assert len(empty) == 5
    assert [one.reason for one in of_app] == [RefusalReason.PERSON_EMPTY]
    assert of_app[0].step == "validate"


def test_counts_outlive_the_rows(house):
    house.take("track", nameless(userId="a"), {"event": "x"}, {"event": "x"})
    house.take("track", nameless(userId="a"), received=NOON + 40 * DAY)
    with house.database.writing() as connection:
        assert refusals.forget(connection, NOON + DAY) == 3
        assert refusals.counts(connection) == {RefusalReason.PERSON_EMPTY: 2, RefusalReason.EVENT_EMPTY: 2}
        assert refusals.counts(connection, NOON // DAY + 1) == {RefusalReason.EVENT_EMPTY: 1}
        assert len(refusals.browse(connection)) == 1


class TestRights:
    def test_everything_of_a_person_is_given_out(self, house):
        house.take("identify", {"userId": "anna", "anonymousId": "x"})
        house.take(
            "track",
            {"userId": "anna", "event": "Tree Planted"},
            {"anonymousId": "x", "event": "Tree Planted"},
        )
        house.take("track", nameless(userId="anna"), {"userId": "bea", "event": "Tree Planted"})
        rights: KeepsPersonalData = ContactsRights(house.database)
        with house.database.reading() as connection:
            anna = Graph(house.aliases).find(connection, "anna")
        given = rights.export(anna)
        assert msgspec.json.decode(msgspec.json.encode(given)) == given
        assert [contact["touchpoint"] for contact in given["contacts"]] == ["Tree Planted"] * 2
        assert given["contacts"][0]["at"] == "2026-11-21T12:00:00+00:00"
        assert given["snapshot"]["touchpoints"]["Tree Planted"]["contacts"] == 2
        assert [refusal["reason"] for refusal in given["refusals"]] == ["event_empty"]

    def test_nothing_of_a_person_is_left(self, house):
        """Neither under an alias nor in the text of a refusal; of others everything."""
        house.take(
            "track",
            {"userId": "anna-4711", "event": "Tree Planted"},
            {"userId": "bea", "event": "Tree Planted"},
        )
        house.take("track", nameless(userId="anna-4711"), {"event": "x", "properties": {"who": "ANNA-4711"}})
        house.take("track", {"event": "x", "properties": {"price": 42, "id": "7"}}, nameless(userId="bea"))
        rights = ContactsRights(house.database)
        alias = house.aliases.one("user", "anna-4711")
        anna = Person(alias, (alias,), ("anna-4711", "42", 'q"'))
        assert rights.erase(anna) == 4
        assert rights.erase(anna) == 0
        assert len(house.contacts()) == len(house.rows("select * from snapshots")) == 1
        assert len(house.rows("select * from refusals")) == 2
        assert rights.export(anna) == {
            "contacts": [],
            "transactions": [],
            "snapshot": {"contacts": 0},
            "facts": {},
            "refusals": [],
        }
        assert sum(row["contacts"] for row in house.rows("select * from daily_counts")) == 2


def test_what_happened_last(house):
    house.take("track", *[{"userId": "anna", "event": f"Event {number}"} for number in range(5)])
    with house.database.reading() as connection:
        assert [one.touchpoint for one in recent_contacts(connection, limit=2)] == ["Event 3", "Event 4"]
        assert [one.id for one in recent_contacts(connection, 2, 2)] == [3, 4]
        alias = house.aliases.one("user", "anna")
        snapshot = snapshot_of(connection, Person(alias, (alias,)))
    assert snapshot.contacts == len(snapshot.touchpoints) == 5
    assert snapshot.last_touchpoint == "Event 4"
