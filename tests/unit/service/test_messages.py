"""Messages and replies in any order, repeated, with ids that look alike, and with hostile texts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from oase.db import Database, open_database
from oase.errors import OptionInvalid
from oase.service import Closing, Message, Reply, key_of
from oase.service.messages import (
    assign,
    close,
    close_by_key,
    message_of,
    open_messages,
    reopen,
    replies_of,
    reply,
    reply_by_key,
    take,
    thread,
)
from oase.service.tables import messages, replies, waiting

NOW = 1_795_424_400_000_000  # 23 November 2026, 10:00 in Berlin
HOUR = 3_600_000_000
LOOK_ALIKE = (
    "17", "017", "17 x", "\uff11\uff17", "a", "A", "\u0430", "\u00e9", "e\u0301", "17/reply", "17:1",
    "%31%37",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "'); drop table service_messages; --",
    "{{ 7 * 7 }}",
    "\u202eREVERSED",
    "a\x00b",
    "half \ud83d pair",
    "🧶" * 300,
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder: Path = tmp_path_factory.mktemp("service") / "house"
    with open_database(folder, create=True) as database:
        yield database


class _Undone(Exception):
    pass


@pytest.fixture
def house(database: Database) -> Iterator[Connection]:
    """A house in which nothing of a test stays."""
    try:
        with database.writing() as connection:
            yield connection
            raise _Undone
    except _Undone:
        pass


def message(number: str = "1", **more: object) -> Message:
    given = {"key": key_of("mail", number), "channel": "Mail", "at": NOW - 10 * HOUR, "text": "Passt sie?"}
    return Message(**(given | more))  # pyright: ignore[reportArgumentType]


def answer(number: str = "r1", **more: object) -> Reply:
    given = {"key": key_of("mail", number), "at": NOW - HOUR, "text": "Ja.", "who": "Jana"}
    return Reply(**(given | more))  # pyright: ignore[reportArgumentType]


def stands(connection: Connection) -> list[tuple[object, ...]]:
    rows = connection.execute(select(messages).order_by(messages.c.key))
    return [(row.key, row.state, row.ended, row.because, row.alias) for row in rows]


STEPS = {
    "message": lambda c: take(c, message(), NOW),
    "again": lambda c: take(c, message(alias=5), NOW),
    "machine": lambda c: reply_by_key(
        c, "mail:1", answer("r0", at=NOW - 9 * HOUR, is_automatic=True, who=""), NOW
    ),
    "late": lambda c: reply_by_key(c, "mail:1", answer("r2"), NOW),
    "first": lambda c: reply_by_key(c, "mail:1", answer("r1", at=NOW - 3 * HOUR), NOW),
    "closed": lambda c: close_by_key(c, "mail:1", Closing("Werbung", NOW - 5 * HOUR), NOW),
}


def test_the_order_in_which_they_come_changes_nothing(house: Connection):
    """A reply before its message, a closing before both, each twice: the same comes out."""
    found = set()
    orders = random.Random(6).sample(list(permutations(STEPS)), 40)
    for order in orders:
        with house.begin_nested() as trial:
            for name in (*order, *order):
                STEPS[name](house)
            assert house.execute(select(waiting)).first() is None
            assert len(house.execute(select(replies)).all()) == 3
            found.add(tuple(stands(house)))
            trial.rollback()
    assert found == {(("mail:1", "answered", NOW - 3 * HOUR, "", 5),)}


def test_of_two_closings_the_first_in_time_counts_whichever_comes_first(house: Connection):
    early, late = Closing("Werbung", NOW - 5 * HOUR), Closing("doppelt", NOW - HOUR)
    for order in ((early, late), (late, early)):
        for is_known in (True, False):
            with house.begin_nested() as trial:
                if is_known:
                    take(house, message(), NOW)
                for one in order:
                    close_by_key(house, "mail:1", one, NOW)
                take(house, message(), NOW)
                assert stands(house) == [("mail:1", "closed", NOW - 5 * HOUR, "Werbung", None)]
                trial.rollback()


def test_a_machine_stops_no_clock(house: Connection):
    take(house, message(), NOW)
    reply_by_key(house, "mail:1", answer(is_automatic=True, who=""), NOW)
    assert stands(house) == [("mail:1", "open", None, "", None)]


def test_a_reply_much_older_than_the_message_answers_something_else(house: Connection):
    take(house, [message("1"), message("2")], NOW)
    reply_by_key(house, "mail:1", answer("r1", at=NOW - 30 * HOUR), NOW)
    reply_by_key(house, "mail:2", answer("r2", at=NOW - 10 * HOUR - 60_000_000), NOW)  # another clock
    assert [row[1:3] for row in stands(house)] == [("open", None), ("answered", NOW - 10 * HOUR)]


@pytest.mark.parametrize("one", LOOK_ALIKE)
def test_ids_that_look_alike_are_different(house: Connection, one: str):
    take(house, [message(each) for each in LOOK_ALIKE], NOW)
    reply_by_key(house, key_of("mail", one), answer(), NOW)
    answered = [row[0] for row in stands(house) if row[1] == "answered"]
    assert answered == [key_of("mail", one)]
    assert len(stands(house)) == len(LOOK_ALIKE)


def test_the_same_id_of_another_source_is_another_message(house: Connection):
    take(house, [message("1"), message("1", key=key_of("chat", "1"))], NOW)
    assert len(stands(house)) == 2
    for source in ("a:b", "", " mail", "x\ny"):
        with pytest.raises(OptionInvalid):
            key_of(source, "c")  # else "a:b" and "c" would be "a" and "b:c"


def test_a_reply_whose_id_another_message_s_reply_has_is_refused(house: Connection):
    """Neither of them vanishes behind the other, whichever message is known."""
    take(house, message("1"), NOW)
    reply_by_key(house, "mail:1", answer("r1"), NOW)
    for other in ("mail:2", "mail:3"):
        with pytest.raises(OptionInvalid):
            reply_by_key(house, other, answer("r1"), NOW)
    reply_by_key(house, "mail:9", answer("r9"), NOW)
    with pytest.raises(OptionInvalid):
        reply_by_key(house, "mail:1", answer("r9"), NOW)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_kept_as_texts(house: Connection, text: str):
    take(house, message(text=text, sender=text, subject=text, thread=text[:100]), NOW)
    (one,) = open_messages(house)
    reply(house, one.id, text, text[:80], NOW, place="page", key="page:1")
    readable = text.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
    assert message_of(house, one.id).text == readable  # pyright: ignore[reportOptionalMemberAccess]
    assert replies_of(house, one.id)[0].text == readable
    assert "\n" not in one.sender


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x" * 100_001}, "text"),
        ({"channel": ""}, "channel"),
        ({"channel": "x" * 61}, "channel"),
        ({"at": NOW + HOUR}, "at"),
        ({"at": 0}, "at"),
        ({"at": 2**62}, "at"),
        ({"at": -(2**62)}, "at"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"stars": 6}, None),
    ],
)
def test_what_cannot_be_used_is_refused_and_said(
    house: Connection, given: dict[str, object], where: str | None
):
    with pytest.raises(OptionInvalid) as error:
        take(house, message(**given), NOW)
    assert error.value.where == where
    assert stands(house) == []


@given(st.text(max_size=300))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_an_id_is_refused_or_found_again(house: Connection, text: str):
    try:
        key = key_of("mail", text)
    except OptionInvalid:
        return
    with house.begin_nested() as trial:
        take(house, message(key=key), NOW)
        assert take(house, message(key=key), NOW).known == 1
        assert stands(house)[0][0] == key
        trial.rollback()


def test_a_closed_message_can_be_opened_again_and_its_clock_has_run(house: Connection):
    take(house, message(), NOW)
    (one,) = open_messages(house)
    with pytest.raises(OptionInvalid):
        close(house, one.id, "  ", "Jana", NOW)
    close(house, one.id, "Werbung", "Jana", NOW)
    assert open_messages(house) == []
    with pytest.raises(OptionInvalid):
        close(house, one.id, "Werbung", "Jana", NOW)
    reopen(house, one.id)
    (again,) = open_messages(house)
    assert (again.at, again.ended, again.because) == (one.at, None, "")
    with pytest.raises(OptionInvalid):
        reopen(house, one.id)


def test_a_conversation_is_one_of_its_source(house: Connection):
    given = [message("1", thread="t"), message("2", thread="t", at=NOW - HOUR), message("3", thread="u")]
    take(house, [*given, message("4", key="chat:4", thread="t")], NOW)
    first = next(one for one in open_messages(house) if one.key == "mail:1")
    assert [one.key for one, _ in thread(house, first.id)] == ["mail:1", "mail:2"]
    assert thread(house, 999) == []


def test_somebody_takes_it_on(house: Connection):
    take(house, message(), NOW)
    (one,) = open_messages(house)
    assign(house, one.id, " Jana Roth ")
    assert open_messages(house)[0].who == "Jana Roth"
    for wrong in (assign, lambda *given: reply(*given, "Jana", NOW, place="page", key="page:2")):
        with pytest.raises(OptionInvalid):
            wrong(house, 999, "Jana")
