"""A mapping says where a contact happened, tells what is wrong with it, and can be applied anew."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oase.contacts.mapping import (
    Mapping,
    Message,
    StoredRow,
    Touch,
    active,
    default_text,
    dry_run,
    install,
    key_channels,
    remap_table,
    stored,
    text_of,
    versions,
)
from oase.contacts.tables import keys
from oase.db import open_database
from oase.demo.plan import TOUCHPOINTS, phase_of
from oase.errors import InputError, OptionInvalid

GERMAN = Mapping.parse(default_text("de"))
ENGLISH = Mapping.parse(default_text("en"))

SPEC = """
Products Searched|Product List Viewed|Product List Filtered|Promotion Viewed|Promotion Clicked|Product Clicked
Product Viewed|Product Added|Product Removed|Cart Viewed|Checkout Started|Checkout Step Viewed
Checkout Step Completed|Payment Info Entered|Order Completed|Order Updated|Order Refunded|Order Cancelled
Coupon Entered|Coupon Applied|Coupon Denied|Coupon Removed|Product Added to Wishlist
Product Removed from Wishlist|Wishlist Product Added to Cart|Product Shared|Cart Shared|Product Reviewed
Email Opened|Email Link Clicked|Unsubscribed|Application Installed|Application Opened|Application Updated
Application Backgrounded|Application Crashed|Application Uninstalled|Push Notification Received
Push Notification Tapped|Install Attributed|Deep Link Opened|Live Chat Conversation Started
Signed Up|Signed In|Store Visited|Poster Scanned|Barcode Scanned
"""
EVENTS = [event for line in SPEC.split("\n") for event in line.split("|") if event]


@pytest.mark.parametrize("mapping", [GERMAN, ENGLISH], ids=["de", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_the_defaults_know_the_spec(mapping, event):
    touch = mapping.touch(Message("track", event))
    assert touch.is_mapped
    assert touch == mapping.touch(Message("track", event.lower().replace(" ", "_")))


def test_both_defaults_say_the_same():
    for event in EVENTS:
        german, english = (mapping.touch(Message("track", event)) for mapping in (GERMAN, ENGLISH))
        assert german.phase == english.phase


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (Message("track", "Order Completed", "", {"revenue": 149.9}), Touch("Kauf", None, "purchase", 149.9)),
        (Message("track", "Order Completed", "", {"total": "12"}), Touch("Kauf", None, "purchase", 12.0)),
        (Message("track", "Order Completed", "", {"revenue": "?"}), Touch("Kauf", None, "purchase", None)),
        (Message("track", "Tree Planted"), Touch("Tree Planted", is_mapped=False)),
        (Message("track", "Product Viewed", channel="web"), Touch("Produktseite", "Website", "search")),
        (Message("track", "Product Viewed", channel="Kiosk"), Touch("Produktseite", "Kiosk", "search")),
        (Message("page"), Touch("Webseite", "Website")),
        (Message("page", "", "Über uns"), Touch("Über uns", "Website")),
        (Message("page", "", "", {"category": "Jacken"}), Touch("Jacken", "Website")),
        (Message("page", "", "", {"path": "/"}), Touch("Startseite", "Website", "search")),
        (Message("page", "", "", {"path": "/de/warenkorb/1"}), Touch("Warenkorb", "Website", "purchase")),
        (Message("page", "", "https://lindwerk.example/a/1"), Touch("Webseite", "Website")),
        (Message("page", "", "Bestellung 1234567"), Touch("Webseite", "Website")),
        (Message("page", "", "x" * 200), Touch("Webseite", "Website")),
        (Message("page", "", "Home", {}, {"medium": "E-Mail"}), Touch("Newsletter", "E-Mail", "need")),
        (Message("page", "", "Home", {}, {"medium": "cpc"}), Touch("Anzeige", "Anzeige", "need")),
        (Message("page", "", "Home", {}, {"medium": "odd"}), Touch("Startseite", "Website", "search")),
        (Message("screen", "", "Passform"), Touch("Passform", "App")),
        (Message("screen"), Touch("App-Bildschirm", "App")),
        (Message("track", "Email Opened"), Touch("Newsletter", "E-Mail", "need")),
    ],
)
def test_the_german_default(message, expected):
    assert GERMAN.touch(message) == expected


def test_live_contacts_meet_those_of_the_demo_brand():
    met = GERMAN.touchpoints & set(TOUCHPOINTS)
    assert {"Produktsuche", "Produktseite", "Merkliste", "Warenkorb", "Bezahlung", "Kauf", "Rückgabe"} <= met
    for event in EVENTS:
        touch = GERMAN.touch(Message("track", event))
        if touch.touchpoint in met and touch.touchpoint != "Newsletter":
            assert touch.phase == phase_of(touch.touchpoint)


RULES = """
[defaults]
channel = "Web"
sources = { till = "Laden" }
types = { screen = "App" }

