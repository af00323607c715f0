"""What a message rests on is asked again at the moment of sending; what became of it is noted once."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import Connection

from oase.db import Database
from oase.decisions.messages import subscriptions
from oase.decisions.messages.attempts import Attempt, again
from oase.decisions.messages.outbox import Ended, Message
from oase.identity import ledger, profiles
from oase.model import Consent, Purpose
from oase.settings import now

from .conftest import Carried, fate, put, send


def say(database: Database, alias: int = 7, **said: bool) -> None:
    with database.writing() as connection:
        lines = [
            Consent(alias, Purpose(name), is_granted=granted, at=now()) for name, granted in said.items()
        ]
        ledger.record(connection, lines, now())


def is_over(database: Database, *keys: str) -> bool:
    return all(fate(database, key)[0] != "waiting" for key in keys)


@pytest.mark.parametrize(
    ("message", "said", "is_sent"),
    [
        ({"kind": "contract", "purpose": ""}, {}, True),
        ({"kind": "contract", "purpose": ""}, {"push": False}, True),
        ({"kind": "advert", "purpose": "push"}, {}, False),
        ({"kind": "advert", "purpose": "push"}, {"push": True}, True),
        ({"kind": "advert", "purpose": "push"}, {"push": False}, False),
        ({"kind": "advert", "purpose": "personalisation"}, {"push": True}, False),
        ({"kind": "advert", "purpose": "personalisation"}, {"personalisation": True}, False),
        ({"kind": "advert", "purpose": "personalisation"}, {"push": True, "personalisation": True}, True),
        ({"kind": "advert", "purpose": "push", "channel": "email"}, {"push": True}, False),
        ({"kind": "advert", "purpose": "email", "channel": "email"}, {"email": True}, True),
        ({"kind": "survey", "purpose": "survey"}, {"push": True}, False),
        ({"kind": "survey", "purpose": "survey"}, {"survey": True}, True),
    ],
)
def test_each_kind_has_a_legal_basis_of_its_own(
    house: Database, message: dict[str, Any], said: dict[str, bool], *, is_sent: bool
) -> None:
    say(house, **said)
    put(house, "a", **message)
    carrier = Carried()
    send(house, {"push": carrier, "email": carrier}, lambda: is_over(house, "a"))
    expected = ("sent", "") if is_sent else ("ended", Ended.CONSENT_WITHDRAWN)
    assert fate(house, "a")[:2] == expected
    assert len(carrier.seen) == is_sent


def test_consent_withdrawn_between_two_attempts_stops_the_second(house: Database) -> None:
    say(house, push=True)
    put(house, "a")
    carrier = Carried(again("http_503", after_seconds=0.3))

    def withdrawn() -> bool:
        if carrier.seen and fate(house, "a")[1] == "http_503":
            say(house, push=False)
        return is_over(house, "a")

    send(house, {"push": carrier}, withdrawn)
    assert fate(house, "a") == ("ended", Ended.CONSENT_WITHDRAWN, 2)
    assert len(carrier.seen) == 1


def test_what_is_not_right_any_more_is_not_sent_and_its_end_is_told_in_the_same_transaction(
    house: Database,
) -> None:
    told: list[tuple[str, str]] = []

    def ended(connection: Connection, message: Message, reason: str) -> None:
        assert connection.in_transaction()
        told.append((message.receipt, reason))

    say(house, push=True)
    put(house, "a")
    put(house, "app", channel="app", expires=now() - 1)
    carrier = Carried()
    send(
        house,
        {"push": carrier},
        lambda: is_over(house, "a", "app"),
        still_right=lambda _: "in_stock",
        ended=ended,
    )
    assert fate(house, "a")[:2] == ("ended", Ended.NO_LONGER_RIGHT)
    assert not carrier.seen
    assert sorted(told) == [("r1", Ended.EXPIRED), ("r1", Ended.NO_LONGER_RIGHT)]


@pytest.mark.parametrize(
    ("why", "ended"),
    [
        ("consent", Ended.CONSENT_WITHDRAWN),
        ("erased", Ended.ERASED),
        ("expired", Ended.EXPIRED),
        ("open", Ended.NO_LONGER_RIGHT),
    ],
)
def test_a_gate_that_closed_meanwhile_gives_the_end_its_reason(
    house: Database, why: str, ended: Ended
) -> None:
    put(house, "a", kind="contract", purpose="")
    send(house, {"push": Carried()}, lambda: is_over(house, "a"), still_right=lambda _: why)
    assert fate(house, "a")[:2] == ("ended", ended)


def test_whoever_hears_of_a_person_hears_of_all_her_devices_and_her_newest_address(house: Database) -> None:
    say(house, push=True, email=True)
    with house.writing() as connection:
        subscriptions.add(connection, 7, "https://push.example/1", "p", "a", now=now())
        profiles.update(connection, {7: {"email": "anna@lindwerk.example"}}, now())
    put(house, "push")
    put(house, "mail", channel="email", purpose="email")
    push, mail = Carried(), Carried()
    send(house, {"push": push, "email": mail}, lambda: is_over(house, "push", "mail"))
    ((_, devices, seconds),) = push.seen
    assert [one.endpoint for one in devices.devices] == ["https://push.example/1"]
    assert 0 < seconds <= 10
    assert mail.seen[0][1].email == "anna@lindwerk.example"


def test_an_attempt_never_lasts_beyond_the_expiry_and_less_than_a_second_is_not_tried(
    house: Database,
) -> None:
    put(house, "short", kind="contract", purpose="", expires=now() + 3_000_000)
    put(house, "late", kind="contract", purpose="", expires=now() + 800_000)
    carrier = Carried()
    send(house, {"push": carrier}, lambda: is_over(house, "short", "late"))
    assert fate(house, "late")[:2] == ("ended", Ended.EXPIRED)
    assert [one[0].key for one in carrier.seen] == ["short"]
    assert carrier.seen[0][2] <= 3


def test_devices_that_have_ended_are_removed(house: Database) -> None:
    with house.writing() as connection:
        subscriptions.add(connection, 7, "https://push.example/1", "p", "a", now=now())
        subscriptions.add(connection, 7, "https://push.example/2", "p", "a", now=now())
    put(house, "a", kind="contract", purpose="")
    carrier = Carried(Attempt(is_sent=True, reached=(2,), gone=(1,)))
    send(house, {"push": carrier}, lambda: is_over(house, "a"))
    with house.reading() as connection:
        assert [one.id for one in subscriptions.of(connection, [7])] == [2]


def test_one_message_that_breaks_its_carrier_does_not_end_the_others(
    house: Database, caplog: pytest.LogCaptureFixture
) -> None:
    put(house, "a", kind="contract", purpose="")
    put(house, "b", kind="contract", purpose="")
    with caplog.at_level(logging.ERROR, "oase.messages"):
        send(house, {"push": Carried(RuntimeError("odd"))}, lambda: is_over(house, "b"))
    assert fate(house, "a")[:2] == ("waiting", "failed")
    assert "a message could not be sent" in caplog.text


def test_a_person_who_was_erased_meanwhile_gets_nothing(house: Database) -> None:
    put(house, "a", kind="contract", purpose="")
    carrier = Carried(again("http_503", after_seconds=0.2))

    def erased() -> bool:
        if carrier.seen and fate(house, "a")[1] == "http_503":
            with house.writing() as connection:
                connection.exec_driver_sql("delete from outbox")
            return True
        return False

    send(house, {"push": carrier}, erased)
    assert len(carrier.seen) == 1
