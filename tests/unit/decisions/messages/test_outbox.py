"""The outbox keeps each message once, lends it to one sender at a time and ends it with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from oase.db import Database, open_database
from oase.decisions.messages import outbox, subscriptions
from oase.decisions.messages.outbox import Ended, Message, Result
from oase.errors import OptionInvalid

NOW = 1_800_000_000_000_000
SECOND = 1_000_000
MINUTE = 60 * SECOND


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("outbox")
    with open_database(folder / "house", create=True) as opened:
        yield opened


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as opened, opened.begin() as transaction:
        yield opened
        transaction.rollback()


def put(connection: Connection, key: str, **changed: Any) -> bool:
    row: dict[str, Any] = {
        "alias": 7, "receipt": "r1", "channel": "push", "purpose": "push", "kind": "advert",
        "content": {"title": "t"}, "now": NOW, "due": NOW, "expires": NOW + 20 * MINUTE,
    }  # fmt: skip
    return outbox.enqueue(connection, key=key, **{**row, **changed})


def taken(connection: Connection, at: int = NOW, most: int = 10) -> list[Message]:
    return outbox.claim(connection, at, most=most, until=at + MINUTE)


def test_a_key_gives_one_message(connection: Connection) -> None:
    assert put(connection, "a")
    assert not put(connection, "a", content={"title": "another"})
    (message,) = taken(connection)
    assert message.content == {"title": "t"}
    assert message.attempts == 1


def test_what_was_claimed_is_not_claimed_again_until_its_time_runs_out(connection: Connection) -> None:
    put(connection, "a")
    put(connection, "later", due=NOW + 1)
    assert [one.key for one in taken(connection)] == ["a"]
    assert taken(connection) == []
    again = taken(connection, NOW + MINUTE)
    assert [(one.key, one.attempts) for one in again] == [("a", 2), ("later", 1)]


def test_the_late_word_of_a_sender_whose_time_ran_out_changes_nothing(connection: Connection) -> None:
    put(connection, "a")
    (first,) = taken(connection)
    (second,) = taken(connection, NOW + MINUTE)
    assert outbox.settle(connection, [Result(message=first, state="ended", reason="refused")], NOW) == []
    sent = Result(message=second, state="sent", reached=(3,))
    assert outbox.settle(connection, [sent], NOW + MINUTE) == [sent]
    assert taken(connection, NOW + 10 * MINUTE) == []


def test_a_busy_host_costs_no_attempt(connection: Connection) -> None:
    put(connection, "a")
    (message,) = taken(connection)
    back = Result(message=message, state="waiting", reason="busy", due=NOW + SECOND, is_counted=False)
    outbox.settle(connection, [back], NOW)
    assert taken(connection) == []
    assert taken(connection, NOW + SECOND)[0].attempts == 1


def test_expired_messages_end_but_not_under_the_hands_of_a_sender(connection: Connection) -> None:
    put(connection, "a", expires=NOW + SECOND)
    put(connection, "app", channel="app", expires=NOW + SECOND)
    taken(connection)
    assert [one.key for one in outbox.expire(connection, NOW + 2 * SECOND)] == ["app"]
    (ended,) = outbox.expire(connection, NOW + MINUTE)
    assert (ended.key, ended.state, ended.reason) == ("a", "ended", Ended.EXPIRED)


def test_a_restarted_sender_takes_up_at_once_what_its_former_self_held(connection: Connection) -> None:
    put(connection, "a")
    taken(connection)
    assert outbox.reclaim(connection, NOW + 1) == 1
    assert [one.attempts for one in taken(connection, NOW + 1)] == [2]


def test_the_app_fetches_its_own_messages_and_sees_what_was_sent(connection: Connection) -> None:
    put(connection, "app", channel="app", kind="contract", purpose="")
    put(connection, "push")
    put(connection, "other", alias=8, channel="app")
    (message,) = taken(connection)
    assert message.key == "push"
    outbox.settle(connection, [Result(message=message, state="sent")], NOW)
    shown = outbox.messages_of(connection, [7], now=NOW)
    assert [one.key for one in shown] == ["app", "push"]
    outbox.fetched(connection, [one.id for one in shown], NOW)
    assert {one.state for one in outbox.messages_of(connection, [7], now=NOW)} == {"sent"}
    assert outbox.messages_of(connection, [7], after=shown[-1].id, now=NOW) == []
    assert outbox.tally(connection)["app", "sent", ""] == 1
    assert outbox.forget(connection, NOW + 1) == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"channel": "sms"}, "There is no such channel of messages"),
        ({"kind": "spam"}, "There is no such kind of messages"),
        ({"purpose": ""}, "A message of kind advert must rest on a consent"),
        ({"kind": "survey", "purpose": "fun"}, "A message of kind survey must rest on a consent"),
    ],
)
def test_what_rests_on_nothing_is_refused(connection: Connection, changed: dict[str, str], said: str) -> None:
    with pytest.raises(OptionInvalid, match=said):
        put(connection, "a", **changed)


def test_a_device_belongs_to_whoever_subscribed_last(connection: Connection) -> None:
    subscriptions.add(connection, 7, "https://push.example/1", "p", "a", now=NOW)
    subscriptions.add(connection, 8, "https://push.example/1", "p2", "a2", now=NOW + 1)
    assert subscriptions.of(connection, [7]) == []
    (one,) = subscriptions.of(connection, [7, 8])
    assert (one.alias, one.p256dh) == (8, "p2")
    assert not subscriptions.remove(connection, [7], "https://push.example/1")
    assert subscriptions.remove(connection, [8], "https://push.example/1")