[[rule]]
when = { event = "Visit", "properties.store" = ["Ulm", "Bad*"] }
touchpoint = "Filiale {properties.store}"
phase = "Suche"

[[rule]]
when = { event = "Visit", "properties.vip" = true, "properties.cart.total" = "*", "properties.note" = "" }
touchpoint = "Beratung"
channel = "Laden"
value = ["properties.cart.total"]

[[rule]]
when = { type = ["track", "page"], event = "Vis*" }
touchpoint = "Besuch"
"""


@pytest.mark.parametrize(
    ("message", "touchpoint", "channel"),
    [
        (Message("track", "Visit", "", {"store": "Ulm"}), "Filiale Ulm", "Web"),
        (Message("track", "Visit", "", {"store": "Bad Urach"}, source="till"), "Filiale Bad Urach", "Laden"),
        (Message("track", "Visit", "", {"store": "Ulm"}, channel="App"), "Filiale Ulm", "App"),
        (Message("track", "Visit", "", {"vip": True, "cart": {"total": 5}}), "Beratung", "Laden"),
        (Message("track", "Visit", "", {"vip": True, "cart.total": 5}), "Beratung", "Laden"),
        (Message("track", "Visit", "", {"vip": 1, "cart.total": 5}), "Besuch", "Web"),
        (Message("track", "Visit", "", {"vip": True, "cart.total": 5, "note": "x"}), "Besuch", "Web"),
        (Message("track", "Visited"), "Besuch", "Web"),
        (Message("screen", "Visited"), "Visited", "App"),
        (Message("track", "visit"), "visit", "Web"),
    ],
)
def test_the_first_rule_that_applies_decides(message, touchpoint, channel):
    mapping = Mapping.parse(RULES)
    for _ in range(2):  # decided, and remembered
        assert mapping.touch(message)[:2] == (touchpoint, channel)


@pytest.mark.parametrize(
    ("pattern", "text", "is_met"),
    [
        ("*a*a*a*b", "a" * 32_000, False),
        ("*a*a*a*b", "a" * 32_000 + "b", True),
        ("a*b*c", "abbc", True),
        ("a*b", "ab b", True),
        ("**x**", "axb", True),
        ("ab*ba", "aba", False),
    ],
)
def test_stars_match_and_no_text_makes_them_slow(pattern, text, is_met):
    mapping = Mapping.parse(f'[[rule]]\nwhen = {{ "properties.url" = "{pattern}" }}\ntouchpoint = "X"\n')
    assert mapping.touch(Message("track", "e", properties={"url": text})).is_mapped == is_met


def test_more_events_than_are_remembered_do_no_harm():
    mapping = Mapping.parse(RULES)
    for number in range(20_000):
        assert mapping.touch(Message("track", f"Event {number}")).touchpoint == f"Event {number}"
    assert mapping.touch(Message("track", "Visited")).touchpoint == "Besuch"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
PROPERTIES = st.dictionaries(
    st.sampled_from(["revenue", "total", "path", "category", "store"]) | st.text(), JSON
)


@given(st.sampled_from(["track", "page", "screen", "odd"]), st.text(), st.text(), PROPERTIES, PROPERTIES)
def test_nothing_makes_a_mapping_fail(kind, event, name, properties, campaign):
    touch = GERMAN.touch(Message(kind, event, name, properties, campaign))
    assert touch.touchpoint.strip()
    assert len(touch.touchpoint) <= 200


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[rule]\ntouchpoint = 1", "line 1"),
        ("colour = 1", "'colour'"),
        ("\n\n[[rule]]\ntouchpoint = 'A'\nchanel = 'x'", "line 5"),
        ("[[rule]]\ntouchpoint = 'A'\nphase = 'Irgendwann'", "need, search"),
        ("[[rule]]\ntouchpoint = 'A'\nphase = 'Irgendwann'", "line 3"),
        ("[[rule]]\nwhen = { evnt = 'x' }\ntouchpoint = 'A'", "did you mean 'event'"),
        ("[[rule]]\nphase = 'use'", "names no touchpoint"),
        ("[[rule]]\ntouchpoint = '{store}'", "properties.store"),
        ("[[rule]]\ntouchpoint = 'A'\nwhen = { properties.store = 'Ulm' }", "in quotes"),
        ("[[rule]]\ntouchpoint = 'A'\nvalue = 3", "properties.revenue"),
        ("[[rule]]\ntouchpoint = 'A'\n[[rule]]\ntouchpoint = 'B'\nchannel = 3", "line 5"),
        ("[rule]\ntouchpoint = 'A'", "[[rule]]"),
        ("ignore_case = 'yes'", "true or false"),
        ("[defaults]\nchannels = 'x'", "defaults.channels"),
        ("[defaults]\ncolour = 'x'", "line 2"),
    ],
)
def test_a_wrong_mapping_is_told_with_its_line(text, says):
    with pytest.raises(InputError) as error:
        Mapping.parse(text)
    assert says in str(error.value)


@pytest.fixture
def database(tmp_path):
    with open_database(tmp_path / "house", create=True) as opened:
        yield opened


def test_versions_are_kept_and_the_newest_holds(database):
    new = '[[rule]]\nwhen = { event = "Tree Planted" }\ntouchpoint = "Baum"'
    with database.writing() as connection:
        assert active(connection, "en")[0] == 0
        assert active(connection, "en")[1].text == default_text("en")
        assert install(connection, new, "anna", 5) == 1
        assert install(connection, default_text("de"), "anna", 6) == 2
        assert active(connection)[1].touch(Message("page")).touchpoint == "Webseite"
        install(connection, text_of(connection, 1), "anna", 7)
    with database.reading() as connection:
        number, mapping = active(connection)
        assert (number, mapping.text) == (3, new)
        assert [(one.number, one.created) for one in versions(connection)] == [(3, 7), (2, 6), (1, 5)]
        with pytest.raises(OptionInvalid, match="no such version"):
            text_of(connection, 9)


def test_a_wrong_mapping_is_not_installed(database):
    with pytest.raises(InputError), database.writing() as connection:
        install(connection, "[[rule]]", "anna", 5)
    with database.reading() as connection:
        assert versions(connection) == []


def test_keys_tell_the_channel_of_a_source(database):
    row = {"name": "x", "hint": "x", "created": 1}
    given = [
        ("write", "shop", "Website"),
        ("write", "shop", "Website"),
        ("write", "two", "A"),
        ("write", "two", "B"),
    ]
    with database.writing() as connection:
        for number, (kind, source, channel) in enumerate(given):
            more = {"kind": kind, "source": source, "channel": channel, "hash": bytes([number])}
            connection.execute(keys.insert().values(row | more))
        assert key_channels(connection) == {"shop": "Website"}


STORED = (
    '{"_type":"track","_event":"Tree Planted","_mapped":false,'
    '"utm.medium":"email","where":"Ulm","cart.total":5}'
)


def test_a_stored_contact_gives_its_message_back():
    assert stored(STORED, "shop", "web") == Message(
        "track", "Tree Planted", "", {"where": "Ulm", "cart.total": 5}, {"medium": "email"}, "shop", "web"
    )
    assert stored('{"_type":"page","_event":"Home"}', "shop") == Message("page", "", "Home", {}, {}, "shop")
    assert stored('{"city":"Ulm"}', "shop") is None


PLANTED = Mapping.parse(
    '[[rule]]\nwhen = { event = "Tree Planted" }\ntouchpoint = "Baum {properties.where}"\nchannel = "Wald"\n'
    'phase = "use"\nvalue = "properties.cart.total"'
)


def lake(rows):
    coded = pa.dictionary(pa.int32(), pa.string())
    names = ["touchpoint", "channel", "phase", "value", "source", "attributes"]
    types = [coded, coded, coded, pa.float64(), coded, pa.string()]
    columns = list(zip(*rows, strict=True))
    arrays = [
        pa.array(column, pa.string()).dictionary_encode() if kind == coded else pa.array(column, kind)
        for column, kind in zip(columns, types, strict=True)
    ]
    return pa.table({"position": pa.array(range(len(rows))), **dict(zip(names, arrays, strict=True))})


def test_a_mapping_is_applied_to_what_came_through_the_door_alone():
    given = lake(
        [
            ("Tree Planted", None, None, None, "shop", STORED),
            ("Tree Planted", None, "need", 3.0, "till", '{"city":"Ulm"}'),
            ("Kauf", "Laden", "purchase", 9.0, "till", None),
        ]
    )
    changed = remap_table(PLANTED, given)
    assert changed.schema.names == given.schema.names
    assert (
        changed.slice(1).drop_columns("position").to_pylist()
        == given.slice(1).drop_columns("position").to_pylist()
    )
    first = changed.slice(0, 1).to_pylist()[0]
    assert first == {
        "position": 0, "touchpoint": "Baum Ulm", "channel": "Wald", "phase": "use", "value": 5.0,
        "source": "shop", "attributes": STORED.replace("false", "true"),
    }  # fmt: skip
    assert remap_table(PLANTED, changed) is None
    back = remap_table(Mapping.parse(""), changed)
    assert back.to_pylist() == given.to_pylist()


def test_a_dry_run_says_what_would_change():
    rows = [
        StoredRow(STORED, "shop", "Tree Planted", contacts=4),
        StoredRow('{"_type":"page","_event":"Home","_mapped":true}', "shop", "Page"),
        StoredRow(None, "till", "Kauf", "Laden", "purchase"),
    ]
    difference = dry_run(None, PLANTED, rows)
    assert (difference.contacts, difference.changed, difference.values) == (5, 5, 4)
    assert (difference.unmapped_before, difference.unmapped_after) == (4, 1)
    change = difference.changes[0]
    assert change.before == ("Tree Planted", None, None)
    assert change.after == ("Baum Ulm", "Wald", "use")
    assert (change.contacts, change.examples) == (4, ("Tree Planted",))
    assert dry_run(PLANTED, PLANTED, rows).changed == 0


def test_a_worth_beyond_all_money_is_none():
    """Two of the largest numbers would add up to infinity in what is known of a person."""
    message = Message("track", "Tree Planted", "", {"where": "Ulm", "cart.total": 1e15}, {}, "shop")
    assert PLANTED.touch(message).value == 1e15
    for worth in (1.7e308, -1.7e308, "1e16", 10**400, float("inf")):
        assert PLANTED.touch(message._replace(properties={"where": "Ulm", "cart.total": worth})).value is None
