"""What ends, happens or changes by itself: asked about once, however often it is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from oase.app.triggering import STAGE_SHIFT, STAGED, Triggering
from oase.app.visiting.contacts import AppContacts
from oase.contacts.keys import Keyring
from oase.db.facts import learn_all
from oase.db.inbox import Inbox, worked_off
from oase.db.occasions import set_mark
from oase.decisions.holdout import place_of
from oase.decisions.plays.conditions import subject_of
from oase.decisions.situation import Situation
from oase.errors import HouseBusy
from oase.model import Fact
from oase.retail import keeping
from oase.retail.articles import Stock

from .conftest import DRESS, DRESS_40, MINUTE, Customer, Shop

DAY = 24 * 60 * MINUTE
PLAYS = ("visit-rating", "follow-up", "care", "new-customer", "repair", "purchase-rating")


class Firing:
    """The process that fires triggers, started anew as often as wanted."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        database = shop.reach.database

        def done() -> int:
            with database.reading() as connection:
                return worked_off(connection).get("messages", 0)

        self.inbox = Inbox(shop.house.folder / "inbox" / "messages.sqlite", done=done)
        self.look = self.anew()

    def anew(self, counter: Any = None) -> Any:
        """Return ``look`` of a process that has just started."""
        shop = self.shop
        database, keyring = shop.reach.database, Keyring(shop.reach.database)
        from oase.app.deciding import make_counter

        self.counter = make_counter(database, self.inbox, keyring, shop.reach.settings, clock=shop.clock)
        self.triggering = Triggering(
            database,
            counter or self.counter,
            AppContacts(database, keyring, self.inbox),
            clock=shop.clock,
            lang="de",
            zone=ZoneInfo("Europe/Berlin"),
        )
        return self.triggering.look

    def settled(self) -> list[dict[str, Any]]:
        """Look until nothing is left to do, and return all receipts of what was noticed, oldest first."""
        for _ in range(5):
            self.look()
        self.shop.house.work_off()
        found = rows(self.shop, "select play, outcome, reason, at from receipts order by at, play")
        return [one for one in found if one["play"] in PLAYS]


@pytest.fixture
def firing(shop: Shop) -> Iterator[Firing]:
    firing = Firing(shop)
    yield firing
    firing.counter.close()
    firing.inbox.close()


@pytest.fixture
def her(shop: Shop) -> Customer:
    """Return a customer outside all control groups, who has allowed everything."""
    aliases = {f"anna-{n}": shop.house.rooms.aliases.one("user", f"anna-{n}") for n in range(1, 200)}
    her = shop.signed_in(
        next(user for user, one in aliases.items() if all(place_of(one, play) > 0.2 for play in PLAYS))
    )
    said = dict.fromkeys(("push", "location", "personalisation", "in_store", "survey"), True)
    her.post("/v1/consents", {"consents": said, "textVersion": "v3", "source": "app"})
    return her


def rows(shop: Shop, query: str) -> list[dict[str, Any]]:
    with shop.house.rooms.database.reading() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def alias_of(shop: Shop, her: Customer) -> int:
    return shop.house.rooms.aliases.one("user", her.value)


def named(shop: Shop, her: Customer, event: str) -> list[dict[str, Any]]:
    return [
        one
        for one in shop.contacts(her.value)
        if f'"{event}"' in json.dumps(one["attributes"]).replace("\\", "")
    ]


def count(shop: Shop, gtin: str, quantity: int) -> None:
    with shop.reach.database.writing() as connection:
        keeping.put(connection, [Stock("K1", gtin, quantity, shop.clock())], now=shop.clock(), source="till")


def learn(shop: Shop, her: Customer, facts: dict[str, Fact]) -> None:
    with shop.reach.database.writing() as connection:
        learn_all(connection, {alias_of(shop, her): facts}, shop.clock())


def test_a_visit_that_she_ends_is_asked_about_once(shop: Shop, her: Customer, firing: Firing):
    her.post("/v1/visits", {"store": "K1", "how": "qr"})
    assert firing.settled() == []
    shop.clock.turn(minutes=20)
    her.delete("/v1/visits/current")
    (receipt,) = firing.settled()
    assert (receipt["play"], receipt["outcome"], receipt["at"]) == ("visit-rating", "sent", shop.clock())
    assert len(firing.settled()) == 1
    assert len(named(shop, her, "Visit Ended")) == 1
    (message,) = rows(shop, "select content from outbox")
    assert "Eine Frage zu deinem Besuch" in json.loads(message["content"])["body"]


