"""From the counter to the uplift: what was planted is found, and the dry run has said it before."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter as Tally
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from oase.app.deciding import make_counter
from oase.app.views.plays import play_trial, plays_uplift
from oase.app.visiting.contacts import AppContacts
from oase.contacts.keys import Keyring
from oase.db.facts import learn_all
from oase.db.inbox import Inbox, worked_off
from oase.decisions.counter import Counter
from oase.decisions.learning import arms_of
from oase.decisions.plays import save
from oase.decisions.receipt import Receipt
from oase.decisions.situation import Situation
from oase.model import Fact
from oase.model.moments import iso

from .conftest import MINUTE, Shop

DAY = 24 * 60 * MINUTE
PERSONS = 600
CONTROL, TOLD = 0.10, 0.32
"""Planted: of those told nothing so many buy, and of those who were told."""

PLAY = """
name = "greeting"
title = { de = "Gruß", en = "Greeting" }
trigger = "visit.started"
about = "none"
kind = "advert"
channel = "app"
purpose = "personalisation"
consents = ["in_store"]
goal = "Order Completed"
goal_days = 7
control_share = 0.5

[limits]
per_day = 1
per_week = 3
cool_down_days = 7

[[content]]
arm = "short"
title = { de = "Hallo", en = "Hello" }
body = { de = "Schön, dass du da bist.", en = "Good that you are here." }
actions = ["why"]

[[content]]
arm = "long"
title = { de = "Hallo", en = "Hello" }
body = { de = "Schön, dass du da bist. Frag uns gern.", en = "Good that you are here. Do ask us." }
actions = ["why"]
"""


class Market(NamedTuple):
    """Several hundred persons, and what the company does with them."""

    shop: Shop
    counter: Counter
    inbox: Inbox
    key: int
    aliases: list[int]

    def tell(self, event: str, number: int, at: int, **properties: Any) -> None:
        """Let one of them do something."""
        body = {
            "type": "track",
            "messageId": f"{event}-{number}-{at}",
            "userId": f"p-{number}",
            "event": event,
            "timestamp": iso(at),
            "properties": properties,
        }
        self.inbox.submit(self.shop.clock(), "track", self.key, json.dumps(body).encode(), lambda _: None)

    def work_off(self) -> None:
        """Let all that was told become contacts in the lake."""
        stored = threading.Event()
        body = json.dumps({"type": "identify", "userId": "p-0", "messageId": f"last-{self.shop.clock()}"})
        self.inbox.submit(self.shop.clock(), "identify", self.key, body.encode(), lambda _: stored.set())
        assert stored.wait(10)
        self.shop.house.work_off()


@pytest.fixture
def market(shop: Shop) -> Iterator[Market]:
    """Return the market after all have come into a store; one in five has not allowed to be noticed there."""
    database, rooms = shop.reach.database, shop.house.rooms

    def done() -> int:
        with database.reading() as connection:
            return worked_off(connection).get("w9", 0)

    keyring = Keyring(database)
    with Inbox(shop.house.folder / "inbox" / "w9.sqlite", done=done) as inbox:
        counter = make_counter(database, inbox, keyring, shop.reach.settings, clock=shop.clock)
        key = AppContacts(database, keyring, inbox).prepare()
        aliases = [rooms.aliases.one("user", f"p-{number}") for number in range(PERSONS)]
        market = Market(shop, counter, inbox, key, aliases)
        early = shop.clock() - DAY
        granted = Fact(["v3", "app"], early)
        facts = {
            alias: {"consent:personalisation": granted}
            | ({"consent:in_store": granted} if number % 5 else {})
            for number, alias in enumerate(aliases)
        }
        with database.writing() as connection:
            learn_all(connection, facts, early)
        for number in range(PERSONS):
            market.tell("Visit Started", number, shop.clock(), store="K1")
        market.work_off()
        yield market
        counter.close()


def decided(market: Market) -> list[Receipt]:
    """Return what the counter decides about each of them."""
    at = market.shop.clock()

    def one(alias: int) -> Receipt:
        said = Situation(trigger="visit.started", at=at, store="K1")
        receipt = market.counter.decide(alias, said)
        assert receipt is not None
        return receipt

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, market.aliases))


def test_the_planted_effect_is_found_and_the_dry_run_has_said_the_same(market: Market):
    shop, database = market.shop, market.shop.reach.database
    tried = play_trial(shop.house, {"text": PLAY}, lambda *_: None)
    with database.writing() as connection:
        save(connection, PLAY, who="Kaya", now=shop.clock(), is_live=True)

    receipts = decided(market)
    outcomes = Tally(one.outcome.value for one in receipts)
    reasons = Tally(one.reason for one in receipts if one.outcome == "withheld")
    assert (tried["sent"], tried["control"]) == (outcomes["sent"], outcomes["control"])
    assert (tried["withheld"], tried["persons"]) == (dict(reasons), PERSONS)
    assert reasons == {"consent": PERSONS // 5}

    chance = random.Random(3)
    later = shop.clock() + DAY
    bought: Tally[str] = Tally()
    market.shop.clock.turn(minutes=2 * 24 * 60)
    for number, receipt in enumerate(receipts):
        share = {"sent": TOLD, "control": CONTROL}.get(receipt.outcome.value, 0.5)
        if chance.random() < share:
            bought[receipt.outcome.value] += 1
            market.tell("Order Completed", number, later, products=[{"gtin": "09520000000011"}])
    market.work_off()
    shop.clock.turn(minutes=10 * 24 * 60)

    found = plays_uplift(shop.house, {}, lambda *_: None)["greeting"]
    assert (found["told"], found["control"]) == (outcomes["sent"], outcomes["control"])
    assert (found["told_reached"], found["control_reached"]) == (bought["sent"], bought["control"])
    assert found["low"] < TOLD - CONTROL < found["high"]
    assert found["low"] > 0
    assert found["is_clear"]

    with database.reading() as connection:
        arms = arms_of(connection)
        rows = connection.execute(text("select sum(shown), sum(reached) from play_arms")).one()
    assert {arm for play, arm in arms if play == "greeting"} >= {"short", "long"}
    assert tuple(rows) == (outcomes["sent"], bought["sent"])
    market.counter.refresh()  # what the contents have led to now weighs in the next choice
    assert {one.propensity for one in decided(market) if one.outcome == "sent"} != {0.5}
