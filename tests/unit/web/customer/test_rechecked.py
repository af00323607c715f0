"""Between decision and sending: what became otherwise stops it, and of two decided at once one goes."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import pytest
from sqlalchemy import text

from oase.app import erasure
from oase.app.rights import ROOMS
from oase.app.visiting.visiting import SessionOver
from oase.db.facts import facts_of, learn
from oase.decisions.caps import facts_of_sending
from oase.decisions.counter import Decision
from oase.decisions.lately import Lately
from oase.decisions.messages.outbox import Message
from oase.decisions.plays.stored import switch
from oase.decisions.receipts import receipt_of
from oase.decisions.situation import Place, Situation
from oase.model import Fact
from oase.retail.articles import Stock
from oase.retail.keeping import put
from oase.web.customer.api.making import visiting_in
from oase.words.receipts import sentences

from . import test_decisions
from .conftest import DRESS, MINUTE, Customer, Shop
from .test_decisions import NEAR, Sent, alias_of, rows

PLAY = "wish-nearby"

ready = test_decisions.ready


def _learn(shop: Shop, customer: Customer, facts: dict[str, Fact]) -> None:
    with shop.reach.database.writing() as connection:
        learn(connection, alias_of(shop, customer), facts, shop.clock())


def _another(shop: Shop, customer: Customer, at: int, *, visit: str = "", item: str = DRESS) -> None:
    """Let another web process have decided the same, or something else, at a moment."""
    _learn(shop, customer, facts_of_sending("00ff00ff00ff00ff", PLAY, item, "K1", "advert", visit, at))


def _unlimited(sent: Sent) -> Message:
    """Return its message as of a play whose caps allow several."""
    rule = sent.message.content["rule"]
    rule["perDay"] = rule["perWeek"] = 5
    return sent.message


def test_a_retry_that_comes_into_the_quiet_hours_is_dropped(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    rule = sent.message.content["rule"]
    assert len(rule["quiet"]) == 2
    rule["quiet"] = ["12:05", "12:10"]
    assert sent.why() == ""
    shop.clock.turn(minutes=6)
    assert sent.why() == "quiet"
    shop.clock.turn(minutes=5)
    assert sent.why() == ""


def test_a_play_that_was_switched_off_says_nothing_more(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    with shop.reach.database.writing() as connection:
        switch(connection, PLAY, who="Kaya", now=shop.clock(), is_live=False)
    assert sent.why() == "switched_off"
    with shop.reach.database.writing() as connection:
        switch(connection, PLAY, who="Kaya", now=shop.clock(), is_live=True)
    assert sent.why() == ""


def test_a_need_that_is_over_by_then_stops_it(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    _learn(shop, ready, {"need:dress": Fact(0, shop.clock() + 1)})
    assert sent.why() == "need_open"


def test_of_two_about_the_same_article_the_first_goes_whatever_the_caps(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    _unlimited(sent)
    _another(shop, ready, shop.clock() + 5)
    assert sent.why() == ""
    _another(shop, ready, shop.clock() - 5)
    with shop.reach.database.writing() as connection:  # as that process had kept it
        facts = facts_of(connection, [alias_of(shop, ready)])
    assert facts["sent:00ff00ff00ff00ff"].at == shop.clock() + 5
    learned = facts_of_sending("0000000000000001", PLAY, DRESS, "K1", "advert", "", shop.clock() - 5)
    _learn(shop, ready, learned)
    assert sent.why() == "cool_down"


def test_in_one_visit_only_the_first_goes(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    _unlimited(sent)
    own = f"sent:{sent.message.receipt}"
    with shop.reach.database.reading() as connection:
        held = facts_of(connection, [alias_of(shop, ready)])[own]
    _learn(shop, ready, {own: Fact({**held.value, "visit": "v1"}, held.at + 1)})
    _another(shop, ready, held.at - 5, visit="v1", item="")
    assert sent.why() == "not_today"


def test_a_second_that_is_stopped_does_not_wake_the_article_of_the_first(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    _another(shop, ready, sent.message.created - 5)
    assert sent.why() == "cap_day"
    with shop.reach.database.writing() as connection:
        sent.checks.ended(connection, sent.message, "no_longer_right")
    with shop.reach.database.reading() as connection:
        facts = facts_of(connection, [alias_of(shop, ready)])
    assert not facts[f"sent:{sent.message.receipt}"].value
    assert facts[f"told:{PLAY}:{DRESS}"] == Fact(1, sent.message.created - 5)


@pytest.mark.parametrize("reason", ["quiet", "need_open", "cool_down", "not_today", "cap_day", "consent"])
def test_her_receipt_says_in_both_languages_why_it_was_stopped(
    shop: Shop,
    ready: Customer,
    reason: str,
):
    sent = Sent(shop, ready)
    sent.checks._why[sent.message.key] = reason  # pyright: ignore[reportPrivateUsage]
    with shop.reach.database.writing() as connection:
        sent.checks.ended(connection, sent.message, "no_longer_right")
    with shop.reach.database.reading() as connection:
        receipt = receipt_of(connection, [alias_of(shop, ready)], sent.message.receipt)
    assert receipt is not None
    for lang in ("de", "en"):
        said = sentences(receipt, lang)[-1].sentence
        assert said
        assert reason not in said


# In her app


@pytest.fixture
def waiting(shop: Shop, ready: Customer) -> Customer:
    """Return Anna whose message waits for her app: no device of hers takes pushes."""
    with shop.reach.database.writing() as connection:
        connection.execute(text("delete from push_subscriptions"))
    assert ready.post("/v1/decisions", NEAR)["outcome"] == "sent"
    shop.house.work_off()
    assert [one["channel"] for one in rows(shop, "outbox")] == ["app"]
    return ready


def _told(customer: Customer) -> list[dict[str, Any]]:
    return customer.get("/v1/me/messages")["messages"]


def test_what_still_holds_is_shown_in_her_app_once_and_stays(shop: Shop, waiting: Customer):
    assert len(_told(waiting)) == 1
    assert [one["state"] for one in rows(shop, "outbox")] == ["sent"]
    assert len(_told(waiting)) == 1


@pytest.mark.parametrize("purpose", ["push", "personalisation", "location"])
def test_no_advert_in_her_app_after_she_withdrew(shop: Shop, waiting: Customer, purpose: str):
    waiting.post("/v1/consents", {"consents": {purpose: False}, "textVersion": "v3", "source": "app"})
    expected = purpose in _consents(shop)
    assert (_told(waiting) == []) is expected
    if expected:
        (receipt,) = rows(shop, "receipts")
        assert (receipt["outcome"], receipt["reason"]) == ("stopped", "consent")
        assert [one["state"] for one in rows(shop, "outbox")] == ["ended"]


def _consents(shop: Shop) -> list[str]:
    import json

    (message,) = rows(shop, "outbox")
    return json.loads(message["content"])["rule"]["consents"]


def test_what_was_sold_out_meanwhile_is_not_shown_in_her_app(shop: Shop, waiting: Customer):
    with shop.reach.database.writing() as connection:
        put(connection, [Stock("K1", DRESS, 0, shop.clock() + MINUTE)], now=shop.clock(), source="till")
    assert _told(waiting) == []
    assert [one["reason"] for one in rows(shop, "receipts")] == ["in_stock"]
    facts = shop.house.export_person(waiting.value)["contacts"]["facts"]
    assert not facts[f"sent:{rows(shop, 'receipts')[0]['id']}"]["value"]


# While she is erased


def test_a_decision_under_way_does_not_bring_an_erased_person_back(shop: Shop, ready: Customer):
    alias = alias_of(shop, ready)
    met = shop.reach.counter.memory.meet(alias)
    assert met is not None
    shop.house.erase_person(ready.value)
    shop.clock.turn(minutes=1)
    situation = Situation(trigger="store.near", at=shop.clock(), places=(Place("K1", 150, 20),))
    _submit(shop, shop.reach.counter.prepare(met, situation))
    shop.house.work_off()
    for table in ("receipts", "outbox", "facts", "contact_log", "play_counts"):
        assert rows(shop, table) == [], table
    assert alias not in [one["alias"] for one in rows(shop, "identifiers")]


def test_nor_is_it_hers_who_came_again_under_the_same_id(shop: Shop, ready: Customer):
    alias = alias_of(shop, ready)
    met = shop.reach.counter.memory.meet(alias)
    assert met is not None
    shop.house.erase_person(ready.value)
    shop.clock.turn(minutes=1)
    situation = Situation(trigger="store.near", at=shop.clock(), places=(Place("K1", 150, 20),))
    decision = shop.reach.counter.prepare(met, situation)
    _submit(shop, decision)
    shop.clock.turn(minutes=1)
    again = shop.signed_in(ready.value)
    shop.house.work_off()
    assert rows(shop, "receipts") == rows(shop, "facts") == []
    again.post("/v1/decisions", NEAR)
    shop.house.work_off()
    assert len(rows(shop, "receipts")) == 1


def _submit(shop: Shop, decision: Decision) -> None:
    done = threading.Event()
    shop.reach.counter.submit(decision, lambda _: done.set())
    assert done.wait(20)


def test_a_call_under_way_keeps_nothing_of_an_erased_person(shop: Shop, ready: Customer):
    visiting = visiting_in(shop.reach)
    session = visiting.read(ready.entered.token)
    assert session is not None
    her = visiting.meet(session, "de")
    assert her is not None
    shop.house.erase_person(ready.value)
    with pytest.raises(SessionOver), visiting.acting(her) as act:
        act.learn({"mood": "curious"})
    assert rows(shop, "facts") == []


def test_what_was_just_decided_is_forgotten_when_it_is_kept():
    at = [0.0]
    lately = Lately(lambda: True, elapsed=lambda: at[0])
    lately.add(7, {"told:near:1": Fact(1, 5)})
    assert lately.with_facts(7, {}) != {}
    at[0] = 11.0
    assert lately.with_facts(7, {}) == {}


def test_an_erasure_ends_her_sessions_at_once(shop: Shop, ready: Customer):
    visiting = visiting_in(shop.reach)
    session = visiting.read(ready.entered.token)
    assert session is not None
    her = visiting.meet(session, "de")
    assert her is not None
    erasure.request(shop.house.rooms, ready.value)  # as the company asks for it; nothing is worked off yet
    with pytest.raises(SessionOver), visiting.acting(her) as act:
        act.learn({"mood": "curious"})
    assert ready.ask("GET", "/v1/me").status_code == 401
    assert ready.ask("POST", "/v1/me/token", {"refresh": ready.entered.refresh}).status_code == 401


def test_what_a_sender_notes_while_she_is_erased_is_erased_too(shop: Shop, ready: Customer):
    sent = Sent(shop, ready)
    erased: list[str] = []

    def note(step: str) -> None:
        if step.startswith("erased from "):
            erased.append(step)
            with shop.reach.database.writing() as connection:
                sent.checks.ended(connection, sent.message, "no_longer_right")

    shop.clock.turn(minutes=1)
    rooms = dataclasses.replace(shop.house.rooms, steps=note)
    erasure.request(rooms, ready.value)
    assert len(erasure.work_off(rooms)) == 1
    assert len(erased) == len(ROOMS)
    assert rows(shop, "facts") == rows(shop, "receipts") == []
