"""Every quirk of the clients, from the body they send to the contact that is kept."""

from __future__ import annotations

import msgspec
import pytest

from oase.contacts.counts import door_counts_of, step_times_of
from oase.contacts.steps import STEPS, forget_messages
from oase.contacts.steps.families import Families
from oase.contacts.steps.purposes import said_in_consents, said_in_context
from oase.contacts.steps.redact import flat
from oase.contacts.steps.wire import moment_of, text_of
from oase.identity.graph import Graph
from oase.identity.growth import MOST_IDS
from oase.identity.ledger import record, withdrawn
from oase.identity.profiles import of
from oase.model import Consent, Purpose

NOON = 1_795_262_400_000_000
SECOND = 1_000_000
DAY = 86_400 * SECOND


def track(**members):
    return {"type": "track", "event": "Product Viewed", "userId": "anna", **members}


def attributes(contact):
    return msgspec.json.decode(contact["attributes"])


def test_the_walk_is_the_one_that_is_promised():
    """One readable tuple of named functions."""
    assert [step.__name__ for step in STEPS] == [
        "split_batch",
        "correct_clock",
        "validate",
        "deduplicate",
        "check_consent",
        "resolve_person",
        "redact",
        "map_touchpoint",
        "append_contact",
    ]


class TestSplit:
    def test_what_holds_for_a_batch_goes_into_its_items(self, house):
        """Context and sentAt of the batch; an item's own members win."""
        batch = [
            track(timestamp="2026-11-21T11:00:00Z", context={"campaign": {"source": "own"}}),
            track(timestamp="2026-11-21T11:00:00Z"),
        ]
        house.take(
            "batch",
            {
                "batch": batch,
                "sentAt": "2026-11-21T11:00:10Z",
                "context": {"campaign": {"source": "whole", "medium": "mail"}},
                "integrations": {"All": True},
            },
        )
        first, second = house.contacts()
        assert attributes(first)["utm.source"] == "own"
        assert attributes(second)["utm.source"] == "whole"
        assert attributes(second)["utm.medium"] == "mail"
        assert first["at"] == second["at"] == NOON - 10 * SECOND

    def test_items_are_refused_one_by_one(self, house):
        """Valid ones of the same batch are kept, in their places."""
        house.take("batch", {"batch": [track(), 5, {"type": "track"}, None, track(userId="bea")]})
        assert [contact["tie"][-4:] for contact in house.contacts()] == ["0000", "0004"]
        assert house.refused() == [
            ("split_batch", "message_unreadable"),
            ("validate", "person_empty"),
            ("split_batch", "message_unreadable"),
        ]

    @pytest.mark.parametrize(
        "body",
        [
            b'{"event": "x\xff", "userId": "a"}',
            b'{"userId": "a", "properties": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}",
            b'{"userId": 1e999, "event": "x"}',
            b"[]",
            b"",
        ],
        ids=["utf-8", "deep", "infinite", "list", "empty"],
    )
    def test_what_cannot_be_read_is_refused(self, house, body):
        """Never an exception; the requests behind it go on."""
        assert house.take("track", body, track()).contacts == 1
        assert [reason for _, reason in house.refused()] == ["message_unreadable"]

    def test_a_batch_without_a_list_is_refused(self, house):
        house.take("batch", {"batch": {"0": track()}}, track())
        assert [reason for _, reason in house.refused()] == ["message_unreadable"] * 2

    def test_refusals_of_one_request_fill_only_so_many_rows(self, house):
        """All of them are counted."""
        assert house.take("batch", {"batch": [1] * 1500}).refused == 1500
        assert len(house.refused()) == 1000


