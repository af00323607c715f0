"""Two web processes, a killed pipeline, a merge in between, a clock put back; and the same price for all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from oase.app.deciding import make_counter
from oase.contacts.calendar import Calendar
from oase.contacts.pipeline import Pipeline
from oase.db.inbox import Inbox, worked_off
from oase.decisions.counter import Counter
from oase.decisions.keeping import KeepsDecisions
from oase.decisions.messages.outbox import claim
from oase.decisions.rechecking import Rechecking
from oase.decisions.situation import Place, Situation

from . import test_decisions
from .conftest import DRESS, MINUTE, Customer, Shop
from .test_decisions import NEAR, alias_of, rows

ready = test_decisions.ready


@pytest.fixture
def other(shop: Shop) -> Iterator[Counter]:
    """Return the counter of a second web process with an inbox of its own."""

    def done() -> int:
        with shop.reach.database.reading() as connection:
            return worked_off(connection).get("w2", 0)

    reach = shop.reach
    with Inbox(shop.house.folder / "inbox" / "w2.sqlite", done=done) as inbox:
        counter = make_counter(reach.database, inbox, reach.keyring, reach.settings, clock=shop.clock)
        yield counter
        counter.close()


def _near(shop: Shop) -> Situation:
    return Situation(trigger="store.near", at=shop.clock(), places=(Place("K1", 150, 20),))


def test_of_two_processes_that_decide_at_once_one_message_goes(shop: Shop, ready: Customer, other: Counter):
    alias = alias_of(shop, ready)
    receipts: list[Any] = []
    both = [
        threading.Thread(target=lambda counter=counter: receipts.append(counter.decide(alias, _near(shop))))
        for counter in (shop.reach.counter, other)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert [one.outcome for one in receipts] == ["sent", "sent"]  # neither knew of the other
    shop.house.work_off()
    checks = Rechecking(shop.reach.database, shop.reach.counter.shelf, shop.clock)
    with shop.reach.database.writing() as connection:
        claimed = claim(connection, shop.clock(), most=9, until=shop.clock() + MINUTE)
    assert sorted(checks.still_right(one) for one in claimed) == ["", "cap_day"]
    shop.clock.turn(minutes=1)
    assert ready.post("/v1/decisions", NEAR)["reason"] == "cap_day"


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_pipeline_killed_between_rows_keeps_each_receipt_once(shop: Shop, ready: Customer, at: int):
    places = {**NEAR, "places": [{"store": "K2", "distanceM": 150, "accuracyM": 20}]}
    for body in (NEAR, NEAR, places):
        ready.post("/v1/decisions", body)
    rooms = shop.house.rooms
    keeps = KeepsDecisions(rooms.erased, Calendar("Europe/Berlin"))
    calls = [0]

    class Dying:
        def is_orphaned(self, *asked: Any) -> bool:
            return keeps.is_orphaned(*asked)

        def __call__(self, connection: Any, requests: Any, now: int) -> None:
            keeps(connection, requests, now)
            calls[0] += 1
            if calls[0] == at:
                raise Killed

    pipe: Any = {"clock": rooms.clock, "decided": Dying()}
    with Pipeline(rooms.database, rooms.folder, rooms.key, rooms.settings, **pipe) as pipeline:
        try:
            while pipeline.run_once(1).requests:
                pass
        except Killed:
            assert len(rows(shop, "receipts")) == at - 1
    shop.house.work_off()
    shop.house.work_off()
    assert len(rows(shop, "receipts")) == 3
    assert len(rows(shop, "outbox")) == 1
    assert sum(one["number"] for one in rows(shop, "play_counts")) == 3


def test_two_ids_merged_between_decision_and_pipeline_share_caps(shop: Shop, ready: Customer):
    phone = shop.signed_in("phone-of-anna")
    ready.post("/v1/decisions", NEAR)
    shop.house.merge(ready.value, "phone-of-anna")
    shop.house.work_off()
    told = phone.post("/v1/decisions", NEAR)
    assert (told["outcome"], told["reason"]) == ("withheld", "cap_day")
    shop.house.work_off()
    assert len(phone.get("/v1/me/receipts")["receipts"]) == 2


def test_a_clock_put_back_neither_forgets_caps_nor_lets_old_tokens_in(shop: Shop, ready: Customer):
    assert ready.post("/v1/decisions", NEAR)["outcome"] == "sent"
    shop.house.work_off()
    shop.clock.turn(minutes=-45)
    told = ready.post("/v1/decisions", NEAR)
    assert (told["outcome"], told["reason"]) == ("withheld", "cap_day")
    shop.house.work_off()
    assert len(rows(shop, "receipts")) == 2


def test_the_price_is_the_same_for_everybody_while_no_play_offers_one(
    shop: Shop, ready: Customer, bea: Customer
):
    ready.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"})
    ready.put("/v1/me/mood", {"mood": "hurry"})
    ready.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": "later", "because": "price"})
    told = ready.post("/v1/decisions", NEAR)
    assert told["offer"] is None
    prices = [one.get(f"/v1/pos/products/{DRESS}?store=K1")["price"] for one in (ready, bea)]
    assert prices[0] == prices[1]
    found = [one.get(f"/v1/pos/products/{DRESS}/matches?store=K1")["matches"] for one in (ready, bea)]
    shared = [{match["gtin"]: match["price"] for match in matches} for matches in found]
    assert all(shared[0][gtin] == shared[1][gtin] for gtin in shared[0].keys() & shared[1].keys())


def test_not_today_changes_the_next_decision_and_tomorrow_is_another_day(shop: Shop, ready: Customer):
    told = ready.post("/v1/decisions", NEAR)
    shop.house.work_off()
    ready.post(f"/v1/me/receipts/{told['receipt']}/said", {"said": "not_today"})
    assert ready.post("/v1/decisions", NEAR)["reason"] == "not_today"


@pytest.mark.parametrize("in_store", [True, False])
def test_nothing_is_final_for_this_visit(shop: Shop, ready: Customer, in_store: bool):
    """Also where no visit is kept, since she did not allow it: she is there all the same."""
    said = {"consents": {"in_store": in_store}, "textVersion": "v3", "source": "app"}
    ready.post("/v1/consents", said)
    ready.post("/v1/visits", {"store": "K1", "how": "hand"})
    ready.post("/v1/undecided", {"gtin": DRESS, "store": "K1", "choice": "nothing"})
    told = ready.post("/v1/decisions", NEAR)
    assert (told["outcome"], told["reason"]) == ("withheld", "not_today")


def test_a_belief_she_contradicts_is_used_no_more(shop: Shop, ready: Customer):
    ready.put("/v1/me/sizes", {"garment": "dress", "system": "DE", "size": "38"})
    ready.post("/v1/me/beliefs", {"name": f"wish:{DRESS}", "isRight": False})
    told = ready.post("/v1/decisions", NEAR)
    assert (told["outcome"], told["reason"]) == ("withheld", "still_wished")