@pytest.mark.parametrize(("leaves", "goes_on", "over"), [(True, 9, 12), (False, 58, 61)])
def test_a_visit_ends_after_she_left_or_silently(
    shop: Shop, her: Customer, firing: Firing, leaves: bool, goes_on: int, over: int
):
    her.post("/v1/visits", {"store": "K1", "how": "qr"})
    began = shop.clock()
    if leaves:
        shop.clock.turn(minutes=1)
        told = {"store": "K1", "transition": "exit", "distanceM": 200, "accuracyM": 20}
        her.post("/v1/geo/transitions", told)
    shop.clock.turn(minutes=goes_on)
    assert firing.settled() == []
    shop.clock.turn(minutes=over - goes_on)
    (receipt,) = firing.settled()
    assert receipt["at"] == began + (11 if leaves else 60) * MINUTE
    (ended,) = named(shop, her, "Visit Ended")
    assert "K1" in json.dumps(ended["attributes"])
    assert rows(shop, "select * from occasions where kind = 'visit'") == []


def test_killed_between_deciding_and_writing_down_nothing_is_said_twice(
    shop: Shop, her: Customer, firing: Firing, monkeypatch: pytest.MonkeyPatch
):
    her.post("/v1/visits", {"store": "K1", "how": "qr"})
    shop.clock.turn(minutes=90)

    def killed(_changes: object) -> int:
        raise HouseBusy("killed here")

    for _ in range(3):
        monkeypatch.setattr(firing.triggering, "_write", lambda changes: killed(list(changes)))
        with pytest.raises(HouseBusy):
            firing.look()
        firing.counter.close()
        firing.look = firing.anew()
    assert [one["outcome"] for one in firing.settled()] == ["sent"]
    assert len(rows(shop, "select id from outbox")) == 1
    assert len(named(shop, her, "Visit Ended")) == 1
    assert len(named(shop, her, "Decision")) == 1


def test_a_moved_time_of_the_stage_holds_for_her_alone(shop: Shop, her: Customer, firing: Firing):
    other = shop.signed_in("berta")
    real = shop.clock.at
    other.post("/v1/visits", {"store": "K1", "how": "qr"})
    other.post("/v1/consents", {"consents": {"in_store": True}, "textVersion": "v3", "source": "app"})
    other.post("/v1/visits", {"store": "K1", "how": "qr"})
    with shop.reach.database.writing() as connection:
        set_mark(connection, STAGE_SHIFT, 7 * DAY)
        set_mark(connection, STAGED, alias_of(shop, her))
    shop.reach.shift = 7 * DAY
    her.post("/v1/visits", {"store": "K1", "how": "qr"})
    shop.reach.shift += 20 * MINUTE
    her.delete("/v1/visits/current")
    with shop.reach.database.writing() as connection:
        set_mark(connection, STAGE_SHIFT, 7 * DAY + 20 * MINUTE)
    (receipt,) = firing.settled()
    assert receipt["at"] == real + 7 * DAY + 20 * MINUTE
    assert len(rows(shop, "select * from occasions where kind = 'visit'")) == 1  # of the other


def test_a_first_purchase_brings_care_and_three_questions(shop: Shop, her: Customer, firing: Firing):
    learn(shop, her, {f"bought:{gtin}": Fact(1, shop.clock()) for gtin in (DRESS, DRESS_40)})
    found = firing.settled()
    assert [(one["play"], one["outcome"]) for one in found] == [("care", "sent"), ("new-customer", "sent")]
    shop.clock.turn(minutes=60 * 24)
    learn(shop, her, {f"bought:{DRESS}": Fact(1, shop.clock())})
    later = firing.settled()[2:]
    assert "new-customer" not in {one["play"] for one in later if one["outcome"] == "sent"}


def test_what_was_bought_long_ago_is_no_occasion(shop: Shop, her: Customer, firing: Firing):
    learn(shop, her, {f"bought:{DRESS}": Fact(1, shop.clock() - 30 * DAY)})
    assert firing.settled() == []


def test_follow_up_once_when_what_was_missing_is_there(shop: Shop, her: Customer, firing: Firing):
    count(shop, DRESS, 0)
    her.post("/v1/wishlist/items", {"gtin": DRESS})
    her.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": "later", "because": "size"})
    assert firing.settled() == []
    count(shop, DRESS, 3)
    assert [(one["play"], one["outcome"]) for one in firing.settled()] == [("follow-up", "sent")]
    for quantity in (0, 2):
        count(shop, DRESS, quantity)
        assert len(firing.settled()) == 1