class TestClock:
    @pytest.mark.parametrize(
        ("members", "at"),
        [
            ({}, NOON),
            ({"timestamp": "2026-11-21T10:00:00Z"}, NOON - 7200 * SECOND),
            ({"timestamp": "2026-11-21T11:00:00+01:00"}, NOON - 7200 * SECOND),
            ({"timestamp": "2026-11-21T10:00:00.123456789Z"}, NOON - 7200 * SECOND + 123_456),
            ({"timestamp": "2026-11-21 10:00:00"}, NOON - 7200 * SECOND),
            ({"timestamp": (NOON - 7200 * SECOND) // 1000}, NOON - 7200 * SECOND),
            ({"timestamp": str((NOON - 7200 * SECOND) // 1000)}, NOON - 7200 * SECOND),
            ({"timestamp": (NOON - 7200 * SECOND) / SECOND}, NOON - 7200 * SECOND),
            ({"timestamp": "2031-01-01T00:00:00Z", "sentAt": "2031-01-01T00:00:05Z"}, NOON - 5 * SECOND),
            (
                {"originalTimestamp": "1999-01-01T00:00:00Z", "sentAt": "1999-01-01T00:00:05Z"},
                NOON - 5 * SECOND,
            ),
            (
                {
                    "timestamp": "2026-11-21T00:00:00Z",
                    "originalTimestamp": "2026-11-21T10:00:00Z",
                    "sentAt": "2026-11-21T10:00:05Z",
                },
                NOON - 5 * SECOND,
            ),
            ({"at": "a member of the client's own"}, NOON),
            ({"timestamp": None, "sentAt": "2026-11-21T10:00:05Z"}, NOON),
            ({"timestamp": "2026-11-21T10:00:00Z", "sentAt": None}, NOON - 7200 * SECOND),
            ({"timestamp": "2026-11-21T10:00:00Z", "sentAt": "soon"}, NOON - 7200 * SECOND),
            ({"timestamp": "2026-11-22T11:59:59Z"}, NOON + DAY - SECOND),
        ],
    )
    def test_the_moment_is_corrected_by_the_clocks(self, house, members, at):
        """``at = received - (sentAt - original)``, with what is there."""
        house.take("track", track(**members))
        assert [contact["at"] for contact in house.contacts()] == [at]

    @pytest.mark.parametrize(
        ("members", "reason"),
        [
            ({"timestamp": "soon"}, "time_unreadable"),
            ({"timestamp": True}, "time_unreadable"),
            ({"timestamp": {"at": 1}}, "time_unreadable"),
            ({"timestamp": "1989-12-31T23:59:59Z"}, "time_out_of_range"),
            ({"timestamp": "2026-11-22T12:00:01Z"}, "time_out_of_range"),
            ({"timestamp": 1e300}, "time_out_of_range"),
            ({"timestamp": "nan"}, "time_unreadable"),
            ({"timestamp": 1e308}, "time_unreadable"),
            ({"timestamp": "1e308"}, "time_unreadable"),
            ({"timestamp": 10**300}, "time_out_of_range"),
            ({"timestamp": "2026-11-21T10:00:00Z", "sentAt": "2099-01-01T00:00:00Z"}, "time_out_of_range"),
        ],
    )
    def test_a_moment_that_cannot_be_is_refused(self, house, members, reason):
        house.take("track", track(**members))
        assert house.refused() == [("correct_clock", reason)]

    def test_no_number_for_a_time_costs_the_rest_of_the_batch(self, house):
        batch = [track(timestamp=1e308), track(timestamp=1, sentAt=-1.7e308), track()]
        assert house.take("batch", {"batch": batch}).contacts == 1

    def test_naive_times_are_utc_and_small_numbers_seconds(self):
        assert moment_of("2026-11-21T12:00:00") == moment_of(1795262400) == moment_of(1795262400000) == NOON


class TestValidate:
    @pytest.mark.parametrize("kind", ["track", "page", "screen"])
    def test_the_endpoint_says_the_type_where_the_body_does_not(self, house, kind):
        house.take(kind, {"userId": "anna", "event": "Product Viewed", "name": "Start", "type": None})
        assert [attributes(contact)["_type"] for contact in house.contacts()] == [kind]

    @pytest.mark.parametrize(
        ("given", "text"),
        [("anna", "anna"), (42, "42"), (42.0, "42"), (-1, "-1"), (10**30, str(10**30)), (1.5, "1.5")],
    )
    def test_numbers_are_ids_as_people_write_them(self, house, given, text):
        house.take("track", track(userId=given))
        assert house.contacts()[0]["alias"] == house.aliases.one("user", text)

    @pytest.mark.parametrize("given", [True, {"id": 1}, ["anna"]])
    def test_what_is_no_id_is_refused(self, house, given):
        """Even with another id beside it: something is wrong with the client."""
        house.take("track", track(userId=given, anonymousId="x"))
        assert house.refused() == [("validate", "person_empty")]

    @pytest.mark.parametrize(
        ("message", "reason"),
        [
            (track(userId=None), "person_empty"),
            (track(userId="  "), "person_empty"),
            (track(event=None), "event_empty"),
            (track(event=""), "event_empty"),
            (track(event={"name": "x"}), "event_empty"),
            (track(type="trakc"), "type_unknown"),
            (track(type=7), "type_unknown"),
            ({"userId": "anna", "event": "x"}, "type_unknown"),
            ({"type": "alias", "userId": "anna"}, "person_empty"),
            ({"type": "alias", "previousId": "x", "anonymousId": "y"}, "person_empty"),
            ({"type": "merge", "mergeProperties": [{"type": "email", "value": "a@b.de"}]}, "person_empty"),
            ({"type": "merge", "mergeProperties": [{"type": "colour", "value": "red"}] * 2}, "person_empty"),
            ({"type": "merge"}, "person_empty"),
            (track(properties={"text": "x" * 40_000}), "message_too_large"),
        ],
    )
    def test_what_a_type_needs(self, house, message, reason):
        house.take("batch", {"batch": [message]})
        assert house.refused() == [("validate", reason)]
        assert not house.contacts()

    def test_nulls_are_as_good_as_nothing(self, house):
        nulls = dict.fromkeys(("properties", "context", "traits", "integrations", "anonymousId", "messageId"))
        assert house.take("track", track(**nulls), track(**nulls)).contacts == 2


class TestDeduplicate:
    def test_a_message_comes_once(self, house):
        """In the same batch, in the same group, later; per source."""
        batch = {"batch": [track(messageId="m")] * 2}
        house.send("batch", batch)
        assert house.take("track", track(messageId="m")).duplicates == 2
        assert house.take("track", track(messageId="m")).duplicates == 1
        assert house.take("track", track(messageId="m"), key=house.make_key("app")).contacts == 1
        with house.database.reading() as connection:
            counts = {(one.source, one.outcome): one.contacts for one in door_counts_of(connection)}
        assert counts == {("shop", "accepted"): 1, ("shop", "duplicate"): 3, ("app", "accepted"): 1}

    def test_identify_calls_are_deduplicated_too(self, house):
        assert house.take("identify", *[{"userId": "anna", "messageId": 7}] * 2).duplicates == 1

    def test_without_an_id_of_the_message_nothing_is_a_duplicate(self, house):
        assert house.take("track", track(), track(), track(messageId={"a": 1})).contacts == 3
        assert len({contact["message_key"] for contact in house.contacts()}) == 3

    def test_a_refused_message_may_come_again_mended(self, house):
        house.take("track", track(messageId="m", event=""))
        assert house.take("track", track(messageId="m")).contacts == 1

    def test_messages_are_forgotten_in_portions(self, house):
        house.take("track", *[track(messageId=str(number)) for number in range(50)])
        house.take("track", track(messageId="young"), received=NOON + 40 * DAY)
        with house.database.writing() as connection:
            gone = [forget_messages(connection, NOON // DAY + 31, portion) for portion in range(256)]
        assert sum(gone) == 50
        assert max(gone) < 50
        assert house.take("track", track(messageId="young"), track(messageId="1")).duplicates == 1


class TestConsent:
    def test_a_denial_is_kept_from_everything(self, house):
        """No body, no alias, no id, no line in the ledger: the banner may say otherwise tomorrow."""
        house.take("track", track(context={"consent": {"analytics": False}}, properties={"note": "secret"}))
        [row] = house.rows("select * from refusals")
        assert (row["reason"], row["alias"], row["body"], row["detail"]) == ("consent_denied", None, None, "")
        assert not house.rows("select * from identifiers")
        assert not house.rows("select * from consents")
        assert house.take("track", track(context={"consent": {"analytics": True}})).contacts == 1

    def test_a_withdrawal_holds_for_every_key_and_no_client_lifts_it(self, house):
        app = house.make_key("app")
        house.take("consent", {"userId": "anna", "consents": {"analytics": False}, "textVersion": 3})
        house.take("track", track(), track(context={"consent": {"analytics": True}}))
        house.take("track", track(), key=app)
        assert house.refused() == [("check_consent", "consent_withdrawn")] * 3
        assert not house.rows("select * from identifiers")
        house.take("consent", {"userId": "anna", "consents": ["analytics"]}, received=NOON + SECOND)
        assert house.take("track", track()).contacts == 1
        assert [row["text"] for row in house.rows("select * from consents order by id")] == ["3", ""]

    def test_a_withdrawal_holds_for_what_comes_behind_it_in_the_same_group(self, house):
        house.send("track", track())
        house.send("consent", {"userId": "anna", "consents": {"analytics": False}})
        house.send("track", track(), track(userId="bea"))
        assert house.work().contacts == 2
        assert house.refused() == [("check_consent", "consent_withdrawn")]

    def test_a_withdrawal_holds_for_all_ids_of_a_person(self, house):
        house.take("identify", {"userId": "anna", "anonymousId": "x"})
        house.take("consent", {"anonymousId": "x", "consents": {"analytics": False}})
        assert house.take("track", track(), track(userId=None, anonymousId="x")).contacts == 0

    def test_it_holds_for_an_unknown_id_that_would_become_the_same_person(self, house):
        house.take("consent", {"anonymousId": "x", "consents": {"analytics": False}})
        assert house.take("track", track(userId="new", anonymousId="x")).contacts == 0

    def test_it_does_not_hold_for_another_known_person_at_the_same_device(self, house):
        house.take("identify", {"userId": "anna", "anonymousId": "x"}, {"userId": "bea"})
        house.take("consent", {"userId": "anna", "consents": {"analytics": False}})
        assert house.take("track", track(userId="bea", anonymousId="x")).contacts == 1
        assert house.take("track", track(userId="carl", anonymousId="x")).contacts == 1

    def test_consents_of_both_ids_of_a_call(self, house):
        house.take("consent", {"userId": "anna", "anonymousId": "x", "consents": {"analytics": False}})
        assert house.take("track", track(), track(userId=None, anonymousId="x")).contacts == 0

    def test_what_a_client_sends_along_is_written_down_once(self, house):
        consent = {"categoryPreferences": {"Analytics": True, "Advertising": False, "Functional": True}}
        house.take("track", *[track(context={"consent": consent})] * 3)
        assert len(house.contacts()) == 3
        assert [(row["purpose"], row["is_granted"]) for row in house.rows("select * from consents")] == [
            ("analytics", 1),
            ("personalisation", 0),
        ]

    def test_unreadable_consents_are_refused_whole(self, house):
        for consents in ({"analytics": True, "world peace": True}, {}, None, [], {"email": 3}):
            house.take("consent", {"userId": "anna", "consents": consents})
        assert house.refused() == [("validate", "message_unreadable")] * 5
        assert not house.rows("select * from consents")

    def test_from_before_an_erasure_nothing_comes_back(self, house):
        """By any id of the message; what happens later starts anew."""
        house.erased.add([house.aliases.one("user", "anna"), house.aliases.one("anonymous", "x")], NOON)
        before, after = "2026-11-21T11:59:59Z", "2026-11-21T12:00:01Z"
        house.take(
            "batch",
            {
                "batch": [
                    track(timestamp=before),
                    track(userId="new", anonymousId="x", timestamp=before),
                    {"type": "identify", "userId": "anna", "timestamp": before, "traits": {"name": "Anna"}},
                    track(userId="bea", timestamp=before),
                    track(timestamp=after),
                ]
            },
        )
        assert house.refused() == [("check_consent", "person_erased")] * 3
        assert [row["body"] for row in house.rows("select body from refusals")] == [None] * 3
        assert len(house.contacts()) == 2
        assert not house.rows("select * from profiles")

    def test_other_purposes_do_not_stop_a_contact(self, house):
        alias = house.aliases.one("user", "anna")
        with house.database.writing() as connection:
            record(connection, [Consent(alias, Purpose.EMAIL, is_granted=False, at=NOON)], NOON)
        assert house.take("track", track()).contacts == 1
        with house.database.reading() as connection:
            assert withdrawn(connection, [alias], Purpose.EMAIL) == {alias}

    def test_words_of_consent(self):
        assert said_in_context({"consentManagement": {"deniedConsentIds": ["Analytics", 5]}}) == {
            Purpose.ANALYTICS: False
        }
        assert said_in_context({"consent": {"analytics": True, "Statistik": False}}) == {
            Purpose.ANALYTICS: False
        }
        assert said_in_context({"consent": "yes"}) == said_in_context(None) == {}
        assert said_in_consents({"in-store": "granted", "E-Mail": {"granted": False}}) == {
            Purpose.IN_STORE: True,
            Purpose.EMAIL: False,
        }

    def test_families(self):
        families = Families([[1], [2, 3], [4, 5], [5, 2], [6, 7, 8]])
        assert families.of([2, 3, 4, 5]) == families.of([3])
        assert len(families.of(range(1, 9))) == 3


class TestResolve:
    def test_an_anonymous_visitor_becomes_known(self, house):
        """Contacts keep the alias under which they came; the person is looked up."""
        house.take(
            "batch",
            {
                "batch": [
                    {"type": "page", "anonymousId": "x", "name": "Start"},
                    {"type": "identify", "userId": "anna", "anonymousId": "x"},
                    track(anonymousId="x"),
                ]
            },
        )
        one, two = [contact["alias"] for contact in house.contacts()]
        with house.database.reading() as connection:
            person = Graph(house.aliases).person(connection, one)
        assert one != two
        assert {one, two} <= set(person.aliases)

    @pytest.mark.parametrize(
        ("call", "values"),
        [
            ({"type": "alias", "userId": "anna", "previousId": "x"}, {"anna", "x"}),
            ({"type": "alias", "userId": "anna", "previousId": "old"}, {"anna", "old"}),
            (
                {
                    "type": "merge",
                    "mergeProperties": [
                        {"type": "user_id", "value": "anna"},
                        {"type": "email", "value": "Anna@Lindwerk.example"},
                    ],
                },
                {"anna", "anna@lindwerk.example"},
            ),
            (
                {
                    "type": "merge",
                    "mergeProperties": [{"type": "user", "value": "anna"}, {"type": "user", "value": "old"}],
                },
                {"anna", "old"},
            ),
        ],
    )
    def test_who_says_so_may_join(self, house, call, values):
        house.take("identify", {"userId": "old"})
        assert house.take("batch", {"batch": [call]}).noted == 1
        with house.database.reading() as connection:
            assert set(Graph(house.aliases).find(connection, "anna").values) == values

    def test_no_client_makes_a_person_of_too_many_ids(self, house):
        """The call is refused for all to see; an id that comes by itself stays a person of its own."""
        calls = [
            {"type": "alias", "userId": "anna", "previousId": f"v{number}"} for number in range(MOST_IDS + 9)
        ]
        worked = house.take("batch", {"batch": calls})
        assert (worked.noted, worked.refused) == (MOST_IDS - 1, 10)
        assert house.refused() == [("resolve_person", "too_many_ids")] * 10
        assert house.take("track", track(anonymousId="w")).contacts == 1
        with house.database.reading() as connection:
            graph = Graph(house.aliases)
            assert len(graph.find(connection, "anna").aliases) == MOST_IDS
            assert graph.find(connection, "w").values == ("w",)

    def test_traits_are_kept_with_the_person_alone(self, house):
        """rudder-python says them only in ``context.traits``; groups are no traits of the person."""
        house.take(
            "identify",
            {"userId": "anna", "context": {"traits": {"firstName": "Anna", "city": "Ulm"}}},
            {"userId": "anna", "traits": {"city": None, "plan": "pro"}},
        )
        house.take("group", {"userId": "anna", "groupId": 9, "traits": {"name": "Lindwerk"}})
        with house.database.reading() as connection:
            traits = of(connection, Graph(house.aliases).find(connection, "anna"))
        assert traits == {"firstName": "Anna", "plan": "pro", "group": {"id": "9", "name": "Lindwerk"}}
        assert not house.contacts()


class TestRedact:
    def test_nothing_personal_is_kept(self, house):
        house.take("identify", {"userId": "anna", "traits": {"firstName": "Annegret"}})
        house.take(
            "track",
            track(
                event="Mail to anna@lindwerk.example",
                properties={
                    "note": "Annegret: +49 171 2345678",
                    "email": "anna@lindwerk.example",
                    "deep": {"iban": "DE89370400440532013000", "list": ["anna@lindwerk.example"]},
                },
                context={
                    "ip": "203.0.113.9",
                    "userAgent": "Mozilla",
                    "campaign": {"name": "anna@lindwerk.example"},
                },
            ),
        )
        [contact] = house.contacts()
        assert contact["touchpoint"] == "Mail to [mail]"
        assert attributes(contact) == {
            "_type": "track",
            "_event": "Mail to [mail]",
            "_mapped": False,
            "utm.name": "[mail]",
            "note": "[name]: [phone]",
            "deep.list": '["[mail]"]',
        }

    def test_a_name_learnt_in_the_same_group_is_masked_in_it(self, house):
        house.send("identify", {"userId": "anna", "traits": {"firstName": "Annegret"}})
        house.take("track", track(properties={"note": "Annegret"}))
        assert attributes(house.contacts()[0])["note"] == "[name]"

    def test_properties_become_flat(self):
        nested = {"a": {"b": {"c": 1}}, "n": None, "l": [{"x": 2**70}], "big": -(2**70), "t": True}
        assert flat(nested) == {"a.b.c": 1, "l": f'[{{"x":"{2**70}"}}]', "big": str(-(2**70)), "t": True}
        assert len(flat({str(number): number for number in range(500)})) == 100

    def test_touchpoints_without_end_become_one(self, house, monkeypatch):
        """A million different events fill neither registry nor daily counts; none of them is lost."""
        monkeypatch.setattr("oase.contacts.steps.touch.MOST_TOUCHPOINTS", 3)
        house.take("batch", {"batch": [track(event=f"Event {number}") for number in range(10)]})
        house.take("batch", {"batch": [track(event=f"Event {number}") for number in (0, 99)]})
        found = [contact["touchpoint"] for contact in house.contacts()]
        assert found == ["Event 0", "Event 1", "Event 2", *["(other)"] * 7, "Event 0", "(other)"]
        assert attributes(house.contacts()[-1]) == {"_type": "track", "_event": "Event 99", "_mapped": False}
        assert {row["name"] for row in house.rows("select name from touchpoints")} == set(found)
        assert len(house.rows("select * from daily_counts")) == 4

    def test_attributes_stay_small(self, house):
        house.take("track", track(properties={f"p{number}": "ä" * 100 for number in range(90)}))
        kept = house.contacts()[0]["attributes"]
        assert 7000 < len(kept.encode()) <= 8192
        assert attributes(house.contacts()[0])["_type"] == "track"

    def test_reserved_attributes_are_ours(self, house):
        house.take("track", track(properties={"_type": "admin", "_mapped": "x", "price": 3}))
        assert attributes(house.contacts()[0]) == {
            "_type": "track",
            "_event": "Product Viewed",
            "_mapped": True,
            "price": 3,
        }


class TestAppend:
    def test_registry_counts_and_time_of_steps(self, house):
        """The day is that of the house's zone: 23:30 UTC is tomorrow in Berlin."""
        late = track(timestamp="2026-11-20T23:30:00Z")
        house.take("track", late, track(), track(event="Tree Planted"), key=house.make_key("till", "store"))
        today = NOON // DAY
        counts = {
            (row["day"], row["touchpoint"]): row["contacts"]
            for row in house.rows("select * from daily_counts")
        }
        name = house.contacts()[0]["touchpoint"]
        assert counts == {(today, name): 2, (today, "Tree Planted"): 1}
        registry = {row["name"]: row for row in house.rows("select * from touchpoints")}
        assert set(registry) == {name, "Tree Planted"}
        assert registry["Tree Planted"]["phase"] is None
        with house.database.reading() as connection:
            assert {time.step for time in step_times_of(connection)} == {step.__name__ for step in STEPS}

    def test_the_registry_is_only_filled_where_it_is_empty(self, house):
        house.take("track", track())
        [row] = house.rows("select * from touchpoints")
        with house.database.writing() as connection:
            connection.exec_driver_sql("update touchpoints set channel = null, phase = 'use'")
        house.take("track", track(), key=house.make_key("till", "store"))
        [now] = house.rows("select * from touchpoints")
        channel = house.contacts()[1]["channel"]
        assert channel
        assert (now["id"], now["channel"], now["phase"]) == (row["id"], channel, "use")

    def test_the_worth_and_the_source(self, house):
        house.take("track", track(event="Order Completed", properties={"total": "149.90"}))
        [contact] = house.contacts()
        assert (contact["value"], contact["source"], contact["brand"]) == (149.9, "shop", None)


def test_texts_of_ids():
    assert [text_of(value) for value in (0, -0.0, 1e20, [], {}, None, False)] == [
        "0",
        "0",
        str(10**20),
        None,
        None,
        None,
        None,
    ]