@pytest.mark.parametrize(
    ("choice", "because", "first", "days"),
    [
        ("nothing", "size", 0, 0),  # she wants to hear no more
        ("later", "price", 0, 0),  # that does not answer her reason
        ("later", "size", 2, 0),  # it was there when she said so
        ("later", "size", 0, 15),  # too late
    ],
)
def test_no_follow_up_where_nothing_new_answers_her_reason(
    shop: Shop, her: Customer, firing: Firing, choice: str, because: str, first: int, days: int
):
    count(shop, DRESS, first)
    her.post("/v1/wishlist/items", {"gtin": DRESS})
    her.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": choice, "because": because})
    firing.settled()
    shop.clock.turn(minutes=days * 24 * 60 + 5)
    count(shop, DRESS, 3)
    assert firing.settled() == []


def test_a_follow_up_in_quiet_hours_waits_until_ten(shop: Shop, her: Customer, firing: Firing):
    count(shop, DRESS, 0)
    her.post("/v1/wishlist/items", {"gtin": DRESS})
    her.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": "later", "because": "color"})
    firing.settled()
    shop.clock.turn(minutes=9 * 60)  # nine in the evening
    count(shop, DRESS, 3)
    assert [one["reason"] for one in firing.settled()] == ["quiet"]
    shop.clock.turn(minutes=13 * 60 + 1)
    count(shop, DRESS, 3)
    assert [one["outcome"] for one in firing.settled()][1:] == ["sent"]


def test_day_comes_at_ten_when_something_is_old_enough(shop: Shop, her: Customer, firing: Firing):
    ten = shop.clock() - 2 * 60 * MINUTE  # the fixture's day begins at noon
    learn(shop, her, {f"bought:{DRESS}": Fact(1, ten - 14 * DAY + 30 * MINUTE)})
    assert firing.settled() == []  # not until tomorrow at ten
    shop.clock.turn(minutes=21 * 60)
    assert firing.settled() == []
    shop.clock.turn(minutes=61)
    assert [(one["play"], one["outcome"]) for one in firing.settled()] == [("purchase-rating", "sent")]
    shop.clock.turn(minutes=24 * 60)
    assert len(firing.settled()) == 1


def test_erased_with_her(shop: Shop, her: Customer, firing: Firing):
    her.post("/v1/visits", {"store": "K1", "how": "qr"})
    learn(shop, her, {f"bought:{DRESS}": Fact(1, shop.clock())})
    assert len(rows(shop, "select * from occasions")) == 2
    her.post("/v1/me/erasure")
    shop.house.work_off()
    assert rows(shop, "select * from occasions") == []
    assert firing.settled() == []


def test_her_answers_become_contacts_of_the_goals_of_plays(shop: Shop, her: Customer):
    her.post("/v1/visits/rating", {"store": "K1", "experience": "exceeded", "receipt": "9a"})
    her.post("/v1/visits/rating", {"store": "K1", "experience": "missed", "receipt": "9a"})
    her.post("/v1/me/recommendation", {"heard": "friends", "by": "colleague"})
    (rated,) = named(shop, her, "Rating Submitted")
    assert '"exceeded"' in json.dumps(rated["attributes"]).replace("\\", "")
    assert len(named(shop, her, "Recommendation Answered")) == 1
    assert her.ask("POST", "/v1/visits/rating", {"store": "no", "experience": "missed"}).status_code == 404
    assert her.ask("POST", "/v1/visits/rating", {"store": "K1", "experience": "so-so"}).status_code == 400


def test_how_she_heard_counts_among_recommendations_unless_she_refuses(shop: Shop, her: Customer):
    kept = "select heard, said, by_whom, code from survey_recommendations"
    her.post("/v1/me/recommendation", {"heard": "search", "said": "Ruf an: 0171 2345678"})
    her.post("/v1/me/recommendation", {"heard": "friends", "by": "colleague", "code": "abcdefgh23"})
    (found,) = rows(shop, kept)
    assert list(found.values()) == ["friends", "", "colleague", ""]  # nobody has that link
    her.post("/v1/consents", {"consents": {"analytics": False}})
    her.post("/v1/me/recommendation", {"heard": "press"})
    assert [row["heard"] for row in rows(shop, kept)] == ["friends"]


def test_a_visit_of_which_there_was_no_sign_for_long_is_no_condition():
    visit = subject_of("visit")
    assert visit is not None
    facts = {"visit": Fact({"store": "K1", "id": "7", "how": "qr"}, 0)}
    assert visit.read(facts, Situation(trigger="day", at=30 * MINUTE)) == (True, 0)
    assert visit.read(facts, Situation(trigger="day", at=61 * MINUTE)) == (False, 0)


def test_things_of_one_moment_are_one_order():
    orders = subject_of("order.count")
    assert orders is not None
    facts = {"bought:1": Fact(1, 5), "bought:2": Fact(1, 5), "bought:3": Fact(0, 9), "bought:4": Fact(1, 7)}
    assert orders.read(facts, Situation(trigger="purchase", at=9)) == (2, 7)
